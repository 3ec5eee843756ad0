"""What was gone through, by sector and month, and what is left without single sources. Counts are made by hand."""

import dataclasses

import numpy as np
import pytest

from decoupling.coverage import count_coverage, count_single, count_single_source, coverage_months, state_of
from decoupling.model import CoverageRow
from decoupling.snapshot import build_snapshot


def rows_of(frame, sector):
    return frame[frame["sector"] == sector].drop(columns="sector").set_index("period")


@pytest.fixture(scope="module")
def everything(tiny_snapshot):
    return np.arange(tiny_snapshot.size)


@pytest.fixture
def row():
    """Makes a row of coverage: row("2023-01", state="partial")."""

    def make(first, *, last=None, state="systematic", sectors=("all",)):
        return CoverageRow(sectors=sectors, first=first, last=last, state=state, reason="x")

    return make


@pytest.mark.parametrize(
    ("sector", "month", "state"),
    [
        ("chips", "2023-09", "not_looked"),
        ("chips", "2023-10", "systematic"),
        ("ai", "2023-10", "partial"),
        ("chips", "2025-09", "systematic"),
        ("chips", "2025-10", "incomplete"),
        ("chips", "2031-01", "incomplete"),
        ("chips", "2022-12", "not_looked"),
    ],
)
def test_a_sector_has_a_state_in_a_month(tiny_dataset, sector, month, state):
    assert state_of(tiny_dataset, sector, month) == state


def test_an_unknown_sector_is_refused(tiny_dataset):
    with pytest.raises(ValueError, match="unknown sector 'shoes'; allowed: chips, "):
        state_of(tiny_dataset, "shoes", "2024-01")


def test_the_frame_of_months_holds_every_sector_and_month_once(tiny_dataset):
    frame = coverage_months(tiny_dataset)
    assert list(frame.columns) == ["sector", "month", "state"]
    assert (
        len(frame) == len(tiny_dataset.taxonomy.sectors.codes) * 36 == len(frame[["sector", "month"]].drop_duplicates())
    )
    assert (frame["month"].min(), frame["month"].max()) == ("2023-01", "2025-12")
    assert frame["state"].value_counts().to_dict() == {
        "partial": 15 * 24,
        "not_looked": 16 * 9,
        "incomplete": 16 * 3,
        "systematic": 24,
    }


def test_the_frame_of_months_may_be_cut_and_stretched(tiny_dataset):
    frame = coverage_months(tiny_dataset, "2025-09", "2026-01")
    assert frame.loc[frame["sector"] == "chips", "state"].tolist() == ["systematic", *["incomplete"] * 4]


def test_counts_by_quarter_are_those_made_by_hand(tiny_dataset, tiny_snapshot, everything):
    frame = rows_of(count_coverage(tiny_dataset, tiny_snapshot, everything, "quarter"), "chips")
    assert list(frame.index[[0, 1, -1]]) == ["2023-Q1", "2023-Q2", "2025-Q4"]
    filled = frame[frame["events"] > 0]
    assert [tuple(row) for row in filled.itertuples()] == [
        ("2023-Q4", "systematic", 3, 0, 3),
        ("2024-Q3", "systematic", 1, 0, 1),
        ("2024-Q4", "systematic", 1, 1, 0),
        ("2025-Q1", "systematic", 1, 0, 1),
        ("2025-Q3", "systematic", 1, 0, 1),
    ]


def test_counts_by_month_leave_out_what_is_known_to_the_year(tiny_dataset, tiny_snapshot, everything):
    frame = count_coverage(tiny_dataset, tiny_snapshot, everything)
    assert rows_of(frame, "cloud").query("events > 0")[["events", "single"]].to_dict("index") == {
        "2024-05": {"events": 2, "single": 1},
        "2024-11": {"events": 1, "single": 1},
        "2025-10": {"events": 1, "single": 0},
    }
    assert rows_of(frame, "consulting")["events"].sum() == 0


@pytest.mark.parametrize("step", ["month", "quarter"])
def test_no_event_leaves_every_cell_empty(tiny_dataset, tiny_snapshot, step):
    frame = count_coverage(tiny_dataset, tiny_snapshot, np.array([], dtype=np.intp), step)
    assert len(frame) == 16 * (36 if step == "month" else 12)
    assert frame[["events", "single", "without"]].to_numpy().sum() == 0


def test_a_quarter_has_the_state_of_its_month_that_claims_least(tiny_dataset, row):
    mixed = dataclasses.replace(
        tiny_dataset,
        coverage=(
            row("2023-01", last="2023-04"),
            row("2023-05", last="2023-07", state="partial"),
            row("2023-08", last="2023-11"),
            row("2023-12", state="incomplete"),
        ),
    )
    frame = rows_of(count_coverage(mixed, build_snapshot(mixed), np.arange(12), "quarter"), "chips")
    assert frame["state"].tolist()[:4] == ["systematic", "partial", "partial", "incomplete"]


def test_an_event_before_and_after_the_covered_months_has_its_cell(tiny_dataset, tiny_snapshot, row, everything):
    late = dataclasses.replace(tiny_dataset, coverage=(row("2024-06", last="2025-01"),))
    late = dataclasses.replace(late, about=late.about.model_copy(update={"released": "2025-01-31"}))
    frame = rows_of(count_coverage(late, tiny_snapshot, everything), "chips")
    assert (frame.index[0], frame.index[-1]) == ("2023-10", "2025-11")
    assert frame["state"][["2023-10", "2024-06", "2025-01", "2025-02"]].tolist() == [
        "not_looked",
        "systematic",
        "systematic",
        "not_looked",
    ]
    assert frame["events"].sum() == 7


def test_counts_with_and_without_single_sources_are_those_made_by_hand(tiny_snapshot, everything):
    frame = count_single_source(tiny_snapshot, everything).set_index("sector")
    assert frame[["events", "single", "without"]].apply(tuple, axis=1).to_dict() == {
        "chips": (7, 1, 6),
        "cloud": (4, 2, 2),
        "ai": (2, 0, 2),
        "consulting": (1, 1, 0),
        "minerals": (2, 0, 2),
    }
    assert frame.loc["cloud", "share"] == 0.5
    assert count_single(tiny_snapshot, everything) == 3


def test_nothing_selected_has_no_single_source(tiny_snapshot):
    nothing = np.array([], dtype=np.intp)
    assert count_single_source(tiny_snapshot, nothing).empty
    assert count_single(tiny_snapshot, nothing) == 0
