"""Owns the pace index: decoupling less recoupling acts a month, weighed by kind of act, and the band around it.

`data/INDEX.md` defines it for readers; the weights stand in `data/taxonomy/weights.yaml`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from decoupling.aggregate import Positions
from decoupling.coverage import PARTIAL, state_grid
from decoupling.dataset import Dataset
from decoupling.snapshot import NO_MONTH, IntArray, Snapshot
from decoupling.taxonomy import Taxonomy

FloatArray = npt.NDArray[np.float64]
Weights = Mapping[str, float]
"""Weight of every group of the taxonomy's weights, in their order."""
DIRECTIONS = ("decoupling", "recoupling")
"""What counts above zero and what below; other acts change the terms of a tie and count nothing."""
EVERYTHING = ("",)
"""The panels of one line: all acts in view, each once."""
AVERAGED = 3
"""Months whose mean is the index of the last of them."""
MOST_WEIGHT = 5.0
NOT_FIRM = {"verification": ("single", "disputed"), "status": ("proposed",)}
"""Acts of these codes may not hold up, or were never decided: the band shows the index without them."""
_ONE_WEIGHT = re.compile(r"([a-z_]+):([0-9](?:\.[0-9]{1,2})?)")


# --- weights -------------------------------------------------------------------------------------


def own_weights(taxonomy: Taxonomy) -> dict[str, float]:
    """The weights of the codebook."""
    return {code: group.weight for code, group in taxonomy.weights.items()}


def read_weights(text: str, taxonomy: Taxonomy) -> dict[str, float]:
    """The weights that a text changes ("bars:1,steps:0"); those of the codebook for empty text.

    ValueError, which names the part, for a text that cannot be weights.
    """
    weights, named = own_weights(taxonomy), set()
    for part in text.split(",") if text else ():
        match = _ONE_WEIGHT.fullmatch(part)
        if not match or match[1] not in weights or match[1] in named or float(match[2]) > MOST_WEIGHT:
            raise ValueError(part)
        named.add(match[1])
        weights[match[1]] = float(match[2])
    return weights


def write_weights(weights: Weights, taxonomy: Taxonomy) -> str:
    """The text that gives these weights again; what is as in the codebook is left out."""
    own = own_weights(taxonomy)
    return ",".join(f"{code}:{weights[code]:g}" for code in own if weights[code] != own[code])


def list_presets(taxonomy: Taxonomy) -> dict[str, dict[str, float]]:
    """Sets of weights with a name: the codebook's, all alike, and the acts of governments or of companies alone."""
    own, groups = own_weights(taxonomy), taxonomy.weights
    return {
        "Codebook": own,
        "All equal": dict.fromkeys(own, 1.0),
        "Governments only": {code: own[code] if groups[code].group == "government" else 0.0 for code in own},
        "Companies only": {code: own[code] if groups[code].group == "company" else 0.0 for code in own},
    }


# --- counting ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class ActCounts:
    """Acts a month. `panels` are sectors, or one empty text for all acts in view, each once.

    `first` is the first month, counted as the snapshot's. `counts` has the axes panel, month, group of weights,
    direction, and firm (0) or not (1); `missing`, by panel, month and group, how many acts the coverage leaves open;
    `states`, by panel and month, places among the states of coverage.
    """

    panels: tuple[str, ...]
    first: int
    counts: IntArray
    missing: FloatArray
    states: IntArray

    @property
    def months(self) -> int:
        """Number of months."""
        return int(self.counts.shape[1])

    def by_direction(self, direction: int) -> IntArray:
        """Acts of a direction by panel and month, whatever they weigh."""
        return self.counts[:, :, :, direction].sum(axis=(2, 3))


def count_acts(
    dataset: Dataset,
    snapshot: Snapshot,
    positions: Positions,
    panels: Sequence[str],
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
) -> ActCounts:
    """The selected acts of each panel, in every month of the data from that of `start` to that of `end`.

    Acts dated only to the year are left out; without any other, there are no months.
    """
    month = snapshot.month[positions]
    positions, month = positions[month != NO_MONTH], month[month != NO_MONTH]
    first, last = _span(snapshot, start, end)
    months = last - first + 1 if len(month) else 0
    groups, directions = len(dataset.taxonomy.weights), snapshot.length("direction")
    shape = (months, groups, directions, 2)
    key = (month - first) * groups + _groups_of(snapshot, dataset.taxonomy)[snapshot.columns["action"][positions]]
    key = (key * directions + snapshot.columns["direction"][positions]) * 2 + _is_not_firm(snapshot, positions)
    # One number an event for everything but the sector, so that rows of the bridge look up no more than that.
    cells = np.full(snapshot.size, -1, dtype=np.int64)
    cells[positions] = key
    kept = cells[snapshot.sectors.event] >= 0
    event, sector = snapshot.sectors.event[kept], snapshot.sectors.member[kept]
    begin = snapshot.first_year * 12 + first
    states = state_grid(dataset, begin, begin + months - 1)
    gaps = np.array([state.missing for state in dataset.taxonomy.coverage_states.values()])
    tied = [snapshot.codes["direction"].index(code) for code in DIRECTIONS]
    size = int(np.prod(shape))
    if tuple(panels) == EVERYTHING:
        counts = np.bincount(key, minlength=size).reshape(1, *shape)
        best = _best_states(states, sector, snapshot.month[event] - first, event)
        moves = np.isin(key // 2 % directions, tied)
        acts = np.bincount(key[moves] // (2 * directions), gaps[best[moves]], minlength=months * groups)
        alike = np.where((states == states[:1]).all(axis=0), states[0], _place(dataset, PARTIAL))
        missing = acts.astype(float).reshape(1, months, groups)
        return ActCounts(EVERYTHING, first, counts, missing, alike[np.newaxis])
    wanted = [snapshot.codes["sector"].index(code) for code in panels]
    counts = np.bincount(sector * size + cells[event], minlength=snapshot.length("sector") * size)
    counts, states = counts.reshape(snapshot.length("sector"), *shape)[wanted], states[wanted]
    missing = counts[:, :, :, tied].sum(axis=(3, 4)).astype(float) * gaps[states][:, :, np.newaxis]
    return ActCounts(tuple(panels), first, counts, missing, states)


def _span(snapshot: Snapshot, start: dt.date | None, end: dt.date | None) -> tuple[int, int]:
    """First and last month with an act anywhere in the data, or those of `start` and `end` where they lie inside."""
    dated = snapshot.month[snapshot.month != NO_MONTH]
    first, last = (int(dated.min()), int(dated.max())) if len(dated) else (0, 0)
    if start is not None:
        first = max(first, (start.year - snapshot.first_year) * 12 + start.month - 1)
    if end is not None:
        last = min(last, (end.year - snapshot.first_year) * 12 + end.month - 1)
    return first, last


def _best_states(states: IntArray, sector: IntArray, month: IntArray, event: IntArray) -> IntArray:
    """Of each event, whose rows follow one another, the state of that sector of its own that was gone through best."""
    if not len(event):
        return event
    return np.minimum.reduceat(states[sector, month], np.flatnonzero(np.diff(event, prepend=-1)))


def _place(dataset: Dataset, state: str) -> int:
    return list(dataset.taxonomy.coverage_states).index(state)


def _groups_of(snapshot: Snapshot, taxonomy: Taxonomy) -> IntArray:
    """Place of its group of weights, for each kind of act."""
    place = {action: i for i, group in enumerate(taxonomy.weights.values()) for action in group.actions}
    return np.array([place[action] for action in snapshot.codes["action"]], dtype=np.int64)


def _is_not_firm(snapshot: Snapshot, positions: Positions) -> IntArray:
    found = np.zeros(len(positions), dtype=bool)
    for dimension, codes in NOT_FIRM.items():
        listed = np.isin(np.arange(snapshot.length(dimension)), [snapshot.codes[dimension].index(c) for c in codes])
        found |= listed[snapshot.columns[dimension][positions]]
    return found.astype(np.int64)


# --- the index -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class PaceIndex:
    """By panel and month: the net of the month alone with its ends, and their means of months, which are the index."""

    net: FloatArray
    net_low: FloatArray
    net_high: FloatArray

    @property
    def index(self) -> FloatArray:
        """The index."""
        return average(self.net)

    @property
    def low(self) -> FloatArray:
        """The lower end of its band."""
        return average(self.net_low)

    @property
    def high(self) -> FloatArray:
        """The upper end of its band."""
        return average(self.net_high)


def weigh_acts(acts: ActCounts, weights: Weights, directions: Sequence[str]) -> PaceIndex:
    """The index of counted acts; `directions` are the snapshot's codes, in order."""
    each = np.array(list(weights.values()), dtype=float)
    weighed = np.einsum("pmgdf,g->dfpm", acts.counts, each)
    cut, joined = (weighed[directions.index(code)] for code in DIRECTIONS)
    net, missing = cut.sum(axis=0) - joined.sum(axis=0), acts.missing @ each
    return PaceIndex(net, net - cut[1] - missing, net + joined[1] + missing)


def average(values: FloatArray) -> FloatArray:
    """Along the last axis: the mean of each month and of those before it, AVERAGED in all or as many as there are."""
    total = values.copy()
    for back in range(1, AVERAGED):
        total[..., back:] += values[..., :-back]
    return total / np.minimum(np.arange(1, values.shape[-1] + 1), AVERAGED)
