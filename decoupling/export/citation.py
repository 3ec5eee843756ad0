"""Owns how a chart, a view and an event are cited, and what every file says about itself."""

from __future__ import annotations

import re

from decoupling.charts.spec import Selection
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.filters import CHOICES
from decoupling.model import Event

PUBLISHER = "Decoupling Monitor"


def version_line(dataset: Dataset) -> str:
    """Version, day and licence of the dataset in a few words."""
    about = dataset.about
    return f"Dataset {dataset.version}, statuses as of {describe_date(about.released)}, {about.licence}"


def cite_view(title: str, selection: Selection, address: str) -> str:
    """Citation of a chart or a filtered list."""
    year = selection.dataset.about.released[:4]
    words = f"{PUBLISHER} ({year}). {title}. {selection.sentence}. {version_line(selection.dataset)}."
    return f"{words} {address}".strip()


def cite_event(event: Event, dataset: Dataset, address: str) -> str:
    """Citation of one record."""
    year = dataset.about.released[:4]
    return (
        f"{PUBLISHER} ({year}). {event.headline} ({describe_date(event.date)}). Event {event.id}. "
        f"{version_line(dataset)}. {address}"
    ).strip()


def describe_file(title: str, selection: Selection, note: str, address: str) -> dict[str, str]:
    """What a data file says about itself; every export carries these facts."""
    dataset = selection.dataset
    return {
        "title": title,
        "filter": selection.sentence,
        "note": note,
        "source": f"{PUBLISHER}; each event names its sources",
        "version": dataset.version,
        "released": dataset.about.released,
        "licence": f"{dataset.about.licence} {dataset.about.licence_url}",
        "citation": cite_view(title, selection, address),
        "link": address,
    }


def file_stem(what: str, selection: Selection) -> str:
    """File name without suffix that says what the file holds: decoupling-timeline-chips-2022-2026."""
    chosen, parts = selection.chosen, ["decoupling", what]
    for choice in CHOICES:
        values = getattr(chosen, choice.field)
        parts += values[:3] + (("etc",) if len(values) > 3 else ())
    if chosen.q.strip():
        parts.append(chosen.q)
    first = chosen.start.year if chosen.start else selection.snapshot.first_year
    last = chosen.end.year if chosen.end else selection.snapshot.last_year
    parts.append(str(first) if first == last else f"{first}-{last}")
    slug = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
    return slug[:100].rstrip("-")
