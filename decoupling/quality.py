"""Owns the measures of the dataset's own breadth and quality that the method page and `check` report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from decoupling.dataset import Dataset
from decoupling.dates import precision
from decoupling.model import Event


def measure_quality(dataset: Dataset) -> list[dict[str, str]]:
    """Rows of measure, value and share of all events; an empty dataset has none."""
    events = dataset.events
    measures: dict[str, Callable[[Event], bool]] = {
        "Official text or the actor's own statement": lambda event: event.verification == "official",
        "Two or more independent publishers": lambda event: event.verification == "corroborated",
        "One publisher": lambda event: event.verification == "single",
        "Contradicted by another source": lambda event: event.verification == "disputed",
        "Date known to the day": lambda event: precision(event.date) == "day",
        "Read a second time against the sources": lambda event: event.checked is not None,
        "With a place": lambda event: bool(event.places),
        "With a figure (money, people or parties)": lambda event: any(
            (event.usd, event.headcount, event.parties_listed)
        ),
        "With a competing value from another source": lambda event: bool(event.disputes),
        "Linked to another act": lambda event: bool(event.links),
    }
    rows = []
    for name, holds in measures.items():
        count = sum(map(holds, events))
        rows.append({"Measure": name, "Events": f"{count:,}", "Share": f"{count / len(events):.0%}" if events else "–"})
    return rows


def count_breadth(dataset: Dataset) -> dict[str, dict[str, int]]:
    """Events by year, sector, kind of act, side of origin and direction, and sums of the whole set.

    Years are those of `date`. An event in two sectors counts in both. Every code of a vocabulary has its count, zero
    included, in the vocabulary's order.
    """
    events, tax = dataset.events, dataset.taxonomy
    links = [link for event in events for link in event.links]
    return {
        "year": dict(sorted(Counter(event.date[:4] for event in events).items())),
        "sector": _count(tax.sectors.codes, (code for event in events for code in event.sectors)),
        "action": _count(tax.actions.codes, (event.action for event in events)),
        "side": _count(tax.sides.codes, (tax.side_of(event.origin) for event in events)),
        "direction": _count(tax.directions.codes, (event.direction for event in events)),
        "whole": {
            "events": len(events),
            "company acts": sum(tax.group_of(event.action) == "company" for event in events),
            "organisations": len(dataset.organisations),
            "links": len(links),
            "links that a source states": sum(link.basis == "stated" for link in links),
            "source pages": len({source.url for event in events for source in event.sources}),
        },
    }


def _count(codes: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counted = Counter(found)
    return {code: counted[code] for code in codes}
