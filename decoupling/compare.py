"""Owns setting two to four parts of the data side by side: sectors, organisations, periods or sides, on one footing.

A part is what the filter selects and the part's own code holds. An act can stand in several parts, as one in two
sectors does; shares are of the part's own acts, so that parts of different size compare.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from decoupling.aggregate import Positions, data_span
from decoupling.charts.spec import Options, Selection, lower_first
from decoupling.dates import EPOCH, MONTHS_A_QUARTER, first_day, last_day
from decoupling.snapshot import NO_MONTH, Bridge, IntArray, Snapshot
from decoupling.text_index import BoolArray

KINDS = {"sector": "Sectors", "org": "Organisations", "period": "Periods", "side": "Sides"}
"""What can be compared, by dimension."""
MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is set side by side: a dimension of KINDS and two to four of its codes, in their order."""

    by: str
    parts: tuple[str, ...]

    def to_options(self) -> dict[str, str]:
        """The comparison as options of a chart."""
        return {"by": self.by, "parts": ",".join(self.parts)}


def read_comparison(options: Options, selection: Selection) -> Comparison:
    """The comparison that options of a chart describe; without parts, the two busiest sectors in view."""
    by = options.get("by") or "sector"
    parts = tuple(filter(None, options.get("parts", "").split(",")))
    return complete_comparison(Comparison(by, parts), selection)


def complete_comparison(comparison: Comparison, selection: Selection) -> Comparison:
    """The comparison with the busiest other parts in view until it has two; fewer where there are no more."""
    parts = list(dict.fromkeys(comparison.parts))[:MOST_PARTS]
    for code in rank_parts(comparison.by, selection):
        if len(parts) >= 2:
            break
        if code not in parts:
            parts.append(code)
    return Comparison(comparison.by, tuple(parts))


def list_parts(by: str, selection: Selection) -> dict[str, str]:
    """Every code that can be a part, with its label; years and named periods for periods."""
    taxonomy, snapshot = selection.dataset.taxonomy, selection.snapshot
    if by == "period":
        years = {str(year): str(year) for year in range(snapshot.first_year, snapshot.last_year + 1)}
        return years | {code: period.label for code, period in taxonomy.periods.items()}
    if by == "sector":
        return {code: taxonomy.sectors.short(code) for code in snapshot.codes["sector"]}
    return {code: selection.label(by, code) for code in snapshot.codes[by]}


def label_parts(comparison: Comparison, selection: Selection, *, in_sentence: bool = False) -> dict[str, str]:
    """Labels of the parts, in their order; inside a sentence sectors begin small."""
    labels = list_parts(comparison.by, selection)
    begin = lower_first if in_sentence and comparison.by == "sector" else str
    return {code: begin(labels[code]) for code in comparison.parts}


def rank_parts(by: str, selection: Selection) -> list[str]:
    """Codes in view, those of most acts first; for periods the latest full years first."""
    counts, snapshot = selection.counts, selection.snapshot
    if by == "org":
        return list(counts.organisations["org"])
    if by == "period":
        years = counts.years[counts.years[list(snapshot.codes["direction"])].sum(axis=1) > 0]["year"]
        return [str(year) for year in sorted(years, reverse=True)]
    if by == "sector":
        frame = counts.sector_directions.sort_values("events", ascending=False, kind="stable")
        return list(frame["sector"])
    totals = np.bincount(snapshot.columns["side"][counts.positions], minlength=snapshot.length("side"))
    ranked = [int(i) for i in np.argsort(-totals, kind="stable")]
    return [snapshot.codes["side"][i] for i in ranked if totals[i]]


def find_part(comparison: Comparison, code: str, selection: Selection) -> Positions:
    """The selected events of one part. ValueError for a code that the dimension does not have."""
    snapshot, positions = selection.snapshot, selection.counts.positions
    if comparison.by == "period":
        start, end = period_days(code, selection)
        first, last = (start - EPOCH).days, (end - EPOCH).days
        inside = (snapshot.last_day[positions] >= first) & (snapshot.first_day[positions] <= last)
        return positions[inside]
    wanted = snapshot.codes[comparison.by].index(code)
    if comparison.by == "side":
        return positions[snapshot.columns["side"][positions] == wanted]
    bridge = snapshot.sectors if comparison.by == "sector" else snapshot.orgs
    holds = np.zeros(snapshot.size, dtype=bool)
    holds[bridge.event[bridge.member == wanted]] = True
    return positions[holds[positions]]


def find_parts(comparison: Comparison, selection: Selection) -> dict[str, Positions]:
    """The selected events of each part."""
    return {code: find_part(comparison, code, selection) for code in comparison.parts}


def period_days(code: str, selection: Selection) -> tuple[dt.date, dt.date]:
    """First and last day of a year or named period, the latter no later than the dataset's own day."""
    named = selection.dataset.taxonomy.periods.get(code)
    start, end = (named.start, named.end) if named else (code, code)
    last = last_day(end) if end else selection.snapshot.released
    return first_day(start), min(last, selection.snapshot.released)


def months_of(comparison: Comparison, code: str, selection: Selection) -> float:
    """Months in which a part's acts can lie: the filter's period or the data's, for periods no more than their own."""
    start, end = data_span(selection.snapshot)
    start, end = selection.chosen.start or start.replace(day=1), selection.chosen.end or selection.snapshot.released
    if comparison.by == "period":
        part_start, part_end = period_days(code, selection)
        start, end = max(start, part_start), min(end, part_end)
    return max(((end - start).days + 1) / 30.44, 1.0)


# --- frames --------------------------------------------------------------------------------------


def count_in_parts(comparison: Comparison, selection: Selection, dimension: str) -> pd.DataFrame:
    """Columns: part, the dimension (codes), one column a direction, events, acts (of the part), share (of its acts).

    Only pairs that occur. An act in several places counts in each of their countries.
    """
    snapshot = selection.snapshot
    directions, codes = snapshot.codes["direction"], np.array(snapshot.codes[dimension], dtype=object)
    frames = []
    for part, positions in find_parts(comparison, selection).items():
        events, values = _members(snapshot, positions, dimension)
        key = values * len(directions) + snapshot.columns["direction"][events]
        counts = np.bincount(key, minlength=len(codes) * len(directions)).reshape(len(codes), len(directions))
        used = np.flatnonzero(counts.sum(axis=1) * (codes != ""))
        frame = pd.DataFrame({"part": part, dimension: codes[used]})
        for i, direction in enumerate(directions):
            frame[direction] = counts[used, i]
        frames.append(frame.assign(events=counts[used].sum(axis=1), acts=len(positions)))
    whole = (
        pd.concat(frames, ignore_index=True) if frames else _no_rows(("part", dimension, *directions, "events", "acts"))
    )
    return whole.assign(share=(whole["events"] / whole["acts"]).round(4))


def _no_rows(columns: Iterable[str]) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=float) for column in columns})


def _members(snapshot: Snapshot, positions: Positions, dimension: str) -> tuple[IntArray, IntArray]:
    """Rows (event, code) of the dimension, each pair once."""
    if dimension in snapshot.columns:
        return positions, snapshot.columns[dimension][positions]
    bridge, member = _bridge_of(snapshot, dimension)
    inside = np.zeros(snapshot.size, dtype=bool)
    inside[positions] = True
    kept: BoolArray = inside[bridge.event]
    events, codes = bridge.event[kept], member[kept]
    if dimension != "country":
        return events, codes
    # Two cities of a country are one pair; a table of marks finds that out faster than sorting does.
    length = snapshot.length(dimension)
    seen = np.zeros(snapshot.size * length, dtype=bool)
    seen[events * length + codes] = True
    pairs = np.flatnonzero(seen)
    return pairs // length, pairs % length


def _bridge_of(snapshot: Snapshot, dimension: str) -> tuple[Bridge, IntArray]:
    return {
        "sector": (snapshot.sectors, snapshot.sectors.member),
        "org": (snapshot.orgs, snapshot.orgs.member),
        "place": (snapshot.places, snapshot.places.member),
        "country": (snapshot.places, snapshot.places.keys["country"]),
    }[dimension]


def count_quarters(comparison: Comparison, selection: Selection) -> pd.DataFrame:
    """Columns: part, period (2024-Q1), step (from 0), one column a direction; every quarter of a part, gaps included.

    Steps count from the first quarter of the data in view; for periods from the first quarter of each period.
    Events known only to the year are left out.
    """
    snapshot = selection.snapshot
    directions = snapshot.codes["direction"]
    found = find_parts(comparison, selection)
    quarters = {part: snapshot.month[p[snapshot.month[p] != NO_MONTH]] // MONTHS_A_QUARTER for part, p in found.items()}
    known = [values for values in quarters.values() if len(values)]
    if not known:
        return _no_rows(("part", "period", "step", *directions))
    begin, end = min(int(values.min()) for values in known), max(int(values.max()) for values in known)
    frames = []
    for part, positions in found.items():
        start, stop = (begin, end) if comparison.by != "period" else _quarters_of(part, selection)
        from_step = max(-start, 0)  # a period may begin before the data does
        dated = positions[snapshot.month[positions] != NO_MONTH]
        step = snapshot.month[dated] // MONTHS_A_QUARTER - start
        inside = (step >= from_step) & (step <= stop - start)
        key = (step[inside] - from_step) * len(directions) + snapshot.columns["direction"][dated[inside]]
        counts = np.bincount(key, minlength=(stop - start + 1 - from_step) * len(directions)).reshape(
            -1, len(directions)
        )
        steps = np.arange(from_step, stop - start + 1)
        names = [f"{snapshot.first_year + q // 4}-Q{q % 4 + 1}" for q in (steps + start).tolist()]
        columns = {direction: counts[:, i] for i, direction in enumerate(directions)}
        frames.append(pd.DataFrame({"part": part, "period": names, "step": steps, **columns}))
    return pd.concat(frames, ignore_index=True)


def _quarters_of(code: str, selection: Selection) -> tuple[int, int]:
    """First and last quarter of a period, counted from the first year of the data; negative before it."""
    first_year = selection.snapshot.first_year
    start, end = ((day.year - first_year) * 4 + (day.month - 1) // 3 for day in period_days(code, selection))
    return start, max(start, end)


def without_quarter(comparison: Comparison, selection: Selection) -> int:
    """How many distinct events of the parts are known only to the year."""
    together = unite(find_parts(comparison, selection))
    return int(np.count_nonzero(selection.snapshot.month[together] == NO_MONTH))


def unite(parts: Mapping[str, Positions]) -> Positions:
    """The distinct events of all parts, in order."""
    together = np.concatenate([*parts.values(), np.array([], dtype=np.intp)])
    seen = np.zeros(together.max(initial=-1) + 1, dtype=bool)
    seen[together] = True
    return np.flatnonzero(seen)
