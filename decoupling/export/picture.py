"""Owns the figure that leaves the app: title, filter sentence, note, source and version drawn into it."""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from decoupling.charts.look import CHARACTER_WIDTH, FONT_SIZE, LIGHT, note_at, plain_text

PADDING = 32
TITLE_SIZE = 25
FILE_SANS = "Arial, Helvetica, sans-serif"
FILE_SERIF = "Georgia, 'Times New Roman', serif"
"""Fonts that a picture finds wherever it is opened; a web font would be measured here and missing there."""
LINE = 1.32
PICTURE_FORMS = {"png": "PNG", "svg": "SVG", "jpeg": "JPEG", "webp": "WEBP"}
PICTURE_SCALE = 2
"""Pixels of a bitmap for each pixel of the layout."""


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Width and least height of a picture in layout pixels."""

    label: str
    width: int
    height: int


SIZES = {
    "slide": PictureSize("Slide 16:9", 960, 540),
    "column": PictureSize("Report column", 720, 540),
    "square": PictureSize("Square", 720, 720),
}


def compose_picture(
    figure: go.Figure, size: PictureSize, *, title: str, subtitle: str, notes: Sequence[str]
) -> go.Figure:
    """A copy of a light figure, with its words inside and a fixed size.

    A chart with many rows makes the picture higher than the size asks for, rather than squeezing them.
    """
    picture = go.Figure(figure)
    room = size.width - 2 * PADDING
    title_lines = _wrap(title, room, TITLE_SIZE * 1.02)
    subtitle_lines = _wrap(subtitle, room, FONT_SIZE + 1)
    note_lines = [line for note in notes for line in _wrap(note, room, FONT_SIZE - 1)]
    title_height = round(len(title_lines) * TITLE_SIZE * LINE)
    head = PADDING + title_height + round(len(subtitle_lines) * (FONT_SIZE + 1) * LINE) + 10
    foot = round(len(note_lines) * (FONT_SIZE - 1) * LINE) + PADDING
    margin = figure.layout.margin
    needed = figure.layout.height + head + foot
    height = max(size.height, needed) if needed > size.height * 1.15 else size.height
    left, top, bottom = margin.l + PADDING, margin.t + head, margin.b + foot + 6
    picture.update_layout(
        width=size.width,
        height=height,
        autosize=False,
        datarevision=None,
        font={"family": FILE_SANS},
        hoverlabel={"font": {"family": FILE_SANS}},
        margin={"l": left, "r": margin.r + PADDING, "t": top, "b": bottom},
    )
    words = [
        _words(title_lines, y=1, shift=top - PADDING, left=left, size=TITLE_SIZE, family=FILE_SERIF, colour=LIGHT.ink),
        _words(
            subtitle_lines,
            y=1,
            shift=top - PADDING - title_height - 2,
            left=left,
            size=FONT_SIZE + 1,
            colour=LIGHT.muted,
        ),
        _words(note_lines, y=0, shift=-margin.b - 4, left=left, size=FONT_SIZE - 1, colour=LIGHT.muted),
    ]
    picture.update_layout(annotations=[*figure.layout.annotations, *words])
    return picture


def _wrap(text: str, room: int, size: float) -> list[str]:
    characters = max(20, int(room / (CHARACTER_WIDTH * size / FONT_SIZE)))
    return [plain_text(line) for line in textwrap.wrap(text, characters)] or [""]


def _words(
    lines: Sequence[str], *, y: int, shift: float, left: int, size: int, colour: str, family: str | None = None
) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
    words = note_at(LIGHT, "<br>".join(lines), x=0, y=y, size=size, colour=colour, **place)
    words |= {"xshift": PADDING - left, "yshift": shift}
    if family:
        words["font"] = {**words["font"], "family": family}
    return words


def picture_config(form: str, stem: str, size: PictureSize, height: int) -> dict[str, Any]:
    """Settings of plotly.js that make its own picture button write this file."""
    return {
        "displayModeBar": True,
        "modeBarButtons": [["toImage"]],
        "displaylogo": False,
        "showSendToCloud": False,
        "staticPlot": False,
        "toImageButtonOptions": {
            "format": form,
            "filename": stem,
            "width": size.width,
            "height": height,
            "scale": 1 if form == "svg" else PICTURE_SCALE,
        },
    }


def write_html(picture: go.Figure, title: str) -> bytes:
    """One HTML file that works offline: plotly.js is inside, nothing is fetched."""
    config = {"displaylogo": False, "showSendToCloud": False, "modeBarButtonsToRemove": ["sendDataToCloud", "lasso2d"]}
    page = picture.to_html(include_plotlyjs=True, full_html=True, config=config)
    heading = f'<html lang="en"><head><title>{html.escape(title)}</title>'
    return page.replace("<html>\n<head>", heading, 1).encode("utf-8")


# --- pictures that stand among words -------------------------------------------------------------

SLIDE_WIDTH, SLIDE_RATIO, TALL_RATIO = 1250, 2.58, 1.39
TALL = 560
TALL_TEXT = 1.3
COLUMN_WIDTH = 720
"""Layout pixels, and width over height of the room on a slide and beside a slide's words.
Above TALL a picture stands beside the words, with its text enlarged, because it is shrunk more than others."""


def slide_picture(figure: go.Figure) -> go.Figure:
    """A light figure without words, shaped for the room it gets on a slide."""
    height = figure.layout.height
    if height <= TALL:
        return bare_picture(figure, max(SLIDE_WIDTH, round(height * SLIDE_RATIO)))
    picture = bare_picture(figure, round(height * TALL_RATIO))
    picture.for_each_annotation(lambda words: words.update(font_size=words.font.size * TALL_TEXT))
    picture.for_each_xaxis(lambda axis: axis.update(tickfont_size=axis.tickfont.size * TALL_TEXT))
    return picture


def column_picture(figure: go.Figure, ratio: float) -> go.Figure:
    """A light figure on white and without words, as wide as a document's column.

    A high one is widened to `ratio`, the width of its room over the height.
    """
    white = go.Figure(json.loads(figure.to_json().replace(LIGHT.paper, "#FFFFFF")), skip_invalid=True)
    return bare_picture(white, max(COLUMN_WIDTH, round(figure.layout.height * ratio)))


def bare_picture(figure: go.Figure, width: int) -> go.Figure:
    """A figure without words at a width in layout pixels, in fonts that every machine has."""
    picture = go.Figure(figure)
    return picture.update_layout(
        width=width, autosize=False, font={"family": FILE_SANS}, hoverlabel={"font": {"family": FILE_SANS}}
    )
