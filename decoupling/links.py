"""Owns the links between events, read from both ends."""

from __future__ import annotations

from dataclasses import dataclass

from decoupling.dataset import Dataset
from decoupling.model import Event


@dataclass(frozen=True, slots=True)
class RelatedEvent:
    """Another event, how it relates to the one in question, and on what basis."""

    relation: str
    event: Event
    basis: str


def list_links(event: Event, dataset: Dataset) -> list[RelatedEvent]:
    """Events this one links to, then events that link to it, each group by date."""
    types, bases = dataset.taxonomy.link_types, dataset.taxonomy.link_bases
    forward = [
        RelatedEvent(types.label(link.type), dataset.by_id[link.event], bases.label(link.basis)) for link in event.links
    ]
    backward = [
        RelatedEvent(types[link.type].inverse or types.label(link.type), other, bases.label(link.basis))
        for other in dataset.events
        for link in other.links
        if link.event == event.id
    ]
    return sorted(forward, key=lambda link: link.event.date) + sorted(backward, key=lambda link: link.event.date)
