"""Owns how likely an act is in the dataset already, and why one would think so.

Method: organisations, kind of act, nearness in time and shared words each give part of a score of at most 1; the
weights were set on pairs of the dataset itself, where near events with the same actors are known to be different.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from decoupling.dataset import Dataset
from decoupling.dates import describe_date, parse_partial
from decoupling.model import Event
from decoupling.text_index import fold
from decoupling.workspace.drafts import NEW, Draft

LIKELY = 0.5
_ACTORS, _PARTIES, _ACTION, _DATE, _WORDS = 0.3, 0.15, 0.2, 0.2, 0.15
_COMMON = frozenset(
    (  # noqa: SIM905 (a list of words reads better in lines)
        "the and for with that from its has have had was were are this not but said says will after over than into "
        "china chinese united states technology company companies percent year new which who their they been also"
    ).split()
)
_WORD = re.compile(r"[a-z0-9一-鿿]{3,}")


@dataclass(frozen=True, slots=True)
class Likeness:
    """An event that may be the same act, how much so (0–1), and what speaks for it."""

    event: Event
    score: float
    reasons: tuple[str, ...]


def find_duplicates(draft: Draft, evidence: str, dataset: Dataset, *, at_most: int = 5) -> list[Likeness]:
    """Events that may be the act of a draft, likeliest first; only those of at least LIKELY."""
    words = _words(f"{draft.headline} {evidence}")
    found = [likeness for event in dataset.events if (likeness := _compare(draft, words, event, dataset)) is not None]
    return sorted(found, key=lambda likeness: (-likeness.score, likeness.event.id))[:at_most]


def _compare(draft: Draft, words: frozenset[str], event: Event, dataset: Dataset) -> Likeness | None:
    ours = {org for org in (*draft.actors, *draft.targets, *draft.affected) if not org.startswith(NEW)}
    shared = ours & {org.id for org in event.orgs}
    if not shared:
        return None
    actors = shared & set(draft.actors) & {org.id for org in event.orgs if org.role == "actor"}
    others = shared - actors
    score, reasons = 0.0, []
    if actors:
        score += _ACTORS
        reasons.append(f"same actor ({_names(actors, dataset)})")
    if others:
        score += _PARTIES if actors else _PARTIES / 2
        reasons.append(f"same party ({_names(others, dataset)})")
    if event.action == draft.action:
        score += _ACTION
        reasons.append(f"same kind of act ({dataset.taxonomy.actions.label(event.action).lower()})")
    near, why = _nearness(draft.date, event)
    score += _DATE * near
    reasons += [why] if why else []
    common = words & _words(f"{event.headline} {event.summary}")
    share = min(1.0, len(common) / 8)
    score += _WORDS * share
    if share >= 0.5:
        reasons.append("shared words: " + ", ".join(sorted(common, key=len, reverse=True)[:4]))
    return Likeness(event, round(score, 2), tuple(reasons)) if score >= LIKELY and near >= 0 else None


def _nearness(date: str, event: Event) -> tuple[float, str]:
    """1 on the same day, falling to 0 over two months; below 0 where the years lie apart."""
    try:
        first, last, _ = parse_partial(date)
    except ValueError:
        return 0.0, ""
    gaps = []
    for other in (event.date, event.effective, *(step.date for step in event.history)):
        if other:
            begin, end, _ = parse_partial(other)
            gaps.append(max((begin - last).days, (first - end).days, 0))
    gap = min(gaps)
    if gap == 0:
        exact = event.date == date
        return 1.0 if exact else 0.8, "same date" if exact else f"the dates can agree ({describe_date(event.date)})"
    if gap <= 60:
        return 1 - gap / 60, f"{gap} {'day' if gap == 1 else 'days'} apart"
    return (0.0, "") if gap <= 400 else (-1.0, "")


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(fold(text)) if word not in _COMMON)


def _names(ids: Iterable[str], dataset: Dataset) -> str:
    return ", ".join(dataset.org_name(org) for org in sorted(ids))
