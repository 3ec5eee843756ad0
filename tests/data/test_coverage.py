"""The coverage of the curated dataset: a state for every sector and month, and no claim that COVERAGE.md lacks."""

from __future__ import annotations

import re

import numpy as np
import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from decoupling.coverage import INCOMPLETE, NOT_LOOKED, SYSTEMATIC, count_coverage, count_single_source, coverage_months
from decoupling.snapshot import build_snapshot

LAST_READ = "2026-06"
"""Pages newer than this month could hardly be read."""


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


def test_every_sector_has_one_state_in_every_month(dataset):
    frame = coverage_months(dataset)
    told = {
        (sector, month): [
            row
            for row in dataset.coverage
            if row.covers(sector) and row.first <= month and (row.last is None or month <= row.last)
        ]
        for sector, month in zip(frame["sector"], frame["month"], strict=True)
    }
    assert len(told) == len(frame)
    assert {len(rows) for rows in told.values()} == {1}
    assert frame["state"].tolist() == [rows[0].state for rows in told.values()]


def test_the_months_run_from_the_first_event_to_the_day_of_the_dataset(dataset):
    months = coverage_months(dataset)["month"]
    assert months.min() <= dataset.events[0].date[:7]
    assert months.max() == dataset.about.released[:7]


def test_a_state_is_used_and_every_state_that_the_code_names_exists(dataset):
    assert {SYSTEMATIC, NOT_LOOKED, INCOMPLETE} <= set(dataset.taxonomy.coverage_states)
    assert {row.state for row in dataset.coverage} == set(dataset.taxonomy.coverage_states)


def test_nothing_newer_than_the_last_read_month_is_said_to_be_complete(dataset):
    frame = coverage_months(dataset)
    assert set(frame.loc[frame["month"] > LAST_READ, "state"]) == {INCOMPLETE}
    assert INCOMPLETE not in set(frame.loc[frame["month"] <= LAST_READ, "state"])


def test_a_name_in_a_reason_stands_in_the_words_on_coverage(dataset):
    words = (DATA_DIR / "COVERAGE.md").read_text(encoding="utf-8")
    named = {name for row in dataset.coverage for name in re.findall(r"(?<=[a-z,;] )[A-Z]\w+", row.reason)}
    assert {"Huawei", "TikTok", "HFCAA", "BIOSECURE"} <= named
    assert {name for name in named if name not in words} == set()


def test_the_counts_of_coverage_are_those_of_the_records(dataset):
    snapshot = build_snapshot(dataset)
    everything = np.arange(snapshot.size)
    for sector in dataset.taxonomy.sectors.codes:
        events = [event for event in dataset.events if sector in event.sectors]
        counted = count_single_source(snapshot, everything).set_index("sector").loc[sector]
        assert counted["single"] == sum(event.verification == "single" for event in events)
        assert counted["events"] == len(events)
        cells = count_coverage(dataset, snapshot, everything)
        assert cells.loc[cells["sector"] == sector, "events"].sum() == sum(len(event.date) > 4 for event in events)
