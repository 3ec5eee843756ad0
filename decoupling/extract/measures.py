"""Owns which act a figure measures: a sum or a number of people measures one act, and an act has one of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from decoupling.extract.told import Act, Part, Told


def share_sums(acts: Sequence[Act]) -> list[Part | None]:
    """For each act the sum of money that no other act has a better claim to."""
    return _share(acts, lambda told: told.sums)


def share_people(acts: Sequence[Act]) -> list[Part | None]:
    """For each act the number of people that no other act has a better claim to."""
    return _share(acts, lambda told: told.people)


def _share(acts: Sequence[Act], figures: Callable[[Told], list[Part]]) -> list[Part | None]:
    """The surest claims first; what an act is given, it is given wherever its tellings repeat it."""
    claims = [
        (part.score * told.score * told.told, number, part)
        for number, act in enumerate(acts)
        for told in act.tellings
        for part in figures(told)
    ]
    claims.sort(key=lambda claim: -claim[0])
    given: list[Part | None] = [None] * len(acts)
    taken: set[int] = set()
    for _, number, part in claims:
        if given[number] is None and part.span.start not in taken:
            given[number] = part
            taken |= {other.span.start for _, n, other in claims if n == number and other.name == part.name}
    return given
