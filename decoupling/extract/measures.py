"""Owns which act a figure measures: each sum and each number of people measures one act, and an act has one of each."""

from __future__ import annotations

from collections.abc import Callable

from decoupling.extract.told import Act, Part, Told


def share_figures(acts: list[Act]) -> None:
    """Give every act the figures that no other act has a better claim to."""
    for act, part in _surest_first(acts, lambda told: told.sums):
        act.usd = part
    for act, part in _surest_first(acts, lambda told: told.people):
        act.headcount = part


def _surest_first(acts: list[Act], figures: Callable[[Told], list[Part]]) -> list[tuple[Act, Part]]:
    """Pairs of act and figure, the surest first, in which each act and each value stands once."""
    claims = [
        (part.score * told.score * told.told, act, part)
        for act in acts
        for told in act.tellings
        for part in figures(told)
    ]
    claims.sort(key=lambda claim: -claim[0])
    served: set[int] = set()
    taken: set[str] = set()
    result = []
    for _, act, part in claims:
        if id(act) not in served and part.name not in taken:
            served.add(id(act))
            taken.add(part.name)
            result.append((act, part))
    return result
