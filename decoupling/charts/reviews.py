"""Owns the chart of review: of the candidates the machine proposed, how many people took, corrected or rejected."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.look import FONT_SIZE, Look, label_ends, new_figure, note_at, readable_on, text_width
from decoupling.charts.spec import ChartOption, ChartSpec, OfficeChart, Options, Selection, count_of

OUTCOMES = {
    "unchanged": "Accepted unchanged",
    "corrected": "Accepted, corrected",
    "attached": "Taken as a further source",
    "rejected": "Rejected",
}
_SHADES = {"unchanged": 5, "corrected": 3, "attached": 2, "rejected": 1}
_BY = {"confidence": "Confidence", "action": "Kind of act"}
_BANDS = ((0.9, "90 to 100% sure"), (0.75, "75 to 90% sure"), (0.6, "60 to 75% sure"), (0.0, "less than 60% sure"))
BAR_HEIGHT = 27


def build_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """Columns group, judged, and one column of counts for each outcome; groups in order, only those that occur.

    All candidates that were judged in this workspace count, whatever the filter.
    """
    actions = selection.dataset.taxonomy.actions
    counts: dict[str, Counter[str]] = {}
    for review in selection.dataset.reviews:
        group = actions.label(review.action) if options["by"] == "action" else _band(review.confidence)
        counts.setdefault(group, Counter())[review.outcome] += 1
    order = sorted(counts) if options["by"] == "action" else [name for _, name in _BANDS if name in counts]
    rows = [
        {"group": group, "judged": counts[group].total()} | {outcome: counts[group][outcome] for outcome in OUTCOMES}
        for group in order
    ]
    return pd.DataFrame(rows, columns=["group", "judged", *OUTCOMES])


def _band(confidence: float) -> str:
    return next(name for least, name in _BANDS if confidence >= least)


def draw_reviews(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Bars of equal length, split by outcome, with the number that was judged at the end."""
    names = list(frame["group"])
    left = text_width(names)
    fig = new_figure(look, height=len(frame) * BAR_HEIGHT + 60, left=left + 8, top=44, bottom=14)
    rows = list(range(len(frame)))
    for outcome, label in OUTCOMES.items():
        share = frame[outcome] / frame["judged"]
        shade = _SHADES[outcome]
        fig.add_bar(
            orientation="h",
            y=rows,
            x=share,
            text=[f"{part:.0%}" if part >= 0.08 else "" for part in share],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": readable_on(look, shade / (len(look.scale) - 1)), "size": FONT_SIZE - 2},
            customdata=[[name, int(count)] for name, count in zip(names, frame[outcome], strict=True)],
            hovertemplate=f"%{{customdata[0]}}<br>{label}: %{{customdata[1]}} (%{{x:.0%}})<extra></extra>",
            marker={"color": look.scale[shade], "line": {"color": look.paper, "width": 1}},
        )
    ends = [f" {judged:,}" for judged in frame["judged"]]
    label_ends(fig, look, [1] * len(rows), rows, ends)
    fig.update_layout(barmode="stack", bargap=0.28, margin_r=text_width(ends) + 8, annotations=[_key(look, left)])
    fig.update_xaxes(visible=False, range=[0, 1])
    fig.update_yaxes(
        range=[len(frame) - 0.4, -0.6], tickvals=rows, ticktext=names, ticks="",
        tickfont={"color": look.ink, "size": FONT_SIZE - 0.5},
    )  # fmt: skip
    return fig


def _key(look: Look, left: int) -> dict[str, object]:
    words = "   ".join(
        f"<span style='color:{look.scale[_SHADES[outcome]]}'>■</span> {label}" for outcome, label in OUTCOMES.items()
    )
    return note_at(
        look, words, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", xshift=-left, yshift=4
    )


def _title(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    judged = int(frame["judged"].sum())
    taken = int(frame["unchanged"].sum() + frame["corrected"].sum() + frame["attached"].sum())
    return f"Of {count_of(judged, 'candidate')} judged, {taken:,} {'was' if taken == 1 else 'were'} taken"


def _note(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    return (
        f"{count_of(int(frame['judged'].sum()), 'candidate')} judged in this workspace, by the decision in force; "
        "skipped and open ones do not count, and the filter does not apply."
    )


REVIEWS = ChartSpec(
    id="reviews",
    frame=build_frame,
    draw=draw_reviews,
    title=_title,
    subtitle=lambda options: f"What people made of what the machine proposed, by {_BY[options['by']].lower()}",
    note=_note,
    columns={"group": "Group", "judged": "Judged", **OUTCOMES},
    options=(ChartOption("by", "Group", _BY),),
    least_width=620,
    office=OfficeChart("shares", "group", series=tuple(OUTCOMES)),
)
