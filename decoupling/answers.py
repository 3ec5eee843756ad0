"""Owns what counts as an answer, how long it took, and what followed an act against the ordinary rate of such acts.

An answer is an act with a link of a type that `data/taxonomy/link_types.yaml` names as one. Days between two acts are
a range where a date is known only to the month or year; only pairs known to the day at both ends have an answer time.

What ordinarily follows is told by the acts of the same kind in the two years around an act, its own window left out.
Their number in a window of the same length is predicted from a gamma–Poisson model with Jeffreys' prior (Meeker, Hahn
and Escobar, Statistical Intervals, 2nd ed. 2017, on Poisson prediction); as acts come in bunches, counts are scaled by
the index of dispersion of weekly counts (quasi-Poisson; McCullagh and Nelder, Generalized Linear Models, 2nd ed. 1989,
ch. 6). It holds with no act at all, where resampling windows would give a band without width.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from decoupling.aggregate import Positions
from decoupling.snapshot import IntArray, Snapshot
from decoupling.taxonomy import Taxonomy
from decoupling.text_index import BoolArray

Followers = Literal["other", "government", "everyone"]
FOLLOWERS: Mapping[Followers, str] = {
    "other": "The other side",
    "government": "The other government",
    "everyone": "Everyone",
}
"""Whose acts are counted after an act."""
WINDOWS = (30, 90, 180)
"""Days after an act in which acts are counted."""
WINDOW_LABELS: Mapping[str, str] = {str(days): f"{days} days" for days in (90, 30, 180)}
"""The same as choices, the default first."""
AROUND = 365
"""Days before and after an act from which the ordinary rate is taken."""
WEEK = 7
LEVEL = 0.95
"""Share of ordinary windows that lie inside the interval."""
NO_ACT = -1


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the page looks at: an act (None: the one in view that was answered most), days after it, whose acts."""

    act: str | None = None
    days: int = 90
    who: Followers = "other"

    def to_options(self) -> dict[str, str]:
        """The view as options of a chart."""
        return {"act": self.act or "", "days": str(self.days), "who": self.who}


def read_answer_view(options: Mapping[str, str]) -> AnswerView:
    """The view that options of a chart describe; empty text stands for the default."""
    return AnswerView(
        act=options.get("act") or None,
        days=int(options.get("days") or 90),
        who=cast(Followers, options.get("who") or "other"),
    )


# --- answers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Pairs of an act and an earlier act it answers, as positions, in the order of the answers.

    `least` and `most` are the days between them; they are the same where both are known to the day, and then `exact`.
    """

    later: IntArray
    earlier: IntArray
    stated: BoolArray
    least: IntArray
    most: IntArray
    exact: BoolArray

    def __len__(self) -> int:
        return len(self.later)

    def take(self, kept: BoolArray | IntArray) -> Answers:
        """Some of the pairs."""
        return Answers(
            self.later[kept],
            self.earlier[kept],
            self.stated[kept],
            self.least[kept],
            self.most[kept],
            self.exact[kept],
        )


def find_answers(snapshot: Snapshot, positions: Positions, taxonomy: Taxonomy) -> Answers:
    """Every answer among the selected events; the act it answers need not be selected."""
    links = snapshot.links
    types = [i for i, code in enumerate(taxonomy.link_types.codes) if taxonomy.link_types[code].answer]
    kept = np.isin(links.keys["type"], types) & _among(snapshot, positions)[links.event]
    later, earlier = links.event[kept], links.member[kept]
    first, last = snapshot.first_day, snapshot.last_day
    known = known_to_the_day(snapshot)
    return Answers(
        later=later,
        earlier=earlier,
        stated=links.keys["basis"][kept] == taxonomy.link_bases.codes.index("stated"),
        least=np.maximum(first[later] - last[earlier], 0),
        most=np.maximum(last[later] - first[earlier], 0),
        exact=known[later] & known[earlier],
    )


def _among(snapshot: Snapshot, positions: Positions) -> BoolArray:
    among = np.zeros(snapshot.size, dtype=bool)
    among[positions] = True
    return among


def known_to_the_day(snapshot: Snapshot) -> BoolArray:
    """Whether each event's date is a day."""
    return snapshot.first_day == snapshot.last_day


def lanes_of(snapshot: Snapshot, positions: IntArray, taxonomy: Taxonomy) -> IntArray:
    """The place of each act's lane among `taxonomy.lanes`, from 0."""
    sides, groups = snapshot.codes["side"], snapshot.codes["group"]
    lane = np.zeros((len(sides), len(groups)), dtype=np.int64)
    for i, term in enumerate(taxonomy.lanes.values()):
        for group in term.acts:
            lane[sides.index(term.side), groups.index(group)] = i
    return lane[snapshot.columns["side"][positions], snapshot.columns["group"][positions]]


def rank_answered(snapshot: Snapshot, positions: Positions, taxonomy: Taxonomy) -> IntArray:
    """Selected acts known to the day that selected acts answer; most stated answers first, then most, then newest."""
    answers = find_answers(snapshot, positions, taxonomy)
    answered = np.bincount(answers.earlier, minlength=snapshot.size)
    stated = np.bincount(answers.earlier[answers.stated], minlength=snapshot.size)
    acts = np.flatnonzero((answered > 0) & known_to_the_day(snapshot) & _among(snapshot, positions))
    return acts[np.lexsort((-acts, -answered[acts], -stated[acts]))]


def find_act(snapshot: Snapshot, positions: Positions, taxonomy: Taxonomy, view: AnswerView) -> int:
    """Position of the act that the view looks at; NO_ACT where none is in view, or none known to the day.

    An act that the view names may lie outside the selection.
    """
    if view.act is not None and view.act in snapshot.ids:
        return snapshot.ids.index(view.act)
    ranked = rank_answered(snapshot, positions, taxonomy)
    if len(ranked):
        return int(ranked[0])
    dated = positions[known_to_the_day(snapshot)[positions]]
    return int(dated[-1]) if len(dated) else NO_ACT


# --- what followed -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ordinary:
    """What a stretch of days would ordinarily hold: the mean, and the least and most acts in 95 of 100 of them."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class Aftermath:
    """What followed an act within `days`, of which the record covers `covered`; all acts are known to the day.

    `followed` are positions, `after` the days from the act to each. `same_day` acts have no known order; `unsure`
    ones are known to a month or year that touches the window. `around` acts stand in the `exposure` days of the two
    years around the act, its window left out; `spread` is their index of dispersion by week, 1 at least.
    """

    act: int
    days: int
    covered: int
    followed: Positions
    after: IntArray
    same_day: int
    unsure: int
    around: int
    exposure: int
    spread: float

    def within(self, days: int) -> int:
        """Number of acts that followed within so many days."""
        return int(np.count_nonzero(self.after <= days))

    def expect(self, days: int) -> Ordinary:
        """What so many days ordinarily hold."""
        return predict_count(self.around, self.exposure, days, self.spread)


def last_recorded_day(snapshot: Snapshot) -> int:
    """Day of the last act known to the day, where the record ends."""
    return int(snapshot.first_day[known_to_the_day(snapshot)].max())


def measure_aftermath(snapshot: Snapshot, positions: Positions, act: int, view: AnswerView) -> Aftermath:
    """What followed an act among the selected events, in its sectors. ValueError for an act not known to the day.

    `positions` must not be limited to a period, because the window and the years around it are periods themselves.
    """
    if not known_to_the_day(snapshot)[act]:
        raise ValueError(f"act {snapshot.ids[act]!r} is not known to the day; no window can be counted from it")
    acts = _such_acts(snapshot, positions, act, view.who)
    day = int(snapshot.first_day[act])
    dated = acts[known_to_the_day(snapshot)[acts]]
    coarse = acts[~known_to_the_day(snapshot)[acts]]
    after = snapshot.first_day[dated] - day
    begin = int(snapshot.first_day[known_to_the_day(snapshot)].min()) - day
    end = last_recorded_day(snapshot) - day
    inside = (after >= 1) & (after <= view.days)
    touching = (snapshot.last_day[coarse] - day >= 1) & (snapshot.first_day[coarse] - day <= view.days)
    stretches = ((max(-AROUND, begin), -1), (view.days + 1, min(AROUND, end)))
    weeks = [_count_weeks(after, *stretch) for stretch in stretches]
    return Aftermath(
        act=act,
        days=view.days,
        covered=min(view.days, end),
        followed=dated[inside],
        after=after[inside],
        same_day=int(np.count_nonzero(after == 0)),
        unsure=int(np.count_nonzero(touching)),
        around=sum(int(np.count_nonzero((after >= low) & (after <= high))) for low, high in stretches),
        exposure=sum(max(high - low + 1, 0) for low, high in stretches),
        spread=_index_of_dispersion(np.concatenate(weeks)),
    )


def _such_acts(snapshot: Snapshot, positions: Positions, act: int, who: Followers) -> Positions:
    """The selected acts in a sector of the act, by whom the view counts; never the act itself."""
    own = snapshot.sectors.member[snapshot.sectors.event == act]
    shared = snapshot.sectors.event[np.isin(snapshot.sectors.member, own)]
    kept = _among(snapshot, shared)[positions] & (positions != act)
    if who != "everyone":
        kept &= np.isin(snapshot.columns["side"][positions], _facing(snapshot, act))
    if who == "government":
        kept &= snapshot.columns["group"][positions] == snapshot.codes["group"].index("government")
    return positions[kept]


def _facing(snapshot: Snapshot, act: int) -> list[int]:
    """The other side of an act: China for the United States and the other way round; both for a third country."""
    sides = snapshot.codes["side"]
    own = sides[snapshot.columns["side"][act]]
    return [sides.index(code) for code in ("US", "CN") if code != own]


def _count_weeks(after: IntArray, low: int, high: int) -> IntArray:
    """Acts in each whole week from day `low` to day `high`."""
    weeks = max(high - low + 1, 0) // WEEK
    week = (after[(after >= low) & (after <= high)] - low) // WEEK
    return np.bincount(week[week < weeks], minlength=weeks)


def _index_of_dispersion(counts: IntArray) -> float:
    if len(counts) < 2 or not counts.any():
        return 1.0
    return max(1.0, float(counts.var(ddof=1) / counts.mean()))


def predict_count(around: int, exposure: int, days: int, spread: float) -> Ordinary:
    """What `days` hold where `around` acts stand in `exposure` days, by the model that the module names.

    ZeroDivisionError without any exposure.
    """
    shape, share = around / spread + 0.5, exposure / (exposure + days)
    mean = shape * (1 - share) / share
    deviation = (mean / share) ** 0.5
    steps = np.arange(1, int(mean + 12 * deviation) + 20)
    # Logarithms, because the first terms of a long sum vanish.
    logs = np.concatenate([[0.0], np.cumsum(np.log((shape + steps - 1) / steps * (1 - share)))])
    cumulated = np.cumsum(np.exp(logs - logs.max()))
    cumulated /= cumulated[-1]
    low, high = np.searchsorted(cumulated, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Ordinary(around / exposure * days, int(low * spread), int(np.ceil(high * spread)))
