"""The page of places answers: where acts happened, where sites closed, where work moved. Checked by hand."""

from __future__ import annotations

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from tests.app.conftest import figures, words

PAGE = "explore/places"


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


def rows(app) -> dict[str, dict[str, int]]:
    """The list of places: name -> its numbers."""
    return {row["Place"]: row for row in app.dataframe[0].value.to_dict("records")}


def test_the_page_draws_two_maps_and_two_lists(open_app):
    app = open_app(PAGE)
    assert not app.exception
    assert len(figures(app)) == 4


def test_the_list_is_the_twin_of_the_map(open_app):
    app = open_app(PAGE)
    marks = next(trace for trace in figures(app)[0]["data"] if "customdata" in trace)
    listed = sorted((row["All acts"] for row in rows(app).values() if row["All acts"]), reverse=True)
    assert sorted((int(text.split()[0].replace(",", "")) for text in marks["text"]), reverse=True) == listed


def test_where_law_firms_closed_offices(open_app, dataset):
    """Case 1: Beijing or Shanghai?"""
    app = open_app(PAGE, sector="legal")
    for city in ("Beijing", "Shanghai"):
        closed = [
            event.id
            for event in dataset.events
            if "legal" in event.sectors
            and event.action == "closure"
            and event.status in ("done", "reported")
            and city in {place.city for place in event.places}
        ]
        assert rows(app)[f"{city}, China"]["Sites closed"] == len(closed) > 3


def test_where_apple_moved_work(open_app):
    """Case 2: Apple's work went from China to Vietnam and India; Foxconn sent engineers from India home to China."""
    app = open_app(PAGE, org="apple", action="relocation")
    assert rows(app)["Vietnam"]["Work moved here"] == 4
    assert rows(app)["India"]["Work moved here"] == 1
    assert rows(app)["China"]["Work moved away"] + rows(app)["Shanghai, China"]["Work moved away"] == 4
    assert (rows(app)["India"]["Work moved away"], rows(app)["China"]["Work moved here"]) == (1, 1)
    assert "of 5 moves of work with both ends known, most went from China to Vietnam (4)" in words(app)


def test_a_move_within_china(open_app):
    """Case 3: Latham closed Shanghai for Beijing, Reed Smith Beijing for Shanghai."""
    app = open_app(PAGE, org=["latham-watkins", "reed-smith"])
    for city in ("Beijing, China", "Shanghai, China"):
        assert (rows(app)[city]["Work moved away"], rows(app)[city]["Work moved here"]) == (1, 1)


def test_acts_without_a_place_are_told(open_app, dataset):
    unplaced = sum(not event.places for event in dataset.events)
    assert f"{unplaced:,} name no place." in words(open_app(PAGE))


def test_every_move_is_one_that_its_record_tells(dataset):
    for move in dataset.moves.values():
        event = dataset.by_id[move.event]
        told = f"{event.headline} {event.summary}".casefold()
        for place in (*move.origin, *move.to):
            names = {place.city or dataset.taxonomy.countries[place.country].label}
            names |= {
                p.city or dataset.taxonomy.countries[p.country].label
                for p in event.places
                if p.country == place.country
            }
            stems = {name.casefold()[:4] for name in names}
            assert any(stem in told for stem in stems) or place.country in {p.country for p in event.places}, move
