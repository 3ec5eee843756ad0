"""Owns what a feed tells: the newest events under a filter, as Atom (RFC 4287) and as JSON Feed 1.1.

Newest means by the date of the act. The dataset does not record when a record was entered, so an entry has no
`published`; its `updated` is the latest day on which the record is known to have changed or to have been compared
with its sources: the day it was checked, or a step of its history, whichever is later; failing both, the day of the
act; and never after the day of the dataset. The date of the act stands in the title, no finer than it is known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from decoupling.addresses import event_address, events_address
from decoupling.charts.spec import Selection
from decoupling.dataset import Dataset
from decoupling.dates import describe_date, first_day, last_day
from decoupling.export.citation import PUBLISHER, version_line
from decoupling.filters import EventFilter
from decoupling.model import Event


@dataclass(frozen=True, slots=True)
class Places:
    """Where on a site acts are read: all of a filter, and one by its id."""

    events: Callable[[str, EventFilter], str]
    event: Callable[[str, str], str]


ON_DASHBOARD = Places(events_address, event_address)
FEED_LENGTH = 50
"""Entries where the query does not say how many."""
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def day_of_record(event: Event, dataset: Dataset) -> str:
    """The latest day, YYYY-MM-DD, on which the record is known to have been touched."""
    released = last_day(dataset.about.released)
    known = [last_day(step.date) for step in event.history]
    if event.checked:
        known.append(last_day(event.checked))
    return max((day for day in known if day <= released), default=min(first_day(event.date), released)).isoformat()


def newest_events(selection: Selection, length: int) -> list[Event]:
    """The selected events, newest act first."""
    return [selection.dataset.events[i] for i in selection.counts.positions[::-1][:length]]


def _title(event: Event) -> str:
    return f"{event.headline} ({describe_date(event.date)})"


def _text(event: Event) -> str:
    sources = "\n".join(f"{source.publisher}: {source.url}" for source in event.sources)
    return f"{event.summary}\n\nSources\n{sources}"


def _tags(event: Event, dataset: Dataset) -> list[str]:
    tax = dataset.taxonomy
    return [
        tax.actions.label(event.action),
        tax.directions.label(event.direction),
        *map(tax.sectors.label, event.sectors),
    ]


def _heading(selection: Selection) -> tuple[str, str]:
    return f"{PUBLISHER}: newest acts", f"{selection.sentence}. {version_line(selection.dataset)}."


def write_atom(
    selection: Selection, events: Sequence[Event], *, site: str, own_address: str, at: Places = ON_DASHBOARD
) -> bytes:
    """The events as an Atom feed; all text is plain."""
    dataset = selection.dataset
    title, subtitle = _heading(selection)
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _add(feed, "id", own_address)
    _add(feed, "title", title)
    _add(feed, "subtitle", subtitle)
    _add(feed, "updated", _instant(last_day(dataset.about.released).isoformat()))
    ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=own_address)
    ET.SubElement(feed, "link", rel="alternate", type="text/html", href=at.events(site, selection.chosen))
    _add(ET.SubElement(feed, "author"), "name", PUBLISHER)
    _add(feed, "rights", f"{dataset.about.licence} {dataset.about.licence_url}")
    for event in events:
        entry, address = ET.SubElement(feed, "entry"), at.event(site, event.id)
        _add(entry, "id", address)
        _add(entry, "title", _title(event))
        _add(entry, "updated", _instant(day_of_record(event, dataset)))
        ET.SubElement(entry, "link", rel="alternate", type="text/html", href=address)
        for tag in _tags(event, dataset):
            ET.SubElement(entry, "category", term=tag)
        _add(entry, "summary", event.summary)
        _add(entry, "content", _text(event)).set("type", "text")
    ET.indent(feed, " ")
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n"


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = _NO_XML.sub(" ", text)
    return child


def _instant(day: str) -> str:
    return f"{day}T00:00:00Z"


def write_json_feed(
    selection: Selection, events: Sequence[Event], *, site: str, own_address: str, at: Places = ON_DASHBOARD
) -> bytes:
    """The events as a JSON Feed; all text is plain."""
    dataset = selection.dataset
    title, description = _heading(selection)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "description": description,
        "home_page_url": at.events(site, selection.chosen),
        "feed_url": own_address,
        "language": "en",
        "authors": [{"name": PUBLISHER, "url": f"{site}/"}],
        "items": [
            {
                "id": at.event(site, event.id),
                "url": at.event(site, event.id),
                "external_url": event.sources[0].url,
                "title": _title(event),
                "summary": event.summary,
                "content_text": _text(event),
                "date_modified": _instant(day_of_record(event, dataset)),
                "tags": _tags(event, dataset),
            }
            for event in events
        ],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
