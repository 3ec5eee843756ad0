"""The measures of the dataset's own quality."""

from __future__ import annotations

from dataclasses import replace

import pytest

from decoupling.quality import measure_quality


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
