"""Owns sequences of acts: rule, retaliation, truce, suspension, each following the one before by a link.

Which links carry a sequence on is named in `data/taxonomy/link_types.yaml`. Where an act follows several others, the
longest way is taken; of two as long, the one with more links that a source states, then the one through the newer act.
A sequence that repeats another up to its last act is left out; the other says how many more acts follow there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from decoupling.answers import NO_ACT
from decoupling.snapshot import IntArray, Snapshot
from decoupling.taxonomy import Taxonomy

LEAST_STEPS = 3
LEAST_NEW = 2


@dataclass(frozen=True, slots=True)
class Step:
    """An act of a sequence: its position, how it follows the step before (empty for the first), and how many other
    acts follow it in the record."""

    act: int
    link: str
    stated: bool
    others: int


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
    """For each event, the longest way that leads to it: number of acts, link by which it follows the act before."""

    length: IntArray
    through: IntArray


def find_sequences(snapshot: Snapshot, taxonomy: Taxonomy) -> list[tuple[Step, ...]]:
    """Every sequence of three acts or more that holds an answer; longest first, then newest."""
    links = snapshot.links
    types = taxonomy.link_types.codes
    kept = np.isin(links.keys["type"], [i for i, code in enumerate(types) if taxonomy.link_types[code].step])
    rows = np.flatnonzero(kept)
    ways = _longest_ways(snapshot, rows, taxonomy)
    followers = np.bincount(links.member[rows], minlength=snapshot.size)
    ends = np.flatnonzero(ways.length >= LEAST_STEPS)
    told: set[int] = set()
    sequences = []
    for end in ends[np.lexsort((-ends, -ways.length[ends]))]:
        acts, through = _walk_back(int(end), ways, snapshot)
        names = [types[links.keys["type"][row]] for row in through]
        new = sum(act not in told for act in acts)
        if end in told or new < LEAST_NEW or not any(taxonomy.link_types[name].answer for name in names):
            continue
        told.update(acts)
        stated = links.keys["basis"][through] == taxonomy.link_bases.codes.index("stated")
        follows = [("", True), *zip(names, map(bool, stated), strict=True)]
        sequences.append(
            tuple(
                Step(act, name, sure, int(followers[act]) - (i + 1 < len(acts)))
                for i, (act, (name, sure)) in enumerate(zip(acts, follows, strict=True))
            )
        )
    return sequences


def _walk_back(end: int, ways: _Ways, snapshot: Snapshot) -> tuple[list[int], list[int]]:
    """The acts of the longest way to an act, oldest first, and the links between them."""
    acts, through = [end], []
    while (row := int(ways.through[acts[-1]])) != NO_ACT:
        through.append(row)
        acts.append(int(snapshot.links.member[row]))
    return acts[::-1], through[::-1]


def _longest_ways(snapshot: Snapshot, rows: IntArray, taxonomy: Taxonomy) -> _Ways:
    """Links are followed from acts that follow nothing; acts in a circle of links have no way."""
    links, stated = snapshot.links, taxonomy.link_bases.codes.index("stated")
    following: dict[int, list[int]] = {}
    for row in rows.tolist():
        following.setdefault(int(links.member[row]), []).append(row)
    waiting = np.bincount(links.event[rows], minlength=snapshot.size)
    length, sure = np.ones((2, snapshot.size), dtype=np.int64)
    through = np.full(snapshot.size, NO_ACT, dtype=np.int64)
    length[waiting > 0] = 0
    ready = [act for act in following if not waiting[act]]
    while ready:
        act = ready.pop()
        for row in following.get(act, ()):
            later = int(links.event[row])
            way = (length[act] + 1, sure[act] + (links.keys["basis"][row] == stated), act)
            known = int(through[later])
            if known == NO_ACT or way > (length[later], sure[later], int(links.member[known])):
                length[later], sure[later], through[later] = way[0], way[1], row
            waiting[later] -= 1
            if not waiting[later]:
                ready.append(later)
    length[waiting > 0], through[waiting > 0] = 0, NO_ACT
    return _Ways(length, through)


def sequences_with(sequences: Sequence[tuple[Step, ...]], acts: set[int]) -> list[tuple[Step, ...]]:
    """The sequences that hold one of the acts."""
    return [steps for steps in sequences if any(step.act in acts for step in steps)]
