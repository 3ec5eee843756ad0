"""Owns turning data into Markdown that shows exactly the data: nothing in it can become a link, image or colour."""

from __future__ import annotations

import re

from decoupling.dataset import Dataset
from decoupling.model import Event

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~$:^=@-])")
DIRECTION_BADGES = {"decoupling": "red", "recoupling": "green", "neutral": "gray"}
DIRECTION_SIGNS = {"decoupling": "↓", "recoupling": "↑", "neutral": "–"}
SIDE_BADGES = {"US": "blue", "CN": "yellow", "third": "violet"}


def plain(text: str) -> str:
    """Text with every Markdown sign escaped; line ends become spaces."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def badge(colour: str, text: str) -> str:
    """A small coloured label."""
    return f":{colour}-badge[{plain(text)}]"


def direction_badge(direction: str, dataset: Dataset) -> str:
    """The direction with its sign and colour, the same everywhere."""
    return badge(
        DIRECTION_BADGES[direction], f"{DIRECTION_SIGNS[direction]} {dataset.taxonomy.directions.label(direction)}"
    )


def event_badges(event: Event, dataset: Dataset) -> str:
    """Direction, kind of act, side, main sectors and, unless done, status of an event."""
    tax = dataset.taxonomy
    side = tax.side_of(event.origin)
    parts = [
        direction_badge(event.direction, dataset),
        badge("gray", tax.actions.label(event.action)),
        badge(SIDE_BADGES[side], tax.sides.label(side) if side != "third" else tax.countries[event.origin].label),
        *(badge("gray", tax.sectors.short(code)) for code in event.sectors[:2]),
    ]
    if event.id in dataset.added:
        parts.append(badge("violet", "Workspace"))
    if event.status != "done":
        parts.append(badge("gray", tax.statuses.label(event.status)))
    return " ".join(parts)
