"""Owns how every figure looks: paper and ink for light and dark, fonts, and the layout all figures start from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go

from decoupling.taxonomy import Vocabulary

ThemeName = Literal["light", "dark"]
SANS = "'Source Sans', 'Source Sans 3', 'Helvetica Neue', Arial, sans-serif"
FONT_SIZE = 13
CHARACTER_WIDTH = 6.2
"""Average width in pixels of a character of SANS at FONT_SIZE."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of one theme. `scale` runs from few to many and is readable in grey."""

    name: ThemeName
    paper: str
    ink: str
    muted: str
    grid: str
    plain: str
    scale: tuple[str, ...]

    def colour(self, vocabulary: Vocabulary, code: str) -> str:
        """Colour that a code's meaning has in this theme; ValueError for a code without one."""
        term = vocabulary[code]
        chosen = term.dark if self.name == "dark" else term.colour
        if not chosen:
            raise ValueError(f"code {code!r} of {vocabulary.name} has no colour in the {self.name} theme")
        return chosen


LIGHT = Look(
    name="light",
    paper="#FBFAF6",
    ink="#1C1F22",
    muted="#5E625F",
    grid="#DEDACF",
    plain="#6F7B85",
    scale=("#EFECE3", "#D5DBDD", "#AFC0CD", "#82A0B9", "#557FA5", "#2F5D8C", "#1C3F66"),
)
DARK = Look(
    name="dark",
    paper="#15181B",
    ink="#E9E6DF",
    muted="#A5A9A6",
    grid="#2B3035",
    plain="#8D98A1",
    scale=("#1D2227", "#24343F", "#2C4A62", "#386587", "#4F86B0", "#79A8D0", "#B5D2EE"),
)
LOOKS: dict[str, Look] = {"light": LIGHT, "dark": DARK}


def new_figure(look: Look, *, height: int, left: int = 8, top: int = 8, bottom: int = 32) -> go.Figure:
    """An empty figure with every colour explicit, so that nothing depends on a default template."""
    axis: dict[str, Any] = {
        "gridcolor": look.grid,
        "linecolor": look.grid,
        "zerolinecolor": look.grid,
        "tickfont": {"color": look.muted, "size": FONT_SIZE - 1},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": False,
    }
    layout = go.Layout(
        template=go.layout.Template(),
        paper_bgcolor=look.paper,
        plot_bgcolor=look.paper,
        font={"family": SANS, "size": FONT_SIZE, "color": look.ink},
        height=height,
        margin={"l": left, "r": 12, "t": top, "b": bottom},
        showlegend=False,
        dragmode=False,
        xaxis=axis,
        yaxis=axis,
        hoverlabel={
            "bgcolor": look.paper,
            "bordercolor": look.muted,
            "font": {"family": SANS, "size": FONT_SIZE, "color": look.ink},
            "align": "left",
        },
        colorway=[look.plain],
        clickmode="event+select",
    )
    return go.Figure(layout=layout)


def text_width(lines: Iterable[str], *, size: float = FONT_SIZE) -> int:
    """Width in pixels that the longest of the texts needs, a little on the safe side."""
    longest = max((_width(line) for line in lines), default=0)
    return round(longest * CHARACTER_WIDTH * size / FONT_SIZE) + 4


def _width(text: str) -> float:
    # Chinese characters are about twice as wide as Latin ones.
    return sum(2.0 if ord(character) > 0x2E80 else 1.0 for character in text)


def plain_text(text: str) -> str:
    """Text from data, made harmless: Plotly reads `<` in labels as markup."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def note_at(
    look: Look, text: str, *, x: Any, y: Any, colour: str | None = None, size: int = FONT_SIZE - 1, **more: Any
) -> dict[str, Any]:
    """A text annotation without an arrow; positions are data unless `xref`/`yref` say otherwise."""
    font = {"size": size, "color": colour or look.muted}
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": font, **more}


def label_ends(fig: go.Figure, look: Look, x: Any, y: Any, text: Iterable[str]) -> None:
    """Write a text at the end of every lying bar; it begins with a blank, which keeps it off the bar."""
    fig.add_scatter(
        x=x,
        y=y,
        mode="text",
        text=list(text),
        textposition="middle right",
        textfont={"color": look.ink, "size": FONT_SIZE - 1},
        hoverinfo="skip",
        cliponaxis=False,
    )


def direction_key(vocabulary: Vocabulary, codes: Iterable[str], look: Look, **place: Any) -> dict[str, Any]:
    """Names of the directions that are drawn, each in its colour, above the plot."""
    words = "   ".join(
        f"<span style='color:{look.colour(vocabulary, code)}'>■ <b>{plain_text(vocabulary.label(code))}</b></span>"
        for code in codes
    )
    where = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return note_at(look, words, **{**where, **place})


def readable_on(look: Look, share: float) -> str:
    """Ink for a number on a heat map cell whose place on the scale is `share` (0 to 1)."""
    if look.name == "dark":
        return look.ink if share < 0.62 else look.paper
    return look.ink if share < 0.55 else look.paper


def stepped_scale(look: Look) -> Sequence[tuple[float, str]]:
    """The sequential colour scale as Plotly takes it."""
    last = len(look.scale) - 1
    return [(i / last, colour) for i, colour in enumerate(look.scale)]
