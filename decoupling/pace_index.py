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
from decoupling.snapshot import NO_MONTH, IntArray, Snapshot
from decoupling.taxonomy import Taxonomy

FloatArray = npt.NDArray[np.float64]
Weights = Mapping[str, float]
"""Weight of every group of the taxonomy's weights, in their order."""
AVERAGED = 3
"""Months whose mean is the index of the last of them."""
MOST_WEIGHT = 5.0
NOT_FIRM = {"verification": ("single", "disputed"), "status": ("proposed",)}
"""Acts of these codes may not hold up, or were never decided: the band shows the index without them."""
_ONE_WEIGHT = re.compile(r"([a-z_]+):(\d(?:\.\d{1,2})?)")


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

    `counts` has the axes panel, month, group of weights, direction, and firm (0) or not (1); `first` is the first
    month, counted as the snapshot's.
    """

    panels: tuple[str, ...]
    first: int
    counts: IntArray

    @property
    def months(self) -> int:
        """Number of months."""
        return int(self.counts.shape[1])

    def by_direction(self, direction: int) -> IntArray:
        """Acts of a direction by panel and month, whatever they weigh."""
        return self.counts[:, :, :, direction].sum(axis=(2, 3))


def count_acts(
    snapshot: Snapshot,
    positions: Positions,
    taxonomy: Taxonomy,
    panels: Sequence[str],
    *,
    end: dt.date | None = None,
) -> ActCounts:
    """The selected acts of each panel, from the first month in view to the last of the data or the month of `end`.

    Acts dated only to the year are left out.
    """
    month = snapshot.month[positions]
    positions, month = positions[month != NO_MONTH], month[month != NO_MONTH]
    first = int(month.min()) if len(month) else 0
    last = int(snapshot.month.max(initial=NO_MONTH))
    if end is not None:
        last = min(last, (end.year - snapshot.first_year) * 12 + end.month - 1)
    months = last - first + 1 if len(month) else 0
    directions = snapshot.length("direction")
    shape = (months, len(taxonomy.weights), directions, 2)
    # One code an event for everything but the sector, so that the rows of the bridge are looked up once.
    cells = np.full(snapshot.size, -1, dtype=np.int64)
    key = month - first
    for codes, length in (
        (_groups_of(snapshot, taxonomy)[snapshot.columns["action"][positions]], shape[1]),
        (snapshot.columns["direction"][positions], directions),
        (_is_not_firm(snapshot, positions), 2),
    ):
        key = key * length + codes
    cells[positions] = key
    size = int(np.prod(shape))
    if list(panels) == [""]:
        counts = np.bincount(cells[positions], minlength=size)
        return ActCounts(("",), first, counts.reshape(1, *shape))
    rows = cells[snapshot.sectors.event]
    kept = rows >= 0
    sectors = snapshot.length("sector")
    counts = np.bincount(snapshot.sectors.member[kept] * size + rows[kept], minlength=sectors * size)
    wanted = [snapshot.codes["sector"].index(code) for code in panels]
    return ActCounts(tuple(panels), first, counts.reshape(sectors, *shape)[wanted])


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
    """By panel and month: `net` of the month alone, and `index` with its band `low` to `high`, means of months."""

    net: FloatArray
    index: FloatArray
    low: FloatArray
    high: FloatArray


def weigh_acts(acts: ActCounts, weights: Weights, directions: Sequence[str]) -> PaceIndex:
    """The index of counted acts; `directions` are the snapshot's codes, in order."""
    weighed = np.einsum("pmgdf,g->dfpm", acts.counts, np.array(list(weights.values()), dtype=float))
    cut, joined = weighed[directions.index("decoupling")], weighed[directions.index("recoupling")]
    net = cut.sum(axis=0) - joined.sum(axis=0)
    low, high = net - cut[1], net + joined[1]
    return PaceIndex(net, average(net), average(low), average(high))


def average(values: FloatArray) -> FloatArray:
    """Along the last axis: the mean of each month and of those before it, AVERAGED in all or as many as there are."""
    total = values.copy()
    for back in range(1, AVERAGED):
        total[..., back:] += values[..., :-back]
    return total / np.minimum(np.arange(1, values.shape[-1] + 1), AVERAGED)
