"""Owns the chart that sets the pace of parts side by side: one panel a part, time on one axis, one scale."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.compare import GIVEN, note_parts, panel_axis, parts_behind, with_names
from decoupling.charts.coverage_strip import BAND, BAND_NOTE, Stretch, add_coverage_band
from decoupling.charts.look import Look, direction_key, new_figure, note_at, plain_text
from decoupling.charts.spec import ChartSpec, OfficeChart, Options, Selection, is_are
from decoupling.compare import Comparison, count_in_parts, count_quarters, label_parts, read_comparison, without_quarter
from decoupling.dates import MONTHS_A_QUARTER, month_number

PANEL_HEIGHT = 92


def _pace_frame(selection: Selection, options: Options) -> pd.DataFrame:
    return with_names(count_quarters(read_comparison(options, selection), selection), selection, options)


def _draw_pace(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    comparison = read_comparison(options, selection)
    labels = label_parts(comparison, selection)
    fig = new_figure(look, height=len(labels) * PANEL_HEIGHT + 60, left=34, top=28, bottom=30)
    vocabulary = selection.dataset.taxonomy.directions
    highest, lowest = int(frame["decoupling"].max()), int(frame["recoupling"].max())
    steps = int(frame["step"].max()) + 1
    axes: dict[str, Any] = {}
    notes = []
    height = 1 / len(labels)
    for i, (part, label) in enumerate(labels.items()):
        axis = "" if i == 0 else str(i + 1)
        of_part = frame[frame["part"] == part]
        for direction, sign in (("decoupling", 1), ("recoupling", -1)):
            fig.add_bar(
                x=of_part["step"],
                y=of_part[direction] * sign,
                xaxis="x",
                yaxis=f"y{axis}",
                customdata=[[part, period, direction] for period in of_part["period"]],
                text=[f"{count:,}" for count in of_part[direction]],
                textposition="none",
                hovertemplate=(
                    f"%{{customdata[1]}}<br>{selection.label('direction', direction)}: %{{text}}<extra></extra>"
                ),
                marker={"color": look.colour(vocabulary, direction), "line": {"width": 0}},
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 0.35}},
            )
        top = 1 - i * height
        axes[f"yaxis{axis}"] = panel_axis(
            look,
            domain=[top - height + 0.015, top - 0.07],
            range=[-lowest - 0.4, highest + 0.4],
            nticks=4,
            showgrid=True,
            gridcolor=look.grid,
            zeroline=True,
            zerolinecolor=look.muted,
            anchor="x",
            tickformat=",d",
            labelalias={f"−{n}": f"{n}" for n in range(1, lowest + 1)},
        )
        place: dict[str, Any] = {"xref": "paper", "yref": f"y{axis} domain", "xanchor": "left", "yanchor": "bottom"}
        notes.append(note_at(look, f"<b>{plain_text(label)}</b>", x=0, y=1, colour=look.ink, **place))
    tickvals, ticktext = _step_ticks(frame, comparison, steps)
    axes["xaxis"] = panel_axis(
        look, range=[-0.6, steps - 0.4], tickvals=tickvals, ticktext=ticktext, anchor="free", position=0
    )
    notes.append(direction_key(vocabulary, ("decoupling", "recoupling"), look, x=1, xanchor="right", yshift=6))
    fig.update_layout(axes, barmode="overlay", bargap=0.12, annotations=notes)
    add_coverage_band(fig, selection, look, _stretches(frame, comparison, selection), options)
    return fig


def _stretches(frame: pd.DataFrame, comparison: Comparison, selection: Selection) -> list[Stretch]:
    """What the coverage band tells of: each period for itself, as each has its own years on the axis, else the time of
    all parts; the sectors compared, those of the filter, or those in which the parts have acts."""
    held = count_in_parts(comparison, selection, "sector")
    wanted = comparison.parts if comparison.by == "sector" else selection.chosen.sectors
    wanted = wanted or selection.dataset.taxonomy.sectors.codes
    parts = frame.groupby("part", sort=False) if comparison.by == "period" else [("", frame)]
    labels = label_parts(comparison, selection)
    stretches = []
    for part, rows in parts:
        acting = set(held.loc[held["part"] == part, "sector"] if part else held["sector"])
        quarters = pd.PeriodIndex(rows["period"], freq="Q")
        end = min(quarters.max().end_time.date(), selection.snapshot.released)
        span = (quarters.min().start_time, pd.Timestamp(end))
        origin = month_number(f"{span[0]:%Y-%m}") - MONTHS_A_QUARTER * int(rows["step"].min())
        sectors = [code for code in wanted if code in acting]
        stretches.append(Stretch(span, sectors, labels[str(part)] if part else "", origin))
    return stretches


def _step_ticks(frame: pd.DataFrame, comparison: Comparison, steps: int) -> tuple[list[int], list[str]]:
    if comparison.by == "period":
        spacing = 1 if steps <= 8 else 4
        return list(range(0, steps, spacing)), [f"quarter {step + 1}" for step in range(0, steps, spacing)]
    first = frame.drop_duplicates("step")
    starts = first[first["period"].str.endswith("Q1")]
    return starts["step"].tolist(), [period[:4] for period in starts["period"]]


def _pace_title(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    labels = label_parts(read_comparison(options, selection), selection, in_sentence=True)
    total = frame.assign(acts=frame[["decoupling", "recoupling", "neutral"]].sum(axis=1))
    words = []
    for part, label in labels.items():
        of_part = total[total["part"] == part]
        if of_part["acts"].sum():
            peak = of_part.loc[of_part["acts"].idxmax()]
            year, quarter = peak["period"].split("-")
            words.append(f"{label} in {quarter} {year} ({int(peak['acts']):,})")
    return f"Busiest quarter: {', '.join(words)}" if words else "No act with a known month"


def _pace_note(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    words = [note_parts(frame, selection, options), "One scale for all panels."]
    if neutral := int(frame["neutral"].sum()):
        words.append(f"{neutral:,} neutral {'act is' if neutral == 1 else 'acts are'} in the table only.")
    undated = without_quarter(read_comparison(options, selection), selection)
    if undated:
        words.append(f"{undated:,} dated only to the year {is_are(undated)} left out.")
    if options[BAND.key] == "on":
        words.append(BAND_NOTE)
    return " ".join(words)


COMPARE_PACE = ChartSpec(
    id="compare-pace",
    frame=_pace_frame,
    draw=_draw_pace,
    title=_pace_title,
    subtitle=lambda options: "Acts a quarter, by direction",
    note=_pace_note,
    columns={
        "name": "Part",
        "period": "Quarter",
        "decoupling": "Decoupling",
        "recoupling": "Recoupling",
        "neutral": "Neutral",
    },
    dimensions=("part", "period", "direction"),
    options=(BAND,),
    given=GIVEN,
    behind=parts_behind,
    office=OfficeChart("columns", "period", series=("decoupling", "recoupling"), panel="name"),
)
