"""Owns heat maps of counts: sector by year, sector by kind of act. Every cell prints its number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.look import FONT_SIZE, Look, new_figure, plain_text, readable_on, stepped_scale, text_width
from decoupling.charts.spec import (
    ChartSpec,
    OfficeChart,
    Options,
    Selection,
    count_of,
    lower_first,
    multi_sector_note,
    name_leaders,
)

CELL_HEIGHT = 27


def draw_heat(
    frame: pd.DataFrame,
    look: Look,
    *,
    row: str,
    column: str,
    rows: dict[str, str],
    columns: dict[str, str],
    unit: tuple[str, str] = ("act", "acts"),
) -> go.Figure:
    """A heat map of `events`; `rows` and `columns` map codes to labels, in their order; `unit` names what is counted.

    Labels of columns that are too long for a cell are turned.
    """
    counts = frame.pivot_table(index=row, columns=column, values="events", aggfunc="sum", fill_value=0)
    counts = counts.reindex(index=list(rows), columns=list(columns), fill_value=0)
    names = {code: f"20{label[1:]}" if label.startswith("’") else label for code, label in columns.items()}
    turned = any(len(label) > 5 for label in columns.values())
    top = (text_width(columns.values(), size=FONT_SIZE - 1) if turned else 20) + 8
    left = min(text_width(rows.values()), 200) + 8
    fig = new_figure(look, height=len(rows) * CELL_HEIGHT + top + 8, left=left, top=top, bottom=8)
    z = counts.to_numpy(dtype=float)
    highest = max(z.max(initial=0), 1)
    fig.add_heatmap(
        z=np.where(z > 0, np.sqrt(z / highest), 0),
        x=list(range(len(columns))),
        y=list(range(len(rows))),
        hoverinfo="skip",
        colorscale=stepped_scale(look),
        zmin=0,
        zmax=1,
        xgap=1,
        ygap=1,
        showscale=False,
    )
    _mark_cells(fig, z, highest, rows, names, look, unit)
    fig.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=list(columns.values()),
        tickangle=-90 if turned else 0,
        side="top",
        ticks="",
        range=[-0.5, len(columns) - 0.5],
    )
    fig.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=list(rows.values()),
        range=[len(rows) - 0.5, -0.5],
        ticks="",
        tickfont={"color": look.ink, "size": FONT_SIZE - 0.5},
    )
    return fig


def _cell_text(row: str, column: str, count: int, unit: tuple[str, str]) -> str:
    return f"{row} · {column}<br>{count_of(count, *unit)}"


def _mark_cells(
    fig: go.Figure,
    z: np.ndarray,
    highest: float,
    rows: dict[str, str],
    columns: dict[str, str],
    look: Look,
    unit: tuple[str, str],
) -> None:
    # Cells of a heat map can neither be selected nor inked one by one; marks on the filled ones can.
    filled = [(x, y, r, c) for y, r in enumerate(rows) for x, c in enumerate(columns) if z[y, x]]
    fig.add_scatter(
        x=[cell[0] for cell in filled],
        y=[cell[1] for cell in filled],
        mode="markers+text",
        text=[f"{z[y, x]:,.0f}" for x, y, _, _ in filled],
        textfont={
            "size": FONT_SIZE - 2,
            "color": [readable_on(look, float(np.sqrt(z[y, x] / highest))) for x, y, _, _ in filled],
        },
        customdata=[[r, str(c)] for _, _, r, c in filled],
        marker={"size": 24, "symbol": "square", "opacity": 0, "color": look.plain},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        hovertext=[_cell_text(rows[r], columns[c], int(z[y, x]), unit) for x, y, r, c in filled],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _short_sectors(selection: Selection, codes: list[str]) -> dict[str, str]:
    return {code: plain_text(selection.dataset.taxonomy.sectors.short(code)) for code in codes}


def _by_weight(frame: pd.DataFrame, column: str) -> list[str]:
    totals = frame.groupby(column, sort=False)["events"].sum()
    return list(totals[totals > 0].sort_values(ascending=False, kind="stable").index)


# --- sector by year ------------------------------------------------------------------------------


def sector_year_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """Columns sector, year, events, decoupling, recoupling, neutral; years between the first and last that count."""
    frame = selection.counts.sector_years
    used = frame.loc[frame["events"] > 0, "year"]
    sectors = frame.loc[frame["events"] > 0, "sector"].unique()
    inside = frame["year"].between(used.min(), used.max()) & frame["sector"].isin(sectors)
    return frame[inside].reset_index(drop=True)


def draw_sector_years(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Sectors from the busiest down, years across."""
    years = {int(year): f"’{year % 100:02}" for year in sorted(frame["year"].unique())}
    rows = _short_sectors(selection, _by_weight(frame, "sector"))
    return draw_heat(frame, look, row="sector", column="year", rows=rows, columns=years)  # type: ignore[arg-type]


def describe_sector_years(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: the cell that holds most."""
    short = selection.dataset.taxonomy.sectors.short
    names = [f"{short(sector)} in {year}" for sector, year in zip(frame["sector"], frame["year"], strict=True)]
    leaders, each = name_leaders(names, frame["events"], "pairs of sector and year")
    return f"Busiest: {leaders}, {count_of(int(frame['events'].max()), 'act')}{each}"


def note_sector_counts(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """How many events, and how those in several sectors count."""
    return multi_sector_note(selection, int(frame["events"].sum()))


SECTOR_YEARS = ChartSpec(
    id="sector-years",
    frame=sector_year_frame,
    draw=draw_sector_years,
    title=describe_sector_years,
    subtitle=lambda options: "Acts by sector and year",
    note=note_sector_counts,
    columns={
        "sector": "Sector",
        "year": "Year",
        "events": "Events",
        "decoupling": "Decoupling",
        "recoupling": "Recoupling",
        "neutral": "Neutral",
    },
    coded={"sector": "sector"},
    dimensions=("sector", "period"),
    office=OfficeChart("heat", "sector", split="year"),
)


# --- sector by kind of act -----------------------------------------------------------------------


def draw_sector_actions(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Sectors from the busiest down; kinds of act in the codebook's order, government acts first."""
    used = set(frame["action"])
    terms = selection.dataset.taxonomy.actions.terms
    actions = {code: plain_text(term.label) for code, term in terms.items() if code in used}
    rows = _short_sectors(selection, _by_weight(frame, "sector"))
    return draw_heat(frame, look, row="sector", column="action", rows=rows, columns=actions)


def describe_sector_actions(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: the pair of sector and kind of act that occurs most."""
    short = selection.dataset.taxonomy.sectors.short
    names = [
        f"{selection.label('action', action).lower()} in {lower_first(short(sector))}"
        for sector, action in zip(frame["sector"], frame["action"], strict=True)
    ]
    leaders, each = name_leaders(names, frame["events"], "pairs of sector and kind of act")
    return f"Most common: {leaders}, {count_of(int(frame['events'].max()), 'act')}{each}"


SECTOR_ACTIONS = ChartSpec(
    id="sector-actions",
    frame=lambda selection, options: selection.counts.sector_actions,
    draw=draw_sector_actions,
    title=describe_sector_actions,
    subtitle=lambda options: "Acts by sector and kind of act",
    note=note_sector_counts,
    columns={"sector": "Sector", "action": "Kind of act", "events": "Events"},
    coded={"sector": "sector", "action": "action"},
    dimensions=("sector", "action"),
    least_width=760,
    office=OfficeChart("heat", "sector", split="action"),
)
