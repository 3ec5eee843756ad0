"""Owns the pace chart: decoupling acts above the line, recoupling acts below, by month, quarter or year."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.coverage_strip import BAND, BAND_NOTE, Stretch, add_coverage_band, sectors_in_view
from decoupling.charts.look import Look, new_figure, note_at
from decoupling.charts.milestones import milestone_marks
from decoupling.charts.spec import ChartOption, ChartSpec, OfficeChart, Options, Selection, count_of, is_are

STEP_MONTHS = {"quarter": 3, "month": 1, "year": 12}
STEP = ChartOption("step", "Step", {"quarter": "Quarter", "month": "Month", "year": "Year"})


def build_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """Columns: period (code), start (first day), decoupling, recoupling, neutral; one row a period, gaps included."""
    step = options["step"]
    directions = list(selection.snapshot.codes["direction"])
    if step == "year":
        years = selection.counts.years
        used = years.index[years[directions].sum(axis=1) > 0]
        years = years.loc[used.min() : used.max()] if len(used) else years.iloc[:0]
        start = pd.to_datetime(years["year"].astype(str) + "-01-01")
        return years.assign(period=years["year"].astype(str), start=start).drop(columns="year").reset_index(drop=True)
    months = selection.counts.months
    if step == "month":
        return months.assign(period=months["month"].dt.strftime("%Y-%m")).rename(columns={"month": "start"})
    quarters = months["month"].dt.to_period("Q")
    frame = months.groupby(quarters)[directions].sum()
    frame.index = frame.index.rename("quarter")
    periods = frame.index.astype(str).str.replace("Q", "-Q")
    return frame.assign(period=periods, start=pd.PeriodIndex(frame.index).start_time).reset_index(drop=True)


def draw_pace(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Diverging bars; milestones as dashed lines; direct labels at the left edge."""
    fig = new_figure(look, height=340, left=34, top=46, bottom=28)
    vocabulary = selection.dataset.taxonomy.directions
    months = STEP_MONTHS[options["step"]]
    width = pd.Timedelta(days=30.4 * months).total_seconds() * 1000 * 0.84
    middle = frame["start"] + pd.Timedelta(days=15.2 * months)
    for direction, sign in (("decoupling", 1), ("recoupling", -1)):
        label = selection.label("direction", direction)
        fig.add_bar(
            x=middle,
            y=frame[direction] * sign,
            width=width,
            customdata=[[period, direction] for period in frame["period"]],
            marker={"color": look.colour(vocabulary, direction), "line": {"width": 0}},
            text=[f"{count:,}" for count in frame[direction]],
            textposition="none",
            hovertemplate=f"%{{customdata[0]}}<br>{label}: %{{text}}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.35}},
        )
    highest, lowest = int(frame["decoupling"].max()), int(frame["recoupling"].max())
    fig.update_layout(barmode="overlay", bargap=0)
    start, end = frame["start"].iloc[0], frame["start"].iloc[-1] + pd.DateOffset(months=months)
    fig.update_xaxes(
        range=[start, end],
        type="date",
        dtick=_year_ticks(start, end),
        tickformat="%Y",
        ticks="outside",
        tickcolor=look.grid,
    )
    fig.update_yaxes(range=[-lowest * 1.25 - 0.4, highest * 1.12 + 0.4], showgrid=True, **_whole_ticks(highest, lowest))
    lines, labels = milestone_marks(selection, look, (start, end))
    fig.update_layout(shapes=[_zero_line(look), *lines], annotations=[*_direction_labels(selection, look), *labels])
    span = (start, end - pd.Timedelta(days=1))
    add_coverage_band(fig, selection, look, [Stretch(span, sectors_in_view(selection))], options)
    return fig


def _zero_line(look: Look) -> dict[str, Any]:
    line = {"color": look.ink, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": line}


def _year_ticks(start: pd.Timestamp, end: pd.Timestamp) -> str:
    return "M12" if (end - start).days < 365 * 6 else "M24"


def _whole_ticks(highest: int, lowest: int) -> dict[str, object]:
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 10**9) if max(highest, lowest, 1) / s <= 5)
    ticks = list(range(-(lowest // step) * step, highest + 1, step))
    return {"tickvals": ticks, "ticktext": [f"{abs(tick):,}" for tick in ticks]}


def _direction_labels(selection: Selection, look: Look) -> list[dict[str, Any]]:
    vocabulary = selection.dataset.taxonomy.directions
    place: dict[str, Any] = {
        "x": 0,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "xshift": 4,
        "bgcolor": look.paper,
    }
    return [
        note_at(
            look,
            f"<b>{vocabulary.label(direction)}</b> {arrow}",
            y=y,
            yanchor=anchor,
            colour=look.colour(vocabulary, direction),
            **place,
        )
        for direction, y, anchor, arrow in (("decoupling", 1, "top", "↑"), ("recoupling", 0, "bottom", "↓"))
    ]


def describe_pace(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: how many decoupling acts stand against recoupling ones."""
    cut, joined = int(frame["decoupling"].sum()), int(frame["recoupling"].sum())
    if not cut and not joined:
        return "Only acts without a clear direction"
    if not joined:
        return f"{count_of(cut, 'act')} of decoupling, none of recoupling"
    if not cut:
        return f"{count_of(joined, 'act')} of recoupling, none of decoupling"
    if cut >= joined * 1.5:
        return f"Decoupling acts outnumber recoupling ones {_ratio(cut / joined)} to one"
    if joined >= cut * 1.5:
        return f"Recoupling acts outnumber decoupling ones {_ratio(joined / cut)} to one"
    return f"{count_of(cut, 'decoupling act')} against {count_of(joined, 'recoupling act')}"


def _ratio(ratio: float) -> str:
    words = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    nearest = round(ratio)
    if abs(ratio - nearest) <= 0.15 and 2 <= nearest <= 12:
        return words[nearest - 2]
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"


def note_pace(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """What is counted and what is left out."""
    counted = int(frame[["decoupling", "recoupling"]].to_numpy().sum())
    parts = [f"{count_of(counted, 'event')} drawn, each once."]
    if neutral := int(frame["neutral"].sum()):
        parts.append(f"{neutral:,} neutral {'act is' if neutral == 1 else 'acts are'} in the table only.")
    undated = selection.counts.without_month
    if undated and options["step"] != "year":
        parts.append(f"{undated:,} dated only to the year {is_are(undated)} left out.")
    if options[BAND.key] == "on":
        parts.append(BAND_NOTE)
    return " ".join(parts)


PACE = ChartSpec(
    id="pace",
    frame=build_frame,
    draw=draw_pace,
    title=describe_pace,
    subtitle=lambda options: f"Acts a {options['step']}, by direction",
    note=note_pace,
    columns={"period": "Period", "decoupling": "Decoupling", "recoupling": "Recoupling", "neutral": "Neutral"},
    dimensions=("period", "direction"),
    options=(STEP, BAND),
    office=OfficeChart("columns", "period", series=("decoupling", "recoupling")),
)
