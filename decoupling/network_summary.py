"""Owns what pages say in words of who acts on whom: computed from the ties in view, never typed."""

from __future__ import annotations

import numpy as np

from decoupling.charts.spec import Selection, count_of, name_leaders
from decoupling.network import Ties, find_ties, ties_of

FACING = ("US", "CN")
"""The two sides between which ties are counted."""


def summarise_ties(selection: Selection) -> str:
    """Two sentences: how many ties there are, and how many between the two sides; who acts most, who is hit most."""
    ties = find_ties(selection)
    if not len(ties):
        return _say_none(selection)
    actors, hits = ties.pairs()
    side = np.array([selection.dataset.organisations[code].side for code in ties.codes])
    one, other = FACING
    there = int(np.count_nonzero((side[actors] == one) & (side[hits] == other)))
    back = int(np.count_nonzero((side[actors] == other) & (side[hits] == one)))
    label = selection.dataset.taxonomy.sides.label
    return (
        f"Of {count_of(len(actors), 'tie')} between {len(np.union1d(actors, hits)):,} organisations, {_run(there)} "
        f"from the {label(one)} to {label(other)} and {f'{back:,}' if back else 'none'} the other way. Acting most "
        f"often: {_name_most(selection, ties, 'actor')}; acted on or hit most often: "
        f"{_name_most(selection, ties, 'hit')}."
    )


def summarise_own_ties(selection: Selection, org: str) -> str:
    """One sentence: how many ties of an organisation lead to it and from it, and in how many acts."""
    ties = ties_of(find_ties(selection), org)
    if not len(ties):
        return _say_none(selection)
    actors, hits = ties.pairs()
    place = ties.codes.index(org)
    to, out = (int(np.count_nonzero(members == place)) for members in (hits, actors))
    acted, acts = (int(ties.acts(end)[place]) for end in ("hit", "actor"))
    parts = []
    if to:
        parts.append(f"{_run(to)} to it: it is acted on or hit in {count_of(acted, 'act')}")
    if out:
        parts.append(f"{_run(out)} from it: it acts on or hits others in {count_of(acts, 'act')}")
    return f"Of {count_of(len(actors), 'tie')} of {selection.label('org', org)}, {'; '.join(parts)}."


def _say_none(selection: Selection) -> str:
    if not selection.counts.events:
        return ""
    return f"None of {count_of(selection.counts.events, 'act')} in view is aimed at or hits anybody that is named."


def _name_most(selection: Selection, ties: Ties, end: str) -> str:
    acts = ties.acts(end)
    places = np.flatnonzero(acts)
    names = (selection.label("org", ties.codes[place]) for place in places)
    leaders, each = name_leaders(names, acts[places], "organisations")
    return f"{leaders} ({count_of(int(acts.max()), 'act')}{each})"


def _run(number: int) -> str:
    return f"{f'{number:,}' if number else 'none'} {'run' if number > 1 else 'runs'}"
