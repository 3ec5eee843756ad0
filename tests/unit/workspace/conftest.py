"""Stores on both databases, with an article and its candidates."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.engine import URL

from decoupling.access import Person
from decoupling.candidates import Candidate, Stretch
from decoupling.intake.found import Found
from decoupling.workspace.store import Store, open_store
from tests.postgres import new_database, serve_postgres

ANA = Person("ana@example.org", "editor")
BO = Person("bo@example.org", "reviewer")
VIC = Person("vic@example.org", "viewer")
TEXT = (
    "Acme Cloud closed its research laboratory in Shanghai on Wednesday, the company said. About 140 people worked "
    "there. The step follows a year in which the Bureau tightened its chip rule twice and added thirteen firms to a "
    "list. Dragon Semi, a customer of the laboratory, did not answer a request for comment. Analysts had long "
    "expected Acme to leave, for its revenue in China had fallen in nine quarters in a row."
)
_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """One PostgreSQL server for the session."""
    with serve_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path) -> URL:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(tmp_path / "workspace.sqlite"))
    return new_database(request.getfixturevalue("postgres"), f"test{next(_NUMBERS)}")


@pytest.fixture
def open_again(database: URL) -> Iterator[Callable[[], Store]]:
    """Opens the database as another process would."""
    stores: list[Store] = []

    def open_one() -> Store:
        stores.append(open_store(database))
        return stores[-1]

    yield open_one
    for store in stores:
        store.engine.dispose()


@pytest.fixture
def store(open_again: Callable[[], Store]) -> Store:
    """An empty store."""
    return open_again()


def found(text: str = TEXT, **values: str | None) -> Found:
    """An article of the tiny world."""
    about = {
        "title": "Acme closes Shanghai laboratory",
        "publisher": "Daily Chip",
        "address": "https://example.org/acme",
        "published": "2024-05-03",
    }
    return Found.model_validate({**about, **values, "text": text})


def candidate(**values: object) -> Candidate:
    """An act of the tiny world's article, as the machine might read it."""
    told = {
        "action": "closure",
        "direction": "decoupling",
        "status": "actual",
        "actors": ("Acme",),
        "sectors": ("ai",),
        "date": "2024-05-01",
        "date_basis": "relative",
        "places": ("Shanghai",),
        "headcount": 140,
        "evidence": TEXT[:85],
        "evidence_at": Stretch(start=33, end=118),
        "trigger_at": Stretch(start=44, end=50),
        "confidence": 0.9,
        "extractor_version": "test-1",
    }
    return Candidate.model_validate({**told, **values})


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with one article and two candidates, numbers 1 and 2."""
    store.add_article(ANA, found(), [candidate(), candidate(action="workforce_cut", confidence=0.4)])
    return store
