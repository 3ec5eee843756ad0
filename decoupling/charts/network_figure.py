"""Owns how ties are drawn: who acts stands left, who is acted on or hit right, and bands of acts run between them.

Colour and dash of a band say the direction, its strength whether the acts are aimed at the end or hit it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling.charts.look import Look, new_figure, note_at, plain_text, text_width
from decoupling.charts.ribbons import (
    Band,
    Column,
    Course,
    End,
    centre,
    draw_courses,
    fit_scale,
    height_along,
    lay_bands,
    place_ends,
)
from decoupling.charts.spec import Selection, count_of, lower_first
from decoupling.dates import describe_date
from decoupling.network import AFFECTED, ANY, OTHERS, SECTOR, TARGET

DASHES = {"decoupling": ("solid", "━━"), "neutral": ("2px,3px", "┉┉"), "recoupling": ("8px,3px", "╍╍")}
"""How the line of a direction is broken, and the same in a key; in a band, directions lie in this order."""
STRONG, PALE, FAINT = 0.78, 0.38, 0.4
"""Opacity of acts aimed at an end, of acts that hit it, and of the hairlines to others."""
HIGHEST_ACT = 9.0
"""Pixels of one act, at most."""
SIZES = ((24, 20.0, 12.5, 1.45), (70, 16.5, 11.5, 1.3), (10_000, 14.5, 10.5, 1.15))
"""By names in a column, at most: pixels of a name, its font size, and how much room the bands get beside names."""
LEAST_ROOM, MAX_NAME, BAR = 380.0, 26, 7
WIDER = 1.08
"""Names of organisations hold more capitals than other text."""
MARKS = 1_400
"""Points that can be pointed at on all bands together, about."""


@dataclass(frozen=True, slots=True)
class _Side:
    """A column of the chart: which end of ties stands in it, at which share of the width, and under which heading.

    Names stand outside the bands; a column in the middle has none.
    """

    end: str
    x: float
    heading: str

    @property
    def outer(self) -> bool:
        """True at the edge of the chart."""
        return self.x in (0, 1)


def draw_ties(frame: pd.DataFrame, selection: Selection, look: Look) -> go.Figure:
    """Two facing columns: who acts left, who is acted on or hit right. The y axis is in pixels from the top down."""
    where = "In which sector" if SECTOR in set(frame["reach"]) else "On whom"
    sides = (_Side("actor", 0, "Who acts"), _Side("hit", 1, where))
    return _draw(((frame, *sides),), selection, look)


def draw_own_ties(frame: pd.DataFrame, selection: Selection, look: Look, org: str) -> go.Figure:
    """One organisation in the middle: left who acts on it or hits it, right whom it acts on or hits."""
    short = _shorten(selection.label("org", org))
    inward, outward = frame[frame["hit"] == org], frame[frame["actor"] == org]
    if outward.empty or inward.empty:
        return draw_ties(frame, selection, look)
    parts = (
        (inward, _Side("actor", 0, f"Act on or hit {short}"), _Side("hit", 0.5, "")),
        (outward, _Side("actor", 0.5, short), _Side("hit", 1, f"{short} acts on or hits")),
    )
    return _draw(parts, selection, look)


def _draw(parts: Sequence[tuple[pd.DataFrame, _Side, _Side]], selection: Selection, look: Look) -> go.Figure:
    ends = [[_ends(frame, side.end, selection, turned=side.x == 1) for side in sides] for frame, *sides in parts]
    longest = max(len(column) for pair in ends for column in pair)
    row, size, spread = next(rest for most, *rest in SIZES if longest <= most)
    needed = max(place_ends(column, 0, row).height for pair in ends for column in pair)
    room = max(needed * spread, LEAST_ROOM)
    scale = fit_scale([column for pair in ends for column in pair], room, row, HIGHEST_ACT)
    columns = [[place_ends(column, scale, row) for column in pair] for pair in ends]
    height = max(column.height for pair in columns for column in pair)
    if len(parts) > 1:
        columns = [[centre(column, height) for column in pair] for pair in columns]
    margins = [_margin(frame, side, size) for frame, *sides in parts for side in sides if side.outer]
    fig = new_figure(look, height=round(height) + 78, left=margins[0], top=66, bottom=12)
    for (frame, *sides), pair in zip(parts, columns, strict=True):
        _add_bands(fig, frame, sides, pair, scale, selection, look)
    for (frame, *sides), pair, weights in zip(parts, columns, ends, strict=True):
        for side, column, own in zip(sides, pair, weights, strict=True):
            _add_ends(fig, frame, side, column, own, scale, size, selection, look)
    fig.update_layout(margin_r=margins[-1], annotations=[*_keys(parts, margins[0], selection, look)])
    fig.update_xaxes(visible=False, range=[0, 1])
    fig.update_yaxes(visible=False, range=[height, 0])
    return fig


def _shorten(name: str) -> str:
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"


def _margin(frame: pd.DataFrame, side: _Side, size: float) -> int:
    names, acts = frame[f"{side.end}_name"], frame[f"{side.end}_acts"]
    words = [f"{_shorten(name)} {number:,}" for name, number in zip(names, acts, strict=True)]
    return round(max(text_width(words, size=size), text_width([side.heading])) * WIDER) + 14


def _side_of(selection: Selection, code: str) -> str:
    """The side of an organisation or lane; empty for sectors and others."""
    if code in selection.dataset.organisations:
        return selection.dataset.organisations[code].side
    lanes = selection.dataset.taxonomy.lanes
    return lanes[code].side if code in lanes else ""


def _ends(frame: pd.DataFrame, end: str, selection: Selection, *, turned: bool) -> dict[str, End]:
    """Ends of a column in their order: by side, most acts first, others last.

    The sides of the column of those acted on run the other way round, so that bands between two sides lie level.
    """
    dataset = selection.dataset
    sides = list(dataset.taxonomy.sides.codes)
    sides = [sides[0], *sides[2:], sides[1]]
    sides = [*(reversed(sides) if turned else sides), ""]
    drawn = frame["events"].where((frame["actor"] != OTHERS) & (frame["hit"] != OTHERS), 0)
    weights = drawn.groupby(frame[end]).sum()
    rows = [
        (code == OTHERS, sides.index(_side_of(selection, code)), -acts, code)
        for code, acts in frame.drop_duplicates(end)[[end, f"{end}_acts"]].itertuples(index=False)
    ]
    grouped = any(code in dataset.organisations for *_, code in rows) and len(rows) > 1
    found = {}
    for *_, code in sorted(rows):
        side = _side_of(selection, code) if grouped else ""
        found[code] = End(float(weights[code]), dataset.taxonomy.sides.label(side) if side else "")
    return found


def _add_bands(
    fig: go.Figure,
    frame: pd.DataFrame,
    sides: Sequence[_Side],
    columns: Sequence[Column],
    scale: float,
    selection: Selection,
    look: Look,
) -> None:
    begin, end = (side.x for side in sides)
    to_others = (frame["actor"] == OTHERS) | (frame["hit"] == OTHERS)
    hairs, named = frame[to_others], frame[~to_others]
    hair_courses = [
        Course(columns[0].slots[row.actor].middle, columns[1].slots[row.hit].middle) for row in hairs.itertuples()
    ]
    if hair_courses:
        x, y = draw_courses(list(dict.fromkeys(hair_courses)), begin, end)
        line = {"color": look.plain, "width": 1, "simplify": False}
        fig.add_scatter(x=x, y=y, mode="lines", line=line, opacity=FAINT, hoverinfo="skip")
    bands = [Band(row.actor, row.hit, row.events) for row in named.itertuples()]
    courses = lay_bands(bands, columns[0], columns[1], scale)
    for (direction, reach, width), found in _strands(named, courses, scale).items():
        x, y = draw_courses(found, begin, end)
        fig.add_scatter(
            x=x,
            y=y,
            mode="lines",
            hoverinfo="skip",
            opacity=PALE if reach == AFFECTED else STRONG,
            line={
                "color": look.colour(selection.dataset.taxonomy.directions, direction),
                "width": width,
                "dash": DASHES[direction][0],
                "simplify": False,
            },
        )
    _add_marks(fig, pd.concat([hairs, named]), [*hair_courses, *courses], (begin, end), scale, selection, look)


def _strands(
    frame: pd.DataFrame, courses: Sequence[Course], scale: float
) -> dict[tuple[str, str, float], list[Course]]:
    """Each band's acts by direction beside each other, by what their lines have in common; the broadest first."""
    found: dict[tuple[str, str, float], list[Course]] = {}
    for row, course in zip(frame.to_dict("records"), courses, strict=True):
        filled = -row["events"] / 2
        for direction in DASHES:
            if number := int(row[direction]):
                down = (filled + number / 2) * scale
                strand = Course(course.leaves + down, course.arrives + down)
                # Half pixels, so that there are not as many traces as numbers; and a hair of paper beside the next.
                width = max(round(2 * (number * scale - min(0.12 * scale, 1))) / 2, 1.0)
                found.setdefault((direction, row["reach"], width), []).append(strand)
                filled += number
    return dict(sorted(found.items(), key=lambda item: -item[0][2]))


def _add_marks(
    fig: go.Figure,
    frame: pd.DataFrame,
    courses: Sequence[Course],
    span: tuple[float, float],
    scale: float,
    selection: Selection,
    look: Look,
) -> None:
    """Lines can neither be pointed at nor selected along their way; marks on them that are not seen can."""
    each = int(np.clip(MARKS // max(len(frame), 1), 1, 7))
    x, y, rows, sizes = [], [], [], []
    for row, course in zip(frame.itertuples(), courses, strict=True):
        # Two ways of reaching the others lie on one hairline.
        apart = 0.25 / each if row.reach == AFFECTED else 0
        share = (np.arange(each) + 0.5) / each * 0.8 + 0.1 + apart
        x += (span[0] + (span[1] - span[0]) * share).round(4).tolist()
        y += height_along(course, share).round(2).tolist()
        rows += [row] * each
        thick = 1 if OTHERS in (row.actor, row.hit) else row.events * scale
        sizes += [round(float(np.clip(thick, 7, 26)), 1)] * each
    fig.add_scatter(
        x=x,
        y=y,
        mode="markers",
        customdata=[[row.actor, row.hit, row.reach] for row in rows],
        text=[count_of(row.events, "act") for row in rows],
        hovertext=[_tell(row, selection) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"size": sizes, "opacity": 0, "color": look.plain},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )


def _tell(row: Any, selection: Selection) -> str:
    """What a tie tells when it is pointed at."""
    directions = [
        f"{number:,} {lower_first(selection.label('direction', code))}"
        for code in DASHES
        if (number := int(getattr(row, code)))
    ]
    first, last = describe_date(row.first), describe_date(row.last)
    words = [
        f"<b>{plain_text(row.actor_name)} → {plain_text(row.hit_name)}</b>",
        f"{count_of(row.events, 'act')}, {lower_first(row.how)}: {', '.join(directions)}",
        first if first == last else f"{first} to {last}",
    ]
    return "<br>".join(words)


def _add_ends(
    fig: go.Figure,
    frame: pd.DataFrame,
    side: _Side,
    column: Column,
    ends: Mapping[str, End],
    scale: float,
    size: float,
    selection: Selection,
    look: Look,
) -> None:
    """Bars in the colours of sides, the marks on them, and names with the acts of each end."""
    colours = {code: _colour(selection, look, code) for code in ends}
    for colour in dict.fromkeys(colours.values()):
        y: list[float | None] = []
        for code, slot in column.slots.items():
            if colours[code] == colour:
                length = max(ends[code].weight * scale, 3)
                top = slot.top if ends[code].weight else slot.middle - 1.5
                y += [top, top + length, None]
        line = {"color": colour, "width": BAR}
        fig.add_scatter(x=[side.x] * len(y), y=y, mode="lines", line=line, hoverinfo="skip", cliponaxis=False)
    if side.outer:
        named = frame.drop_duplicates(side.end).set_index(side.end)
        names, acts = named[f"{side.end}_name"].to_dict(), named[f"{side.end}_acts"].to_dict()
        _mark_ends(fig, side, column, names, acts, look)
        _name_ends(fig, side, column, names, acts, size, look)


def _mark_ends(
    fig: go.Figure, side: _Side, column: Column, names: Mapping[str, str], acts: Mapping[str, int], look: Look
) -> None:
    does = "acts on or hits others" if side.end == "actor" else "is acted on or hit"
    fig.add_scatter(
        x=[side.x] * len(column.slots),
        y=[slot.middle for slot in column.slots.values()],
        mode="markers",
        customdata=[[code, ANY, ANY] if side.end == "actor" else [ANY, code, ANY] for code in column.slots],
        text=[count_of(acts[code], "act") for code in column.slots],
        hovertext=[
            f"<b>{plain_text(names[code])}</b><br>{does} in {count_of(acts[code], 'act')}" for code in column.slots
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"size": 12, "opacity": 0, "color": look.plain},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        cliponaxis=False,
    )


def _name_ends(
    fig: go.Figure,
    side: _Side,
    column: Column,
    names: Mapping[str, str],
    acts: Mapping[str, int],
    size: float,
    look: Look,
) -> None:
    left = side.x == 0
    before, after = ("", "\u00a0\u00a0") if left else ("\u00a0\u00a0", "")

    def add(at: Sequence[float], texts: Sequence[str], colour: str, text_size: float) -> None:
        fig.add_scatter(
            x=[side.x] * len(at),
            y=at,
            mode="text",
            text=[f"{before}{text}{after}" for text in texts],
            textposition="middle left" if left else "middle right",
            textfont={"color": colour, "size": text_size},
            hoverinfo="skip",
            cliponaxis=False,
        )

    words = [
        f"{plain_text(_shorten(names[code]))} <span style='color:{look.muted}'>{acts[code]:,}</span>"
        for code in column.slots
    ]
    add([slot.middle for slot in column.slots.values()], words, look.ink, size)
    if column.headings:
        groups, middles = zip(*column.headings, strict=True)
        add(middles, [f"<b>{plain_text(group)}</b>" for group in groups], look.muted, size - 1)


def _colour(selection: Selection, look: Look, code: str) -> str:
    side = _side_of(selection, code)
    return look.colour(selection.dataset.taxonomy.sides, side) if side else look.plain


def _keys(
    parts: Sequence[tuple[pd.DataFrame, _Side, _Side]], left: int, selection: Selection, look: Look
) -> Iterable[dict[str, Any]]:
    """Directions as they are drawn, strong and pale, and the headings of the columns."""
    frame = pd.concat([part[0] for part in parts])
    directions = selection.dataset.taxonomy.directions
    words = [
        f"<span style='color:{look.colour(directions, code)}'>{dash} <b>{plain_text(directions.label(code))}</b></span>"
        for code, (_, dash) in DASHES.items()
        if frame[code].sum()
    ]
    strength = {TARGET: "strong: aimed at", AFFECTED: "pale: hit, not aimed at"}
    words.append(" · ".join(text for reach, text in strength.items() if reach in set(frame["reach"])))
    place: dict[str, Any] = {"y": 1, "xref": "paper", "yref": "paper", "yanchor": "bottom"}
    yield note_at(look, "   ".join(words), x=0, xanchor="left", xshift=-left, yshift=42, **place)
    for _, *sides in parts:
        for side in sides:
            if side.heading:
                anchor = {0: "right", 0.5: "center", 1: "left"}[side.x]
                text = f"<b>{plain_text(side.heading)}</b>"
                yield note_at(look, text, x=side.x, xanchor=anchor, yshift=12, colour=look.ink, **place)
