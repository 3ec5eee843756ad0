"""Owns what the store holds, as records: articles, candidates, decisions, and what people made of candidates."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from decoupling.candidates import Candidate
from decoupling.model import Event, Organisation, PartialDate, Record, Source, WebAddress

Kind = Literal["accept", "attach", "reject", "skip", "undo"]
State = Literal["open", "skipped", "accepted", "attached", "rejected"]
STATE_AFTER: dict[Kind | None, State] = {
    None: "open",
    "undo": "open",
    "skip": "skipped",
    "accept": "accepted",
    "attach": "attached",
    "reject": "rejected",
}
UNDECIDED: tuple[State, ...] = ("open", "skipped")
REJECTIONS = {
    "no_act": "Tells no act of the codebook",
    "not_tie": "Does not bear on the US–China technology tie",
    "misread": "The text does not say this",
    "duplicate": "Already in the dataset, nothing to add",
    "weak_source": "The source is too weak",
    "other": "Other",
}
"""Why a candidate is rejected, by code."""


class Accepted(Record):
    """A candidate as a person accepted it, with the organisations that its event brings along.

    `unchanged` says that the machine's draft was taken as it stood; `apart` names events it was held against.
    """

    event: Event
    organisations: tuple[Organisation, ...] = ()
    unchanged: bool = False
    apart: tuple[str, ...] = ()


class Attached(Record):
    """An article taken as a further source of an event that is known already."""

    event_id: str
    source: Source


class StoredArticle(Record):
    """An article as it came in. Not changed afterwards."""

    id: int
    digest: str
    title: str
    publisher: str
    address: WebAddress | None
    published: PartialDate | None
    text: str
    added_at: str
    added_by: str


class Decision(Record):
    """What somebody decided about a candidate. Without a revision it came too late, after decision `late_for`."""

    id: int
    candidate_id: int
    revision: int | None
    late_for: int | None
    kind: Kind
    reason: str
    record: Accepted | Attached | None
    by: str
    at: str


class StoredCandidate(Record):
    """A candidate with what has been decided about it, oldest first; `revision` counts the decisions in force."""

    id: int
    article_id: int
    reading: Candidate
    added_at: str
    decisions: tuple[Decision, ...] = ()

    @property
    def revision(self) -> int:
        """What the next decision must have seen."""
        return max((d.revision for d in self.decisions if d.revision is not None), default=0)

    @property
    def last(self) -> Decision | None:
        """The decision in force."""
        return next((d for d in reversed(self.decisions) if d.revision is not None), None)

    @property
    def state(self) -> State:
        """Where the candidate stands."""
        return STATE_AFTER[self.last.kind if self.last else None]


class QueueRow(Record):
    """One line of the queue; `published` and `added_at` give its age."""

    id: int
    article_id: int
    action: str
    sectors: tuple[str, ...]
    confidence: Annotated[float, Field(ge=0, le=1)]
    actors: tuple[str, ...]
    title: str
    published: str | None
    added_at: str
    state: State
