"""Owns what the coverage of the record is: the state of each sector and month, and what stands without single sources.

The states come from `data/coverage.yaml`. Counts are bincounts over the snapshot, so that a million events take no
longer here than in any other chart.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from decoupling.aggregate import Positions
from decoupling.dataset import Dataset
from decoupling.dates import last_day, month_code, month_number
from decoupling.snapshot import NO_MONTH, IntArray, Snapshot

Step = Literal["month", "quarter"]
STEP_MONTHS: dict[Step, int] = {"month": 1, "quarter": 3}
SYSTEMATIC, PARTIAL, NOT_LOOKED, INCOMPLETE = "systematic", "partial", "not_looked", "incomplete"
SINGLE = "single"
"""The verification of an event that one publisher alone carries."""


def state_of(dataset: Dataset, sector: str, month: str) -> str:
    """State of a sector in a month YYYY-MM; NOT_LOOKED where no row tells of it. ValueError for an unknown sector."""
    if sector not in dataset.taxonomy.sectors:
        raise ValueError(f"unknown sector {sector!r}; allowed: {', '.join(dataset.taxonomy.sectors.codes)}")
    states = coverage_months(dataset, month, month)
    return str(states.loc[states["sector"] == sector, "state"].item())


def coverage_months(dataset: Dataset, first: str | None = None, last: str | None = None) -> pd.DataFrame:
    """The state of every sector in every month: columns sector, month (YYYY-MM), state; by sector, then month.

    `first` and `last` are months YYYY-MM, both included; without them from the first month that a row of
    `data/coverage.yaml` names to the month of the dataset's own date. A month that no row names is NOT_LOOKED.
    """
    known = covered_span(dataset)
    begin = month_number(first) if first else known[0]
    end = month_number(last) if last else known[1]
    sectors = np.array(dataset.taxonomy.sectors.codes, dtype=object)
    months = [month_code(number) for number in range(begin, end + 1)]
    return pd.DataFrame(
        {
            "sector": np.repeat(sectors, len(months)),
            "month": months * len(sectors),
            "state": _states(dataset)[state_grid(dataset, begin, end).ravel()],
        }
    )


def covered_span(dataset: Dataset) -> tuple[int, int]:
    """First month that a row of coverage names, and the month of the dataset's own date, as month numbers."""
    end = month_number(last_day(dataset.about.released).isoformat())
    return min([end, *(month_number(row.first) for row in dataset.coverage)]), end


def told_span(dataset: Dataset, snapshot: Snapshot) -> tuple[int, int]:
    """The covered span, stretched to hold every event whose month is known."""
    begin, end = covered_span(dataset)
    months = snapshot.month[snapshot.month != NO_MONTH] + snapshot.first_year * 12
    return int(months.min(initial=begin)), int(months.max(initial=end))


def _states(dataset: Dataset) -> np.ndarray:
    return np.array(list(dataset.taxonomy.coverage_states), dtype=object)


def state_grid(dataset: Dataset, begin: int, end: int) -> IntArray:
    """Places of states in their vocabulary, sectors × months from `begin` to `end`, both month numbers and included."""
    sectors, states = dataset.taxonomy.sectors.codes, list(dataset.taxonomy.coverage_states)
    grid = np.full((len(sectors), max(end - begin + 1, 0)), states.index(NOT_LOOKED), dtype=np.int64)
    for row in dataset.coverage:
        first = max(month_number(row.first) - begin, 0)
        stop = grid.shape[1] if row.last is None else max(month_number(row.last) - begin + 1, 0)
        told = [i for i, sector in enumerate(sectors) if row.covers(sector)]
        grid[told, first:stop] = states.index(row.state)
    return grid


def count_coverage(dataset: Dataset, snapshot: Snapshot, positions: Positions, step: Step = "month") -> pd.DataFrame:
    """Events behind each sector and period, with what is known of the period.

    Columns sector, period (2025-07 or 2025-Q3), state, events, single (events that rest on one source), without
    (events less these); a row for every sector and period, empty ones too. A period has the state that claims least
    of its months. Events known only to the year stand in no period; one in two sectors counts in both.
    """
    begin, end = told_span(dataset, snapshot)
    dated = positions[snapshot.month[positions] != NO_MONTH]
    months = STEP_MONTHS[step]
    starts = np.arange(begin // months * months, end + 1, months)
    states = np.maximum.reduceat(state_grid(dataset, begin, end), np.maximum(starts - begin, 0), axis=1)
    event, sector = _sector_rows(snapshot, dated)
    slot = (snapshot.month[event] + snapshot.first_year * 12 - starts[0]) // months
    key, size = sector * len(starts) + slot, states.size
    events = np.bincount(key, minlength=size)
    single = np.bincount(key[_rests_on_one(snapshot)[event]], minlength=size)
    return pd.DataFrame(
        {
            "sector": np.repeat(np.array(snapshot.codes["sector"], dtype=object), len(starts)),
            "period": [_period_code(int(start), step) for start in starts] * len(states),
            "state": _states(dataset)[states.ravel()],
            "events": events,
            "single": single,
            "without": events - single,
        }
    )


def _period_code(start: int, step: Step) -> str:
    return month_code(start) if step == "month" else f"{start // 12:04}-Q{start % 12 // 3 + 1}"


def _sector_rows(snapshot: Snapshot, positions: Positions) -> tuple[IntArray, IntArray]:
    """Event and sector of every row of the bridge that belongs to one of the positions."""
    chosen = np.zeros(snapshot.size, dtype=bool)
    chosen[positions] = True
    rows = chosen[snapshot.sectors.event]
    return snapshot.sectors.event[rows], snapshot.sectors.member[rows]


def _rests_on_one(snapshot: Snapshot) -> np.ndarray:
    return snapshot.columns["verification"] == snapshot.codes["verification"].index(SINGLE)


def count_single_source(snapshot: Snapshot, positions: Positions) -> pd.DataFrame:
    """By sector: columns sector, events, single, without, share (of single among events); sectors without any left out.

    Every event counts, whatever its date is known to; one in two sectors counts in both.
    """
    event, sector = _sector_rows(snapshot, positions)
    size = snapshot.length("sector")
    events = np.bincount(sector, minlength=size)
    single = np.bincount(sector[_rests_on_one(snapshot)[event]], minlength=size)
    frame = pd.DataFrame(
        {
            "sector": np.array(snapshot.codes["sector"], dtype=object),
            "events": events,
            "single": single,
            "without": events - single,
            "share": single / np.maximum(events, 1),
        }
    )
    return frame[frame["events"] > 0].reset_index(drop=True)


def count_single(snapshot: Snapshot, positions: Positions) -> int:
    """Distinct events that rest on one source."""
    return int(np.count_nonzero(_rests_on_one(snapshot)[positions]))
