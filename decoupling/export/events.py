"""Owns events as files: every coded field, organisations with id, name and role."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from decoupling.addresses import cited_event_address, events_address, pin_version
from decoupling.charts.spec import Selection
from decoupling.dataset import Dataset
from decoupling.dates import precision
from decoupling.export import tables
from decoupling.export.citation import cite_event, describe_file
from decoupling.model import Event

EVENTS_NOTE = "Every event the filter selects, with all coded fields and its sources."
EVENT_FORMS = ("csv", "xlsx", "json", "jsonl", "parquet")
WHOLE_NUMBERS = ("usd", "headcount", "parties_listed")
ROW_GROUP = 10_000
"""Events in a row group of a Parquet file."""


def describe_events(selection: Selection, site: str) -> dict[str, str]:
    """What a file of filtered events says about itself; the page, the address and the command line share it."""
    return describe_file(
        "Events", selection, EVENTS_NOTE, events_address(site, pin_version(selection.chosen, selection.dataset))
    )


def describe_event(event: Event, dataset: Dataset, site: str) -> dict[str, str]:
    """What a file of one event says about itself."""
    address = cited_event_address(site, event.id, dataset)
    citation = cite_event(event, dataset, address)
    return {"title": event.headline, "version": dataset.version, "citation": citation, "link": address}


def event_record(event: Event, dataset: Dataset) -> dict[str, Any]:
    """The event with the codebook's fields; what is unknown is left out. Organisations get their names."""
    record = event.model_dump(exclude_none=True, exclude_defaults=True, mode="json")
    record["orgs"] = [{"id": org["id"], "name": dataset.org_name(org["id"]), **org} for org in record["orgs"]]
    return record


def event_row(event: Event, dataset: Dataset) -> dict[str, Any]:
    """The event as one flat row for tables; lists are joined by `; `."""
    names = {role: [] for role in dataset.taxonomy.roles.codes}  # type: dict[str, list[str]]
    for org in event.orgs:
        names[org.role].append(dataset.org_name(org.id) + (f" ({org.unit})" if org.unit else ""))
    return {
        "id": event.id,
        "date": event.date,
        "date_precision": precision(event.date),
        "effective": event.effective,
        "headline": event.headline,
        "summary": event.summary,
        "action": event.action,
        "direction": event.direction,
        "status": event.status,
        "origin": event.origin,
        "side": dataset.taxonomy.side_of(event.origin),
        "actors": "; ".join(names["actor"]),
        "targets": "; ".join(names["target"]),
        "affected": "; ".join(names["affected"]),
        "sectors": "; ".join(event.sectors),
        "places": "; ".join(", ".join(filter(None, (place.city, place.country))) for place in event.places),
        "instrument": event.instrument,
        "function": event.function,
        "usd": None if event.usd is None else round(event.usd),
        "usd_note": event.usd_note,
        "headcount": event.headcount,
        "headcount_note": event.headcount_note,
        "parties_listed": event.parties_listed,
        "reasons": "; ".join(f"{reason.by}: {reason.text}" for reason in event.reasons),
        "history": "; ".join(f"{step.date} {step.status}" for step in event.history),
        "disputes": "; ".join(f"{d.field}: {d.value} ({d.source})" for d in event.disputes),
        "links": "; ".join(f"{link.type} {link.event} ({link.basis})" for link in event.links),
        "verification": event.verification,
        "checked": event.checked,
        "publishers": "; ".join(source.publisher for source in event.sources),
        "sources": "; ".join(source.url for source in event.sources),
    }


def event_frame(events: Iterable[Event], dataset: Dataset) -> pd.DataFrame:
    """All events as flat rows, each column of one type whichever events they are; whole numbers stay whole."""
    columns = _columns(dataset)
    frame = pd.DataFrame([event_row(event, dataset) for event in events], columns=columns)
    return frame.astype({column: "Int64" if column in WHOLE_NUMBERS else "str" for column in columns})


def _columns(dataset: Dataset) -> list[str]:
    return list(event_row(dataset.events[0], dataset)) if dataset.events else []


def _frames(events: Iterable[Event], dataset: Dataset) -> Iterator[pd.DataFrame]:
    rest = iter(events)
    first = list(itertools.islice(rest, ROW_GROUP))
    yield event_frame(first, dataset)
    while group := list(itertools.islice(rest, ROW_GROUP)):
        yield event_frame(group, dataset)


def write_events(events: Iterable[Event], dataset: Dataset, form: str, about: Mapping[str, str]) -> bytes:
    """The events as a file; ValueError for a form that is not in EVENT_FORMS."""
    return b"".join(stream_events(events, dataset, form, about))


def stream_events(events: Iterable[Event], dataset: Dataset, form: str, about: Mapping[str, str]) -> Iterable[bytes]:
    """The same file in pieces; memory does not grow with the events, and a workbook grows on disk until it is done.

    Raises ValueError for a form that is not in EVENT_FORMS, and for more events than a sheet holds.
    """
    match form:
        case "jsonl":
            return tables.stream_jsonl(event_record(event, dataset) for event in events)
        case "json":
            return tables.stream_json((event_record(event, dataset) for event in events), about)
        case "csv":
            return tables.stream_csv(_columns(dataset), (event_row(event, dataset) for event in events))
        case "xlsx":
            rows = (event_row(event, dataset).values() for event in events)
            return tables.stream_xlsx(_columns(dataset), rows, about)
        case "parquet":
            return tables.stream_parquet(_frames(events, dataset))
        case _:
            raise ValueError(f"unknown form {form!r}; allowed: {', '.join(EVENT_FORMS)}")
