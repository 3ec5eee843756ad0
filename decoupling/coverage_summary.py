"""Owns what the method page says of coverage in words: what rests on one source, and what was gone through."""

from __future__ import annotations

import pandas as pd

from decoupling.charts.spec import Selection, count_of, lower_first, name_leaders
from decoupling.coverage import (
    INCOMPLETE,
    SYSTEMATIC,
    count_single,
    count_single_source,
    coverage_months,
)
from decoupling.dates import describe_date


def summarise_single_source(selection: Selection) -> str:
    """A sentence: the share of events that rest on one source, and which sector's count falls most without them."""
    counts = selection.counts
    if not counts.events:
        return ""
    single = count_single(selection.snapshot, counts.positions)
    if not single:
        return f"None of {count_of(counts.events, 'event')} rests on one source alone."
    frame = count_single_source(selection.snapshot, counts.positions)
    leaders = frame[frame["share"] == frame["share"].max()]
    names = [lower_first(selection.dataset.taxonomy.sectors.short(code)) for code in leaders["sector"]]
    sectors, each = name_leaders(names, leaders["share"], "sectors")
    head = f"Of {count_of(counts.events, 'event')}, {single / counts.events:.0%} ({single:,})"
    head += f" {'rests' if single == 1 else 'rest'} on one source; without them"
    if each:
        return f"{head} the counts of {sectors} fall most, by {frame['share'].max():.0%} each."
    row = leaders.iloc[0]
    return f"{head} the count of {sectors} falls most, from {row['events']:,} to {row['without']:,}."


def summarise_coverage(selection: Selection) -> str:
    """A sentence: in how many sectors and months the main series were gone through, and from when nothing is complete.

    It tells of every sector, or of those that the filter names.
    """
    states = coverage_months(selection.dataset)
    if selection.chosen.sectors:
        states = states[states["sector"].isin(selection.chosen.sectors)]
    done = states[states["state"] == SYSTEMATIC]
    sectors = states["sector"].nunique()
    words = (
        f"Main series were gone through in {len(done):,} of {count_of(len(states), 'sector-month')}, "
        f"over {done['sector'].nunique():,} of {count_of(sectors, 'sector')}"
    )
    recent = _first_of_the_last(states)
    return f"{words}; from {describe_date(recent)} on nothing is complete." if recent else f"{words}."


def _first_of_the_last(states: pd.DataFrame) -> str:
    """The month from which every sector is too recent to be complete; empty where the last month is not."""
    settled = states.loc[states["state"] != INCOMPLETE, "month"]
    after = states.loc[states["month"] > settled.max(), "month"] if len(settled) else states["month"]
    return str(after.min()) if len(after) else ""
