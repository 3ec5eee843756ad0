"""Owns the charts of coverage: what is recorded beside what was gone through, and what rests on a single source."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.coverage_strip import HEADING, add_state_bars, find_runs
from decoupling.charts.look import (
    FONT_SIZE,
    Look,
    label_ends,
    new_figure,
    note_at,
    plain_text,
    readable_on,
    stepped_scale,
    text_width,
)
from decoupling.charts.spec import (
    ChartOption,
    ChartSpec,
    OfficeChart,
    Options,
    Selection,
    count_of,
    is_are,
    lower_first,
    multi_sector_note,
    name_leaders,
)
from decoupling.coverage import SINGLE, STEP_MONTHS, SYSTEMATIC, Step, count_coverage, count_single, count_single_source
from decoupling.dates import month_code, month_number

STEP = ChartOption("step", "Step", {"quarter": "Quarter", "month": "Month"})
ROW_HEIGHT, KEY = 30, 30
CELL_TOP, CELL_FOOT = -0.34, 0.34
BAND_MIDDLE, BAND = 0.47, 0.2
"""Parts of a row, whose cells have their middle at 0: where these begin and end, and the band of states below."""
LEAST_WIDTH = 760
BAR_HEIGHT = 25
WORDS = {"without": "The actor's own, or several sources", "single": "Single source"}
MOST_DIGITS = 3
"""Longer numbers have no room in a cell; they stand in the table and under the pointer."""

# --- recorded and gone through -------------------------------------------------------------------


def _step(options: Options) -> Step:
    return "month" if options["step"] == "month" else "quarter"


def coverage_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """Columns sector, period, state, events, single, without; every sector and period, busiest sector first.

    Where the filter names sectors, these alone. Without an event whose month is known there is nothing to show.
    """
    frame = count_coverage(selection.dataset, selection.snapshot, selection.counts.positions, _step(options))
    if selection.chosen.sectors:
        frame = frame[frame["sector"].isin(selection.chosen.sectors)]
    totals = frame.groupby("sector", sort=False)["events"].sum().sort_values(ascending=False, kind="stable")
    if not totals.sum():
        return frame.iloc[:0]
    place = frame["sector"].map({sector: i for i, sector in enumerate(totals.index)})
    return frame.iloc[np.argsort(place.to_numpy(), kind="stable")].reset_index(drop=True)


def draw_coverage(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Cells of counts, sectors down and time across; below the cells of a row what was gone through."""
    sectors, periods = list(frame["sector"].unique()), list(frame["period"].unique())
    months = STEP_MONTHS[_step(options)]
    names = [plain_text(selection.dataset.taxonomy.sectors.short(sector)) for sector in sectors]
    left = max(min(text_width(names), 200), text_width([HEADING], size=FONT_SIZE - 2)) + 8
    fig = new_figure(look, height=len(sectors) * ROW_HEIGHT + 28 + KEY, left=left, top=28, bottom=KEY)
    counts = frame["events"].to_numpy().reshape(len(sectors), len(periods))
    first = _first_month(periods[0])
    edges = [pd.Timestamp(month_code(first + i * months)) for i in range(len(periods) + 1)]
    _add_cells(fig, counts, edges, look)
    _add_marks(fig, frame, counts, edges, selection, look, printed=months > 1)
    states = frame["state"].to_numpy().reshape(counts.shape)
    runs = [
        run
        for row, name in enumerate(names)
        for run in find_runs(list(states[row]), first, row + BAND_MIDDLE, (name,), months)
    ]
    add_state_bars(fig, runs, selection, look, height=BAND)
    foot: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "right", "y": 0, "yref": "paper", "yanchor": "top"}
    fig.add_annotation(note_at(look, HEADING, size=FONT_SIZE - 2, yshift=-9, xshift=-4, **foot))
    fig.update_xaxes(
        type="date",
        range=[edges[0], edges[-1]],
        tickvals=[f"{year}-01-01" for year in range(edges[0].year, edges[-1].year + 1)],
        tickformat="%Y",
        ticklabelposition="outside right",
        side="top",
        ticks="",
    )
    fig.update_yaxes(
        tickvals=list(range(len(sectors))),
        ticktext=names,
        range=[len(sectors) - 0.4, -0.4],
        ticks="",
        tickfont={"color": look.ink, "size": FONT_SIZE - 0.5},
    )
    return fig


def _first_month(period: str) -> int:
    year, _, quarter = period.partition("-Q")
    return int(year) * 12 + int(quarter) * 3 - 3 if quarter else month_number(period)


def _tints(counts: np.ndarray) -> np.ndarray:
    return np.sqrt(counts / max(counts.max(initial=0), 1))


def _add_cells(fig: go.Figure, counts: np.ndarray, edges: list[pd.Timestamp], look: Look) -> None:
    # Between two rows of cells stands a row of nothing, where the bands go.
    z = np.full((len(counts) * 2 - 1, counts.shape[1]), np.nan)
    z[::2] = _tints(counts)
    y = [row + edge for row in range(len(counts)) for edge in (CELL_TOP, CELL_FOOT)]
    fig.add_heatmap(
        z=[[None if np.isnan(tint) else tint for tint in row] for row in z.tolist()],
        x=[f"{edge:%Y-%m-%d}" for edge in edges],
        y=y,
        hoverinfo="skip",
        hoverongaps=False,
        colorscale=stepped_scale(look),
        zmin=0,
        zmax=1,
        xgap=1,
        showscale=False,
    )


def _add_marks(
    fig: go.Figure,
    frame: pd.DataFrame,
    counts: np.ndarray,
    edges: list[pd.Timestamp],
    selection: Selection,
    look: Look,
    *,
    printed: bool,
) -> None:
    middles = [begin + (end - begin) / 2 for begin, end in pairwise(edges)]
    filled = frame[frame["events"] > 0]
    row, column = np.divmod(filled.index.to_numpy(), counts.shape[1])
    tints = _tints(counts)[row, column]
    printed = printed and len(str(counts.max())) <= MOST_DIGITS
    fig.add_scatter(
        x=[middles[i] for i in column],
        y=row,
        mode="markers+text" if printed else "markers",
        text=[f"{count:,}" for count in filled["events"]],
        textfont={"size": FONT_SIZE - 2, "color": [readable_on(look, float(tint)) for tint in tints]},
        customdata=filled[["sector", "period"]].to_numpy().tolist(),
        marker={"size": 16 if printed else 9, "symbol": "square", "opacity": 0, "color": look.plain},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        hovertext=[_hover(cell, selection) for cell in filled.itertuples()],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover(cell: object, selection: Selection) -> str:
    sector, period, state, events, single = (
        getattr(cell, name) for name in ("sector", "period", "state", "events", "single")
    )
    words = f"{plain_text(selection.label('sector', sector))} · {period}<br>{count_of(events, 'event')}"
    words += f", {single:,} of single source" if single else ""
    return f"{words}<br>{plain_text(selection.label('coverage', state))}"


def describe_coverage(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: how much of what is recorded stands where the main series were gone through."""
    inside = int(frame.loc[frame["state"] == SYSTEMATIC, "events"].sum()) / int(frame["events"].sum())
    return f"{inside:.0%} of what is recorded stands where main series were gone through"


def note_coverage(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """How to read cells and bands, and what is left out."""
    drawn = selection.counts.events - selection.counts.without_month
    counted = int(frame["events"].sum())
    parts = [f"{count_of(drawn, 'event')} drawn."]
    if counted != drawn:
        parts.append(f"An event in two sectors counts in both, so the cells add up to {counted:,}.")
    if undated := selection.counts.without_month:
        parts.append(f"{undated:,} dated only to the year {is_are(undated)} left out.")
    parts.append("An empty cell holds nothing recorded; the band below it says whether anybody looked.")
    if options["step"] == "quarter":
        parts.append("A quarter has the state of its month that claims least.")
    return " ".join(parts)


COVERAGE = ChartSpec(
    id="coverage",
    frame=coverage_frame,
    draw=draw_coverage,
    title=describe_coverage,
    subtitle=lambda options: f"Events recorded by sector and {options['step']}, over what was gone through",
    note=note_coverage,
    columns={
        "sector": "Sector",
        "period": "Period",
        "state": "Gone through",
        "events": "Events",
        "single": "Single source",
        "without": "Without these",
    },
    coded={"sector": "sector", "state": "coverage"},
    dimensions=("sector", "period"),
    options=(STEP,),
    least_width=LEAST_WIDTH,
)


# --- single sources ------------------------------------------------------------------------------


def single_source_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """Columns sector, events, single, without, share; the sector with the highest share first."""
    frame = count_single_source(selection.snapshot, selection.counts.positions)
    frame = frame.sort_values(["share", "events"], ascending=False, kind="stable").reset_index(drop=True)
    return frame.round({"share": 4})


def draw_single_source(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Bars of what is left without single sources, and crossed beside it what rests on one; these can be selected."""
    names = [plain_text(selection.dataset.taxonomy.sectors.short(sector)) for sector in frame["sector"]]
    ends = [
        f" {row.events:,} → {row.without:,} ({row.single / row.events:.0%})" if row.single else f" {row.events:,}"
        for row in frame.itertuples()
    ]
    left, rows = min(text_width(names), 200) + 8, list(range(len(frame)))
    fig = new_figure(look, height=len(frame) * BAR_HEIGHT + 44, left=left, top=28, bottom=14)
    for column, shape in (("without", ""), ("single", "x")):
        fig.add_bar(
            orientation="h",
            y=rows,
            x=frame[column],
            customdata=[[sector, SINGLE] for sector in frame["sector"]] if column == "single" else None,
            text=[f"{name}<br>{WORDS[column]}: {count:,}" for name, count in zip(names, frame[column], strict=True)],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
            marker={
                "color": look.scale[4],
                "line": {"color": look.scale[4], "width": 1},
                "pattern": {
                    "shape": shape,
                    "size": 5,
                    "solidity": 0.3,
                    "fgcolor": look.scale[4],
                    "bgcolor": look.paper if shape else look.scale[4],
                },
            },
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.35}},
        )
    label_ends(fig, look, frame["events"], rows, ends)
    fig.update_layout(barmode="stack", bargap=0.28, margin_r=text_width(ends))
    fig.update_xaxes(visible=False, range=[0, int(frame["events"].max())])
    fig.update_yaxes(
        range=[len(frame) - 0.4, -0.6],
        tickvals=rows,
        ticktext=names,
        tickfont={"color": look.ink, "size": FONT_SIZE - 0.5},
        ticks="",
    )
    key = f"■ {WORDS['without']}   ▧ {WORDS['single']}"
    place: dict[str, Any] = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    fig.add_annotation(note_at(look, key, **place, yshift=2, xshift=-left))
    return fig


def describe_single_source(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: the share of single-source events, and where it is highest."""
    single = count_single(selection.snapshot, selection.counts.positions)
    if not single:
        return "No event in view rests on a single source"
    names = [lower_first(selection.dataset.taxonomy.sectors.short(sector)) for sector in frame["sector"]]
    shares = frame["single"] / frame["events"]  # those of the frame are rounded for files
    leaders, each = name_leaders(names, shares, "sectors")
    return (
        f"{single / selection.counts.events:.0%} of events rest on a single source; "
        f"most in {leaders}, {shares.max():.0%}{each}"
    )


def note_single_source(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """What stands at the end of a bar, and how events in several sectors count."""
    counted = multi_sector_note(selection, int(frame["events"].sum()))
    return f"{counted} At the end of a bar: all events, those left without single sources, and the share of these."


SINGLE_SOURCE = ChartSpec(
    id="single-source",
    frame=single_source_frame,
    draw=draw_single_source,
    title=describe_single_source,
    subtitle=lambda options: "Events by sector, with and without those of a single source",
    note=note_single_source,
    columns={
        "sector": "Sector",
        "events": "Events",
        "single": "Single source",
        "without": "Without these",
        "share": "Share single source",
    },
    coded={"sector": "sector"},
    dimensions=("sector", "verification"),
    office=OfficeChart("bars", "sector", series=("without", "single")),
)
