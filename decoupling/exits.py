"""Owns what counts as an exit and in which unit: acts on the ladder, as known on a day, counted by integer keys.

An act is known from the last day that its date may mean, and a step of its history from the last day that the step's
date may mean, so that nothing is taken as known before it was. The definitions stand in `data/taxonomy/exits.yaml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
import pandas as pd

from decoupling.aggregate import Positions
from decoupling.dates import EPOCH
from decoupling.snapshot import Bridge, IntArray, Snapshot
from decoupling.taxonomy import Taxonomy
from decoupling.text_index import BoolArray

Unit = Literal["acts", "organisations", "pairs"]
UNITS: Mapping[Unit, tuple[str, str]] = {
    "acts": ("act", "acts"),
    "organisations": ("organisation", "organisations"),
    "pairs": ("organisation–sector pair", "organisation–sector pairs"),
}
"""What can be counted, with its noun for one and for several."""
UNIT_LABELS: Mapping[Unit, str] = {
    "acts": "Acts",
    "organisations": "Organisations",
    "pairs": "Organisation–sector pairs",
}
"""What can be counted, as a choice is named."""
OFF_LADDER = -1
AXES = ("rung", "year", "sector", "function")


@dataclass(frozen=True, slots=True)
class ExitView:
    """How exits are counted on a page: definition, unit, and the day as of which they are known (None: today)."""

    definition: str
    unit: Unit = "acts"
    known: dt.date | None = None

    def to_options(self) -> dict[str, str]:
        """The view as options of a chart."""
        return {
            "definition": self.definition,
            "unit": self.unit,
            "known": self.known.isoformat() if self.known else "",
        }


def read_view(options: Mapping[str, str], taxonomy: Taxonomy) -> ExitView:
    """The view that options of a chart describe; empty text stands for the widest definition, acts, and today."""
    known = options.get("known")
    return ExitView(
        definition=options.get("definition") or next(iter(taxonomy.exits)),
        unit=cast(Unit, options.get("unit") or "acts"),
        known=dt.date.fromisoformat(known) if known else None,
    )


# --- which acts count ----------------------------------------------------------------------------


def rungs_of(snapshot: Snapshot, positions: Positions, taxonomy: Taxonomy) -> IntArray:
    """Place on the ladder of each event's act, from 0; OFF_LADDER for other acts."""
    rung_of = np.full(snapshot.length("action"), OFF_LADDER, dtype=np.int64)
    for i, rung in enumerate(taxonomy.rungs.values()):
        rung_of[[snapshot.codes["action"].index(action) for action in rung.actions]] = i
    return rung_of[snapshot.columns["action"][positions]]


def known_by(snapshot: Snapshot, positions: Positions, day: dt.date | None) -> Positions:
    """The events that were public by a day."""
    if day is None or day >= snapshot.released:
        return positions
    return positions[snapshot.last_day[positions] <= (day - EPOCH).days]


def statuses_on(snapshot: Snapshot, positions: Positions, day: dt.date | None) -> IntArray:
    """Status of each event on a day, as its history tells; without a history it is the record's own."""
    if day is None or day >= snapshot.released:
        return snapshot.columns["status"][positions]
    steps, status = snapshot.steps, snapshot.columns["status"].copy()
    # The last assignment to a repeated index wins: first the first step of each event, then the latest one by the day.
    status[steps.event[::-1]] = steps.member[::-1]
    past = steps.keys["day"] <= (day - EPOCH).days
    status[steps.event[past]] = steps.member[past]
    return status[positions]


def find_exits(snapshot: Snapshot, positions: Positions, taxonomy: Taxonomy, view: ExitView) -> Positions:
    """The selected events that the view counts. KeyError for an unknown definition."""
    definition = taxonomy.exits[view.definition]
    positions = known_by(snapshot, positions, view.known)
    columns, rungs = snapshot.columns, rungs_of(snapshot, positions, taxonomy)
    kept = _allowed(rungs, list(taxonomy.rungs), definition.rungs)
    kept &= _allowed(columns["direction"][positions], snapshot.codes["direction"], definition.directions)
    kept &= _allowed(statuses_on(snapshot, positions, view.known), snapshot.codes["status"], definition.statuses)
    functions = columns["function"][positions]
    for parts, spare in ((definition.without, None), (definition.with_city, _names_a_city(snapshot, positions))):
        for part in parts:
            named = _allowed(functions, snapshot.codes["function"], part.functions)
            named &= rungs == list(taxonomy.rungs).index(part.rung)
            kept &= ~named if spare is None else ~named | spare
    return positions[kept]


def _allowed(values: IntArray, codes: Sequence[str], wanted: Sequence[str]) -> BoolArray:
    return np.isin(values, [codes.index(code) for code in wanted])


def _names_a_city(snapshot: Snapshot, positions: Positions) -> BoolArray:
    is_city = np.array([", " in code for code in snapshot.codes["place"]], dtype=bool)
    named = np.zeros(snapshot.size, dtype=bool)
    named[snapshot.places.event[is_city[snapshot.places.member]]] = True
    return named[positions]


# --- counting ------------------------------------------------------------------------------------


def count_exits(
    snapshot: Snapshot, exits: Positions, taxonomy: Taxonomy, unit: Unit, axes: tuple[str, ...] = ()
) -> IntArray:
    """Distinct units in each cell of the axes (any of AXES); without axes, the distinct total in an array of one cell.

    An act in several sectors counts in each; an organisation–sector pair has one sector, so pairs add up by sector.
    """
    events, units, size, sectors = _list_units(snapshot, exits, unit, by_sector="sector" in axes)
    shape = [_length(snapshot, taxonomy, axis) for axis in axes]
    cell = np.zeros(len(events), dtype=np.int64)
    for axis, length in zip(axes, shape, strict=True):
        cell = cell * length + (sectors if axis == "sector" else _axis_codes(snapshot, events, taxonomy, axis))
    cells = int(np.prod(shape, dtype=np.int64))
    if unit == "acts":
        return np.bincount(cell, minlength=cells).reshape(shape)
    present = np.bincount(cell * size + units, minlength=cells * size).reshape(cells, size) > 0
    return present.sum(axis=1).reshape(shape)


def _length(snapshot: Snapshot, taxonomy: Taxonomy, axis: str) -> int:
    return {"rung": len(taxonomy.rungs), "year": snapshot.years}.get(axis) or snapshot.length(axis)


def _axis_codes(snapshot: Snapshot, events: IntArray, taxonomy: Taxonomy, axis: str) -> IntArray:
    if axis == "rung":
        return rungs_of(snapshot, events, taxonomy)
    if axis == "year":
        return snapshot.year[events] - snapshot.first_year
    return snapshot.columns[axis][events]


def _list_units(
    snapshot: Snapshot, exits: Positions, unit: Unit, *, by_sector: bool
) -> tuple[IntArray, IntArray, int, IntArray]:
    """Rows (event, unit, sector) to count, with the number of units there can be; sectors only when they are needed."""
    if unit == "acts":
        events, sectors = _rows_of(snapshot.sectors, exits) if by_sector else (exits, exits)
        return events, events, snapshot.size, sectors
    actor = snapshot.orgs.keys["role"] == snapshot.codes["role"].index("actor")
    acting = Bridge(snapshot.orgs.event[actor], snapshot.orgs.member[actor], {})
    events, orgs = _rows_of(acting, exits)
    if unit == "organisations" and not by_sector:
        return events, orgs, snapshot.length("org"), orgs
    events, orgs, sectors = _join(events, orgs, *_rows_of(snapshot.sectors, exits))
    if unit == "organisations":
        return events, orgs, snapshot.length("org"), sectors
    width = snapshot.length("sector")
    return events, orgs * width + sectors, snapshot.length("org") * width, sectors


def _rows_of(bridge: Bridge, positions: Positions) -> tuple[IntArray, IntArray]:
    kept = np.isin(bridge.event, positions)
    return bridge.event[kept], bridge.member[kept]


def _join(left_event: IntArray, left: IntArray, right_event: IntArray, right: IntArray) -> tuple[IntArray, ...]:
    """Rows (event, left, right) of every pair within an event; both sides are in event order."""
    first = np.searchsorted(left_event, right_event, side="left")
    number = np.searchsorted(left_event, right_event, side="right") - first
    offset = np.arange(int(number.sum())) - np.repeat(np.cumsum(number) - number, number)
    return np.repeat(right_event, number), left[np.repeat(first, number) + offset], np.repeat(right, number)


def exit_frame(
    snapshot: Snapshot, exits: Positions, taxonomy: Taxonomy, unit: Unit, axes: tuple[str, str]
) -> pd.DataFrame:
    """Columns: the two axes (codes; years as numbers) and events, the number of units; only pairs that occur.

    Acts of no function are left out by function.
    """
    counts = count_exits(snapshot, exits, taxonomy, unit, axes)
    cells = np.nonzero(counts)
    labels = [_axis_labels(snapshot, taxonomy, axis)[cell] for axis, cell in zip(axes, cells, strict=True)]
    frame = pd.DataFrame({axes[0]: labels[0], axes[1]: labels[1], "events": counts[cells]})
    return frame[frame["function"] != ""].reset_index(drop=True) if "function" in axes else frame


def _axis_labels(snapshot: Snapshot, taxonomy: Taxonomy, axis: str) -> np.ndarray:
    if axis == "year":
        return np.arange(snapshot.first_year, snapshot.first_year + snapshot.years)
    return np.array(list(taxonomy.rungs) if axis == "rung" else snapshot.codes[axis], dtype=object)


def furthest_rungs(snapshot: Snapshot, exits: Positions, taxonomy: Taxonomy) -> pd.DataFrame:
    """How far each acting organisation went: org, rung (the furthest), events, first, last (positions); furthest first.

    `events` are the acts that count, whatever their rung.
    """
    actor = snapshot.codes["role"].index("actor")
    kept = np.isin(snapshot.orgs.event, exits) & (snapshot.orgs.keys["role"] == actor)
    event, org = snapshot.orgs.event[kept], snapshot.orgs.member[kept]
    size = snapshot.length("org")
    rungs = np.full(size, OFF_LADDER, dtype=np.int64)
    np.maximum.at(rungs, org, rungs_of(snapshot, event, taxonomy))
    first, last = np.zeros((2, size), dtype=np.int64)
    last[org], first[org[::-1]] = event, event[::-1]
    counts = np.bincount(org, minlength=size)
    present = np.flatnonzero(counts)
    present = present[np.lexsort((present, -counts[present], -rungs[present]))]
    return pd.DataFrame(
        {
            "org": np.array(snapshot.codes["org"], dtype=object)[present],
            "rung": _axis_labels(snapshot, taxonomy, "rung")[rungs[present]],
            "events": counts[present],
            "first": first[present],
            "last": last[present],
        }
    )
