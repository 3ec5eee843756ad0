"""What people add: articles, the candidates read from them, and every decision on these, kept in one SQL database.

SQLite in `var/` by default, PostgreSQL by `DECOUPLING_DATABASE_URL`. The only place that imports SQLAlchemy.
"""
