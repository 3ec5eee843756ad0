"""Owns the charts that set shares of parts side by side: one panel or bar a part, all on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from decoupling.aggregate import Positions, events_behind
from decoupling.charts.bars import DIRECTIONS
from decoupling.charts.look import FONT_SIZE, Look, direction_key, new_figure, note_at, plain_text, text_width
from decoupling.charts.spec import ChartSpec, OfficeChart, Options, Selection, count_of, lower_first
from decoupling.compare import count_in_parts, find_part, find_parts, label_parts, read_comparison, unite

GIVEN = ("by", "parts")
MAX_ROWS = 14
ROW_HEIGHT, PANEL_GAP = 25, 0.045


def parts_behind(selection: Selection, options: Options, mark: Mapping[str, str]) -> Positions:
    """The events behind a mark; the dimension `part` names a part."""
    positions = find_part(read_comparison(options, selection), mark["part"], selection)
    return events_behind(selection.snapshot, positions, {name: code for name, code in mark.items() if name != "part"})


def panel_axis(look: Look, **more: Any) -> dict[str, Any]:
    """What the axes of all panels have in common, and more."""
    font = {"color": look.muted, "size": FONT_SIZE - 2}
    return {"fixedrange": True, "zeroline": False, "showgrid": False, "ticks": "", "tickfont": font, **more}


def _title_of_panel(look: Look, text: str, axis: str, **more: Any) -> dict[str, Any]:
    place: dict[str, Any] = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "xanchor": "left"}
    place["yanchor"] = "bottom"
    return note_at(look, f"<b>{plain_text(text)}</b>", x=0, y=1, colour=look.ink, **place, **more)


# --- shares of each part: kinds of act, countries ------------------------------------------------


def _share_frame(dimension: str, selection: Selection, options: Options) -> pd.DataFrame:
    frame = count_in_parts(read_comparison(options, selection), selection, dimension)
    weights = frame.groupby(dimension, sort=False)["share"].max().sort_values(ascending=False, kind="stable")
    rank = {code: i for i, code in enumerate(weights.index[:MAX_ROWS])}
    frame = frame[frame[dimension].isin(rank)]
    order = frame[dimension].map(rank)
    return (
        with_names(frame.assign(rank=order), selection, options)
        .sort_values("rank", kind="stable")
        .drop(columns="rank")
        .reset_index(drop=True)
    )


def with_names(frame: pd.DataFrame, selection: Selection, options: Options) -> pd.DataFrame:
    """The frame with a column `name`, the label of each part."""
    return frame.assign(name=frame["part"].map(label_parts(read_comparison(options, selection), selection)))


def _draw_shares(frame: pd.DataFrame, selection: Selection, look: Look, options: Options, dimension: str) -> go.Figure:
    comparison = read_comparison(options, selection)
    labels = label_parts(comparison, selection)
    rows = {code: i for i, code in enumerate(dict.fromkeys(frame[dimension]))}
    names = [plain_text(selection.label(dimension, code)) for code in rows]
    left = text_width(names) + 8
    fig = new_figure(look, height=len(rows) * ROW_HEIGHT + 74, left=left, top=54, bottom=20)
    highest = float(frame["share"].max()) * 1.3
    width = 1 / len(labels)
    axes: dict[str, Any] = {}
    notes = []
    for i, (part, label) in enumerate(labels.items()):
        axis = "" if i == 0 else str(i + 1)
        of_part = frame[frame["part"] == part]
        notes.append(_title_of_panel(look, label, axis))
        _add_share_panel(fig, of_part, axis, rows, dimension, selection, look)
        domain = [i * width, (i + 1) * width - (PANEL_GAP if i + 1 < len(labels) else 0)]
        axes[f"xaxis{axis}"] = panel_axis(
            look,
            domain=domain,
            range=[0, highest],
            anchor=f"y{axis}",
            tickformat=".0%",
            nticks=4,
            showgrid=True,
            gridcolor=look.grid,
        )
        axes[f"yaxis{axis}"] = panel_axis(
            look,
            anchor=f"x{axis}",
            range=[len(rows) - 0.4, -0.6],
            tickvals=list(rows.values()),
            ticktext=names,
            showticklabels=i == 0,
        )
    axes["yaxis"]["tickfont"] = {"color": look.ink, "size": FONT_SIZE - 0.5}
    vocabulary = selection.dataset.taxonomy.directions
    drawn = [direction for direction in DIRECTIONS if frame[direction].sum()]
    notes.append(direction_key(vocabulary, drawn, look, yshift=26, xshift=-left))
    fig.update_layout(axes, barmode="stack", bargap=0.28, annotations=notes)
    return fig


def _add_share_panel(
    fig: go.Figure,
    of_part: pd.DataFrame,
    axis: str,
    rows: Mapping[str, int],
    dimension: str,
    selection: Selection,
    look: Look,
) -> None:
    y = [rows[code] for code in of_part[dimension]]
    vocabulary = selection.dataset.taxonomy.directions
    for direction in DIRECTIONS:
        fig.add_bar(
            orientation="h",
            x=of_part[direction] / of_part["acts"],
            y=y,
            xaxis=f"x{axis}",
            yaxis=f"y{axis}",
            customdata=[
                [part, code, direction] for part, code in zip(of_part["part"], of_part[dimension], strict=True)
            ],
            text=[count_of(int(count), "act") for count in of_part[direction]],
            textposition="none",
            hovertext=[plain_text(selection.label(dimension, code)) for code in of_part[dimension]],
            hovertemplate=(
                f"%{{hovertext}}<br>{selection.label('direction', direction)}: %{{text}}, %{{x:.0%}} of the part"
                "<extra></extra>"
            ),
            marker={"color": look.colour(vocabulary, direction), "line": {"color": look.paper, "width": 1}},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.35}},
        )
    fig.add_scatter(
        x=of_part["share"],
        y=y,
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        mode="text",
        text=[f" {share:.0%}" if share >= 0.01 else " <1%" for share in of_part["share"]],
        textposition="middle right",
        textfont={"color": look.ink, "size": FONT_SIZE - 2},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _share_title(frame: pd.DataFrame, selection: Selection, options: Options, dimension: str) -> str:
    comparison = read_comparison(options, selection)
    labels = label_parts(comparison, selection, in_sentence=True)
    shares = frame.pivot_table(index=dimension, columns="part", values="share", fill_value=0).reindex(
        columns=list(labels), fill_value=0
    )
    code = (shares.max(axis=1) - shares.min(axis=1)).idxmax()
    words = [f"{shares.loc[code, part]:.0%} in {label}" for part, label in labels.items()]
    name = selection.label(dimension, code)
    return f"Furthest apart on {name if dimension == 'country' else lower_first(name)}: {', '.join(words)}"


def note_parts(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """How many events each part holds, and how many they are together."""
    comparison = read_comparison(options, selection)
    found = find_parts(comparison, selection)
    labels = label_parts(comparison, selection)
    counts = ", ".join(f"{labels[part]} {count_of(len(positions), 'event')}" for part, positions in found.items())
    together = len(unite(found))
    words = [f"{counts}."]
    if sum(map(len, found.values())) > together:
        words.append(f"Some stand in more than one part; together they are {together:,} distinct events.")
    return " ".join(words)


def _share_note(frame: pd.DataFrame, selection: Selection, options: Options, dimension: str) -> str:
    words = [note_parts(frame, selection, options), "Shares are of the acts of each part, on one scale."]
    if dimension == "country":
        words.append("An act in several countries counts in each; acts of no known place are in the whole.")
    everything = count_in_parts(read_comparison(options, selection), selection, dimension)[dimension].nunique()
    if everything > MAX_ROWS:
        words.append(f"The {MAX_ROWS} largest of {everything} are drawn.")
    return " ".join(words)


def _share_spec(chart_id: str, dimension: str, heading: str, subtitle: str) -> ChartSpec:
    return ChartSpec(
        id=chart_id,
        frame=lambda selection, options: _share_frame(dimension, selection, options),
        draw=lambda frame, selection, look, options: _draw_shares(frame, selection, look, options, dimension),
        title=lambda frame, selection, options: _share_title(frame, selection, options, dimension),
        subtitle=lambda options: subtitle,
        note=lambda frame, selection, options: _share_note(frame, selection, options, dimension),
        columns={
            "name": "Part",
            dimension: heading,
            "events": "Events",
            "share": "Share",
            "decoupling": "Decoupling",
            "neutral": "Neutral",
            "recoupling": "Recoupling",
        },
        coded={dimension: dimension},
        dimensions=("part", dimension, "direction"),
        given=GIVEN,
        behind=parts_behind,
        least_width=760,
        office=OfficeChart("groups", dimension, split="name", value="share", number_form="0%"),
    )


# --- direction: one bar a part -------------------------------------------------------------------


def _direction_frame(selection: Selection, options: Options) -> pd.DataFrame:
    frame = count_in_parts(read_comparison(options, selection), selection, "direction")
    return with_names(frame[["part", "direction", "events", "acts", "share"]], selection, options)


def _draw_directions(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    labels = label_parts(read_comparison(options, selection), selection)
    rows = {part: i for i, part in enumerate(labels)}
    names = [plain_text(label) for label in labels.values()]
    left = text_width(names) + 8
    fig = new_figure(look, height=len(rows) * 34 + 52, left=left, top=28, bottom=24)
    vocabulary = selection.dataset.taxonomy.directions
    for direction in DIRECTIONS:
        part = frame[frame["direction"] == direction]
        fig.add_bar(
            orientation="h",
            x=part["share"],
            y=[rows[code] for code in part["part"]],
            customdata=[[code, direction] for code in part["part"]],
            text=[count_of(int(count), "act") for count in part["events"]],
            textposition="none",
            hovertemplate=f"{selection.label('direction', direction)}: %{{text}}, %{{x:.0%}}<extra></extra>",
            marker={"color": look.colour(vocabulary, direction), "line": {"color": look.paper, "width": 1}},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.35}},
        )
    fig.update_layout(barmode="stack", bargap=0.3)
    fig.update_xaxes(range=[0, 1], tickformat=".0%", nticks=6)
    fig.update_yaxes(
        range=[len(rows) - 0.4, -0.6],
        tickvals=list(rows.values()),
        ticktext=names,
        ticks="",
        tickfont={"color": look.ink, "size": FONT_SIZE - 0.5},
    )
    drawn = [direction for direction in DIRECTIONS if direction in set(frame["direction"])]
    fig.update_layout(annotations=[direction_key(vocabulary, drawn, look, yshift=2, xshift=-left)])
    return fig


def _direction_title(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    labels = label_parts(read_comparison(options, selection), selection, in_sentence=True)
    cut = frame[frame["direction"] == "decoupling"].set_index("part")["share"]
    words = [f"{cut.get(part, 0):.0%} in {label}" for part, label in labels.items()]
    return f"Decoupling is {', '.join(words)}"


COMPARE_DIRECTIONS = ChartSpec(
    id="compare-directions",
    frame=_direction_frame,
    draw=_draw_directions,
    title=_direction_title,
    subtitle=lambda options: "Direction of the acts of each part",
    note=lambda frame, selection, options: (
        f"{note_parts(frame, selection, options)} Shares are of all acts of the part."
    ),
    columns={"name": "Part", "direction": "Direction", "events": "Events", "share": "Share"},
    coded={"direction": "direction"},
    dimensions=("part", "direction"),
    given=GIVEN,
    behind=parts_behind,
    office=OfficeChart("shares", "name", split="direction"),
)
COMPARE_ACTIONS = _share_spec(
    "compare-acts", "action", "Kind of act", "Mix of acts: share of each part’s acts, by kind"
)
COMPARE_COUNTRIES = _share_spec(
    "compare-places", "country", "Country", "Where the acts happen: share of each part’s acts"
)
