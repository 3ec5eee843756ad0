"""Owns what is told: a trigger with all that hangs on it, and one act made of several tellings."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Span

from decoupling.extract.heads import Status


@dataclass
class Part:
    """A mention's part in an act, resolved to a name or value, and how sure that is."""

    name: str
    span: Span
    score: float


@dataclass
class Told:
    """One trigger with all that hangs on it."""

    start: int
    end: int
    action: str
    score: float
    status: Status
    told: float
    actions: dict[str, float]
    actors: list[Part] = field(default_factory=list)
    targets: list[Part] = field(default_factory=list)
    date: Part | None = None
    places: list[Part] = field(default_factory=list)
    sums: list[Part] = field(default_factory=list)
    people: list[Part] = field(default_factory=list)
    sectors: dict[str, float] = field(default_factory=dict)


@dataclass
class Act:
    """One act: its tellings, the fullest first."""

    tellings: list[Told]

    @property
    def main(self) -> Told:
        """The telling that says most."""
        return self.tellings[0]
