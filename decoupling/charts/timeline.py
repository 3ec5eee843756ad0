"""Owns the timeline: acts, or the acts of a month, as marks in swim lanes; colour is direction, shape is government or
company."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.coverage_strip import BAND, BAND_NOTE, Stretch, add_coverage_band, sectors_in_view
from decoupling.charts.look import Look, direction_key, new_figure, note_at, plain_text
from decoupling.charts.milestones import milestone_marks
from decoupling.charts.spec import ChartOption, ChartSpec, Options, Selection, count_of, is_are
from decoupling.dates import describe_date, parse_partial
from decoupling.model import Event

MAX_SVG_MARKS = 2_000
MAX_MARKS = 10_000
MAX_LANES = 24
MARK_SIZE = 11
SMALL_MARK_SIZE = 8
MANY_MARKS = 500
MONTH_SIZES = (3, 16)
LABEL_HEIGHT = 22
LANE_GAP = 12
LABEL_SPAN = 0.4
STACK_DAYS = 24
"""Sizes in pixels; MONTH_SIZES are those of the smallest and the largest mark of a month. A lane's label keeps clear
of the marks in the first LABEL_SPAN of the time span, which is what the longest label takes on a phone."""
LANES = {
    "sector": "Sector",
    "side": "Side",
    "group": "Who acts",
    "action": "Kind of act",
    "org": "Organisation",
    "role": "Role",
}
"""What a lane can stand for; `role` is the role of the one organisation that the filter names."""


SYMBOLS = {"government": "square", "company": "circle"}


def lane_codes(event: Event, lane: str, selection: Selection) -> list[str]:
    """Codes of the lanes an event stands in; `sector` is the main sector, `org` every actor and target."""
    tax = selection.dataset.taxonomy
    match lane:
        case "sector":
            return list(event.sectors[:1])
        case "side":
            return [tax.side_of(event.origin)]
        case "group":
            return [tax.group_of(event.action)]
        case "action":
            return [event.action]
        case "org":
            return [org.id for org in event.orgs if org.role != "affected"]
        case "role":
            return [org.role for org in event.orgs if org.id in selection.chosen.orgs]
    raise ValueError(f"unknown lane {lane!r}; allowed: {', '.join(LANES)}")


def build_frame(selection: Selection, options: Options) -> pd.DataFrame:
    """One row a mark: lane, day, date, event, headline, action, direction, group, precision, events.

    Above MAX_MARKS a mark is the acts of one lane, month and direction, and `event` is empty.
    """
    lane = options["lane"]
    events = [selection.dataset.events[i] for i in selection.counts.positions]
    marks = [(event, code) for event in events if len(event.date) > 4 for code in lane_codes(event, lane, selection)]
    rows = _month_rows(marks, selection) if len(marks) > MAX_MARKS else [_mark_row(*mark, selection) for mark in marks]
    columns = ["lane", "day", "date", "event", "headline", "action", "direction", "group", "precision", "events"]
    return _keep_busiest_lanes(pd.DataFrame(rows, columns=columns))


def _mark_row(event: Event, lane: str, selection: Selection) -> tuple[object, ...]:
    begin, end, known = parse_partial(event.date)
    day = pd.Timestamp(begin + (end - begin) / 2)
    group = selection.dataset.taxonomy.group_of(event.action)
    return (lane, day, event.date, event.id, event.headline, event.action, event.direction, group, known, 1)


def _month_rows(marks: Iterable[tuple[Event, str]], selection: Selection) -> list[tuple[object, ...]]:
    group_of = selection.dataset.taxonomy.group_of
    counted = Counter((code, event.date[:7], event.direction, group_of(event.action)) for event, code in marks)
    return [
        (lane, pd.Timestamp(f"{month}-15"), month, "", "", "", direction, group, "", events)
        for (lane, month, direction, group), events in counted.items()
    ]


def _keep_busiest_lanes(frame: pd.DataFrame) -> pd.DataFrame:
    busiest = frame.groupby("lane", sort=False)["events"].sum()
    busiest = busiest.sort_values(ascending=False, kind="stable").index[:MAX_LANES]
    kept = frame[frame["lane"].isin(busiest)].copy()
    kept["lane"] = pd.Categorical(kept["lane"], categories=list(busiest), ordered=True)
    kept = kept.sort_values(["lane", "day", "event"], kind="stable").reset_index(drop=True)
    return kept.astype({"lane": object})


def stack_offsets(lanes: Iterable[str], days: Iterable[pd.Timestamp], room: Iterable[float]) -> np.ndarray:
    """How high the middle of each mark stands above the line of its lane, so that near ones do not cover each other.

    `room` is the height that each mark takes, in the unit of the answer. The first of a stack stands on the line.
    """
    heights: dict[tuple[str, int], float] = {}
    offsets = []
    for lane, day, height in zip(lanes, days, room, strict=True):
        slot = (lane, day.toordinal() // STACK_DAYS)
        offsets.append(heights[slot] + height / 2 if slot in heights else 0)
        heights[slot] = offsets[-1] + height / 2
    return np.array(offsets, dtype=float)


def _mark_sizes(frame: pd.DataFrame) -> np.ndarray:
    """Pixels across each mark: all acts alike; of marks of a month, areas in proportion to their acts."""
    if frame["event"].iloc[0]:
        return np.full(len(frame), MARK_SIZE if len(frame) <= MANY_MARKS else SMALL_MARK_SIZE)
    events = frame["events"].to_numpy(dtype=float)
    least, most = MONTH_SIZES
    return np.maximum(most * np.sqrt(events / events.max()), least).round(1)


def draw_timeline(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """Lanes from the busiest down, each named above its marks with its count. The y axis is in pixels."""
    span, vocabulary = _span(frame), selection.dataset.taxonomy.directions
    sizes = _mark_sizes(frame)
    heights = stack_offsets(frame["lane"], frame["day"], sizes - 0.5)
    lanes = _place_lanes(frame, heights, span)
    y = frame["lane"].map({code: lane.line for code, lane in lanes.items()}).to_numpy(dtype=float) + heights
    total = max(lane.top for lane in lanes.values())
    fig = new_figure(look, height=round(total) + 106, left=8, top=58, bottom=30)
    _add_marks(fig, frame, y, sizes, selection, look)
    fig.update_xaxes(
        range=span, type="date", tickformat="%Y", dtick="M12", side="bottom", ticks="outside", tickcolor=look.grid
    )
    if (span[1] - span[0]).days < 730:
        fig.update_xaxes(tickformat="%b %Y", dtick="M3")
    fig.update_yaxes(range=[-LANE_GAP - 6, total], visible=False)
    fig.update_layout(selectdirection="h")
    lane_line = {
        "type": "line",
        "x0": span[0],
        "x1": span[1],
        "line": {"color": look.grid, "width": 1},
        "layer": "below",
    }
    lines, labels = milestone_marks(selection, look, span)
    fig.update_layout(
        shapes=[*({**lane_line, "y0": lane.line, "y1": lane.line} for lane in lanes.values()), *lines],
        annotations=[
            direction_key(
                vocabulary, [code for code in vocabulary.codes if code in set(frame["direction"])], look, yshift=36
            ),
            *_lane_labels(frame, lanes, span[0], selection, look, options["lane"]),
            *labels,
        ],
    )
    by_sector = options["lane"] == "sector"
    sectors = list(dict.fromkeys(frame["lane"])) if by_sector else sectors_in_view(selection)
    add_coverage_band(fig, selection, look, [Stretch(span, sectors)], options)
    return fig


class Lane(NamedTuple):
    """Heights in pixels: the line the marks stand on, the foot of the label, the upper edge."""

    line: float
    label: float
    top: float


def _place_lanes(frame: pd.DataFrame, heights: np.ndarray, span: tuple[pd.Timestamp, pd.Timestamp]) -> dict[str, Lane]:
    """A lane for each code, the first on top, each as high as its marks and its label need."""
    stacks = pd.Series(heights).groupby(frame["lane"].to_numpy())
    under_label = (frame["day"] < span[0] + (span[1] - span[0]) * LABEL_SPAN).to_numpy()
    left = pd.Series(heights[under_label]).groupby(frame["lane"].to_numpy()[under_label]).max()
    tallest, lanes, line = stacks.max(), {}, 0.0
    for code in reversed(list(dict.fromkeys(frame["lane"]))):
        label = line + left.get(code, -MARK_SIZE / 2) + MARK_SIZE / 2 + 2
        top = max(label + LABEL_HEIGHT, line + tallest[code] + MARK_SIZE)
        lanes[code] = Lane(line, label, top)
        line = top + LANE_GAP
    return lanes


def _span(frame: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    begin, end = frame["day"].min(), frame["day"].max()
    margin = max((end - begin) * 0.02, pd.Timedelta(days=20))
    return begin - margin, end + margin


def _lane_labels(
    frame: pd.DataFrame, lanes: dict[str, Lane], left: pd.Timestamp, selection: Selection, look: Look, lane: str
) -> list[dict[str, Any]]:
    counts = frame.groupby("lane")["events"].sum()
    return [
        note_at(
            look,
            f"{plain_text(selection.label(lane, code))} <span style='color:{look.muted}'>{counts[code]:,}</span>",
            x=left,
            y=place.label,
            xanchor="left",
            yanchor="bottom",
            colour=look.ink,
            bgcolor=look.paper,
            borderpad=0,
        )
        for code, place in lanes.items()
    ]


def _add_marks(
    fig: go.Figure, frame: pd.DataFrame, y: np.ndarray, sizes: np.ndarray, selection: Selection, look: Look
) -> None:
    vocabulary = selection.dataset.taxonomy.directions
    trace = go.Scatter if len(frame) <= MAX_SVG_MARKS else go.Scattergl
    alike = bool((sizes == sizes[0]).all())  # one size for all is drawn faster than a list of the same
    hollow = frame["precision"] == "month"  # a trace of their own: what all marks of a trace share is drawn faster
    for key, rows in frame.groupby(["direction", "group", hollow], sort=True).indices.items():
        direction, group, is_hollow = cast("tuple[str, str, bool]", key)
        part = frame.iloc[rows]
        colour = look.colour(vocabulary, direction)
        fig.add_trace(
            trace(
                x=part["day"],
                y=y[rows],
                mode="markers",
                customdata=part[["event"]].to_numpy().tolist(),
                text=[_hover(row, selection) for row in part.itertuples()],
                hovertemplate="%{text}<extra></extra>",
                marker={
                    "symbol": SYMBOLS[group] + ("-dot" if direction == "recoupling" else ""),
                    "size": sizes[0].item() if alike else sizes[rows],
                    "opacity": 1,
                    "color": look.paper if is_hollow else colour,
                    "line": {"color": colour, "width": 2} if is_hollow else {"color": look.paper, "width": 1},
                },
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 0.3}},
            )
        )


def _hover(row: Any, selection: Selection) -> str:
    if not row.event:
        return f"{row.date}: {count_of(row.events, 'act')}"
    action = plain_text(selection.label("action", row.action))
    return f"<b>{_wrap(row.headline)}</b><br>{describe_date(row.date)} · {action}"


def _wrap(text: str, width: int = 46) -> str:
    lines = [""]
    for word in plain_text(text).split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def describe_timeline(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """The finding: which lane holds most acts, and since when."""
    counts = frame.groupby("lane")["events"].sum()
    if len(counts) == 1:
        return f"{selection.label(options['lane'], counts.index[0])}: {count_of(int(counts.iloc[0]), 'act')}"
    top = counts.sort_values(ascending=False, kind="stable")
    leader = selection.label(options["lane"], top.index[0])
    if (level := int((top == top.iloc[0]).sum())) > 1:
        others = selection.label(options["lane"], top.index[1]) if level == 2 else f"{level - 1} more"
        return f"{leader} and {others} lead with {count_of(int(top.iloc[0]), 'act')} each"
    dated = selection.counts.events - selection.counts.without_month
    return f"{leader} first, with {top.iloc[0]:,} of {count_of(dated, 'dated act')}"


def note_timeline(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    """How to read the marks, what is counted and what is left out."""
    parts = ["Square: government, circle: company."]
    if (frame["direction"] == "recoupling").any():
        parts.append("Dot inside: recoupling.")
    if (frame["precision"] == "month").any():
        parts.append("Hollow: known only to the month.")
    if len(frame) and not frame["event"].iloc[0]:
        parts.append("A mark is the acts of one month; its area shows their number.")
    drawn = frame.loc[frame["event"] != "", "event"].nunique() or int(frame["events"].sum())
    parts.append(
        f"{count_of(drawn, 'event')} drawn"
        + {
            "sector": ", each in its main sector.",
            "org": ", each with every actor and target.",
        }.get(options["lane"], ".")
    )
    undated = sum(len(selection.dataset.events[i].date) == 4 for i in selection.counts.positions)
    if undated:
        parts.append(f"{undated:,} dated only to the year {is_are(undated)} left out.")
    lanes = frame["lane"].nunique()
    if lanes == MAX_LANES:
        parts.append(f"The {MAX_LANES} busiest lanes are shown.")
    if options[BAND.key] == "on":
        parts.append(BAND_NOTE)
    return " ".join(parts)


def timeline_spec(chart_id: str, lanes: Mapping[str, str]) -> ChartSpec:
    """A timeline whose reader may choose among `lanes` (code to label); a single lane kind leaves no choice."""
    option = ChartOption("lane", "Lanes", lanes)
    return ChartSpec(
        id=chart_id,
        frame=build_frame,
        draw=draw_timeline,
        title=describe_timeline,
        subtitle=lambda options: f"When acts happened; lanes by {LANES[options['lane']].lower()}",
        note=note_timeline,
        columns={
            "lane": "Lane",
            "date": "Date",
            "headline": "Event",
            "action": "Kind of act",
            "direction": "Direction",
            "events": "Events",
            "event": "Id",
        },
        coded={"action": "action", "direction": "direction"},
        lane_dimension="lane",
        dimensions=("event",),
        options=(option, BAND),
        selection_modes=("points", "box"),
    )


TIMELINE = timeline_spec("timeline", {code: LANES[code] for code in ("sector", "side", "group", "action", "org")})
SECTOR_TIMELINE = timeline_spec("sector-timeline", {"action": LANES["action"]})
ORGANISATION_TIMELINE = timeline_spec("organisation-timeline", {"role": LANES["role"]})
