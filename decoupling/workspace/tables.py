"""Owns the tables of the store. Rows are only ever added, so that nothing anybody wrote can be lost.

Times are ISO 8601 in UTC and structured values JSON, both as text, so that every database holds the same rows.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("fingerprint", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("address", Text),
    Column("published", Text),
    Column("text", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    sqlite_autoincrement=True,
)
# The same article at another address or under another title.
copies = Table(
    "copies",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("article_id", Integer, ForeignKey("articles.id"), nullable=False, index=True),
    Column("digest", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("address", Text),
    Column("published", Text),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    sqlite_autoincrement=True,
)
# What the extractor read, as it read it.
candidates = Table(
    "candidates",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("article_id", Integer, ForeignKey("articles.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("sectors", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reading", Text, nullable=False),
    Column("extractor_version", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    UniqueConstraint("article_id", "extractor_version", "position", name="one_reading_a_version"),
    sqlite_autoincrement=True,
)
# Who decided what. The unique pair of candidate and revision is what keeps two editors from overwriting each other:
# a decision that comes too late has no revision and names the one that was there before it.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("candidate_id", Integer, ForeignKey("candidates.id"), nullable=False),
    Column("revision", Integer),
    Column("late_for", Integer, ForeignKey("decisions.id")),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("record", Text),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    UniqueConstraint("candidate_id", "revision", name="one_decision_a_revision"),
    Index("late_decisions", "late_for"),
    sqlite_autoincrement=True,
)
ALL = (articles, copies, candidates, decisions)
"""In the order in which rows may be written."""
