"""The database: where it is, how it is opened, and that its form is the one the tables say."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import URL

from decoupling import PROJECT_ROOT
from decoupling.files import StoreError, state_dir
from decoupling.workspace.database import HEAD, database_url, open_engine, read_url, writing
from decoupling.workspace.tables import metadata


def test_without_configuration_it_is_a_file_among_the_run_time_state(monkeypatch):
    monkeypatch.delenv("DECOUPLING_DATABASE_URL", raising=False)
    assert database_url() == URL.create("sqlite", database=str(state_dir() / "workspace.sqlite"))


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_a_server_is_taken_from_the_environment(monkeypatch, scheme):
    monkeypatch.setenv("DECOUPLING_DATABASE_URL", f"{scheme}://desk:secret@db:5432/events")
    assert database_url().render_as_string(hide_password=False) == "postgresql+psycopg://desk:secret@db:5432/events"


@pytest.mark.parametrize("given", ["mysql://desk@db/events", "nonsense", "sqlite://", "http://example.org"])
def test_any_other_address_is_refused(given):
    with pytest.raises(StoreError, match="DECOUPLING_DATABASE_URL"):
        read_url(given)


def test_a_server_that_does_not_answer_is_named_without_its_password():
    url = URL.create("postgresql+psycopg", "desk", "secret-word", "127.0.0.1", 1, "events")
    with pytest.raises(StoreError, match="cannot be used") as refused:
        open_engine(url)
    assert "secret-word" not in str(refused.value)


def test_a_file_that_is_no_database_is_named(tmp_path):
    path = tmp_path / "workspace.sqlite"
    path.write_bytes(b"this is no database at all, only some text" * 50)
    with pytest.raises(StoreError, match="cannot be used"):
        open_engine(URL.create("sqlite", database=str(path)))


def test_migrations_lead_to_the_tables_as_they_are_written_down(database):
    engine = open_engine(database)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    engine.dispose()


def test_ten_processes_may_open_an_empty_database_at_once(database):
    def open_and_close(_: int) -> str:
        engine = open_engine(database)
        with engine.connect() as connection:
            form = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        engine.dispose()
        return str(form)

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(open_and_close, range(10))) == {HEAD}


def test_a_store_of_a_newer_version_is_left_alone(database):
    engine = open_engine(database)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer version"):
        open_engine(database)


def test_a_file_is_written_ahead_and_waits_for_its_turn(tmp_path):
    engine = open_engine(URL.create("sqlite", database=str(tmp_path / "deep" / "workspace.sqlite")))
    with engine.connect() as connection:
        settings = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
        assert settings == ["wal", 2]
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_the_domain_can_be_used_without_loading_the_database_libraries():
    code = "import sys, decoupling.snapshot, decoupling.charts; print('sqlalchemy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
