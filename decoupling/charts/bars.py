"""Owns ranked bars split by direction: sectors, kinds of act, organisations, instruments."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.look import FONT_SIZE, Look, direction_key, label_ends, new_figure, plain_text, text_width
from decoupling.charts.spec import (
    ChartSpec,
    OfficeChart,
    Options,
    Selection,
    count_of,
    multi_sector_note,
    name_leaders,
)

DIRECTIONS = ("decoupling", "neutral", "recoupling")
BAR_HEIGHT = 25
MAX_NAME = 34
MAX_BARS = 12
MAX_ACTIONS = 16


def draw_ranked_bars(
    frame: pd.DataFrame, selection: Selection, look: Look, *, member: str, names: list[str]
) -> go.Figure:
    """Stacked horizontal bars, longest on top, each with its total at the end.

    `frame` has a column `member` with codes, one column a direction, and `events`; `names` label its rows.
    """
    shown = [name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…" for name in names]
    left = text_width(shown)
    names, shown = [plain_text(name) for name in names], [plain_text(name) for name in shown]
    fig = new_figure(look, height=len(frame) * BAR_HEIGHT + 44, left=left + 8, top=28, bottom=14)
    vocabulary = selection.dataset.taxonomy.directions
    rows = list(range(len(frame)))
    for direction in DIRECTIONS:
        fig.add_bar(
            orientation="h",
            y=rows,
            x=frame[direction],
            customdata=[[code, direction] for code in frame[member]],
            text=names,
            textposition="none",
            hovertemplate=f"%{{text}}<br>{selection.label('direction', direction)}: %{{x}}<extra></extra>",
            marker={"color": look.colour(vocabulary, direction), "line": {"color": look.paper, "width": 1}},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.35}},
        )
    label_ends(fig, look, frame["events"], rows, (f" {total:,}" for total in frame["events"]))
    longest = int(frame["events"].max())
    fig.update_layout(barmode="stack", bargap=0.28, margin_r=text_width([f"{longest:,}"]))
    fig.update_xaxes(visible=False, range=[0, longest])
    fig.update_yaxes(
        range=[len(frame) - 0.4, -0.6],
        tickvals=rows,
        ticktext=shown,
        tickfont={"color": look.ink, "size": FONT_SIZE - 0.5},
        ticks="",
    )
    drawn = [direction for direction in DIRECTIONS if frame[direction].sum()]
    fig.update_layout(annotations=[direction_key(vocabulary, drawn, look, yshift=2, xshift=-left)])
    return fig


def _bars_spec(
    chart_id: str,
    member: str,
    heading: str,
    subtitle: str,
    frame: Callable[[Selection], pd.DataFrame],
    title: Callable[[pd.DataFrame, Selection], str],
    note: Callable[[pd.DataFrame, Selection], str],
    name: Callable[[Selection, str], str] | None = None,
) -> ChartSpec:
    def draw(data: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
        label = name or (lambda chosen, code: chosen.label(member, code))
        names = [label(selection, code) for code in data[member]]
        return draw_ranked_bars(data, selection, look, member=member, names=names)

    return ChartSpec(
        id=chart_id,
        frame=lambda selection, options: frame(selection),
        draw=draw,
        title=lambda data, selection, options: title(data, selection),
        subtitle=lambda options: subtitle,
        note=lambda data, selection, options: note(data, selection),
        columns={
            member: heading,
            "events": "Events",
            "decoupling": "Decoupling",
            "neutral": "Neutral",
            "recoupling": "Recoupling",
        },
        coded={member: member},
        dimensions=(member, "direction"),
        office=OfficeChart("bars", member, series=DIRECTIONS),
    )


def _rank(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("events", ascending=False, kind="stable").reset_index(drop=True)


def _sector_title(frame: pd.DataFrame, selection: Selection) -> str:
    names = [selection.dataset.taxonomy.sectors.short(code) for code in frame["sector"]]
    if len(frame) == 1:
        return f"{names[0]}: {count_of(int(frame['events'][0]), 'act')}"
    leaders, each = name_leaders(names, frame["events"], "sectors")
    return f"{leaders} in {frame['events'][0] / selection.counts.events:.0%} of acts{each}"


def _action_title(frame: pd.DataFrame, selection: Selection) -> str:
    names = [selection.label("action", code).lower() for code in frame["action"]]
    if len(frame) == 1:
        return f"One kind of act: {names[0]}"
    leaders, each = name_leaders(names, frame["events"], "kinds of act")
    return f"Most often {leaders}, {count_of(int(frame['events'][0]), 'act')}{each}"


def _action_note(frame: pd.DataFrame, selection: Selection) -> str:
    kinds = len(selection.counts.actions)
    shown = f"The {MAX_ACTIONS} most common of {kinds} kinds of act. " if kinds > MAX_ACTIONS else ""
    return shown + _each_once(frame, selection)


def _org_frame(selection: Selection) -> pd.DataFrame:
    return selection.counts.organisations.head(MAX_BARS).drop(columns="by_year").reset_index(drop=True)


def _org_title(frame: pd.DataFrame, selection: Selection) -> str:
    return _say_org_leaders(frame, selection, selection.counts.organisations)


def _counterparty_title(frame: pd.DataFrame, selection: Selection) -> str:
    return _say_org_leaders(frame, selection, _counterparties(selection))


def _say_org_leaders(frame: pd.DataFrame, selection: Selection, everybody: pd.DataFrame) -> str:
    # More may share the highest count than are drawn.
    names = [selection.label("org", code) for code in everybody["org"]]
    leaders, each = name_leaders(names, everybody["events"], "organisations")
    return f"{leaders} in {count_of(int(frame['events'][0]), 'act')}{each}"


def _org_note(frame: pd.DataFrame, selection: Selection) -> str:
    total = len(selection.counts.organisations)
    shown = f"The {len(frame)} most active of {total:,} organisations. " if total > len(frame) else ""
    return f"{shown}An act counts once for each organisation in it, whatever its role."


def _counterparties(selection: Selection) -> pd.DataFrame:
    everybody = selection.counts.organisations
    return everybody[~everybody["org"].isin(selection.chosen.orgs)]


def _counterparty_frame(selection: Selection) -> pd.DataFrame:
    return _counterparties(selection).head(MAX_BARS).drop(columns="by_year").reset_index(drop=True)


def _instrument_title(frame: pd.DataFrame, selection: Selection) -> str:
    used = selection.counts.instruments
    leaders, each = name_leaders(used["instrument"], used["events"], "instruments")
    return f"{leaders}: used in {count_of(int(frame['events'][0]), 'act')}{each}"


def _instrument_note(frame: pd.DataFrame, selection: Selection) -> str:
    without = selection.counts.events - int(selection.counts.instruments["events"].sum())
    shown = f"The {MAX_BARS} most used. " if len(selection.counts.instruments) > MAX_BARS else ""
    return f"{shown}{count_of(without, 'event')} {'names' if without == 1 else 'name'} no legal instrument."


def _verification_title(frame: pd.DataFrame, selection: Selection) -> str:
    firm = frame.loc[frame["verification"].isin(["official", "corroborated"]), "events"].sum()
    return f"{firm / selection.counts.events:.0%} of events rest on an official text or on two independent publishers"


def _each_once(frame: pd.DataFrame, selection: Selection) -> str:
    return f"{count_of(int(frame['events'].sum()), 'event')}, each once."


SECTOR_RANKING = _bars_spec(
    "sector-ranking",
    "sector",
    "Sector",
    "Acts by sector and direction",
    lambda selection: _rank(selection.counts.sector_directions),
    _sector_title,
    lambda frame, selection: multi_sector_note(selection, int(frame["events"].sum())),
    name=lambda selection, code: selection.dataset.taxonomy.sectors.short(code),
)
ACTION_RANKING = _bars_spec(
    "action-ranking",
    "action",
    "Kind of act",
    "Acts by kind and direction",
    lambda selection: _rank(selection.counts.actions).head(MAX_ACTIONS),
    _action_title,
    _action_note,
)
ORGANISATION_RANKING = _bars_spec(
    "organisations",
    "org",
    "Organisation",
    "Acts in which an organisation takes part",
    _org_frame,
    _org_title,
    _org_note,
)
COUNTERPARTIES = _bars_spec(
    "counterparties",
    "org",
    "Organisation",
    "Organisations in the same acts",
    _counterparty_frame,
    _counterparty_title,
    lambda frame, selection: "An act counts once for each other organisation in it, whatever its role.",
)
INSTRUMENT_RANKING = _bars_spec(
    "instruments",
    "instrument",
    "Instrument",
    "Acts by legal instrument",
    lambda selection: _rank(selection.counts.instruments).head(MAX_BARS),
    _instrument_title,
    _instrument_note,
)
VERIFICATION_MIX = _bars_spec(
    "verification",
    "verification",
    "Verification",
    "What the records rest on",
    lambda selection: selection.counts.verifications,
    _verification_title,
    _each_once,
)
