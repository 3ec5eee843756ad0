"""Owns what changed between two versions of the dataset: events added, corrected field by field, removed and merged.

The day on which a record was read a second time is no correction: a reading that found nothing to mend changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from decoupling.charts.spec import count_of
from decoupling.dataset import Dataset
from decoupling.export.tables import stream_csv
from decoupling.model import Event
from decoupling.releases import final_place

Kind = Literal["added", "corrected", "removed", "merged"]
KINDS: tuple[Kind, ...] = ("added", "corrected", "removed", "merged")
CSV_COLUMNS = ("change", "id", "date", "headline", "field", "old", "new", "to", "why")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words; of a list only what differs. Empty text stands for nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EventChange:
    """What happened to one event; `event` is its newest record, `to` and `why` say where one that is gone went."""

    kind: Kind
    event: Event
    fields: tuple[FieldChange, ...] = ()
    to: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed from one version to another, each group newest act first."""

    before: Dataset
    after: Dataset
    events: tuple[EventChange, ...]

    def of(self, kind: Kind) -> list[EventChange]:
        """The changes of one kind."""
        return [change for change in self.events if change.kind == kind]


def compare_datasets(before: Dataset, after: Dataset, within: Collection[str] | None = None) -> Changes:
    """What changed between two versions, of all events or of those whose ids are `within`."""
    found = []
    for event_id in sorted({*before.by_id, *after.by_id}, reverse=True):
        if within is not None and event_id not in within:
            continue
        old, new = before.by_id.get(event_id), after.by_id.get(event_id)
        if new is None and old is not None:
            found.append(_gone(old, after))
        elif old is None and new is not None:
            found.append(EventChange("added", new))
        elif old is not None and new is not None and old != new:
            fields = tuple(_field_changes(old, before, new, after))
            found += [EventChange("corrected", new, fields)] if fields else []
    return Changes(before, after, tuple(sorted(found, key=lambda change: change.event.date, reverse=True)))


def _gone(event: Event, after: Dataset) -> EventChange:
    place = final_place(event.id, after)
    if place is not None and place.to in after.by_id:
        return EventChange("merged", event, to=place.to or "", why=place.why or "")
    return EventChange("removed", event, why=(place and place.why) or "")


# --- fields --------------------------------------------------------------------------------------


def _field_changes(old: Event, before: Dataset, new: Event, after: Dataset) -> Iterable[FieldChange]:
    for field in Event.model_fields:
        was, is_now = getattr(old, field), getattr(new, field)
        if field == "checked" or was == is_now:
            continue
        if not isinstance(was, tuple):
            yield FieldChange(field, _words(field, was, before), _words(field, is_now, after))
            continue
        lost = [item for item in was if item not in is_now] or (was if _reordered(was, is_now) else ())
        gained = [item for item in is_now if item not in was] or (is_now if _reordered(was, is_now) else ())
        yield FieldChange(
            field,
            "; ".join(_words(field, item, before) for item in lost),
            "; ".join(_words(field, item, after) for item in gained),
        )


def _reordered(was: tuple[Any, ...], is_now: tuple[Any, ...]) -> bool:
    return not [item for item in was if item not in is_now] and not [item for item in is_now if item not in was]


def _words(field: str, value: Any, dataset: Dataset) -> str:
    """A value as a reader knows it: labels for codes, names for organisations."""
    tax = dataset.taxonomy
    vocabularies = {
        "action": tax.actions,
        "direction": tax.directions,
        "status": tax.statuses,
        "sectors": tax.sectors,
        "function": tax.functions,
        "verification": tax.verifications,
    }
    if value is None:
        return ""
    if field in vocabularies:
        return vocabularies[field].label(value)
    match field:
        case "origin":
            return tax.countries[value].label
        case "orgs":
            unit = f", {value.unit}" if value.unit else ""
            return f"{dataset.org_name(value.id)} ({tax.roles.label(value.role).lower()}{unit})"
        case "places":
            return ", ".join(filter(None, (value.city, tax.countries[value.country].label)))
        case "sources":
            return f"{value.publisher}{f', {value.date}' if value.date else ''}: {value.url}"
        case "reasons":
            return f"{tax.reason_givers.label(value.by)}: {value.text}"
        case "history":
            return f"{value.date} {tax.statuses.label(value.status).lower()}"
        case "disputes":
            return f"{value.field}: {value.value} ({value.source})"
        case "links":
            return f"{tax.link_types.label(value.type)} {value.event} ({tax.link_bases.label(value.basis).lower()})"
        case "usd" | "headcount" | "parties_listed":
            return f"{value:,.0f}"
        case _:
            return str(value)


def field_label(field: str) -> str:
    """A field's name in words."""
    return {"usd": "US dollars", "orgs": "Organisations"}.get(field, field.replace("_", " ").capitalize())


# --- as text -------------------------------------------------------------------------------------


def count_changes(changes: Changes) -> str:
    """The numbers of all kinds that there are: "81 added, 36 corrected, 2 merged"; "nothing" for none."""
    return ", ".join(f"{number:,} {kind}" for kind, number in _counts(changes)) or "nothing"


def _counts(changes: Changes) -> list[tuple[Kind, int]]:
    return [(kind, len(listed)) for kind in KINDS if (listed := changes.of(kind))]


def summarise_changes(changes: Changes) -> str:
    """Two sentences: what changed in numbers, and which field was corrected most or that nothing was."""
    if not changes.events:
        return "Nothing changed between these two versions. Every record in view is the same in both."
    (kind, number), *others = _counts(changes)
    first = ", ".join([f"{count_of(number, 'event')} {kind}", *(f"{more:,} {what}" for what, more in others)]) + "."
    corrected = len(changes.of("corrected"))
    if not corrected:
        return f"{first} No record that stands in both versions differs."
    counts: dict[str, int] = {}
    for change in changes.of("corrected"):
        for field in change.fields:
            counts[field.field] = counts.get(field.field, 0) + 1
    most = max(counts, key=lambda field: counts[field])
    name = field_label(most).lower()
    return (
        f"{first} Corrected most often is the field “{name}”, in {counts[most]:,} of {count_of(corrected, 'record')}."
    )


def write_changes_text(changes: Changes) -> str:
    """The changes for people, one paragraph an event."""
    before, after = changes.before, changes.after
    blocks = [
        f"{before.version} ({len(before.events):,} events) to {after.version} ({len(after.events):,} events): "
        f"{count_changes(changes)}"
    ]
    for kind in KINDS:
        listed = changes.of(kind)
        if listed:
            lines = "\n".join(line for change in listed for line in _lines(change))
            blocks.append(f"{kind.capitalize()} ({len(listed):,})\n{lines}")
    return "\n\n".join(blocks) + "\n"


def _lines(change: EventChange) -> Iterable[str]:
    yield f"  {change.event.id}: {change.event.headline}"
    for field in change.fields:
        yield f"    {field.field}: {field.old or '–'} -> {field.new or '–'}"
    if change.to or change.why:
        yield "    " + ". ".join(filter(None, (f"now part of {change.to}" if change.to else "", change.why)))


def write_changes_csv(changes: Changes) -> bytes:
    """The changes as CSV, a row a field that was corrected and a row an event that came or went."""
    rows = (
        dict(zip(CSV_COLUMNS, (*_head(change), field.field, field.old, field.new, change.to, change.why), strict=True))
        for change in changes.events
        for field in change.fields or (FieldChange("", "", ""),)
    )
    return b"".join(stream_csv(CSV_COLUMNS, rows))


def _head(change: EventChange) -> tuple[str, str, str, str]:
    return change.kind, change.event.id, change.event.date, change.event.headline
