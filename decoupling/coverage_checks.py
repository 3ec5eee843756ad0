"""Owns the rule of `data/coverage.yaml`: every sector has one state in every month."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from decoupling.dataset import Dataset
from decoupling.dates import last_day, month_code, month_number
from decoupling.model import ALL_SECTORS, CoverageRow
from decoupling.taxonomy import Taxonomy

RowFinding = tuple[int, Sequence[str | int], str]
"""Position of a row, where inside it, and what is wrong there."""


def check_coverage(dataset: Dataset) -> Iterator[RowFinding]:
    """Findings of all rows: unknown codes, months in the wrong order, states that overlap, months without one.

    Every month counts from the first that a row names to that of the dataset's own date; what is earlier was not
    looked at. A gap is reported at the row before it, once for all sectors that share it.
    """
    for position, row in enumerate(dataset.coverage):
        yield from ((position, where, message) for where, message in _check_row(row, dataset.taxonomy))
    gaps: dict[tuple[int, str, str], list[str]] = {}
    for sector in dataset.taxonomy.sectors.codes:
        told = [(i, row) for i, row in enumerate(dataset.coverage) if row.covers(sector)]
        told.sort(key=lambda pair: pair[1].first)
        yield from _overlaps(sector, told)
        for gap in _gaps(told, dataset):
            gaps.setdefault(gap, []).append(sector)
    for (position, first, last), sectors in gaps.items():
        months = first if first == last else f"{first} to {last}"
        message = f"no state for {', '.join(sectors)} in {months}; add a row, not_looked where nobody looked"
        yield position, [], message


def _check_row(row: CoverageRow, taxonomy: Taxonomy) -> Iterator[tuple[Sequence[str | int], str]]:
    for i, code in enumerate(row.sectors):
        if code not in taxonomy.sectors and row.sectors != (ALL_SECTORS,):
            allowed = ", ".join(taxonomy.sectors.codes)
            yield ["sectors", i], f"unknown sector {code!r}; allowed: {allowed}, or {ALL_SECTORS} by itself"
    for code, count in Counter(row.sectors).items():
        if count > 1:
            yield ["sectors"], f"sectors holds {code!r} twice"
    if row.state not in taxonomy.coverage_states:
        yield ["state"], f"unknown state {row.state!r}; allowed: {', '.join(taxonomy.coverage_states)}"
    if row.last is not None and row.last < row.first:
        yield ["last"], f"the last month, {row.last}, is before the first, {row.first}; turn them round"


def _overlaps(sector: str, told: Sequence[tuple[int, CoverageRow]]) -> Iterator[RowFinding]:
    for (_, earlier), (position, later) in itertools.combinations(told, 2):
        if earlier.last is None or earlier.last >= later.first:
            message = (
                f"{sector} has a state in {later.first} already, {earlier.state!r} from {earlier.first}; "
                "end that row before this one begins"
            )
            yield position, ["first"], message


def _gaps(told: Sequence[tuple[int, CoverageRow]], dataset: Dataset) -> Iterator[tuple[int, str, str]]:
    """Stretches of months that no row tells of: position of the row before, first and last month."""
    if not dataset.coverage:
        return
    due, position = month_number(min(row.first for row in dataset.coverage)), 0
    end = month_number(last_day(dataset.about.released).isoformat())
    for i, row in told:
        first = month_number(row.first)
        if due < first and due <= end:
            yield position, month_code(due), month_code(min(first - 1, end))
        due, position = max(due, end + 1 if row.last is None else month_number(row.last) + 1), i
    if due <= end:
        yield position, month_code(due), month_code(end)
