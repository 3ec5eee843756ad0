"""Owns the share chart: each sector's part of a year's acts, as small multiples on one scale."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.look import FONT_SIZE, Look, new_figure, note_at, plain_text
from decoupling.charts.spec import ChartSpec, OfficeChart, Options, Selection, count_of, name_leaders

COLUMNS = 4
PANEL_HEIGHT = 120


def build_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """Columns sector, year, events, total (distinct acts of the year), share (0 to 1); years with acts only."""
    directions = list(selection.snapshot.codes["direction"])
    totals = selection.counts.years.set_index("year")[directions].sum(axis=1)
    frame = selection.counts.sector_years[["sector", "year", "events"]]
    frame = frame[frame["sector"].isin(frame.loc[frame["events"] > 0, "sector"].unique())]
    frame = frame.assign(total=frame["year"].map(totals))
    frame = frame[frame["total"] > 0]
    return frame.assign(share=(frame["events"] / frame["total"]).round(4)).reset_index(drop=True)


def draw_share(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """One small line a sector, largest first, all on the same axes; the chosen sector stands out."""
    order = frame.groupby("sector", sort=False)["events"].sum().sort_values(ascending=False, kind="stable").index
    chosen = set(selection.chosen.sectors)
    rows = math.ceil(len(order) / COLUMNS)
    fig = new_figure(look, height=rows * PANEL_HEIGHT + 24, left=8, top=8, bottom=18)
    highest = max(frame["share"].max(), 0.05)
    first, last = int(frame["year"].min()), int(frame["year"].max())
    axes: dict[str, Any] = {}
    labels: list[dict[str, Any]] = []
    for i, sector in enumerate(order):
        part = frame[frame["sector"] == sector]
        labels += _add_panel(fig, i, part, selection, look, stands_out=not chosen or sector in chosen)
        axis = "" if i == 0 else str(i + 1)
        axes.update(
            {
                f"xaxis{axis}": {
                    "domain": _domain(i % COLUMNS, COLUMNS, 0.05),
                    "range": [first - 0.4, last + 0.4],
                    "tickvals": [first, last],
                    "ticktext": [str(first), str(last)],
                    "showticklabels": i + COLUMNS >= len(order),
                    "anchor": f"y{axis}",
                    "showgrid": False,
                    "zeroline": False,
                    "fixedrange": True,
                    "ticks": "",
                    "tickfont": {"color": look.muted, "size": FONT_SIZE - 3},
                },
                f"yaxis{axis}": {
                    "domain": _domain(rows - 1 - i // COLUMNS, rows, 0.38),
                    "range": [0, highest * 1.12],
                    "anchor": f"x{axis}",
                    "visible": False,
                    "fixedrange": True,
                },
            }
        )
    fig.update_layout(axes, annotations=labels)
    return fig


def _domain(index: int, count: int, gap: float) -> list[float]:
    return [index / count, (index + 1 - gap) / count]


def _add_panel(
    fig: go.Figure, i: int, part: pd.DataFrame, selection: Selection, look: Look, *, stands_out: bool
) -> list[dict[str, Any]]:
    axis = "" if i == 0 else str(i + 1)
    colour = look.scale[-2] if stands_out else look.plain
    name = plain_text(selection.dataset.taxonomy.sectors.short(part["sector"].iloc[0]))
    fig.add_scatter(
        x=part["year"],
        y=part["share"],
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={"color": colour, "size": [4] * (len(part) - 1) + [8], "opacity": 1},
        customdata=[[sector, str(year)] for sector, year in zip(part["sector"], part["year"], strict=True)],
        text=[f"{row.events:,} of {count_of(int(row.total), 'act')}" for row in part.itertuples()],
        hovertemplate=f"{name}<br>%{{x}}: %{{y:.0%}} (%{{text}})<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.4}},
    )
    corner = {
        "xref": f"x{axis} domain",
        "yref": f"y{axis} domain",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
    }
    value = f" <b style='color:{colour}'>{part['share'].iloc[-1]:.0%}</b>"
    return [note_at(look, _break_name(name) + value, x=0, y=1, colour=look.ink, size=FONT_SIZE - 2, **corner)]


def _break_name(name: str) -> str:
    head, _, tail = name.partition(" & ")
    return f"{head} &<br>{tail}" if tail and len(name) > 14 else name


def describe_share(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: the largest share of the latest year."""
    year = int(frame["year"].max())
    latest = frame[frame["year"] == year]
    names = [selection.dataset.taxonomy.sectors.short(code) for code in latest["sector"]]
    leaders, each = name_leaders(names, latest["share"], "sectors")
    return f"{leaders}: {latest['share'].max():.0%} of the acts of {year}{each}"


def note_share(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """What a share is a share of."""
    fewest = int(frame["total"].min())
    caution = " Shares of years with few acts jump about." if fewest < 20 else ""
    return (
        "Share of the acts of a year that touch the sector; an event in two sectors counts in both, "
        f"so shares may add up to more than 100%. One scale for all panels, 0 to {frame['share'].max():.0%}.{caution}"
    )


SECTOR_SHARE = ChartSpec(
    id="sector-share",
    frame=build_frame,
    draw=draw_share,
    title=describe_share,
    subtitle=lambda options: "Share of each year’s acts, by sector; the figure is that of the last year",
    note=note_share,
    columns={"sector": "Sector", "year": "Year", "events": "Events", "total": "Acts of the year", "share": "Share"},
    coded={"sector": "sector"},
    dimensions=("sector", "period"),
    least_width=620,
    office=OfficeChart("lines", "year", split="sector", value="share", number_form="0%"),
)
