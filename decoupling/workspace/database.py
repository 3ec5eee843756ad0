"""Owns how the store's database is found, opened and brought to its present form."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from decoupling.files import SQLITE_NAME, StoreError, state_dir

HEAD = "0001"
"""The newest form; the file in `migrations/versions/` that leads to it."""
BUSY_MS = 30_000
_MIGRATION_LOCK = 7_310_531


def database_url() -> URL:
    """Address of the store: DECOUPLING_DATABASE_URL, or a SQLite file in the folder of run-time state.

    Raises StoreError for an address that is neither PostgreSQL nor SQLite; the message never holds the password.
    """
    given = os.environ.get("DECOUPLING_DATABASE_URL", "").strip()
    if not given:
        return URL.create("sqlite", database=str(state_dir() / SQLITE_NAME))
    return read_url(given)


def read_url(given: str) -> URL:
    """The address of a PostgreSQL or SQLite database; StoreError for any other."""
    try:
        url = make_url(given)
    except ArgumentError:
        raise StoreError(
            "DECOUPLING_DATABASE_URL is no database address; write postgresql://user:password@host:5432/name"
        ) from None
    kind = url.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database:
        return url
    raise StoreError(f"DECOUPLING_DATABASE_URL names {kind!r}; the store is kept in PostgreSQL or in a SQLite file")


def open_engine(url: URL) -> Engine:
    """An engine on a database that has the present form. Makes the SQLite file and its folder if need be.

    Raises StoreError when the database cannot be reached or belongs to a newer version of this program.
    """
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        # A connection of one's own for each use: a file is opened in less than a millisecond, and no thread holds it.
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_MS / 1000})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    try:
        _bring_up(engine)
    except StoreError:
        engine.dispose()
        raise
    except SQLAlchemyError as error:
        engine.dispose()
        raise _unavailable(engine, error) from error
    return engine


def _set_up_sqlite(connection, _record) -> None:  # type: ignore[no-untyped-def]
    connection.isolation_level = None  # transactions are begun below, also those that change the form
    cursor = connection.cursor()
    # Write-ahead logging: readers never wait for a writer. FULL: a decision that was acknowledged is on the disk.
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: one that read first and wrote later could be refused in between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read from; StoreError when the database does not answer."""
    try:
        with engine.connect() as connection:
            yield connection
    except OperationalError as error:
        raise _unavailable(engine, error) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it is kept, or nothing; StoreError when the database does not answer."""
    try:
        with engine.execution_options(writes=True).begin() as connection:
            yield connection
    except OperationalError as error:
        raise _unavailable(engine, error) from error


def _unavailable(engine: Engine, error: SQLAlchemyError) -> StoreError:
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    where = engine.url.render_as_string(hide_password=True)
    return StoreError(f"the workspace store at {where} cannot be used: {reason}")


def _bring_up(engine: Engine) -> None:
    with engine.connect() as connection:
        if _form_of(connection) == HEAD:
            return
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        form = _form_of(connection)
        if form is not None and form > HEAD:
            raise StoreError(f"the workspace store has form {form}, made by a newer version; update this program")
        if form != HEAD:
            _migrate(connection)


def _form_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
