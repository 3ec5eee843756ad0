"""Owns how states of coverage are drawn, in patterns that need no colour, and the band of them under a time axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.look import FONT_SIZE, Look, note_at, plain_text, text_width
from decoupling.charts.spec import ChartOption, Options, Selection
from decoupling.coverage import state_grid, told_span
from decoupling.dates import MONTHS_A_QUARTER, describe_date, month_code, month_number

BAND = ChartOption(
    "coverage",
    "Coverage",
    {"off": "false", "on": "true"},
    switch=True,
    help="A band under the time axis that says what was gone through, month by month",
)
"""Whether the band stands under a time axis."""
BAND_NOTE = (
    "The band under the axis says what was gone through in each month; sectors with the same course share a line."
)
PATTERNS: Mapping[str, Mapping[str, Any]] = {
    "solid": {"shape": ""},
    "hatched": {"shape": "/", "size": 5, "solidity": 0.35},
    "outlined": {"shape": ""},
    "dotted": {"shape": ".", "size": 4, "solidity": 0.3},
}
HEADING = "What was gone through"
HEAD, NAME, LINE, BAR = 18, 22, 28, 7
KEY_HEIGHT, KEY_GAP, AXIS_HEIGHT = 46, 4, 34
NAMES_WIDTH = 300
"""Pixels: the heading of the band, the name of a stretch, a line with its names, the bar in that; the key below on two
lines and the gap above it, the labels of the time axis; and how long names may be on a phone."""

Span = tuple[pd.Timestamp, pd.Timestamp]


class Run(NamedTuple):
    """Months of one state in a row of a chart, as month numbers, both included; `names` are the sectors of the row.

    `origin` is the month with which quarter 0 begins on an axis that counts quarters; None on an axis of dates.
    """

    row: float
    first: int
    last: int
    state: str
    names: tuple[str, ...]
    origin: int | None = None


class Stretch(NamedTuple):
    """What a band tells of: sectors within a span of days; a name and an `origin` where several lie on one axis."""

    span: Span
    sectors: Sequence[str]
    name: str = ""
    origin: int | None = None


def find_runs(states: Sequence[str], first: int, row: float, names: tuple[str, ...], months: int = 1) -> list[Run]:
    """Runs of equal states; each state stands for `months`, the first, of which there must be one, begins with month
    number `first`."""
    codes = np.array(states, dtype=object)
    starts = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]]))
    ends = [*starts[1:], len(codes)]
    return [
        Run(row, first + int(begin) * months, first + int(end) * months - 1, str(codes[begin]), names)
        for begin, end in zip(starts, ends, strict=True)
    ]


def add_state_bars(
    fig: go.Figure, runs: Sequence[Run], selection: Selection, look: Look, *, height: float, yaxis: str = "y"
) -> None:
    """A bar a run, in the pattern of its state, and in the lower margin the key of the states drawn.

    `height` is in units of the y axis.
    """
    fig.update_traces(showlegend=False)
    for code, state in selection.dataset.taxonomy.coverage_states.items():
        mine = [run for run in runs if run.state == code]
        if not mine:
            continue
        places = [_place(run) for run in mine]
        fig.add_bar(
            orientation="h",
            base=[begin for begin, _ in places],
            x=[length for _, length in places],
            y=[run.row for run in mine],
            width=height,
            offset=-height / 2,
            yaxis=yaxis,
            name=plain_text(state.short or state.label),
            showlegend=True,
            text=[_hover(run, state.label) for run in mine],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
            marker={
                "color": look.plain if state.look == "solid" else look.paper,
                "line": {"color": look.plain, "width": 1},
                "pattern": {
                    **PATTERNS[state.look],
                    "fgcolor": look.plain,
                    "bgcolor": look.plain if state.look == "solid" else look.paper,
                },
            },
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    fig.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": -KEY_GAP / (fig.layout.height - fig.layout.margin.t - fig.layout.margin.b),
            "yref": "paper",
            "yanchor": "top",
            "font": {"size": FONT_SIZE - 1, "color": look.muted},
            "bgcolor": look.paper,
            "itemclick": False,
            "itemdoubleclick": False,
            "traceorder": "normal",
        },
    )


def _place(run: Run) -> tuple[str | float, float]:
    """Where a run begins and how long it is, in milliseconds on an axis of dates, else in quarters."""
    if run.origin is not None:
        return (run.first - run.origin) / MONTHS_A_QUARTER - 0.5, (run.last + 1 - run.first) / MONTHS_A_QUARTER
    begin, end = (f"{month_code(month)}-01" for month in (run.first, run.last + 1))
    return begin, (pd.Timestamp(end) - pd.Timestamp(begin)) / pd.Timedelta(milliseconds=1)


def _hover(run: Run, state: str) -> str:
    first, last = (describe_date(month_code(month), short=True) for month in (run.first, run.last))
    months = first if run.first == run.last else f"{first} – {last}"
    names = ",<br>".join(map(plain_text, run.names))
    return f"{names}<br>{months}: {plain_text(state)}"


def sectors_in_view(selection: Selection) -> list[str]:
    """The sectors that the filter names; without any, those of the acts in view, in the order of the codebook."""
    if selection.chosen.sectors:
        return list(selection.chosen.sectors)
    return list(selection.counts.sector_directions["sector"])


def add_coverage_band(
    fig: go.Figure, selection: Selection, look: Look, stretches: Sequence[Stretch], options: Options
) -> None:
    """Put the band under the time axis of a figure where the reader wants it; the figure grows by it.

    Sectors of a stretch whose states are the same all through its span share a line.
    """
    lines, names, band = _courses(selection, stretches) if options[BAND.key] == "on" else ([], [], 0)
    if not lines:
        return
    plot = fig.layout.height - fig.layout.margin.t - fig.layout.margin.b
    whole = plot + AXIS_HEIGHT + band
    foot = (band + AXIS_HEIGHT) / whole
    for item in (*fig.layout.shapes, *fig.layout.annotations):
        _lift(item, foot)
    panels = list(fig.select_yaxes())
    for panel in panels:
        panel.domain = [foot + (1 - foot) * end for end in panel.domain or (0, 1)]
    if fig.layout.xaxis.anchor == "free":
        fig.layout.xaxis.position = foot
    number = len(panels) + 1
    fig.update_layout(
        height=fig.layout.margin.t + whole + KEY_HEIGHT,
        margin_b=KEY_HEIGHT,
        **{f"yaxis{number}": {"domain": [0, band / whole], "range": [band, 0], "visible": False, "fixedrange": True}},
    )
    runs = [run for line in lines for run in line]
    add_state_bars(fig, runs, selection, look, height=BAR, yaxis=f"y{number}")
    labels = [(f"<b>{HEADING}</b>", HEAD - 3.0), *names]
    labels += [(name_sectors(line[0].names), line[0].row - BAR / 2 - 1) for line in lines]
    for words, y in labels:
        place: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "yanchor": "bottom"}
        fig.add_annotation(note_at(look, words, size=FONT_SIZE - 2, y=y, yref=f"y{number}", **place))


def _lift(item: Any, foot: float) -> None:
    """What stood on the foot of the figure stands on the foot of the plot."""
    for end in ("y0", "y") if item.yref == "paper" else ():
        if end in item and item[end] == 0:
            item[end] = foot


def _courses(
    selection: Selection, stretches: Sequence[Stretch]
) -> tuple[list[list[Run]], list[tuple[str, float]], float]:
    """One line for each course of states that sectors take within a stretch: its runs, from left to right; the names of
    stretches with the height they stand at; the height of all. Pixels from the top of the band."""
    tax, dataset = selection.dataset.taxonomy, selection.dataset
    states, known = list(tax.coverage_states), told_span(dataset, selection.snapshot)[0]
    lines: list[list[Run]] = []
    names: list[tuple[str, float]] = []
    height: float = HEAD
    for stretch in stretches:
        begin, end = (month_number(f"{day:%Y-%m}") for day in stretch.span)
        begin = max(begin, known)
        if begin > end or not stretch.sectors:
            continue
        if stretch.name:
            height += NAME
            names.append((f"<b>{plain_text(stretch.name)}</b>", height))
        grid = state_grid(dataset, begin, end)
        shared: dict[tuple[int, ...], list[str]] = {}
        for sector in stretch.sectors:
            shared.setdefault(tuple(grid[tax.sectors.codes.index(sector)].tolist()), []).append(sector)
        for course, members in shared.items():
            height += LINE
            short = tuple(tax.sectors.short(code) for code in members)
            runs = find_runs([states[i] for i in course], begin, height - BAR / 2 - 2, short)
            lines.append([run._replace(origin=stretch.origin) for run in runs])
    return lines, names, height


def name_sectors(names: Sequence[str]) -> str:
    """As many names as a phone has room for, and how many more there are; harmless in a figure."""
    for shown in range(len(names), 1, -1):
        rest = f" and {len(names) - shown} more" if shown < len(names) else ""
        words = ", ".join(names[:shown]) + rest
        if text_width([words], size=FONT_SIZE - 2) <= NAMES_WIDTH:
            return plain_text(words)
    return plain_text(f"{names[0]} and {len(names) - 1} more" if len(names) > 1 else names[0])
