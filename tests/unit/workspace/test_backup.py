"""Backups: a store as a file, and back, into either kind of database."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import URL

from decoupling.files import StoreError
from decoupling.workspace.backup import restore_backup, write_backup
from decoupling.workspace.records import Accepted
from decoupling.workspace.store import TooLate, open_store
from tests.postgres import new_database
from tests.unit.workspace.conftest import ANA, BO, TEXT, found


@pytest.fixture
def other(database: URL, tmp_path, request) -> URL:
    """An empty database of the other kind."""
    if database.get_backend_name() == "postgresql":
        return URL.create("sqlite", database=str(tmp_path / "other.sqlite"))
    return new_database(request.getfixturevalue("postgres"), "other")


@pytest.fixture
def busy(filled, tiny_dataset):
    """A store in which something happened."""
    event = tiny_dataset.events[0].model_copy(update={"id": "2024-05-01-acme-closes-w1", "headline": "龙芯片 “quoted”"})
    filled.decide(ANA, 1, 0, "accept", record=Accepted(event=event))
    with pytest.raises(TooLate):
        filled.decide(BO, 1, 0, "reject", reason="misread")
    filled.add_article(ANA, found(f"AGENCY - {TEXT}", address="https://example.org/copy"), [])
    return filled


def state_of(store):
    articles = [store.article(row["id"]) for row in store.article_list()]
    return articles, store.copies_of(1), store.queue(), store.log(), store.candidates_of(1)


def test_a_backup_restores_into_the_other_database_row_for_row(busy, other, tmp_path):
    counts = write_backup(busy, tmp_path / "backup.jsonl")
    assert counts == {"articles": 1, "copies": 1, "candidates": 2, "decisions": 2}
    fresh = open_store(other)
    assert restore_backup(fresh, tmp_path / "backup.jsonl") == counts
    assert state_of(fresh) == state_of(busy)
    write_backup(fresh, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "backup.jsonl").read_bytes()
    fresh.engine.dispose()


def test_work_goes_on_after_a_restore(busy, other, tmp_path):
    write_backup(busy, tmp_path / "backup.jsonl")
    fresh = open_store(other)
    restore_backup(fresh, tmp_path / "backup.jsonl")
    newest = fresh.log()[0].id
    assert fresh.decide(ANA, 2, 0, "skip").id == newest + 1
    added = fresh.add_article(
        ANA, found("Another text that has nothing to do with the first, told at some length."), []
    )
    assert added.article_id == 2
    fresh.engine.dispose()


def test_a_store_that_holds_something_is_not_restored_over(busy, tmp_path):
    write_backup(busy, tmp_path / "backup.jsonl")
    before = state_of(busy)
    with pytest.raises(StoreError, match="holds articles and copies and candidates and decisions already"):
        restore_backup(busy, tmp_path / "backup.jsonl")
    assert state_of(busy) == before


def test_a_damaged_backup_is_refused_whole(busy, other, tmp_path):
    path = tmp_path / "backup.jsonl"
    write_backup(busy, path)
    whole = path.read_bytes()
    fresh = open_store(other)
    for broken in (whole[:-10], whole.replace(b"Daily Chip", b"Daily Shop")):
        path.write_bytes(broken)
        with pytest.raises(StoreError, match="damaged or cut off"):
            restore_backup(fresh, path)
    for strange in (b"", b"{}", b"[1]\n", b'{"kind": "x", "form": "1", "sha256": ""}\n'):
        path.write_bytes(strange)
        with pytest.raises(StoreError, match="backup"):
            restore_backup(fresh, path)
    assert fresh.revision() == (0, 0, 0)
    fresh.engine.dispose()
