"""The measures of the dataset's own quality."""

from __future__ import annotations

from dataclasses import replace

import pytest

from decoupling.quality import count_breadth, measure_quality


@pytest.mark.parametrize(
    ("measure", "events", "share"),
    [
        ("Official text or the actor's own statement", "7", "58%"),
        ("Two or more independent publishers", "1", "8%"),
        ("One publisher", "3", "25%"),
        ("Contradicted by another source", "1", "8%"),
        ("Date known to the day", "9", "75%"),
        ("Read a second time against the sources", "2", "17%"),
        ("With a place", "3", "25%"),
        ("With a figure (money, people or parties)", "3", "25%"),
        ("With a competing value from another source", "1", "8%"),
        ("Linked to another act", "4", "33%"),
    ],
)
def test_a_measure_counts_events_and_their_share(tiny_dataset, measure, events, share):
    rows = {row["Measure"]: (row["Events"], row["Share"]) for row in measure_quality(tiny_dataset)}
    assert rows[measure] == (events, share)


def test_the_four_kinds_of_verification_cover_every_event(tiny_dataset):
    counts = [int(row["Events"]) for row in measure_quality(tiny_dataset)[:4]]
    assert sum(counts) == len(tiny_dataset.events)


def test_an_empty_dataset_has_no_shares(tiny_dataset):
    rows = measure_quality(replace(tiny_dataset, events=()))
    assert {(row["Events"], row["Share"]) for row in rows} == {("0", "–")}


# --- breadth -------------------------------------------------------------------------------------


def test_every_event_has_one_year_side_direction_and_kind_of_act(tiny_dataset):
    breadth = count_breadth(tiny_dataset)
    assert {sum(breadth[name].values()) for name in ("year", "side", "direction", "action")} == {12}


@pytest.mark.parametrize(
    ("name", "what", "count"),
    [
        ("year", "2023", 4),
        ("sector", "chips", 7),
        ("sector", "quantum", 0),
        ("action", "closure", 3),
        ("action", "tariff", 0),
        ("side", "US", 8),
        ("side", "CN", 3),
        ("side", "third", 1),
        ("direction", "recoupling", 3),
        ("whole", "events", 12),
        ("whole", "company acts", 7),
        ("whole", "organisations", 7),
        ("whole", "links", 4),
        ("whole", "links that a source states", 3),
        ("whole", "source pages", 14),
    ],
)
def test_breadth_counts_events_by_what_they_are(tiny_dataset, name, what, count):
    assert count_breadth(tiny_dataset)[name][what] == count


def test_an_event_in_two_sectors_counts_in_both(tiny_dataset):
    breadth = count_breadth(tiny_dataset)
    assert sum(breadth["sector"].values()) == sum(len(event.sectors) for event in tiny_dataset.events) > 12
