"""Owns the chart of what followed one act: its followers added up by day, on the band of what is ordinary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling.aggregate import Positions
from decoupling.answers import NO_ACT, Aftermath, known_to_the_day, measure_aftermath, read_answer_view
from decoupling.charts.answers import GIVEN, MARK_SIZE, act_in, event_behind, hover
from decoupling.charts.look import FONT_SIZE, Look, direction_key, new_figure, note_at, plain_text, text_width
from decoupling.charts.spec import ChartSpec, OfficeChart, Options, Selection, count_of, is_are, lower_first
from decoupling.charts.timeline import SYMBOLS
from decoupling.dates import describe_date
from decoupling.filters import condition_masks

PLACES = {1: "above", 0: "inside", -1: "below"}
"""Where a number lies, as `outside` tells it."""


def aftermath_in(selection: Selection, options: Options) -> Aftermath:
    """What followed the act of the options; ValueError where its day is not known."""
    act, view = act_in(selection, options), read_answer_view(options)
    return measure_aftermath(selection.snapshot, _whenever(selection), act, view)


def _whenever(selection: Selection) -> Positions:
    """The events that the filter selects with its period set aside."""
    chosen = selection.chosen
    if not (chosen.start or chosen.end):
        return selection.counts.positions
    selected = np.ones(selection.snapshot.size, dtype=bool)
    for mask in condition_masks(selection.snapshot, replace(chosen, start=None, end=None)).values():
        selected &= mask
    return np.flatnonzero(selected)


def after_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """One row a day from the act on, as far as the record goes: day, acts, followed (so far), ordinary, low, high.

    Empty where the act's day is not known, or the record has no days around it.
    """
    columns = ["day", "acts", "followed", "ordinary", "low", "high"]
    act = act_in(selection, options)
    if act == NO_ACT or not known_to_the_day(selection.snapshot)[act]:
        return pd.DataFrame(columns=columns)
    aftermath = aftermath_in(selection, options)
    if aftermath.covered < 1 or not aftermath.exposure:
        return pd.DataFrame(columns=columns)
    acts = np.bincount(aftermath.after, minlength=aftermath.covered + 1)
    expected = [aftermath.expect(day) for day in range(1, aftermath.covered + 1)]
    rows = [(0, 0, 0, 0.0, 0, 0)]
    rows += [
        (day, int(acts[day]), aftermath.within(day), round(ordinary.mean, 2), ordinary.low, ordinary.high)
        for day, ordinary in enumerate(expected, start=1)
    ]
    return pd.DataFrame(rows, columns=columns)


def draw_after(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Acts so far as steps with a mark an act, on the band of what the same number of days ordinarily holds."""
    aftermath = aftermath_in(selection, options)
    tax, act = selection.dataset.taxonomy, selection.dataset.events[aftermath.act]
    covered, highest = aftermath.covered, max(float(frame["high"].max()), float(frame["followed"].max()), 2.0)
    right = text_width(["ordinarily 100.0"], size=FONT_SIZE - 1) + 10
    fig = new_figure(look, height=330, left=34, top=34, bottom=42)
    fig.update_layout(margin_r=right)
    line = {"color": look.plain, "width": 0, "shape": "hv"}
    for column, fill in (("high", None), ("low", "tonexty")):
        shade = {"fill": fill, "fillcolor": look.grid} if fill else {}
        fig.add_scatter(x=frame["day"], y=frame[column], mode="lines", line=line, hoverinfo="skip", **shade)
    fig.add_scatter(
        x=frame["day"],
        y=frame["ordinary"],
        mode="lines",
        line={"color": look.muted, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )
    fig.add_scatter(
        x=frame["day"],
        y=frame["followed"],
        mode="lines",
        line={"color": look.ink, "width": 2, "shape": "hv"},
        hoverinfo="skip",
    )
    if len(aftermath.followed):
        _add_followers(fig, aftermath, selection, look)
    last = frame.iloc[-1]
    ends = _apart_by({"followed": last["followed"], "ordinary": last["ordinary"]}, highest * 0.075)
    words = {"followed": f"<b>{int(last['followed']):,}</b> followed", "ordinary": f"ordinarily {last['ordinary']:.1f}"}
    colours = {"followed": look.ink, "ordinary": look.muted}
    fig.update_xaxes(range=[0, covered], ticks="outside", tickcolor=look.grid, nticks=8, ticksuffix=" d")
    fig.update_yaxes(range=[-0.02 * highest, highest * 1.06], showgrid=True, nticks=6, tickformat=",d")
    used = {selection.dataset.events[i].direction for i in aftermath.followed}
    headline = act.headline if len(act.headline) <= 74 else act.headline[:73] + "…"
    fig.update_layout(
        annotations=[
            note_at(
                look,
                f"After {describe_date(act.date)}: {plain_text(headline)}",
                x=0,
                y=1,
                xref="paper",
                yref="paper",
                xanchor="left",
                yanchor="bottom",
                yshift=8 if not used else 20,
                xshift=-28,
                colour=look.ink,
            ),
            *(
                [direction_key(tax.directions, [c for c in tax.directions.codes if c in used], look, xshift=-28)]
                if used
                else []
            ),
            *(
                note_at(look, words[name], x=1, y=at, xref="paper", xanchor="left", xshift=5, colour=colours[name])
                for name, at in ends.items()
            ),
        ]
    )
    return fig


def _apart_by(ends: Mapping[str, float], least: float) -> dict[str, float]:
    """Heights of two labels, moved apart where they would lie on each other."""
    (low, low_at), (high, high_at) = sorted(ends.items(), key=lambda item: item[1])
    gap = max(least - (high_at - low_at), 0) / 2
    return {low: low_at - gap, high: high_at + gap}


def _add_followers(fig: go.Figure, aftermath: Aftermath, selection: Selection, look: Look) -> None:
    """A mark for each act that followed, on the step it makes; several of a day stand above each other."""
    tax = selection.dataset.taxonomy
    events = [selection.dataset.events[i] for i in aftermath.followed]
    fig.add_scatter(
        x=aftermath.after,
        y=np.arange(1, len(events) + 1),
        mode="markers",
        customdata=[[event.id] for event in events],
        text=[
            hover(event, f"{count_of(int(after), 'day')} after, {tax.sides.label(tax.side_of(event.origin))}")
            for event, after in zip(events, aftermath.after, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        marker={
            "symbol": [
                SYMBOLS[tax.group_of(event.action)] + ("-dot" if event.direction == "recoupling" else "")
                for event in events
            ],
            "size": MARK_SIZE,
            "opacity": 1,
            "color": [look.colour(tax.directions, event.direction) for event in events],
            "line": {"color": look.paper, "width": 1},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.3}},
    )


def describe_after(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: how many followed, and what the same number of days ordinarily holds."""
    last = frame.iloc[-1]
    where = PLACES[outside(int(last["followed"]), last["low"], last["high"])]
    acts = count_of(int(last["followed"]), "act") if last["followed"] else "No act"
    days = count_of(int(last["day"]), "day")
    return f"{acts} within {days}, {where} the ordinary {int(last['low']):,} to {int(last['high']):,}"


def outside(number: int, low: float, high: float) -> int:
    """1 above an interval, -1 below it, 0 inside."""
    return int(number > high) - int(number < low)


def note_after(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """Whose acts are counted, how the ordinary rate is found, and what is left out; order is not cause."""
    view, aftermath = read_answer_view(options), aftermath_in(selection, options)
    parts = [f"Counted: {describe_followers(selection, options, 2)}. Order is not cause: these acts came after it."]
    parts.append(
        "Dotted: what as many days ordinarily hold; band: what 95 of 100 such stretches hold, judged by the "
        f"{count_of(aftermath.around, 'such act')} in the {count_of(aftermath.exposure, 'day')} of the year before it "
        "and the year after it that lie outside the window."
    )
    if selection.chosen.start or selection.chosen.end:
        parts.append("The period of the filter is set aside, because the window is a period of its own.")
    if aftermath.covered < view.days:
        parts.append(
            f"The record ends {count_of(aftermath.covered, 'day')} after the act, so the window is cut off there."
        )
    if aftermath.same_day:
        number = aftermath.same_day
        parts.append(f"{count_of(number, 'act')} of the same day {is_are(number)} not counted: the order is not known.")
    if aftermath.unsure:
        number = aftermath.unsure
        parts.append(
            f"{count_of(number, 'act')} known only to a month or year may lie inside and {is_are(number)} not."
        )
    return " ".join(parts)


def describe_followers(selection: Selection, options: Options, number: int) -> str:
    """Whose acts are counted after the act, and in which sectors, in words that go with a number of them."""
    view, tax = read_answer_view(options), selection.dataset.taxonomy
    act = selection.dataset.events[act_in(selection, options)]
    sectors = " or ".join(lower_first(tax.sectors.short(code)) for code in act.sectors)
    facing = {"US": "Chinese", "CN": "US", "third": "US or Chinese"}[tax.side_of(act.origin)]
    noun = "act" if number == 1 else "acts"
    who = {"other": f"{facing} {noun}", "government": f"{facing} government {noun}", "everyone": f"{noun} by anyone"}
    return f"{who[view.who]} in {sectors}"


AFTER_ACT = ChartSpec(
    id="after-act",
    frame=after_frame,
    draw=draw_after,
    title=describe_after,
    subtitle=lambda options: "Acts that followed, added up by day",
    note=note_after,
    columns={
        "day": "Day",
        "acts": "Acts of the day",
        "followed": "Followed so far",
        "ordinary": "Ordinarily",
        "low": "At least",
        "high": "At most",
    },
    dimensions=("event",),
    given=GIVEN,
    behind=event_behind,
    office=OfficeChart("lines", "day", series=("followed", "ordinary", "low", "high"), number_form="#,##0"),
)
