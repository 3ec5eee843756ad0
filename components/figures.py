"""Owns rows of figures: a number under its label, what it counts at a touch, its course by year where that means
something.

A row is one element: the browser takes half a second longer to set up as many of Streamlit's own, and a page's first
chart waits for them.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import streamlit as st

from components.data import current_theme, read_once
from decoupling.charts.look import LOOKS
from decoupling.charts.sparkline import HEIGHT, WIDTH, draw_sparkline
from decoupling.charts.spec import Selection
from decoupling.summary import list_key_figures

MIN_YEARS = 3
"""A sparkline of fewer points means nothing."""


@dataclass(frozen=True, slots=True)
class FigureCard:
    """Label and value; what is counted; words below the value; an SVG picture below that, with its description."""

    label: str
    value: str
    meaning: str = ""
    below: str = ""
    picture: str = ""
    described: str = ""


def figure_row(cards: Iterable[FigureCard], *, narrowest: float) -> None:
    """Cards of one height that wrap, each at least `narrowest` rem wide."""
    st.html(f'<dl class="figures" style="--narrowest: {narrowest}rem">{"".join(map(_card, cards))}</dl>')


def _card(card: FigureCard) -> str:
    label, value = escape(card.label), escape(card.value)
    parts = [f"<dt>{label}{_meaning(card)}</dt>", f"<dd>{value}</dd>"]
    if card.below:
        parts.append(f'<dd class="below">{escape(card.below)}</dd>')
    if card.picture:
        data = base64.b64encode(card.picture.encode()).decode()
        source = f"data:image/svg+xml;base64,{data}"
        parts.append(
            f'<dd class="course"><img src="{source}" width="{WIDTH}" height="{HEIGHT}"'
            f' alt="{escape(card.described)}"></dd>'
        )
    return f"<div>{''.join(parts)}</div>"


def _meaning(card: FigureCard) -> str:
    """A mark that shows what is counted when it is pointed at, touched or reached by keyboard."""
    if not card.meaning:
        return ""
    meaning = escape(card.meaning)
    return f'<button type="button" class="meaning" aria-label="{meaning}" data-meaning="{meaning}">?</button>'


def key_figures(selection: Selection) -> None:
    """The figures on top of the overview."""
    look = LOOKS[current_theme()]
    cards = []
    for figure in read_once(list_key_figures, selection):
        drawn = figure.kind != "none" and len(figure.by_year) >= MIN_YEARS
        cards.append(
            FigureCard(
                figure.label,
                figure.value,
                figure.meaning,
                picture=draw_sparkline(figure.by_year, look, figure.kind) if drawn else "",
                described=f"{figure.label} by year: {figure.describe_years()}",
            )
        )
    figure_row(cards, narrowest=9.5)
