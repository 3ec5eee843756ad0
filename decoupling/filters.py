"""Owns EventFilter: a small value that selects events, describes itself in one sentence and travels in an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from decoupling.dates import EPOCH, first_day, last_day
from decoupling.snapshot import GROUPS, RECORDS, Snapshot
from decoupling.text_index import BoolArray

MAX_QUERY_LENGTH = 200
MAX_VERSION_LENGTH = 60
VERSION_KEY = "v"
MAX_VALUES = 200


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to show. Values within a field are alternatives; fields must all hold.

    An event with a partial date is inside a period when any day it may mean is. `version` says as of which version of
    the dataset; it selects the dataset, not events of it, and empty text stands for the newest.
    """

    q: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    sectors: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    verifications: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    version: str = ""

    @property
    def is_empty(self) -> bool:
        """True when no condition is set."""
        return self == self.without_conditions

    @property
    def without_conditions(self) -> EventFilter:
        """Every event, of the same version."""
        return EventFilter(version=self.version)


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of EventFilter whose values are codes: `key` names it in addresses and on the command line."""

    field: str
    key: str
    label: str
    everything: str


CHOICES = (
    Choice("sectors", "sector", "Sector", "All sectors"),
    Choice("groups", "group", "Who acts", "Governments and companies"),
    Choice("actions", "action", "Kind of act", "All acts"),
    Choice("orgs", "org", "Organisation", "All organisations"),
    Choice("sides", "side", "Side that acts", "All sides"),
    Choice("directions", "direction", "Direction", "All directions"),
    Choice("statuses", "status", "Status", "Any status"),
    Choice("verifications", "verification", "Verification", "Any verification"),
    Choice("records", "record", "Record", "Curated and workspace"),
)
GROUP_LABELS = {"government": "Government acts", "company": "Company acts"}
RECORD_LABELS = {"curated": "Curated dataset", "workspace": "Workspace"}
"""Where a record comes from: the data files, or a person's review in this workspace."""

PRESETS = {"all": "All", "5y": "5 years", "12m": "12 months", "90d": "90 days"}
"""Periods that end with the data, by code."""


def preset_start(preset: str, released: dt.date) -> dt.date | None:
    """First day of a preset period before the dataset's own day; None for the whole span."""
    if preset == "90d":
        return released - dt.timedelta(days=90)
    years = {"all": None, "5y": 5, "12m": 1}[preset]
    if years is None:
        return None
    # 29 February has no counterpart in most years.
    day = 28 if (released.month, released.day) == (2, 29) else released.day
    return released.replace(year=released.year - years, day=day)


Codes = Mapping[str, Sequence[str]]
"""Allowed codes by Choice.key, as `Snapshot.codes` holds them."""

Labels = Callable[[str, str], str]
"""Gives the label of a code: labels(choice_key, code)."""


# --- selecting -----------------------------------------------------------------------------------


def condition_masks(snapshot: Snapshot, chosen: EventFilter) -> dict[str, BoolArray]:
    """One mask over all events for each condition that is set, by the name of its field (`period` for dates)."""
    masks: dict[str, BoolArray] = {}
    if chosen.q.strip():
        masks["q"] = snapshot.texts.match(chosen.q)
    if chosen.start or chosen.end:
        masks["period"] = _match_period(snapshot, chosen.start, chosen.end)
    for choice in CHOICES:
        values = getattr(chosen, choice.field)
        if values:
            masks[choice.field] = _match_codes(snapshot, choice.key, values)
    return masks


def _match_period(snapshot: Snapshot, start: dt.date | None, end: dt.date | None) -> BoolArray:
    matches = np.ones(snapshot.size, dtype=bool)
    if start:
        matches &= snapshot.last_day >= (start - EPOCH).days
    if end:
        matches &= snapshot.first_day <= (end - EPOCH).days
    return matches


def _match_codes(snapshot: Snapshot, dimension: str, values: Iterable[str]) -> BoolArray:
    wanted = np.isin(np.array(snapshot.codes[dimension], dtype=object), list(values))
    if dimension in snapshot.columns:
        return wanted[snapshot.columns[dimension]]
    bridge = snapshot.sectors if dimension == "sector" else snapshot.orgs
    matches = np.zeros(snapshot.size, dtype=bool)
    matches[bridge.event[wanted[bridge.member]]] = True
    return matches


# --- describing ----------------------------------------------------------------------------------


def describe_filter(chosen: EventFilter, labels: Labels, *, span: tuple[dt.date, dt.date]) -> str:
    """The filter as the beginning of a sentence, such as "Semiconductors, Jan 2022 – Jun 2026, closure".

    `span` is the first and last day of the data; it stands in for an open end of the period.
    """
    parts = [_join(labels("sector", code) for code in chosen.sectors) or "All sectors"]
    parts.append(describe_span(chosen, span))
    parts += [_join(labels(key, code) for code in values).lower() for key, values in _acts(chosen) if values] or [
        "all acts"
    ]
    if chosen.sides:
        parts.append("by " + _join(_side_in_sentence(labels("side", code)) for code in chosen.sides))
    if chosen.orgs:
        parts.append("with " + _join((labels("org", code) for code in chosen.orgs), "or"))
    if chosen.directions:
        parts.append(_join((labels("direction", code).lower() for code in chosen.directions), "or"))
    if chosen.statuses:
        parts.append("status " + _join((labels("status", code).lower() for code in chosen.statuses), "or"))
    if chosen.verifications:
        parts.append("verification " + _join((labels("verification", c).lower() for c in chosen.verifications), "or"))
    if chosen.records:
        parts.append(_join((labels("record", code).lower() for code in chosen.records), "or") + " only")
    if chosen.q.strip():
        parts.append(f"matching “{chosen.q.strip()}”")
    return ", ".join(parts)


def _side_in_sentence(label: str) -> str:
    return label.lower() if label.startswith("Third") else label


def _acts(chosen: EventFilter) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("group", chosen.groups), ("action", chosen.actions))


def _join(words: Iterable[str], last: str = "and") -> str:
    listed = list(words)
    if len(listed) > 4:
        return f"{', '.join(listed[:3])} {last} {len(listed) - 3} more"
    return f" {last} ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]]))


def describe_span(chosen: EventFilter, span: tuple[dt.date, dt.date]) -> str:
    """The filter's period in words; an open end is that of the data, to the month."""
    start = chosen.start or span[0].replace(day=1)
    end = chosen.end or _end_of_month(span[1])
    return describe_period(start, end)


def _end_of_month(day: dt.date) -> dt.date:
    return last_day(day.isoformat()[:7])


def describe_period(start: dt.date, end: dt.date) -> str:
    """A period in words; an end that falls on the edge of a month is given to the month."""
    if start == end:
        return f"{start.day} {start:%b %Y}"
    begin = f"{start:%b %Y}" if start.day == 1 else f"{start.day} {start:%b %Y}"
    finish = f"{end:%b %Y}" if end == _end_of_month(end) else f"{end.day} {end:%b %Y}"
    return begin if begin == finish else f"{begin} – {finish}"


def with_values(chosen: EventFilter, field: str, values: tuple[str, ...]) -> EventFilter:
    """The filter with other values in one of its coded fields."""
    changes: dict[str, Any] = {field: values}
    return replace(chosen, **changes)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that is set: its field of EventFilter (`period` for dates), how it reads, the filter without it."""

    field: str
    label: str
    without: EventFilter


def list_conditions(chosen: EventFilter, labels: Labels, *, span: tuple[dt.date, dt.date]) -> list[Condition]:
    """Every single condition of the filter, each with the filter that drops it."""
    conditions = []
    if chosen.q.strip():
        conditions.append(Condition("q", f"“{chosen.q.strip()}”", replace(chosen, q="")))
    if chosen.start or chosen.end:
        words = describe_span(chosen, span)
        conditions.append(Condition("period", words, replace(chosen, start=None, end=None)))
    for choice in CHOICES:
        values = getattr(chosen, choice.field)
        for value in values:
            rest = tuple(other for other in values if other != value)
            conditions.append(
                Condition(choice.field, labels(choice.key, value), with_values(chosen, choice.field, rest))
            )
    return conditions


# --- addresses -----------------------------------------------------------------------------------

QUERY_KEYS = ("q", "from", "to", *(choice.key for choice in CHOICES), VERSION_KEY)


def filter_to_query(chosen: EventFilter) -> dict[str, list[str]]:
    """The filter as query parameters; conditions that are not set are left out."""
    query: dict[str, list[str]] = {}
    if chosen.q.strip():
        query["q"] = [chosen.q.strip()]
    if chosen.start:
        query["from"] = [chosen.start.isoformat()]
    if chosen.end:
        query["to"] = [chosen.end.isoformat()]
    for choice in CHOICES:
        if values := getattr(chosen, choice.field):
            query[choice.key] = list(values)
    if chosen.version:
        query[VERSION_KEY] = [chosen.version]
    return query


def version_in(query: Mapping[str, Sequence[str]]) -> str:
    """The version that query parameters ask for; a plus sign that an address turned into a space is put back."""
    return _first(query, VERSION_KEY).strip().replace(" ", "+")[:MAX_VERSION_LENGTH]


def filter_from_query(query: Mapping[str, Sequence[str]], codes: Codes) -> EventFilter:
    """The filter that query parameters describe; nonsense is dropped, never an error. `codes` are its version's."""
    values: dict[str, object] = {"q": _first(query, "q")[:MAX_QUERY_LENGTH].strip(), "version": version_in(query)}
    period = (_date_or_empty(_first(query, key)) for key in ("from", "to"))
    values["start"], values["end"] = read_period(*period)
    for choice in CHOICES:
        allowed = set(codes[choice.key])
        given = dict.fromkeys(query.get(choice.key, ())[:MAX_VALUES])
        values[choice.field] = tuple(value for value in given if value in allowed)
    return EventFilter(**values)  # type: ignore[arg-type]


def normalise(chosen: EventFilter) -> EventFilter:
    """The same filter in one form: a period that ends before it begins is turned round."""
    if chosen.start and chosen.end and chosen.start > chosen.end:
        return replace(chosen, start=chosen.end, end=chosen.start)
    return chosen


def _first(query: Mapping[str, Sequence[str]], key: str) -> str:
    values = query.get(key, ())
    return str(values[0]) if values else ""


def read_period(start: str, end: str) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a period in partial dates; empty text leaves an end open, a reversed period is turned.

    Raises ValueError naming the text that is no date.
    """
    if start and end and first_day(start) > last_day(end):
        start, end = end, start
    return (first_day(start) if start else None), (last_day(end) if end else None)


def _date_or_empty(text: str) -> str:
    try:
        first_day(text)
    except ValueError:
        return ""
    return text


def check_codes(chosen: EventFilter, codes: Codes) -> None:
    """Raise ValueError naming the first value that is not an allowed code, and the allowed ones."""
    for choice in CHOICES:
        allowed = codes[choice.key]
        for value in getattr(chosen, choice.field):
            if value not in allowed:
                listed = ", ".join(allowed[:60]) + (" …" if len(allowed) > 60 else "")
                raise ValueError(f"unknown {choice.key} {value!r}; allowed: {listed}")


assert {choice.field for choice in CHOICES} | {"q", "start", "end", "version"} == {
    field.name for field in fields(EventFilter)
}
assert set(GROUP_LABELS) == set(GROUPS)
assert set(RECORD_LABELS) == set(RECORDS)
