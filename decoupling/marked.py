"""Owns how a text with overlapping marks is cut into pieces that can be shown one after the other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from decoupling.candidates import Candidate, Mark


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks: their kinds, outermost first, and what was made of them."""

    text: str
    kinds: tuple[str, ...]
    made: str


def cut_pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The whole text in pieces, in order; marks beyond its end are cut off, empty ones left out."""
    kept = [mark for mark in marks if mark.start < min(mark.end, len(text))]
    kept.sort(key=lambda mark: (mark.start, -mark.end))
    edges = sorted({0, len(text), *(mark.start for mark in kept), *(min(mark.end, len(text)) for mark in kept)})
    pieces, active, coming = [], [], iter([*kept, None])
    following = next(coming)
    for start, end in itertools.pairwise(edges):
        while following is not None and following.start <= start:
            active.append(following)
            following = next(coming)
        active = [mark for mark in active if mark.end > start]
        kinds = tuple(dict.fromkeys(mark.kind for mark in active))
        pieces.append(
            Piece(text[start:end], kinds, " · ".join(dict.fromkeys(mark.made for mark in active if mark.made)))
        )
    return pieces


def candidate_marks(candidates: Iterable[Candidate], actions: dict[str, str]) -> list[Mark]:
    """Evidence and trigger of each candidate; `actions` labels the kinds of act."""
    marks = []
    for candidate in candidates:
        act = f"{actions[candidate.action]} by {', '.join(candidate.actors)}"
        evidence, trigger = candidate.evidence_at, candidate.trigger_at
        marks.append(Mark(start=evidence.start, end=evidence.end, kind="evidence", made=""))
        marks.append(Mark(start=trigger.start, end=trigger.end, kind="trigger", made=act))
    return marks
