"""Owns the fast form of the dataset: integer-coded columns sorted by date, with bridges for sectors and organisations.

One snapshot is built per dataset version and never changes. Every count the pages show is a
`numpy.bincount` over keys that are laid out here once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from decoupling.dataset import Dataset
from decoupling.dates import EPOCH, last_day, parse_partial
from decoupling.model import Event, EventPlace
from decoupling.text_index import TextIndex, build_text_index, fold

IntArray = npt.NDArray[np.int64]
NO_MONTH = -1
GROUPS = ("government", "company")
RECORDS = ("curated", "workspace")


@dataclass(frozen=True, slots=True, eq=False)
class Bridge:
    """Rows that tie events to members (sectors, organisations, places, statuses in turn), in event order."""

    event: IntArray
    member: IntArray
    keys: Mapping[str, IntArray]
    """Combined codes a row, ready for bincount; `assemble_snapshot` says which axes, in which order."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Columns of one dataset version; position i is the i-th event by date.

    Days count from 1970-01-01, months from January of `first_year`; a year-precision event has
    month NO_MONTH.
    """

    version: str
    ids: Sequence[str]
    texts: TextIndex
    first_day: IntArray
    last_day: IntArray
    month: IntArray
    year: IntArray
    columns: Mapping[str, IntArray]
    codes: Mapping[str, tuple[str, ...]]
    sectors: Bridge
    orgs: Bridge
    places: Bridge
    """Member is the place; key `country`."""
    steps: Bridge
    """Every step of each history, oldest first. Member is the status; key `day` the last day of the step's date."""
    moves: Bridge
    """Every pair of ends of each move: member is the place it goes to; key `origin` the place it leaves."""
    links: Bridge
    """Every link of a later event: member is the position of the earlier one; keys `type` and `basis`, places among
    the codes of the taxonomy's link types and bases."""
    month_direction: IntArray
    first_year: int
    years: int
    released: dt.date

    @property
    def last_year(self) -> int:
        """Year of the latest event."""
        return self.first_year + self.years - 1

    @property
    def size(self) -> int:
        """Number of events."""
        return len(self.ids)

    def length(self, dimension: str) -> int:
        """Number of codes of a dimension."""
        return len(self.codes[dimension])


def build_snapshot(dataset: Dataset) -> Snapshot:
    """Snapshot of a checked dataset."""
    tax, events = dataset.taxonomy, dataset.events
    codes = {
        "action": tax.actions.codes,
        "direction": tax.directions.codes,
        "status": tax.statuses.codes,
        "side": tax.sides.codes,
        "verification": tax.verifications.codes,
        "group": GROUPS,
        "record": RECORDS,
        "sector": tax.sectors.codes,
        "role": tax.roles.codes,
        "org": tuple(dataset.organisations),
        "instrument": ("", *sorted({event.instrument for event in events if event.instrument})),
        "function": ("", *tax.functions.codes),
        "place": tuple(sorted({place_code(place) for place in _every_place(dataset)})),
        "country": tuple(tax.countries),
    }
    places = {dimension: {code: i for i, code in enumerate(values)} for dimension, values in codes.items()}
    columns = {
        dimension: np.array([places[dimension][code] for code in values], dtype=np.int64)
        for dimension, values in {
            "action": [event.action for event in events],
            "direction": [event.direction for event in events],
            "status": [event.status for event in events],
            "side": [tax.side_of(event.origin) for event in events],
            "verification": [event.verification for event in events],
            "group": [tax.group_of(event.action) for event in events],
            "record": [RECORDS[event.id in dataset.added] for event in events],
            "instrument": [event.instrument or "" for event in events],
            "function": [event.function or "" for event in events],
        }.items()
    }
    spans = [parse_partial(event.date) for event in events]
    sector_rows = [(i, places["sector"][code]) for i, event in enumerate(events) for code in event.sectors]
    org_rows = [
        (i, places["org"][org.id], places["role"][org.role]) for i, event in enumerate(events) for org in event.orgs
    ]
    place_rows = [
        (i, places["place"][place_code(place)], places["country"][place.country])
        for i, event in enumerate(events)
        for place in event.places
    ]
    move_rows = [
        (i, places["place"][place_code(to)], places["place"][place_code(origin)])
        for i, event in enumerate(events)
        if (move := dataset.moves.get(event.id))
        for origin in move.origin
        for to in move.to
    ]
    step_rows = [
        (i, places["status"][step.status], (last_day(step.date) - EPOCH).days)
        for i, event in enumerate(events)
        for step in event.history
    ]
    position = {event.id: i for i, event in enumerate(events)}
    types, bases = tax.link_types.codes, tax.link_bases.codes
    link_rows = [
        (i, position[link.event], types.index(link.type), bases.index(link.basis))
        for i, event in enumerate(events)
        for link in event.links
    ]
    return assemble_snapshot(
        version=dataset.version,
        ids=tuple(event.id for event in events),
        texts=tuple(_search_text(event, dataset) for event in events),
        first_day=np.array([(first - EPOCH).days for first, _, _ in spans], dtype=np.int64),
        last_day=np.array([(last - EPOCH).days for _, last, _ in spans], dtype=np.int64),
        has_month=np.array([known != "year" for _, _, known in spans], dtype=bool),
        columns=columns,
        codes=codes,
        sector_rows=_as_rows(sector_rows, 2),
        org_rows=_as_rows(org_rows, 3),
        place_rows=_as_rows(place_rows, 3),
        step_rows=_as_rows(step_rows, 3),
        move_rows=_as_rows(move_rows, 3),
        link_rows=_as_rows(link_rows, 4),
        released=last_day(dataset.about.released),
    )


def _every_place(dataset: Dataset) -> Iterator[EventPlace]:
    for event in dataset.events:
        yield from event.places
    for move in dataset.moves.values():
        yield from (*move.origin, *move.to)


def place_code(place: EventPlace) -> str:
    """A place as one text: "Shanghai, CN", or "CN" where only the country is known."""
    return ", ".join(filter(None, (place.city, place.country)))


def _as_rows(rows: Sequence[tuple[int, ...]], width: int) -> IntArray:
    return np.array(rows, dtype=np.int64).reshape(-1, width)


def _search_text(event: Event, dataset: Dataset) -> str:
    parts: list[str] = [event.id, event.headline, event.summary, event.instrument or ""]
    for involvement in event.orgs:
        parts += [involvement.unit or "", *search_names(dataset, involvement.id)]
    for place in event.places:
        known = dataset.places.get((place.city or "", place.country))
        country = dataset.taxonomy.countries.get(place.country)
        parts += [place.city or "", (known and known.chinese_name) or "", country.label if country else ""]
    return fold("\n".join(filter(None, parts)))


def search_names(dataset: Dataset, org_id: str) -> Iterable[str]:
    """Every name an organisation is known by."""
    org = dataset.organisations[org_id]
    return filter(None, (org.name, *org.aliases, org.chinese_name, *org.former_names))


def assemble_snapshot(
    *,
    version: str,
    ids: Sequence[str],
    texts: Sequence[str],
    first_day: IntArray,
    last_day: IntArray,
    has_month: npt.NDArray[np.bool_],
    columns: dict[str, IntArray],
    codes: Mapping[str, tuple[str, ...]],
    sector_rows: IntArray,
    org_rows: IntArray,
    place_rows: IntArray,
    step_rows: IntArray,
    move_rows: IntArray,
    link_rows: IntArray,
    released: dt.date,
) -> Snapshot:
    """Snapshot from coded columns; events must be sorted by first day, bridge rows by event."""
    months = first_day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year = months // 12 + 1970
    first_year = int(year.min()) if len(year) else 2018
    years = int(year.max()) - first_year + 1 if len(year) else 1
    month = np.where(has_month, months - (first_year - 1970) * 12, NO_MONTH)
    year_index = year - first_year
    size = {dimension: len(values) for dimension, values in codes.items()}

    event, sector = sector_rows.T
    cube = _combine(
        (sector, size["sector"]),
        (columns["action"][event], size["action"]),
        (columns["direction"][event], size["direction"]),
        (year_index[event], years),
    )
    org_event, org, role = org_rows.T
    org_keys = {
        "roles": _combine(
            (org, size["org"]), (role, size["role"]), (columns["direction"][org_event], size["direction"])
        ),
        "years": _combine((org, size["org"]), (year_index[org_event], years)),
    }
    place_event, place, country = place_rows.T
    step_event, step, step_day = step_rows.T
    move_event, move_to, move_from = move_rows.T
    link_event, link_to, link_type, link_basis = link_rows.T
    slots = np.where(month == NO_MONTH, years * 12, month)
    snapshot = Snapshot(
        version=version,
        ids=ids,
        texts=build_text_index(texts),
        first_day=first_day,
        last_day=last_day,
        month=month,
        year=year,
        columns=columns,
        codes=codes,
        sectors=Bridge(event, sector, {"cube": cube}),
        orgs=Bridge(org_event, org, {**org_keys, "role": role}),
        places=Bridge(place_event, place, {"country": country}),
        moves=Bridge(move_event, move_to, {"origin": move_from}),
        links=Bridge(link_event, link_to, {"type": link_type, "basis": link_basis}),
        steps=Bridge(step_event, step, {"day": step_day}),
        month_direction=_combine((slots, years * 12 + 1), (columns["direction"], size["direction"])),
        first_year=first_year,
        years=years,
        released=released,
    )
    _freeze(snapshot)
    return snapshot


def _combine(*axes: tuple[IntArray, int]) -> IntArray:
    key = axes[0][0]
    for codes, length in axes[1:]:
        key = key * length + codes
    return np.ascontiguousarray(key)


def _freeze(snapshot: Snapshot) -> None:
    arrays: list[Any] = [snapshot.first_day, snapshot.last_day, snapshot.month, snapshot.year, snapshot.month_direction]
    arrays += [*snapshot.columns.values(), *snapshot.texts.words.values()]
    for bridge in (snapshot.sectors, snapshot.orgs, snapshot.places, snapshot.steps, snapshot.moves, snapshot.links):
        arrays += [bridge.event, bridge.member, *bridge.keys.values()]
    for array in arrays:
        array.flags.writeable = False
