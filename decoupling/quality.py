"""Owns the measures of the dataset's own quality that the method page and `check` report."""

from __future__ import annotations

from collections.abc import Callable

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
