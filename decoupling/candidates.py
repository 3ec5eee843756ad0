"""Owns what extraction takes and gives: an article, and the candidate events a person will judge."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from decoupling.model import PartialDate, Record

Basis = Literal["explicit", "relative", "publication"]
Modality = Literal["actual", "planned", "background", "hypothetical", "denied"]


class Article(Record):
    """A text to read: title and body as plain text, and the day it was published, if known."""

    id: str
    title: str = ""
    published: PartialDate | None = None
    text: str

    @property
    def flat(self) -> str:
        """Title and text as one string; all character offsets count in it."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text


class Stretch(Record):
    """Characters `start` (counted) to `end` (not counted) of the flat article."""

    start: int
    end: int


MarkKind = Literal["organisation", "place", "date", "amount", "trigger", "evidence"]


class Mark(Stretch):
    """A stretch of the flat article that is shown marked: its kind, and what was made of it."""

    kind: MarkKind
    made: str


class Candidate(Record):
    """One act an article tells, as extraction understood it."""

    action: str
    direction: str
    status: Modality
    actors: tuple[str, ...]
    targets: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    date: PartialDate | None = None
    date_basis: Basis | None = None
    places: tuple[str, ...] = ()
    usd: float | None = None
    headcount: int | None = None
    evidence: str
    evidence_at: Stretch
    trigger_at: Stretch
    actors_at: tuple[Stretch, ...] = ()
    confidence: float = Field(ge=0, le=1)
    extractor_version: str


class Review(Record):
    """What became of a candidate once a person had judged it."""

    action: str
    confidence: float
    outcome: Literal["unchanged", "corrected", "attached", "rejected"]


class Reading(Record):
    """What one article gave: the companies it names, its candidates, and acts it only supposes or denies.

    `note` says in a sentence why there is no candidate.
    """

    id: str
    companies: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    events: tuple[Candidate, ...] = ()
    set_aside: tuple[Candidate, ...] = ()
    note: str | None = None

    def to_prediction(self) -> dict[str, Any]:
        """The line a scorer reads: plain values, one object an article."""
        return self.model_dump(mode="json")
