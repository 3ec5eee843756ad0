"""Owns the charts of who acts on whom: what they count, what they put together as others, and their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

import pandas as pd

from decoupling.aggregate import Positions
from decoupling.charts.network_figure import draw_own_ties, draw_ties
from decoupling.charts.spec import (
    ChartOption,
    ChartSpec,
    Options,
    Selection,
    count_of,
    lower_first,
    name_leaders,
)
from decoupling.network import (
    AFFECTED,
    NODES,
    OTHERS,
    SECTOR,
    TARGET,
    Ties,
    acts_behind,
    count_ties,
    find_ties,
    keep_biggest,
    rank_ends,
    ties_of,
)

ENDS = ChartOption("nodes", "Who or what is joined", NODES)
MOST = ChartOption("most", "How many names", {"20": "20 names", "50": "50 names", "200": "200 names"})
HOW: Mapping[str, str] = {TARGET: "Aimed at", AFFECTED: "Hit, not aimed at", SECTOR: "Sector of the act"}


def ties_in(selection: Selection, options: Options) -> Ties:
    """Every tie that the chart `network` counts, before all but the biggest are put together."""
    return find_ties(selection, options.get("nodes") or ENDS.default)


def own_ties_in(selection: Selection) -> Ties:
    """Every tie of the one organisation that the filter names; none where it names none or several."""
    org = _the_organisation(selection)
    return ties_of(find_ties(selection), org)


def _the_organisation(selection: Selection) -> str:
    return selection.chosen.orgs[0] if len(selection.chosen.orgs) == 1 else ""


def _most(options: Options) -> int:
    return int(options.get("most") or MOST.default)


def _cut(selection: Selection, options: Options) -> Ties:
    """The ties of the biggest ends, all others put together; sectors are never put together."""
    return keep_biggest(ties_in(selection, options), _most(options), selection.snapshot.codes["sector"])


def _cut_own(selection: Selection, options: Options) -> Ties:
    return keep_biggest(own_ties_in(selection), _most(options), (_the_organisation(selection),))


def _name(selection: Selection, code: str) -> str:
    for known, dimension in (
        (selection.dataset.organisations, "org"),
        (selection.dataset.taxonomy.sectors, "sector"),
        (selection.dataset.taxonomy.lanes, "lane"),
    ):
        if code in known:
            return selection.label(dimension, code)
    raise ValueError(f"no organisation, sector or lane has the code {code!r}")


def _tabulate(whole: Ties, cut: Ties, selection: Selection) -> pd.DataFrame:
    """One row a tie and way of reaching, biggest tie first and others last.

    Columns: actor, hit, reach (codes), their labels actor_name, hit_name and how, events (distinct), one a direction,
    first and last date; the distinct events of the whole tie (tie), and of each end in all its ties (actor_acts,
    hit_acts).
    """
    frame = count_ties(cut, selection.snapshot)
    events = selection.dataset.events
    for end in ("actor", "hit"):
        acts = dict(zip(cut.codes, cut.acts(end).tolist(), strict=True))
        others = int((whole.acts(end) > 0).sum()) - len(set(frame[end]) - {OTHERS})
        names = {code: _name(selection, code) if code != OTHERS else f"{others:,} others" for code in set(frame[end])}
        frame[f"{end}_name"] = frame[end].map(names)
        frame[f"{end}_acts"] = frame[end].map(acts)
    frame["how"] = frame["reach"].map(HOW)
    for column in ("first", "last"):
        frame[column] = [events[position].date for position in frame[column]]
    return frame


# --- words ---------------------------------------------------------------------------------------


def _lead(frame: pd.DataFrame, name: Callable[[Any], str], many: str) -> tuple[str, str, bool]:
    """The ties of most acts by name, their acts in words, and whether others have fewer; a tie of others is none."""
    ties = frame[(frame["actor"] != OTHERS) & (frame["hit"] != OTHERS)].drop_duplicates(["actor", "hit"])
    leaders, each = name_leaders([name(row) for row in ties.itertuples()], ties["tie"], many)
    highest = int(ties["tie"].max())
    return leaders, f"{count_of(highest, 'act')}{each}", bool((ties["tie"] < highest).any())


def describe_ties(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: the tie of most acts."""
    verb = "acts in" if SECTOR in set(frame["reach"]) else "acts on or hits"
    leaders, acts, more = _lead(frame, lambda row: f"{row.actor_name} {verb} {_inside(row)}", "ties")
    return f"{leaders}{' most often' if more else ''}: {acts}"


def _inside(row: Any) -> str:
    """The label of who is acted on, inside a sentence."""
    return str(row.hit_name) if row.reach != SECTOR else lower_first(row.hit_name)


def describe_own_ties(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: who acts on the organisation most, and on whom it acts most."""
    org = _the_organisation(selection)
    parts = []
    for end, far, words in (("hit", "actor_name", "is acted on or hit by"), ("actor", "hit_name", "acts on or hits")):
        rows = frame[frame[end] == org]
        if not rows.empty:
            leaders, acts, more = _lead(rows, attrgetter(far), "organisations")
            parts.append(f"{words} {leaders}{' most often' if more else ''} ({acts})")
    return f"{selection.label('org', org)} {' and '.join(parts)}"


READING = (
    "Solid: decoupling, dotted: neutral, dashed: recoupling. An act with several ends counts in each tie; the number "
    "beside a name counts each of its acts once."
)
REACHED = {
    "organisations": "to each that the act is aimed at (strong) or hits (pale)",
    "sectors": "to each sector of the act",
    "sides": "to each that the act is aimed at (strong) or hits (pale), put together by side and whether they govern; "
    "“companies” are all that do not",
}


def note_ties(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """What a tie is, how to read it, what has none and what is put together."""
    nodes, whole = options.get("nodes") or ENDS.default, ties_in(selection, options)
    fixed = selection.snapshot.codes["sector"] if nodes == "sectors" else ()
    words = [f"A tie runs from who acts {REACHED[nodes]}. {READING}", *_note_rest(selection, whole, nodes)]
    return " ".join([*words, *_note_others(frame, whole, _most(options), fixed)])


def note_own_ties(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The same for the ties of one organisation."""
    whole, org = own_ties_in(selection), _the_organisation(selection)
    words = [
        f"Ties of {selection.label('org', org)} alone, each from who acts {REACHED['organisations']}. {READING}",
        *_note_rest(selection, whole, "organisations"),
    ]
    return " ".join([*words, *_note_others(frame, whole, _most(options), (org,))])


def _note_rest(selection: Selection, whole: Ties, nodes: str) -> Iterable[str]:
    """How many of the acts in view have a tie."""
    acts, total = len(whole.events()), selection.counts.events
    if acts == total:
        yield f"{count_of(total, 'event')}."
    else:
        why = "name nobody who acts" if nodes == "sectors" else "have no such tie"
        yield f"{acts:,} of {count_of(total, 'event')}; the others {why}."


def _note_others(frame: pd.DataFrame, whole: Ties, most: int, fixed: tuple[str, ...]) -> Iterable[str]:
    """How many ends are put together as others, and what runs between these."""
    if OTHERS not in {*frame["actor"], *frame["hit"]}:
        return
    ends = [whole.codes[place] for place in rank_ends(whole) if whole.codes[place] not in fixed]
    yield (
        f"Named are the {most:,} of {len(ends):,} with most acts; the other {len(ends) - most:,} are put together as "
        "others, on hairlines that are not to scale."
    )


# --- specs ---------------------------------------------------------------------------------------

COLUMNS = {
    "actor_name": "From",
    "hit_name": "To",
    "how": "How",
    "events": "Events",
    "decoupling": "Decoupling",
    "neutral": "Neutral",
    "recoupling": "Recoupling",
    "first": "First",
    "last": "Last",
    "tie": "Whole tie",
    "actor_acts": "All of From",
    "hit_acts": "All of To",
}
SUBTITLES = {
    "organisations": "Who acts on or hits whom, by organisation",
    "sectors": "Who acts in which sector",
    "sides": "Who acts on or hits whom, by side",
}


def _behind(cut: Callable[[Selection, Options], Ties]) -> Callable[[Selection, Options, Mapping[str, str]], Positions]:
    return lambda selection, options, mark: acts_behind(
        cut(selection, options), mark["actor"], mark["hit"], mark["reach"]
    )


NETWORK = ChartSpec(
    id="network",
    frame=lambda selection, options: _tabulate(ties_in(selection, options), _cut(selection, options), selection),
    draw=lambda frame, selection, look, options: draw_ties(frame, selection, look),
    title=describe_ties,
    subtitle=lambda options: SUBTITLES[options.get("nodes") or ENDS.default],
    note=note_ties,
    columns=COLUMNS,
    dimensions=("actor", "hit", "reach"),
    options=(ENDS, MOST),
    behind=_behind(_cut),
    least_width=620,
)
ORGANISATION_NETWORK = ChartSpec(
    id="organisation-network",
    frame=lambda selection, options: _tabulate(own_ties_in(selection), _cut_own(selection, options), selection),
    draw=lambda frame, selection, look, options: draw_own_ties(frame, selection, look, _the_organisation(selection)),
    title=describe_own_ties,
    subtitle=lambda options: "Who acts on or hits it, and whom it acts on or hits",
    note=note_own_ties,
    columns=COLUMNS,
    dimensions=("actor", "hit", "reach"),
    options=(MOST,),
    behind=_behind(_cut_own),
    least_width=760,
)
