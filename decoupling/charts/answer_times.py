"""Owns the chart of answer times: the days from an act to its answer, a dot a pair, in rows by who or by instrument."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling.answers import Answers, lanes_of
from decoupling.charts.answers import answers_in, event_behind, wrap
from decoupling.charts.look import Look, direction_key, new_figure, note_at, plain_text
from decoupling.charts.spec import (
    ChartOption,
    ChartSpec,
    OfficeChart,
    Options,
    Selection,
    count_of,
    is_are,
)
from decoupling.dates import describe_date

MAX_ROWS = 10
ROW_HEIGHT, DOT_SIZE, DOT_STEP, MOST_STACKED = 58, 8, 5.5, 5
NAME_LIFT, BAR_FOOT, BAR_TOP = 29, -9, 27
"""Pixels, from the lowest dots of a row: its name, which stands above them, and the ends of the bar of the median."""
SPANS = {
    0: "Same day",
    1: "1 to 7 days",
    8: "8 to 30",
    31: "31 to 90",
    91: "91 to 180",
    181: "181 to 365",
    366: "Longer",
}
"""Stretches of days by their first day."""
TICKS = {0: "0", 1: "1 day", 7: "1 week", 30: "30 days", 90: "90", 180: "180", 365: "1 year", 1095: "3 years"}
ROWS = {"who": "Who", "instrument": "Instrument", "act": "Act", "answer": "Answer"}
IN_WORDS = {
    "who": "who answers whom",
    "instrument": "the instrument answered",
    "act": "the kind of act answered",
    "answer": "the kind of answer",
}
OTHERS, NO_INSTRUMENT = "All others", "No named instrument"


def time_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """One row a pair known to the day at both ends: row (text), side that answers, days, span, basis, date, event,
    headline, answered, answered_headline, events (1).

    Rows of the chart run from the most pairs down; beyond MAX_ROWS they are one row, the last.
    """
    snapshot, dataset = selection.snapshot, selection.dataset
    everything = answers_in(selection)
    pairs = everything.take(everything.exact)
    name = _row_names(options["rows"], pairs, selection)
    frame = pd.DataFrame(
        {
            "row": name,
            "side": [snapshot.codes["side"][i] for i in snapshot.columns["side"][pairs.later]],
            "days": pairs.least,
            # Ordered, so that office programs have the stretches in their order.
            "span": pd.Categorical.from_codes(
                np.searchsorted(list(SPANS), pairs.least, side="right") - 1, list(SPANS.values()), ordered=True
            ),
            "basis": np.where(pairs.stated, "stated", "timing"),
            "date": [dataset.events[i].date for i in pairs.later],
            "event": [snapshot.ids[i] for i in pairs.later],
            "headline": [dataset.events[i].headline for i in pairs.later],
            "answered": [snapshot.ids[i] for i in pairs.earlier],
            "answered_headline": [dataset.events[i].headline for i in pairs.earlier],
            "events": 1,
        }
    )
    sizes = frame["row"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    kept = list(sizes.index if len(sizes) <= MAX_ROWS else sizes.index[: MAX_ROWS - 1])
    frame["row"] = frame["row"].where(frame["row"].isin(kept), OTHERS)
    rank = {row: i for i, row in enumerate([*kept, OTHERS])}
    order = frame.assign(rank=frame["row"].map(rank)).sort_values(["rank", "days", "event"], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _row_names(rows: str, pairs: Answers, selection: Selection) -> list[str]:
    snapshot, tax = selection.snapshot, selection.dataset.taxonomy
    if rows == "who":
        lanes = [lane.label for lane in tax.lanes.values()]
        ends = (lanes_of(snapshot, pairs.later, tax), lanes_of(snapshot, pairs.earlier, tax))
        return [f"{lanes[later]} to {lanes[earlier]}" for later, earlier in zip(*ends, strict=True)]
    if rows == "instrument":
        return [selection.dataset.events[i].instrument or NO_INSTRUMENT for i in pairs.earlier]
    ends_of = pairs.earlier if rows == "act" else pairs.later
    return [tax.actions.label(selection.dataset.events[i].action) for i in ends_of]


def _spread(days: Iterable[float]) -> np.ndarray:
    """Where days stand on the axis: the logarithm of one more, so that the first days have room."""
    return np.log1p(np.asarray(list(days), dtype=float))


def draw_times(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """A dot a pair, one row a group, most pairs on top; a bar marks the median. The y axis is in pixels."""
    tax = selection.dataset.taxonomy
    rows = list(dict.fromkeys(frame["row"]))
    medians = frame.groupby("row")["days"].median()
    sizes = frame["row"].value_counts()
    fig = new_figure(look, height=len(rows) * ROW_HEIGHT + 86, left=8, top=34, bottom=44)
    x = _spread(frame["days"])
    floor = {row: (len(rows) - 1 - i) * ROW_HEIGHT for i, row in enumerate(rows)}
    lifts = _lift_dots(frame["row"], x)
    y = frame["row"].map(floor).to_numpy(dtype=float) + lifts
    for basis in tax.link_bases.codes:
        for side in tax.sides.codes:
            part = np.flatnonzero(((frame["basis"] == basis) & (frame["side"] == side)).to_numpy())
            if len(part):
                _add_dots(fig, frame.iloc[part], x[part], y[part], basis, look.colour(tax.sides, side), look)
    longest = float(frame["days"].max())
    ticks = [day for day in TICKS if day <= max(longest, 30)]
    end = float(_spread([max(longest, 30)])[0]) * 1.03
    fig.update_xaxes(
        range=[-0.12, end],
        tickvals=_spread(ticks).tolist(),
        ticktext=[TICKS[day] for day in ticks],
        tickangle=0,
        showgrid=True,
        ticks="",
    )
    fig.update_yaxes(range=[-14, len(rows) * ROW_HEIGHT - 6], visible=False)
    drawn = [code for code in tax.sides.codes if code in set(frame["side"])]
    middles = _spread(medians[row] for row in rows)
    fig.update_layout(
        shapes=[
            {
                "type": "line",
                "x0": middle,
                "x1": middle,
                "y0": floor[row] + BAR_FOOT,
                "y1": floor[row] + BAR_TOP,
                "line": {"color": look.ink, "width": 2},
            }
            for row, middle in zip(rows, middles, strict=True)
        ],
        annotations=[
            direction_key(tax.sides, drawn, look, yshift=6),
            *(
                note_at(
                    look,
                    f"{plain_text(_shorten(row))} <span style='color:{look.muted}'>{sizes[row]:,}"
                    f" · median {count_of(int(medians[row]), 'day')}</span>",
                    x=0,
                    y=floor[row] + NAME_LIFT,
                    xref="paper",
                    xanchor="left",
                    yanchor="bottom",
                    colour=look.ink,
                    bgcolor=look.paper,
                    borderpad=0,
                )
                for row in rows
            ),
        ],
    )
    return fig


def _shorten(row: str, most: int = 32) -> str:
    return row if len(row) <= most else row[: most - 1] + "…"


def _lift_dots(rows: pd.Series, x: np.ndarray) -> np.ndarray:
    """Pixels by which dots of one row that lie near each other are lifted, so that each can be seen."""
    seen: dict[tuple[str, int], int] = {}
    lifts = []
    for row, place in zip(rows, x, strict=True):
        slot = (row, int(place / 0.11))
        seen[slot] = seen.get(slot, -1) + 1
        lifts.append(seen[slot] % MOST_STACKED * DOT_STEP)
    return np.array(lifts)


def _add_dots(
    fig: go.Figure, part: pd.DataFrame, x: np.ndarray, y: np.ndarray, basis: str, colour: str, look: Look
) -> None:
    stated = basis == "stated"
    fig.add_scatter(
        x=x,
        y=y,
        mode="markers",
        customdata=part[["event"]].to_numpy().tolist(),
        text=[
            f"<b>{wrap(row.headline)}</b><br>{describe_date(row.date)}, {count_of(row.days, 'day')} after"
            f"<br>{wrap(row.answered_headline)}"
            for row in part.itertuples()
        ],
        hovertemplate="%{text}<extra></extra>",
        marker={
            "symbol": "circle" if stated else "x-thin",
            "size": DOT_SIZE if stated else DOT_SIZE - 1,
            "color": colour,
            "opacity": 0.85,
            "line": {"color": look.paper if stated else colour, "width": 1 if stated else 1.6},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.3}},
    )


def describe_times(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: the median of all pairs."""
    if len(frame) == 1:
        return f"One answer, after {count_of(int(frame['days'].iloc[0]), 'day')}"
    return f"Half of {len(frame):,} answers came within {count_of(int(frame['days'].median()), 'day')}"


def note_times(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """What a dot is and what is left out."""
    everything = answers_in(selection)
    coarse = int(np.count_nonzero(~everything.exact))
    parts = ["A dot is a pair of an act and its answer, in the colour of the side that answers; a cross is one that"]
    parts.append("only the order in time suggests. The bar is the median in days.")
    if coarse:
        parts.append(f"{count_of(coarse, 'pair')} with a date known only to a month or year {is_are(coarse)} left out.")
    parts.append("Acts that nobody answered, or not yet, have no dot, so this is no chance of an answer.")
    return " ".join(parts)


ANSWER_TIMES = ChartSpec(
    id="answer-times",
    frame=time_frame,
    draw=draw_times,
    title=describe_times,
    subtitle=lambda options: f"Days from an act to its answer, by {IN_WORDS[options['rows']]}",
    note=note_times,
    columns={
        "row": "Group",
        "side": "Side that answers",
        "days": "Days",
        "span": "Stretch",
        "basis": "Basis",
        "date": "Date",
        "headline": "Answer",
        "answered_headline": "Act answered",
        "event": "Id",
        "answered": "Id of the act answered",
        "events": "Pairs",
    },
    coded={"side": "side", "basis": "basis"},
    dimensions=("event",),
    options=(ChartOption("rows", "Rows", ROWS),),
    behind=event_behind,
    office=OfficeChart("heat", "row", split="span"),
)
