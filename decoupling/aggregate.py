"""Owns every count that the pages draw: `aggregate(snapshot, filter)` yields them all at once.

Method: events are selected by masks, then counted with `numpy.bincount` over combined integer keys
(a data cube); every frame is a marginal of one of four cubes. An event in two sectors counts in
both; `Aggregates.events` is the distinct total.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from decoupling.dates import EPOCH
from decoupling.filters import CHOICES, PRESETS, EventFilter, condition_masks, preset_start
from decoupling.snapshot import NO_MONTH, Bridge, IntArray, Snapshot
from decoupling.text_index import BoolArray

Positions = npt.NDArray[np.intp]
_BRIDGED = ("sector", "org", "role", "place", "country")
"""Dimensions of which an event may have several codes."""


@dataclass(frozen=True, slots=True, eq=False)
class Aggregates:
    """What a filter selects, counted. Frames are long and tidy; `events` columns are counts."""

    positions: Positions
    total: int
    without_month: int
    """Selected events known only to the year: left out of monthly charts."""
    months: pd.DataFrame
    """month (first day), then one column of counts for each direction; every month of the selection's span."""
    years: pd.DataFrame
    """year, then one column of counts for each direction; every year of the data."""
    sector_years: pd.DataFrame
    """sector, year, events, decoupling, recoupling, neutral."""
    sector_directions: pd.DataFrame
    """sector, decoupling, recoupling, neutral, events."""
    sector_actions: pd.DataFrame
    """sector, action, events; only pairs that occur."""
    actions: pd.DataFrame
    """action, decoupling, recoupling, neutral, events."""
    action_years: pd.DataFrame
    """action, year, events; only pairs that occur."""
    verifications: pd.DataFrame
    """verification, decoupling, recoupling, neutral, events."""
    instruments: pd.DataFrame
    """instrument, decoupling, recoupling, neutral, events; events without one are left out."""
    organisations: pd.DataFrame
    """org, events, actor, target, affected, decoupling, recoupling, neutral, first and last (positions), by_year."""
    facets: Mapping[str, Mapping[str, int]]
    """For each Choice.key, and `period` with its presets: how many events each code would leave.

    The field's own condition is set aside.
    """
    without: Mapping[str, int]
    """For each condition that is set: how many events would be left without it."""

    @property
    def events(self) -> int:
        """Distinct events selected."""
        return len(self.positions)


def aggregate(snapshot: Snapshot, chosen: EventFilter) -> Aggregates:
    """Every frame the pages draw, for one filter."""
    masks = condition_masks(snapshot, chosen)
    failures = np.zeros(snapshot.size, dtype=np.uint8)
    for mask in masks.values():
        failures += ~mask
    selected = failures == 0
    everything = not masks
    positions = np.flatnonzero(selected)
    sector_rows = slice(None) if everything else np.flatnonzero(selected[snapshot.sectors.event])
    org_rows = slice(None) if everything else np.flatnonzero(selected[snapshot.orgs.event])
    cube = _sector_cube(snapshot, sector_rows)
    months, without_month = _count_months(snapshot, positions)
    return Aggregates(
        positions=positions,
        total=snapshot.size,
        without_month=without_month,
        months=months,
        years=_count_years(snapshot, positions),
        sector_years=_sector_years(snapshot, cube),
        sector_directions=_with_directions(snapshot, "sector", cube.sum(axis=(1, 3))),
        sector_actions=_sector_actions(snapshot, cube),
        actions=_with_directions(snapshot, "action", _cross(snapshot, positions, "action", "direction")),
        action_years=_action_years(snapshot, positions),
        verifications=_with_directions(
            snapshot, "verification", _cross(snapshot, positions, "verification", "direction")
        ),
        instruments=_named(
            _with_directions(snapshot, "instrument", _cross(snapshot, positions, "instrument", "direction")),
            "instrument",
        ),
        organisations=_count_organisations(snapshot, org_rows),
        facets=_count_facets(snapshot, masks, failures, selected),
        without={name: int(np.count_nonzero(_leave_out(failures, mask))) for name, mask in masks.items()},
    )


def _leave_out(failures: npt.NDArray[np.uint8], mask: BoolArray) -> BoolArray:
    """Events that every condition but this one lets through."""
    return (failures == 0) | ((failures == 1) & ~mask)


def _cross(snapshot: Snapshot, positions: Positions, first: str, second: str) -> IntArray:
    a, b = snapshot.length(first), snapshot.length(second)
    key = snapshot.columns[first][positions] * b + snapshot.columns[second][positions]
    return np.bincount(key, minlength=a * b).reshape(a, b)


def _direction_columns(snapshot: Snapshot, counts: IntArray) -> dict[str, IntArray]:
    return {code: counts[..., i].ravel() for i, code in enumerate(snapshot.codes["direction"])}


def _with_directions(snapshot: Snapshot, dimension: str, counts: IntArray) -> pd.DataFrame:
    columns = _direction_columns(snapshot, counts)
    frame = pd.DataFrame({dimension: snapshot.codes[dimension], **columns, "events": counts.sum(axis=-1)})
    return frame[frame["events"] > 0].reset_index(drop=True)


def _named(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame[frame[column] != ""].reset_index(drop=True)


def _count_months(snapshot: Snapshot, positions: Positions) -> tuple[pd.DataFrame, int]:
    directions, slots = snapshot.length("direction"), snapshot.years * 12 + 1
    key = snapshot.month_direction[positions]
    counts = np.bincount(key, minlength=slots * directions).reshape(slots, directions)
    dated, undated = counts[:-1], int(counts[-1].sum())
    used = np.flatnonzero(dated.sum(axis=1))
    begin, end = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
    start = np.datetime64(f"{snapshot.first_year}-01", "M")
    months = (start + np.arange(begin, end)).astype("datetime64[ns]")
    return pd.DataFrame({"month": months, **_direction_columns(snapshot, dated[begin:end])}), undated


def _count_years(snapshot: Snapshot, positions: Positions) -> pd.DataFrame:
    directions = snapshot.length("direction")
    key = (snapshot.year[positions] - snapshot.first_year) * directions + snapshot.columns["direction"][positions]
    counts = np.bincount(key, minlength=snapshot.years * directions).reshape(snapshot.years, directions)
    return pd.DataFrame({"year": _year_labels(snapshot), **_direction_columns(snapshot, counts)})


def _action_years(snapshot: Snapshot, positions: Positions) -> pd.DataFrame:
    key = snapshot.columns["action"][positions] * snapshot.years + snapshot.year[positions] - snapshot.first_year
    counts = np.bincount(key, minlength=snapshot.length("action") * snapshot.years).reshape(-1, snapshot.years)
    action, year = np.nonzero(counts)
    names = np.array(snapshot.codes["action"], dtype=object)[action]
    return pd.DataFrame({"action": names, "year": year + snapshot.first_year, "events": counts[action, year]})


def _year_labels(snapshot: Snapshot) -> IntArray:
    return np.arange(snapshot.first_year, snapshot.first_year + snapshot.years)


def _sector_cube(snapshot: Snapshot, rows: Positions | slice) -> IntArray:
    """Counts by sector, action, direction and year."""
    shape = (snapshot.length("sector"), snapshot.length("action"), snapshot.length("direction"), snapshot.years)
    return np.bincount(snapshot.sectors.keys["cube"][rows], minlength=int(np.prod(shape))).reshape(shape)


def _sector_years(snapshot: Snapshot, cube: IntArray) -> pd.DataFrame:
    counts = np.moveaxis(cube.sum(axis=1), 1, 2)
    sectors, years = counts.shape[:2]
    return pd.DataFrame(
        {
            "sector": np.repeat(np.array(snapshot.codes["sector"], dtype=object), years),
            "year": np.tile(_year_labels(snapshot), sectors),
            "events": counts.sum(axis=2).ravel(),
            **_direction_columns(snapshot, counts),
        }
    )


def _sector_actions(snapshot: Snapshot, cube: IntArray) -> pd.DataFrame:
    counts = cube.sum(axis=(2, 3))
    sector, action = np.nonzero(counts)
    return pd.DataFrame(
        {
            "sector": np.array(snapshot.codes["sector"], dtype=object)[sector],
            "action": np.array(snapshot.codes["action"], dtype=object)[action],
            "events": counts[sector, action],
        }
    )


def _count_organisations(snapshot: Snapshot, rows: Positions | slice) -> pd.DataFrame:
    bridge, orgs = snapshot.orgs, snapshot.length("org")
    roles, directions = snapshot.length("role"), snapshot.length("direction")
    counts = np.bincount(bridge.keys["roles"][rows], minlength=orgs * roles * directions)
    counts = counts.reshape(orgs, roles, directions)
    by_year = np.bincount(bridge.keys["years"][rows], minlength=orgs * snapshot.years).reshape(orgs, snapshot.years)
    first, last = _first_and_last(snapshot, bridge, rows)
    present = np.flatnonzero(counts.sum(axis=(1, 2)))
    frame = pd.DataFrame(
        {
            "org": np.array(snapshot.codes["org"], dtype=object)[present],
            "events": counts.sum(axis=(1, 2))[present],
            **{code: counts[present, i].sum(axis=1) for i, code in enumerate(snapshot.codes["role"])},
            **_direction_columns(snapshot, counts[present].sum(axis=1)),
            "first": first[present],
            "last": last[present],
            "by_year": list(by_year[present]),
        }
    )
    order = np.lexsort((frame["org"], -frame["events"].to_numpy()))
    return frame.iloc[order].reset_index(drop=True)


def _first_and_last(snapshot: Snapshot, bridge: Bridge, rows: Positions | slice) -> tuple[IntArray, IntArray]:
    # Positions are in date order and the last assignment to a repeated index wins.
    member, event = bridge.member[rows], bridge.event[rows]
    first, last = np.zeros((2, snapshot.length("org")), dtype=np.int64)
    last[member] = event
    first[member[::-1]] = event[::-1]
    return first, last


def _count_facets(
    snapshot: Snapshot, masks: Mapping[str, BoolArray], failures: npt.NDArray[np.uint8], selected: BoolArray
) -> dict[str, dict[str, int]]:
    facets = {}
    for choice in CHOICES:
        mask = masks.get(choice.field)
        base = selected if mask is None else _leave_out(failures, mask)
        if choice.key in snapshot.columns:
            values = snapshot.columns[choice.key][base]
        else:
            bridge = snapshot.sectors if choice.key == "sector" else snapshot.orgs
            values = bridge.member[base[bridge.event]]
        counts = np.bincount(values, minlength=snapshot.length(choice.key))
        facets[choice.key] = dict(zip(snapshot.codes[choice.key], counts.tolist(), strict=True))
    mask = masks.get("period")
    base = selected if mask is None else _leave_out(failures, mask)
    last_days = snapshot.last_day[base]
    starts = {preset: preset_start(preset, snapshot.released) for preset in PRESETS}
    facets["period"] = {
        preset: int(np.count_nonzero(last_days >= (start - EPOCH).days)) if start else len(last_days)
        for preset, start in starts.items()
    }
    return facets


def data_span(snapshot: Snapshot) -> tuple[dt.date, dt.date]:
    """First and last day that the dataset's events may mean; ValueError for an empty dataset."""
    if not snapshot.size:
        raise ValueError("the dataset holds no event")
    first, last = int(snapshot.first_day.min()), int(snapshot.last_day.max())
    return EPOCH + dt.timedelta(days=first), EPOCH + dt.timedelta(days=last)


def events_behind(snapshot: Snapshot, positions: Positions, mark: Mapping[str, str]) -> Positions:
    """The selected events that a mark of a chart counts.

    `mark` maps dimensions (sector, action, org, role, place, side, direction, period, event …) to codes; a
    period is a year 2025, a quarter 2025-Q3 or a month 2025-07. ValueError on an unknown dimension.
    """
    kept = np.ones(len(positions), dtype=bool)
    for bridge, dimensions in (
        (snapshot.sectors, {"sector": snapshot.sectors.member}),
        (snapshot.orgs, {"org": snapshot.orgs.member, "role": snapshot.orgs.keys["role"]}),
        (snapshot.places, {"place": snapshot.places.member, "country": snapshot.places.keys["country"]}),
    ):
        wanted = {dimension: mark[dimension] for dimension in dimensions if dimension in mark}
        if wanted:
            rows = np.ones(len(bridge.event), dtype=bool)
            for dimension, code in wanted.items():
                rows &= dimensions[dimension] == _code_index(snapshot, dimension, code)
            kept &= np.isin(positions, bridge.event[rows])
    for dimension, code in mark.items():
        if dimension not in _BRIDGED:
            kept &= _holds(snapshot, positions, dimension, code)
    return positions[kept]


def _code_index(snapshot: Snapshot, dimension: str, code: str) -> int:
    try:
        return snapshot.codes[dimension].index(code)
    except KeyError:
        allowed = ("event", "period", *snapshot.codes)
        raise ValueError(f"unknown dimension {dimension!r}; allowed: {', '.join(allowed)}") from None


def _holds(snapshot: Snapshot, positions: Positions, dimension: str, code: str) -> BoolArray:
    if dimension == "event":
        return np.array([snapshot.ids[i] == code for i in positions], dtype=bool)
    if dimension == "period":
        return _in_period(snapshot, positions, code)
    wanted = _code_index(snapshot, dimension, code)
    return snapshot.columns[dimension][positions] == wanted


def _in_period(snapshot: Snapshot, positions: Positions, code: str) -> BoolArray:
    year, _, part = code.partition("-")
    if not part:
        return snapshot.year[positions] == int(year)
    first, length = ((int(part[1:]) - 1) * 3, 3) if part.startswith("Q") else (int(part) - 1, 1)
    first += (int(year) - snapshot.first_year) * 12
    month = snapshot.month[positions]
    return (month != NO_MONTH) & (month >= first) & (month < first + length)
