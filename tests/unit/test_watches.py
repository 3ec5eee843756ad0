"""Watches are values: added once, marked as seen, and read back from a browser's text without trust."""

import json

import pytest

from decoupling.changes import compare_datasets
from decoupling.filters import EventFilter
from decoupling.model import Release
from decoupling.watches import (
    MAX_NAME,
    MAX_TEXT,
    MAX_WATCHES,
    add_watch,
    find_watch,
    make_watch,
    mark_seen,
    nearest_release,
    news_of,
    read_watches,
    remove_watch,
    rename_watch,
    summarise_watches,
    write_watches,
)

SEEN = "2026.01.01-0123abcd"
CHIPS = make_watch("Chips", EventFilter(sectors=("chips",)), SEEN)
ACME = make_watch("Acme", EventFilter(orgs=("acme",), version="2025.12.31-aaaaaaaa"), f"{SEEN}+w3")


def test_a_watch_is_of_the_newest_data():
    assert ACME.query == {"org": ("acme",)} and ACME.seen == f"{SEEN}+w3"


def test_the_same_filter_is_not_watched_twice_whatever_its_name_and_order():
    two = make_watch("One", EventFilter(sectors=("chips", "ai")), SEEN)
    again = make_watch("Other", EventFilter(sectors=("ai", "chips")), "2026.02.02-0123abcd")
    assert add_watch((two,), again) == (two,) and find_watch((CHIPS, two), again) == 1
    assert add_watch((two,), CHIPS) == (two, CHIPS)


def test_there_are_only_so_many():
    many = tuple(make_watch("x", EventFilter(q=str(i)), SEEN) for i in range(MAX_WATCHES))
    assert add_watch(many, CHIPS) == many


def test_a_watch_is_removed_renamed_and_seen_by_its_place():
    both = (CHIPS, ACME)
    assert remove_watch(both, 0) == (ACME,)
    assert [w.name for w in rename_watch(both, 1, "  Another \x00 name  ")] == ["Chips", "Another  name"]
    assert rename_watch(both, 1, "   ") == both
    assert [w.seen for w in mark_seen(both, "2026.03.03-0123abcd", [1])] == [SEEN, "2026.03.03-0123abcd"]


def test_a_long_name_is_cut_and_an_empty_one_filled():
    assert len(make_watch("x" * 500, EventFilter(), SEEN).name) == MAX_NAME
    assert make_watch("", EventFilter(), SEEN).name


def test_the_text_gives_the_watches_back():
    assert read_watches(write_watches((CHIPS, ACME))) == (CHIPS, ACME)


GOOD = {"name": "Chips", "query": {"sector": ["chips"]}, "seen": SEEN}


@pytest.mark.parametrize(
    "text",
    [
        None, 7, "", "{", "[" * 100_000, "null", "{}", "[1, null, [], {}]", "x" * (MAX_TEXT + 1),
        json.dumps([{**GOOD, "name": ""}]),
        json.dumps([{**GOOD, "name": "x" * (MAX_NAME + 1)}]),
        json.dumps([{**GOOD, "seen": "x" * 1000}]),
        json.dumps([{**GOOD, "seen": 7}]),
        json.dumps([{**GOOD, "more": 1}]),
        json.dumps([{**GOOD, "query": {"id": ["x"]}}]),
        json.dumps([{**GOOD, "query": {"v": ["2026.01.01-0123abcd"]}}]),
        json.dumps([{**GOOD, "query": {"sector": "chips"}}]),
        json.dumps([{**GOOD, "query": {"sector": ["x" * 500]}}]),
        json.dumps([{**GOOD, "query": {"sector": ["x"] * 500}}]),
        json.dumps([{"query": GOOD["query"]}]),
    ],
    ids=range(20),
)  # fmt: skip
def test_text_that_is_no_watch_is_refused_and_never_an_error(text):
    assert read_watches(text) == ()


def test_one_bad_watch_costs_no_other():
    text = json.dumps([{"name": 7}, GOOD, "nonsense"])
    assert read_watches(text) == (CHIPS,)


RELEASES = [
    Release(version=version, date="2026-01-01", events=1, note="x")
    for version in ("2026.01.01-aaaaaaaa", "2026.01.05-bbbbbbbb", "2026.01.05-cccccccc")
]


@pytest.mark.parametrize(
    ("seen", "nearest"),
    [
        ("2026.01.05-bbbbbbbb", "2026.01.05-bbbbbbbb"),
        ("2026.01.05-bbbbbbbb+w9", "2026.01.05-bbbbbbbb"),
        ("2026.01.03-dddddddd", "2026.01.01-aaaaaaaa"),
        ("2026.01.06-dddddddd+w2", "2026.01.05-cccccccc"),
        ("2026.01.05-dddddddd", "2026.01.01-aaaaaaaa"),
        ("2026.01.01-dddddddd", "2026.01.01-aaaaaaaa"),
        ("2025.12.31-dddddddd", None),
        ("nonsense", "2026.01.05-cccccccc"),
        ("", None),
    ],
)
def test_a_version_that_cannot_be_opened_falls_back_to_the_release_before(seen, nearest):
    assert nearest_release(seen, RELEASES) == nearest


def test_news_are_what_came_and_what_changed(released):
    new, changed = news_of(compare_datasets(released.before, released.after))
    assert [change.event.id for change in new] == [released.added]
    assert {change.event.id for change in changed} == {released.corrected, released.merged, released.dropped}


def test_two_sentences_say_how_much_is_new():
    assert summarise_watches([]) == ""
    assert summarise_watches([("Chips", 0, 0)]) == (
        "You follow 1 watch. Nothing in it is new or corrected since you last looked."
    )
    assert summarise_watches([("Chips", 1, 2), ("AI", 5, 0)]) == (
        "You follow 2 watches. Since you last looked, 6 events came and 2 changed, most of it in “AI”."
    )
