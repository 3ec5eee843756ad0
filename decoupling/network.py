"""Owns who acts on whom: a tie runs from each actor of an act to each organisation that it is aimed at or hits.

Ties are rows, one a tie of one act, joined in numpy on the snapshot's bridges. An act with several actors or several
organisations acted on counts once in each tie. Organisations can be put together: by the lane they stand in
(`data/taxonomy/lanes.yaml`), the ones acted on by the sectors of the act, and all but the biggest as others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from decoupling.aggregate import Positions
from decoupling.charts.spec import Selection
from decoupling.dataset import Dataset
from decoupling.snapshot import IntArray, Snapshot

NODES: Mapping[str, str] = {"organisations": "By name", "sectors": "By sector", "sides": "By side"}
"""What the ends of ties can be. By `sectors`, a tie runs from an organisation that acts to each sector of its act."""
OTHERS = "*"
"""The code of all organisations that are not among the biggest."""
ANY = ""
"""In a mark, the end of a tie that may be anybody."""
TARGET, AFFECTED, SECTOR = "target", "affected", "sector"
REACHES = (TARGET, AFFECTED, SECTOR)
"""How an act reaches the end of a tie: the two roles, or as one of its sectors."""
GOVERNMENT_KINDS = ("agency", "government", "legislature", "court")
"""Kinds of organisation that stand in the lane of their side's government."""


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Rows in event order, each once: position of the event, place among `codes` of who acts and of who is acted on
    or hit, place among REACHES of how.

    `codes` are the ends there can be; where some were put together as OTHERS, that is the last of them.
    """

    event: IntArray
    actor: IntArray
    hit: IntArray
    reach: IntArray
    codes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.event)

    def take(self, rows: npt.NDArray[np.bool_]) -> Ties:
        """Some of the rows."""
        return replace(self, event=self.event[rows], actor=self.actor[rows], hit=self.hit[rows], reach=self.reach[rows])

    def acts(self, end: str) -> IntArray:
        """Distinct events by code: in which it acts (`end` "actor"), or is acted on or hit ("hit")."""
        members = self.actor if end == "actor" else self.hit
        return _count_distinct(self.event, members, len(self.codes))

    def events(self) -> IntArray:
        """Positions of the distinct events with a tie, in order."""
        return _distinct(self.event)

    def pairs(self) -> tuple[IntArray, IntArray]:
        """Places of the two ends of each tie, each tie once."""
        width = len(self.codes)
        actors, hits = np.divmod(np.flatnonzero(np.bincount(self.actor * width + self.hit)), width)
        return actors, hits


def _distinct(keys: IntArray) -> IntArray:
    """The distinct values in order. Keys that begin with the event are nearly sorted, which this sort makes use of."""
    ordered = np.sort(keys, kind="stable")
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _count_distinct(events: IntArray, members: IntArray, width: int) -> IntArray:
    return np.bincount(_distinct(events * width + members) % width, minlength=width)


def find_ties(selection: Selection, nodes: str = "organisations") -> Ties:
    """The ties of the selected events, between what NODES names. ValueError if `nodes` is not in NODES."""
    if nodes not in NODES:
        raise ValueError(f"unknown kind of node {nodes!r}; allowed: {', '.join(NODES)}")
    snapshot, positions = selection.snapshot, selection.counts.positions
    if nodes == "sectors":
        return _sector_ties(snapshot, positions)
    ties = _organisation_ties(snapshot, positions)
    if nodes == "sides":
        lanes = lanes_of_organisations(selection.dataset)
        ties = _put_together(ties, lanes, tuple(selection.dataset.taxonomy.lanes))
    return ties


def _organisation_ties(snapshot: Snapshot, positions: Positions) -> Ties:
    bridge, roles = snapshot.orgs, snapshot.codes["role"]
    role = bridge.keys["role"]
    kept = _inside(snapshot, positions)[bridge.event]
    acting = np.flatnonzero(kept & (role == roles.index("actor")))
    reached = np.flatnonzero(kept & (role != roles.index("actor")))
    first, second = _join(bridge.event[acting], bridge.event[reached], snapshot.size)
    acting, reached = acting[first], reached[second]
    reach_of = np.array([REACHES.index(code) if code in REACHES else -1 for code in roles], dtype=np.int64)
    return Ties(
        event=bridge.event[reached],
        actor=bridge.member[acting],
        hit=bridge.member[reached],
        reach=reach_of[role[reached]],
        codes=snapshot.codes["org"],
    )


def _sector_ties(snapshot: Snapshot, positions: Positions) -> Ties:
    orgs, sectors = snapshot.orgs, snapshot.sectors
    inside = _inside(snapshot, positions)
    actor = snapshot.codes["role"].index("actor")
    acting = np.flatnonzero(inside[orgs.event] & (orgs.keys["role"] == actor))
    reached = np.flatnonzero(inside[sectors.event])
    first, second = _join(orgs.event[acting], sectors.event[reached], snapshot.size)
    reached = reached[second]
    return Ties(
        event=sectors.event[reached],
        actor=orgs.member[acting[first]],
        hit=sectors.member[reached] + snapshot.length("org"),
        reach=np.full(len(reached), REACHES.index(SECTOR)),
        codes=(*snapshot.codes["org"], *snapshot.codes["sector"]),
    )


def _inside(snapshot: Snapshot, positions: Positions) -> npt.NDArray[np.bool_]:
    inside = np.zeros(snapshot.size, dtype=bool)
    inside[positions] = True
    return inside


def _join(one: IntArray, other: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Rows of `one` and of `other` that hold the same event, every pair once; both are in event order."""
    number = np.bincount(one, minlength=size)
    start = np.cumsum(number) - number
    times = number[other]
    second = np.repeat(np.arange(len(other)), times)
    within = np.arange(len(second)) - np.repeat(np.cumsum(times) - times, times)
    return start[other[second]] + within, second


def lanes_of_organisations(dataset: Dataset) -> IntArray:
    """The place of each organisation's lane among `taxonomy.lanes`, from 0: by its side, and whether it governs."""
    lanes = enumerate(dataset.taxonomy.lanes.values())
    lane_of: dict[tuple[str, str], int] = {(lane.side, group): place for place, lane in lanes for group in lane.acts}
    groups = ("company", "government")
    return np.array(
        [lane_of[org.side, groups[org.kind in GOVERNMENT_KINDS]] for org in dataset.organisations.values()],
        dtype=np.int64,
    )


def _put_together(ties: Ties, place: IntArray, codes: tuple[str, ...]) -> Ties:
    """Ties between what the ends are put together to; those of one act that become the same are one."""
    width = len(codes)
    key = ((ties.event * width + place[ties.actor]) * width + place[ties.hit]) * len(REACHES) + ties.reach
    rest, reach = np.divmod(_distinct(key), len(REACHES))
    rest, hit = np.divmod(rest, width)
    event, actor = np.divmod(rest, width)
    return Ties(event=event, actor=actor, hit=hit, reach=reach, codes=codes)


def rank_ends(ties: Ties) -> IntArray:
    """Places of the codes that some tie has, by the distinct acts of their ties, most first."""
    # Ties of an event stand together, so that either end is put beside the other without leaving the order.
    events, ends = np.repeat(ties.event, 2), np.column_stack([ties.actor, ties.hit]).ravel()
    acts = _count_distinct(events, ends, len(ties.codes))
    used = np.flatnonzero(acts)
    return used[np.argsort(-acts[used], kind="stable")]


def keep_biggest(ties: Ties, most: int, always: tuple[str, ...] = ()) -> Ties:
    """The same ties with all but the `most` ends of most acts put together as OTHERS; `always` are kept beside them."""
    ranked = rank_ends(ties).tolist()
    free = [place for place in ranked if ties.codes[place] not in always]
    if len(free) <= most:
        return ties
    others = set(free[most:])
    stay = [place for place in ranked if place not in others]
    place = np.full(len(ties.codes), len(stay))
    place[stay] = np.arange(len(stay))
    return _put_together(ties, place, (*(ties.codes[place] for place in stay), OTHERS))


def ties_of(ties: Ties, org: str) -> Ties:
    """The ties that one organisation is an end of."""
    if org not in ties.codes:
        return ties.take(np.zeros(len(ties), dtype=bool))
    place = ties.codes.index(org)
    return ties.take((ties.actor == place) | (ties.hit == place))


def count_ties(ties: Ties, snapshot: Snapshot) -> pd.DataFrame:
    """One row a tie and way of reaching, the tie of most acts first and OTHERS last.

    Columns: actor, hit (codes), reach, events (distinct), tie (distinct events of the tie, however it reaches), one a
    direction, first and last (positions of events).
    """
    width, directions = len(ties.codes), snapshot.codes["direction"]
    tie = ties.actor * width + ties.hit
    cells = np.bincount(tie * len(REACHES) + ties.reach, minlength=width * width * len(REACHES))
    found = np.flatnonzero(cells)
    row = (np.cumsum(cells > 0) - 1)[tie * len(REACHES) + ties.reach]
    counts = np.bincount(
        row * len(directions) + snapshot.columns["direction"][ties.event], minlength=len(found) * len(directions)
    ).reshape(len(found), len(directions))
    first, last = np.zeros((2, len(found)), dtype=np.int64)
    # Rows are in date order and the last assignment to a repeated index wins.
    last[row] = ties.event
    first[row[::-1]] = ties.event[::-1]
    pair, reach = np.divmod(found, len(REACHES))
    actor, hit = np.divmod(pair, width)
    together = _count_distinct(ties.event, tie, width * width)[pair]
    events = cells[found]
    others = width - 1 if OTHERS in ties.codes else width
    order = np.lexsort((reach, hit, actor, -together, (actor == others) + 1 * (hit == others)))
    codes = np.array(ties.codes, dtype=object)
    return pd.DataFrame(
        {
            "actor": codes[actor[order]],
            "hit": codes[hit[order]],
            "reach": np.array(REACHES, dtype=object)[reach[order]],
            "events": events[order],
            "tie": together[order],
            **{code: counts[order, i] for i, code in enumerate(directions)},
            "first": first[order],
            "last": last[order],
        }
    )


def acts_behind(ties: Ties, actor: str, hit: str, reach: str = ANY) -> Positions:
    """The events behind a tie; behind all ties of one end where the other is ANY. ValueError for an unknown code."""
    rows = np.ones(len(ties), dtype=bool)
    for members, code in ((ties.actor, actor), (ties.hit, hit)):
        if code != ANY:
            rows &= members == ties.codes.index(code)
    if reach != ANY:
        rows &= ties.reach == REACHES.index(reach)
    return _distinct(ties.event[rows])
