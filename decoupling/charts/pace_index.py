"""Owns the chart of the pace index: a line a sector above and below zero, in its band, as small multiples or as one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling.aggregate import Positions, events_behind
from decoupling.charts.look import FONT_SIZE, Look, new_figure, note_at, plain_text, text_width
from decoupling.charts.milestones import milestone_marks
from decoupling.charts.spec import ChartOption, ChartSpec, Options, Selection, count_of, is_are, lower_first
from decoupling.coverage import INCOMPLETE, NOT_LOOKED
from decoupling.dates import describe_date
from decoupling.index_summary import (
    describe_sensitivity,
    read_index,
    sectors_in_view,
    signed,
)
from decoupling.pace_index import EVERYTHING, own_weights, read_weights

GIVEN = ("weights",)
SHOW = ChartOption("show", "Show", {"busiest": "Busiest six", "every": "Every sector", "one": "One line"})
BUSIEST = 6
COLUMNS = 2
PANEL_HEIGHT, ONE_HEIGHT, NAME_ROOM = 128, 320, 34
"""Pixels of a row of panels, of one panel alone, and between two rows."""
TOP, FOOT = 48, 26
PANEL_GAP = 0.09
"""Part of the width between two panels: room for the years of both on a phone."""
DOTTED = (NOT_LOOKED, INCOMPLETE)
ALL_ACTS = "All acts in view"
MARK_SIZE = 8
NUMBERS = ("events", "decoupling", "recoupling", "net", "index", "low", "high")


def index_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """One row a panel and month, gaps included: sector (code, empty for all acts), name, period, events (of a
    direction or not), decoupling, recoupling (acts), net (weighted, of the month), index, low, high (means of months),
    state (of coverage, code), coverage (its label).
    """
    panels = _panels(selection, options)
    read = read_index(selection, read_weights(options.get("weights", ""), selection.dataset.taxonomy), panels)
    directions, months = selection.snapshot.codes["direction"], read.acts.months
    first = np.datetime64(f"{selection.snapshot.first_year}-01", "M") + read.acts.first
    names = [selection.dataset.taxonomy.sectors.short(code) if code else ALL_ACTS for code in panels]
    columns = {
        "events": read.acts.counts.sum(axis=(2, 3, 4)),
        **{code: read.acts.by_direction(directions.index(code)) for code in ("decoupling", "recoupling")},
        **{name: getattr(read.index, name).round(4) for name in NUMBERS[3:]},
    }
    states = selection.dataset.taxonomy.coverage_states
    frame = pd.DataFrame(
        {
            "sector": np.repeat(np.array(panels, dtype=object), months),
            "name": np.repeat(np.array(names, dtype=object), months),
            "period": np.tile((first + np.arange(months)).astype(str).astype(object), len(panels)),
            **{name: columns[name].ravel() for name in NUMBERS},
            "state": np.array(list(states), dtype=object)[read.acts.states].ravel(),
        }
    )
    return frame.assign(coverage=frame["state"].map({code: state.label for code, state in states.items()}))


def _panels(selection: Selection, options: Options) -> tuple[str, ...]:
    if options["show"] == "one":
        return EVERYTHING
    sectors = sectors_in_view(selection)
    return sectors if options["show"] == "every" or selection.chosen.sectors else sectors[:BUSIEST]


def acts_behind(selection: Selection, options: Options, mark: Mapping[str, str]) -> Positions:
    """The events of a mark: those of its month, and of its sector where it has one."""
    named = {dimension: code for dimension, code in mark.items() if code}
    return events_behind(selection.snapshot, selection.counts.positions, named)


# --- drawing -------------------------------------------------------------------------------------


def draw_index(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Panels of one scale, busiest first; above zero in the colour of decoupling, below in that of recoupling."""
    panels = list(dict.fromkeys(frame["sector"]))
    columns = min(COLUMNS, len(panels))
    rows = math.ceil(len(panels) / columns)
    one = len(panels) == 1
    ticks = _ticks(frame["low"].min(), frame["high"].max(), most=5 if one else 4)
    left = text_width(map(signed_tick, ticks), size=FONT_SIZE - 2) + 6
    height = ONE_HEIGHT if one else rows * PANEL_HEIGHT
    fig = new_figure(look, height=height + TOP + FOOT, left=left, top=TOP, bottom=FOOT)
    start = pd.Timestamp(frame["period"].iloc[0])
    span = (start, pd.Timestamp(frame["period"].iloc[-1]) + pd.DateOffset(months=1))
    room = max(frame["high"].max(), ticks[-1]) - min(frame["low"].min(), ticks[0])
    scale = [
        min(frame["low"].min(), ticks[0]) - room * (0.09 if one else 0.04),
        max(frame["high"].max(), ticks[-1]) + room * 0.06,
    ]
    axes: dict[str, Any] = {}
    words: list[dict[str, Any]] = []
    for i, sector in enumerate(panels):
        axis = "" if i == 0 else str(i + 1)
        part = frame[frame["sector"] == sector].reset_index(drop=True)
        _add_panel(fig, axis, part, selection, look)
        place = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "x": 0, "xanchor": "left"}
        if not one:
            words.append(_panel_name(part, selection, look, place))
        axes[f"xaxis{axis}"] = {
            **_plain_axis(look),
            "domain": _share(i % columns, columns, PANEL_GAP),
            "range": list(span),
            "type": "date",
            "dtick": "M12" if (span[1] - span[0]).days < 365 * 6 else "M24",
            "tickformat": "%Y",
            "showticklabels": i + columns >= len(panels),
            "anchor": f"y{axis}",
            "ticks": "outside" if i + columns >= len(panels) else "",
            "tickcolor": look.grid,
        }
        axes[f"yaxis{axis}"] = {
            **_plain_axis(look),
            "domain": _share(rows - 1 - i // columns, rows, NAME_ROOM / height),
            "range": scale,
            "anchor": f"x{axis}",
            "tickvals": ticks,
            "ticktext": [signed_tick(tick) for tick in ticks],
            "showticklabels": i % columns == 0,
            "showgrid": True,
            "gridcolor": look.grid,
            "zeroline": True,
            "zerolinecolor": look.ink,
            "zerolinewidth": 1,
        }
    lines, labels = milestone_marks(selection, look, span) if one else ([], [])
    fig.update_layout(axes, shapes=lines, annotations=[*words, *labels, *_key(selection, look, one=one)])
    return fig


def _plain_axis(look: Look) -> dict[str, Any]:
    return {
        "fixedrange": True,
        "showline": False,
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"color": look.muted, "size": 11},
    }


def _share(index: int, count: int, gap: float) -> list[float]:
    """Where one of several panels stands; `gap` is the part of all of it between two."""
    each = (1 - gap * (count - 1)) / count
    return [index * (each + gap), index * (each + gap) + each]


def signed_tick(tick: float) -> str:
    """A whole or half number of a scale with its sign."""
    return f"{tick:+,g}".replace("-", "−") if tick else "0"


def _ticks(low: float, high: float, *, most: int) -> list[float]:
    """Numbers of the scale with zero among them, at most so many to its far end."""
    reach = max(high, -low, 0.5)
    step = next(
        s for s in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**4, 10**5, 10**6) if reach / s <= most
    )
    return [step * i for i in range(-math.floor(max(-low, 0) / step), math.floor(max(high, 0) / step) + 1)]


def _add_panel(fig: go.Figure, axis: str, part: pd.DataFrame, selection: Selection, look: Look) -> None:
    """Band, lines, and marks that are seen only once they are chosen."""
    vocabulary = selection.dataset.taxonomy.directions
    place = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
    days = pd.to_datetime(part["period"]) + pd.Timedelta(days=15)
    fig.add_scatter(
        x=[*days, *days[::-1]],
        y=[*part["high"], *part["low"][::-1]],
        mode="lines",
        line={"width": 0.5, "color": look.grid},
        fill="toself",
        fillcolor=look.grid,
        hoverinfo="skip",
        **place,
    )
    for (code, dash), (at, values) in _strokes(part, days).items():
        colour = look.colour(vocabulary, code) if code else look.plain
        line = {"color": colour, "width": 2, "dash": dash}
        fig.add_scatter(x=at, y=values, mode="lines", line=line, hoverinfo="skip", **place)
    name = plain_text(part["name"].iloc[0])
    marks = [look.colour(vocabulary, _side(value)) if _side(value) else look.plain for value in part["index"]]
    opacity = 1 if len(part) == 1 else 0  # one month alone has no line
    fig.add_scatter(
        x=days,
        y=part["index"],
        mode="markers",
        marker={"color": marks, "size": MARK_SIZE, "opacity": opacity},
        customdata=part[["sector", "period"]].to_numpy(dtype=object).tolist(),
        text=[_hover(row) for row in part.itertuples()],
        hovertemplate=f"{name}, %{{x|%B %Y}}<br>%{{text}}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": opacity}},
        **place,
    )


def _hover(row: Any) -> str:
    of = f"{row.decoupling:,} decoupling, {row.recoupling:,} recoupling"
    band = f"band {signed(row.low)} to {signed(row.high)}"
    return f"{count_of(row.events, 'act')} ({of})<br>index {signed(row.index)}, {band}"


def _side(value: float) -> str:
    """The direction a value leans to; empty for none."""
    return "decoupling" if value > 0 else "recoupling" if value < 0 else ""


def _strokes(part: pd.DataFrame, days: pd.Series) -> dict[tuple[str, str], tuple[list[Any], list[Any]]]:
    """The line in pieces, by direction it leans to and dash: dotted up to months that were not gone through.

    Each is days and values with a gap between pieces; a line that crosses zero is cut there.
    """
    at, values = days.astype("int64").to_numpy(dtype=float), part["index"].to_numpy()
    dotted = part["state"].isin(DOTTED).to_numpy()
    crossing = np.flatnonzero(values[:-1] * values[1:] < 0)
    share = values[crossing] / (values[crossing] - values[crossing + 1])
    at = np.insert(at, crossing + 1, at[crossing] + share * (at[crossing + 1] - at[crossing]))
    values = np.insert(values, crossing + 1, 0.0)
    dotted = np.insert(dotted, crossing + 1, dotted[crossing + 1])
    when = pd.to_datetime(at.astype("int64"), unit=days.dt.unit).to_list()
    leaning = np.sign(values[:-1] + values[1:])
    strokes = {}
    for sign, code in ((0, ""), (1, "decoupling"), (-1, "recoupling")):
        for dash, dots in (("solid", False), ("dot", True)):
            kept = (leaning == sign) & (dotted[1:] == dots)
            edges = np.flatnonzero(np.diff(kept.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
            if len(edges):
                pieces = [slice(start, stop + 1) for start, stop in edges]
                x = [day for piece in pieces for day in (*when[piece], None)]
                y = [value for piece in pieces for value in (*values[piece].tolist(), None)]
                strokes[code, dash] = (x, y)
    return strokes


def _panel_name(part: pd.DataFrame, selection: Selection, look: Look, place: dict[str, Any]) -> dict[str, Any]:
    complete = part[part["state"] != INCOMPLETE]
    last = (complete if len(complete) else part)["index"].iloc[-1]
    vocabulary = selection.dataset.taxonomy.directions
    colour = look.colour(vocabulary, _side(last)) if signed(last) != "0.0" else look.muted
    words = f"{plain_text(part['name'].iloc[0])} <b style='color:{colour}'>{signed(last)}</b>"
    return note_at(look, words, y=1, yanchor="bottom", colour=look.ink, size=FONT_SIZE - 2, **place)


def _key(selection: Selection, look: Look, *, one: bool) -> list[dict[str, Any]]:
    """What above and below zero mean: in the plot of one line, else above the panels."""
    vocabulary = selection.dataset.taxonomy.directions
    arrows = {"decoupling": "↑", "recoupling": "↓"}
    words = {
        code: f"<b>{vocabulary.label(code)}</b> {arrow}" if one else f"<b>{arrow} {vocabulary.label(code)}</b>"
        for code, arrow in arrows.items()
    }
    if one:
        place: dict[str, Any] = {"x": 0, "xref": "paper", "yref": "paper", "xanchor": "left", "xshift": 4}
        return [
            note_at(
                look,
                words[code],
                y=y,
                yanchor=anchor,
                colour=look.colour(vocabulary, code),
                bgcolor=look.paper,
                **place,
            )
            for code, y, anchor in (("decoupling", 1, "top"), ("recoupling", 0, "bottom"))
        ]
    spans = [f"<span style='color:{look.colour(vocabulary, code)}'>{words[code]}</span>" for code in arrows]
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom"}
    return [note_at(look, "   ".join(spans), yshift=22, **place)]


# --- words ---------------------------------------------------------------------------------------


def describe_index(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: where and when decoupling went fastest."""
    if not any(read_weights(options.get("weights", ""), selection.dataset.taxonomy).values()):
        return "With all weights at zero, no act counts"
    complete = frame[frame["state"] != INCOMPLETE]
    if not complete["events"].any():
        return "Too recent for the record to be complete"
    top = complete.loc[complete["index"].idxmax()]
    if top["index"] <= 0:
        return "In no month does decoupling outweigh recoupling"
    where = "" if options["show"] == "one" else f"{top['name']}, "
    return f"Fastest: {where}{describe_date(top['period'])}, at {signed(top['index'])} weighted acts a month"


def note_index(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The weights, what the band is, what is left out, and how far the reading hangs on the weights."""
    taxonomy = selection.dataset.taxonomy
    weights = read_weights(options.get("weights", ""), taxonomy)
    listed = ", ".join(f"{lower_first(taxonomy.weights[code].label)} {weight:g}" for code, weight in weights.items())
    open_states = [state for state in taxonomy.coverage_states.values() if state.missing]
    wider = ", ".join(f"{state.missing:.0%} ({lower_first(state.label)})" for state in open_states)
    words = [
        f"Weights{'' if weights == own_weights(taxonomy) else ' set by the reader'}: {listed}.",
        "Band: from the index without the decoupling acts that rest on one publisher, are disputed or only proposed, "
        f"to that without such recoupling acts; wider at both ends by a part of what is recorded, {wider}. It is no "
        "statistical error. Dotted: not gone through, or too recent.",
    ]
    if frame["sector"].nunique() > 1:
        words.append("An act in two sectors counts in both. One scale for all panels; the figure is the last complete.")
    if undated := selection.counts.without_month:
        words.append(f"{undated:,} dated only to the year {is_are(undated)} left out.")
    return " ".join(filter(None, [*words, describe_sensitivity(selection, options.get("weights", ""))]))


def _subtitle(options: Options) -> str:
    where = "for all acts together" if options["show"] == "one" else "by sector"
    own = ", by weights of the reader’s own" if options.get("weights", "") else ""
    return f"Pace index {where}{own}: weighted decoupling less recoupling acts a month, mean of three months"


PACE_INDEX = ChartSpec(
    id="pace-index",
    frame=index_frame,
    draw=draw_index,
    title=describe_index,
    subtitle=_subtitle,
    note=note_index,
    columns={
        "name": "Sector",
        "period": "Month",
        "events": "Acts",
        "decoupling": "Decoupling",
        "recoupling": "Recoupling",
        "net": "Net of the month, weighted",
        "index": "Index, mean of three months",
        "low": "Band, low",
        "high": "Band, high",
        "coverage": "Coverage",
    },
    dimensions=("sector", "period"),
    options=(SHOW,),
    given=GIVEN,
    behind=acts_behind,
)
