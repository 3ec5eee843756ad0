"""Owns the chart of answers: acts in facing lanes, Washington above and Beijing below, joined to what they answer."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling.aggregate import Positions
from decoupling.answers import (
    NO_ACT,
    Answers,
    find_act,
    find_answers,
    lanes_of,
    read_answer_view,
)
from decoupling.charts.coverage_strip import BAND, BAND_NOTE, Stretch, add_coverage_band, sectors_in_view
from decoupling.charts.look import Look, direction_key, new_figure, note_at, plain_text
from decoupling.charts.spec import (
    ChartSpec,
    Options,
    Selection,
    count_of,
    is_are,
)
from decoupling.charts.timeline import SYMBOLS, stack_offsets
from decoupling.dates import describe_date, parse_partial
from decoupling.model import Event

GIVEN = ("act", "days", "who")
MAX_PAIRS = 400
"""Pairs that a reader can still tell apart; of more, the newest are drawn."""
MARK_SIZE, CHOSEN_SIZE, STACK_STEP = 9, 14, 9.5
LANE_HEAD, LANE_FOOT = 24, 16
LEAST_LANE, MOST_STACKED, BEND = 62, 320, 26
"""Sizes in pixels. Stacks that would rise above MOST_STACKED are pressed together, all lanes alike."""
LINE_POINTS = 9


def act_in(selection: Selection, options: Options) -> int:
    """Position of the act that the options name, or of the one in view that was answered most; NO_ACT for none."""
    view = read_answer_view(options)
    return find_act(selection.snapshot, selection.counts.positions, selection.dataset.taxonomy, view)


def answers_in(selection: Selection) -> Answers:
    """The answers in view."""
    return find_answers(selection.snapshot, selection.counts.positions, selection.dataset.taxonomy)


def event_behind(selection: Selection, options: Options, mark: Mapping[str, str]) -> Positions:
    """The event of a mark, in view or not: an answer in view may answer an act outside it."""
    return np.array([selection.snapshot.ids.index(mark["event"])], dtype=np.intp)


def _describe_days(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"


def hover(event: Event, *more: str) -> str:
    """What a mark tells when it is pointed at: headline, date, and further lines."""
    words = [f"<b>{wrap(event.headline)}</b>", describe_date(event.date), *map(plain_text, more)]
    return "<br>".join(words)


def wrap(text: str, width: int = 46) -> str:
    """Harmless text in lines of about `width` characters."""
    lines = [""]
    for word in plain_text(text).split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def pair_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """One row a pair, oldest answer first: lane, date, event and headline of the answer, the same of the act it
    answers (`answered_…`, `answered`), days between them as text, basis, and events (1).

    Pairs with an end known only to the year are left out; of more than MAX_PAIRS, those of the chosen act and the
    newest others stay.
    """
    snapshot, dataset = selection.snapshot, selection.dataset
    pairs = _drawable(selection)
    order = np.arange(len(pairs))
    if len(pairs) > MAX_PAIRS:
        act = act_in(selection, options)
        own = (pairs.later == act) | (pairs.earlier == act)
        order = np.sort(np.lexsort((order, own))[-MAX_PAIRS:])
    pairs = pairs.take(order)
    lanes = list(dataset.taxonomy.lanes)
    bases = dataset.taxonomy.link_bases.codes
    rows = []
    sides = (lanes_of(snapshot, pairs.later, dataset.taxonomy), lanes_of(snapshot, pairs.earlier, dataset.taxonomy))
    for i, (lane, facing) in enumerate(zip(*sides, strict=True)):
        later, earlier = dataset.events[pairs.later[i]], dataset.events[pairs.earlier[i]]
        basis = next(code for code in bases if (code == "stated") == bool(pairs.stated[i]))
        days = _describe_days(int(pairs.least[i]), int(pairs.most[i]))
        answer = (lanes[lane], later.date, later.id, later.headline)
        rows.append((*answer, lanes[facing], earlier.date, earlier.id, earlier.headline, days, basis, 1))
    columns = ["lane", "date", "event", "headline"]
    columns += ["answered_lane", "answered_date", "answered", "answered_headline", "days", "basis", "events"]
    return pd.DataFrame(rows, columns=columns)


def _drawable(selection: Selection) -> Answers:
    """The answers in view whose two acts are known at least to the month."""
    pairs, month = answers_in(selection), selection.snapshot.month
    return pairs.take((month[pairs.later] >= 0) & (month[pairs.earlier] >= 0))


def _marks(frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """One row an act that a pair names: event, lane, day (the middle of what its date may mean), by lane and day."""
    lane_of = dict(zip(frame["answered"], frame["answered_lane"], strict=True))
    lane_of |= dict(zip(frame["event"], frame["lane"], strict=True))
    events = [selection.dataset.by_id[event_id] for event_id in lane_of]
    spans = [parse_partial(event.date) for event in events]
    days = [pd.Timestamp(first + (last - first) / 2) for first, last, _ in spans]
    marks = pd.DataFrame({"event": list(lane_of), "lane": list(lane_of.values()), "day": days})
    return marks.sort_values(["lane", "day", "event"], kind="stable").reset_index(drop=True)


def draw_pairs(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Washington on top, Beijing at the foot, companies and third countries between them. The y axis is in pixels."""
    tax = selection.dataset.taxonomy
    marks = _marks(frame, selection)
    heights = stack_offsets(marks["lane"], marks["day"], itertools.repeat(STACK_STEP, len(marks)))
    heights *= min(1, MOST_STACKED / max(heights.max(), 1))
    tallest = pd.Series(heights).groupby(marks["lane"].to_numpy()).max()
    used = [code for code in tax.lanes if code in tallest]
    floor, line = {}, 0.0
    for code in reversed(used):
        floor[code] = line + LANE_FOOT
        line += max(LANE_FOOT + tallest[code] + MARK_SIZE + LANE_HEAD, LEAST_LANE)
    place = dict(zip(marks["event"], marks["lane"].map(floor).to_numpy(dtype=float) + heights, strict=True))
    day = dict(zip(marks["event"], marks["day"], strict=True))
    act = act_in(selection, options)
    chosen = selection.snapshot.ids[act] if act != NO_ACT else ""
    span = _span(marks["day"])
    fig = new_figure(look, height=round(line) + 92, left=8, top=44, bottom=30)
    _add_links(fig, frame, chosen, day, place, look)
    _add_acts(fig, marks, frame, chosen, place, selection, look)
    fig.update_xaxes(range=span, type="date", tickformat="%Y", dtick="M12", ticks="outside", tickcolor=look.grid)
    if (span[1] - span[0]).days < 730:
        fig.update_xaxes(tickformat="%b %Y", dtick="M3")
    fig.update_yaxes(range=[0, line], visible=False)
    edges = {"type": "line", "x0": span[0], "x1": span[1], "layer": "below", "line": {"color": look.grid, "width": 1}}
    counts = marks["lane"].value_counts()
    fig.update_layout(
        shapes=[{**edges, "y0": low - LANE_FOOT, "y1": low - LANE_FOOT} for low in floor.values()],
        annotations=[
            *_keys(frame, selection, look),
            *(
                note_at(
                    look,
                    f"{plain_text(tax.lanes[code].label)} <span style='color:{look.muted}'>{counts[code]:,}</span>",
                    x=span[0],
                    y=low + tallest[code] + MARK_SIZE,
                    xanchor="left",
                    yanchor="bottom",
                    colour=look.ink,
                    bgcolor=look.paper,
                    borderpad=0,
                )
                for code, low in floor.items()
            ),
        ],
    )
    add_coverage_band(fig, selection, look, [Stretch(span, sectors_in_view(selection))], options)
    return fig


def _span(days: pd.Series) -> tuple[pd.Timestamp, pd.Timestamp]:
    begin, end = days.min(), days.max()
    margin = max((end - begin) * 0.02, pd.Timedelta(days=20))
    return begin - margin, end + margin


def _keys(frame: pd.DataFrame, selection: Selection, look: Look) -> list[dict[str, Any]]:
    """Names of directions in their colours, and of the two kinds of line, in a row above the lanes."""
    tax = selection.dataset.taxonomy
    ids = {*frame["event"], *frame["answered"]}
    drawn = {selection.dataset.by_id[event_id].direction for event_id in ids}
    lines = {"stated": "━━", "timing": "╍╍"}
    words = "   ".join(
        f"{lines[code]} {plain_text(tax.link_bases.label(code))}"
        for code in tax.link_bases.codes
        if code in set(frame["basis"])
    )
    return [
        direction_key(tax.directions, [code for code in tax.directions.codes if code in drawn], look, yshift=22),
        note_at(look, words, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=4),
    ]


def _add_links(
    fig: go.Figure, frame: pd.DataFrame, chosen: str, day: dict[str, Any], place: dict[str, float], look: Look
) -> None:
    own = (frame["event"] == chosen) | (frame["answered"] == chosen)
    for strong in (False, True):
        for basis, dash in (("stated", "solid"), ("timing", "dash")):
            part = frame[(own == strong) & (frame["basis"] == basis)]
            if part.empty:
                continue
            x, y = _lines(
                part["answered"].map(day).to_numpy(dtype="datetime64[ms]"),
                part["event"].map(day).to_numpy(dtype="datetime64[ms]"),
                part["answered"].map(place).to_numpy(dtype=float),
                part["event"].map(place).to_numpy(dtype=float),
            )
            fig.add_scatter(
                x=x,
                y=y,
                mode="lines",
                hoverinfo="skip",
                line={"color": look.ink if strong else look.plain, "width": 1.4 if strong else 1, "dash": dash},
                opacity=0.9 if strong else 0.42,
            )


def _lines(begin: np.ndarray, end: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of one line from each act to its answer, with a gap after each.

    Between near heights a line bends upwards, so that it does not run along the lane.
    """
    steps = np.append(np.linspace(0, 1, LINE_POINTS), np.nan)
    bend = np.where(np.abs(high - low) < LANE_FOOT, BEND, 0)[:, None]
    y = low[:, None] + (high - low)[:, None] * steps + bend * 4 * steps * (1 - steps)
    length = (end - begin).astype(np.int64)[:, None] * np.nan_to_num(steps)
    x = begin[:, None] + length.astype("timedelta64[ms]")
    return x.ravel(), y.ravel()


def _add_acts(
    fig: go.Figure,
    marks: pd.DataFrame,
    frame: pd.DataFrame,
    chosen: str,
    place: dict[str, float],
    selection: Selection,
    look: Look,
) -> None:
    tax = selection.dataset.taxonomy
    labels = {code: tax.link_bases.label(code) for code in tax.link_bases.codes}
    tells: dict[str, list[str]] = {}
    for row in frame.itertuples():
        tells.setdefault(row.event, []).append(f"Answers, {labels[row.basis]}: {row.answered_headline}")
    answered = frame["answered"].value_counts()
    events = [selection.dataset.by_id[event_id] for event_id in marks["event"]]
    hollow = [len(event.date) == 7 for event in events]
    colours = [look.colour(tax.directions, event.direction) for event in events]
    fig.add_scatter(
        x=marks["day"],
        y=[place[event.id] for event in events],
        mode="markers",
        customdata=marks[["event"]].to_numpy().tolist(),
        text=[hover(event, *_tell(event.id, tells, answered)) for event in events],
        hovertemplate="%{text}<extra></extra>",
        marker={
            "symbol": [
                SYMBOLS[tax.group_of(event.action)] + ("-dot" if event.direction == "recoupling" else "")
                for event in events
            ],
            "size": [CHOSEN_SIZE if event.id == chosen else MARK_SIZE for event in events],
            "opacity": 1,
            "color": [look.paper if empty else colour for empty, colour in zip(hollow, colours, strict=True)],
            "line": {
                "color": [
                    look.ink if event.id == chosen else colour if empty else look.paper
                    for event, empty, colour in zip(events, hollow, colours, strict=True)
                ],
                "width": [2 if event.id == chosen or empty else 1 for event, empty in zip(events, hollow, strict=True)],
            },
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.3}},
    )


def _tell(event_id: str, tells: Mapping[str, list[str]], answered: pd.Series) -> list[str]:
    words = [line if len(line) <= 90 else line[:89] + "…" for line in tells.get(event_id, ())[:2]]
    if event_id in answered:
        words.append(f"Answered by {count_of(int(answered[event_id]), 'act')} in view")
    return words


def describe_pairs(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: who answers whom most, among all pairs in view that could be drawn."""
    tax, pairs = selection.dataset.taxonomy, _drawable(selection)
    lanes = [lane.label for lane in tax.lanes.values()]
    sides = (lanes_of(selection.snapshot, acts, tax) for acts in (pairs.later, pairs.earlier))
    numbers = np.bincount(np.ravel_multi_index(tuple(sides), (len(lanes), len(lanes))))
    answering, answered = divmod(int(numbers.argmax()), len(lanes))
    return f"Most answers: {lanes[answering]} to {lanes[answered]}, {numbers.max():,} of {len(pairs):,}"


def note_pairs(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """How to read lines and marks, what is counted and what is left out."""
    stated = int((frame["basis"] == "stated").sum())
    everything, drawable = len(answers_in(selection)), len(_drawable(selection))
    kinds = {
        "solid where a source says so": stated,
        "dashed where only the order in time suggests it": len(frame) - stated,
    }
    lines = ", ".join(f"{words} ({number:,})" for words, number in kinds.items() if number)
    parts = [f"A line joins an answer to the act it answers: {lines}. Square: government, circle: company."]
    dates = [*frame["date"], *frame["answered_date"]]
    if any(len(date) == 7 for date in dates):
        parts.append("Hollow: known only to the month.")
    parts.append("Answers are those in view; the act answered may lie outside the filter.")
    if everything > drawable:
        left = everything - drawable
        parts.append(f"{count_of(left, 'pair')} with an act dated only to the year {is_are(left)} left out.")
    if drawable > len(frame):
        parts.append(f"{len(frame):,} of {drawable:,} pairs are drawn: those of the chosen act, then the newest.")
    if options[BAND.key] == "on":
        parts.append(BAND_NOTE)
    return " ".join(parts)


ANSWERS = ChartSpec(
    id="answers",
    frame=pair_frame,
    draw=draw_pairs,
    title=describe_pairs,
    subtitle=lambda options: "Acts and the acts that answer them, in facing lanes",
    note=note_pairs,
    columns={
        "date": "Date",
        "lane": "Who answers",
        "headline": "Answer",
        "answered_date": "Date of the act answered",
        "answered_lane": "Whom",
        "answered_headline": "Act answered",
        "days": "Days between",
        "basis": "Basis",
        "event": "Id",
        "answered": "Id of the act answered",
    },
    coded={"lane": "lane", "answered_lane": "lane", "basis": "basis"},
    dimensions=("event",),
    options=(BAND,),
    given=GIVEN,
    behind=event_behind,
    least_width=620,
)
