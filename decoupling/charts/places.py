"""Owns the maps: acts by place, and flows of work; the land is drawn from our own outlines, so nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from decoupling import DATA_DIR
from decoupling.aggregate import Positions
from decoupling.charts.bars import DIRECTIONS, MAX_ACTIONS, draw_ranked_bars
from decoupling.charts.look import FONT_SIZE, Look, direction_key, new_figure, plain_text, text_width
from decoupling.charts.spec import ChartOption, ChartSpec, OfficeChart, Options, Selection, count_of, name_leaders
from decoupling.places import (
    SHOWN,
    acts_of_flow,
    acts_of_place,
    acts_shown,
    acts_without_place,
    count_countries,
    count_flows,
    count_places,
    locate,
)

SHOW = ChartOption("show", "Show", SHOWN)
AREAS = {
    "world": ("World", (-135, 165), (-42, 72)),
    "asia": ("East Asia", (92, 126), (2, 46)),
    "america": ("North America", (-127, -66), (17, 52)),
    "europe": ("Europe", (-13, 35), (35, 62)),
}
"""Areas of the map: label, range of longitude, range of latitude."""
AREA = ChartOption("area", "Area", {code: label for code, (label, *_) in AREAS.items()})
MAP_HEIGHT, STRETCH = 470, 1.25
"""Pixels; how much a degree of latitude is taller than one of longitude, true at about 37 degrees north."""
SMALLEST, LARGEST = 7, 30
LABELLED, LABEL_LINE = 14, 15
"""At most this many names on a map; pixels of a line of them."""
CITY, COUNTRY = "circle", "diamond-open"


@cache
def _land() -> tuple[list[float | None], list[float | None]]:
    """Outlines of all countries as longitudes and latitudes, with a gap after each ring."""
    rings = json.loads((DATA_DIR / "outlines.json").read_text(encoding="utf-8"))
    lon: list[float | None] = []
    lat: list[float | None] = []
    for ring in rings:
        lon += [*ring[::2], None]
        lat += [*ring[1::2], None]
    return lon, lat


def _draw_land(look: Look, area: str) -> go.Figure:
    _, lon_range, lat_range = AREAS[area]
    fig = new_figure(look, height=MAP_HEIGHT, left=4, top=30, bottom=6)
    lon, lat = _land()
    fig.add_scatter(
        x=lon,
        y=lat,
        mode="lines",
        fill="toself",
        fillcolor=look.scale[0],
        line={"color": look.grid, "width": 1},
        hoverinfo="skip",
    )
    fig.update_xaxes(visible=False, range=list(lon_range), constrain="range")
    fig.update_yaxes(visible=False, range=list(lat_range), scaleanchor="x", scaleratio=STRETCH, constrain="range")
    return fig


def _sizes(events: pd.Series) -> np.ndarray:
    """Areas of marks stand to each other as the counts do, down to a size that can be seen and pressed."""
    return np.maximum(LARGEST * np.sqrt(events / events.max()), SMALLEST)


def _choose_names(places: pd.DataFrame, names: Iterable[str], area: str) -> dict[str, str]:
    """Names by place, from the first on, as long as none covers another; `places` has columns place, lat and lon."""
    _, lon_range, lat_range = AREAS[area]
    tall = MAP_HEIGHT / (lat_range[1] - lat_range[0])
    wide = tall / STRETCH
    taken: list[tuple[float, float, float]] = []
    chosen: dict[str, str] = {}
    for row, name in zip(places.itertuples(), names, strict=True):
        x, y, half = row.lon * wide, row.lat * tall, text_width([name]) / 2
        inside = lat_range[0] <= row.lat <= lat_range[1] and lon_range[0] - 50 <= row.lon <= lon_range[1] + 50
        free = all(abs(x - x2) > half + half2 or abs(y - y2) > LABEL_LINE for x2, y2, half2 in taken)
        if inside and free and len(chosen) < LABELLED:
            taken.append((x, y, half))
            chosen[row.place] = name
    return chosen


# --- acts by place -------------------------------------------------------------------------------


def draw_places(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """A mark a place: its size the acts, its colour the direction most of them have; a country's own mark is hollow."""
    area = options.get("area") or AREA.default
    fig = _draw_land(look, area)
    vocabulary = selection.dataset.taxonomy.directions
    most = frame[list(DIRECTIONS)].idxmax(axis=1)
    names = [plain_text(selection.label("place", code)) for code in frame["place"]]
    hollow = frame["city"] == ""
    fig.add_scatter(
        x=frame["lon"],
        y=frame["lat"],
        mode="markers",
        customdata=[[code] for code in frame["place"]],
        text=[count_of(int(events), "act") for events in frame["events"]],
        hovertext=[
            f"{name}{' (no city named)' if whole else ''}<br>{count_of(int(row.decoupling), 'decoupling act')}, "
            f"{row.recoupling:,} recoupling, {row.neutral:,} neutral"
            for name, whole, row in zip(names, hollow, frame.itertuples(), strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "size": _sizes(frame["events"]),
            "symbol": [COUNTRY if whole else CITY for whole in hollow],
            "color": [look.colour(vocabulary, direction) for direction in most],
            "opacity": 0.8,
            "line": {"width": 1.5, "color": [look.colour(vocabulary, direction) for direction in most]},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.3}},
    )
    short = [
        city or selection.label("country", code) for city, code in zip(frame["city"], frame["country"], strict=True)
    ]
    _add_names(fig, frame, _choose_names(frame, short, area), look)
    key = direction_key(vocabulary, [code for code in DIRECTIONS if code in set(most)], look, yshift=4)
    key["text"] += f"   <span style='color:{look.muted}'>● city   ◇ country, no city named</span>"
    fig.update_layout(annotations=[key])
    return fig


def _add_names(fig: go.Figure, frame: pd.DataFrame, labels: Mapping[str, str], look: Look) -> None:
    named = frame[frame["place"].isin(labels)].drop_duplicates("place")
    fig.add_scatter(
        x=named["lon"],
        y=named["lat"],
        mode="text",
        text=[plain_text(labels[code]) for code in named["place"]],
        textposition="top center",
        textfont={"color": look.ink, "size": FONT_SIZE - 2, "shadow": _halo(look)},
        hoverinfo="skip",
    )


def _halo(look: Look) -> str:
    """A rim of paper around letters, which keeps them readable over marks and ways."""
    return ", ".join(f"{x}px {y}px 1px {look.paper}" for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y)


def _places_title(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    names = [selection.label("place", code) for code in frame["place"]]
    leaders, each = name_leaders(names, frame["events"], "places")
    whole = " (no city named)" if not frame["city"].iloc[0] and " and " not in leaders else ""
    return f"Most often {leaders}{whole}: {count_of(int(frame['events'].max()), 'act')}{each}"


def _places_note(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    shown = options.get("show") or SHOW.default
    acts, missing = len(acts_shown(selection, shown)), acts_without_place(selection, shown)
    words = [f"{SHOWN[shown]}: {count_of(acts, 'event')} in {count_of(len(frame), 'place')}."]
    if int(frame["events"].sum()) > acts - missing:
        words.append(f"An act in several places counts in each, so the marks add up to {int(frame['events'].sum()):,}.")
    if missing:
        words.append(f"{missing:,} {'names' if missing == 1 else 'name'} no place.")
    if shown == "closed":
        words.append("Closed as in “physical presence reduced”, on the page of exits.")
    words.append("A hollow mark stands for acts known to the country only, at its middle.")
    return " ".join(words)


def _places_behind(selection: Selection, options: Options, mark: Mapping[str, str]) -> Positions:
    return acts_of_place(selection, options.get("show") or SHOW.default, mark["place"])


PLACES_MAP = ChartSpec(
    id="places-map",
    frame=lambda selection, options: count_places(selection, options.get("show") or SHOW.default),
    draw=draw_places,
    title=_places_title,
    subtitle=lambda options: (
        f"{SHOWN[options.get('show') or SHOW.default]}, by city, or by country where no city is named"
    ),
    note=_places_note,
    columns={
        "place": "Place",
        "events": "Events",
        "decoupling": "Decoupling",
        "neutral": "Neutral",
        "recoupling": "Recoupling",
    },
    coded={"place": "place"},
    dimensions=("place",),
    options=(SHOW, AREA),
    behind=_places_behind,
    least_width=760,
)


# --- flows ---------------------------------------------------------------------------------------


def draw_flows(frame: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
    """A curve from where work left to where it went, as wide as the acts are many, with the number at its middle."""
    area = options.get("area") or AREA.default
    fig = _draw_land(look, area)
    colour, highest = look.scale[-2], int(frame["events"].max())
    middles, arrows = [], []
    for row in frame.itertuples():
        curve = _curve(locate(selection, row.origin), locate(selection, row.place))
        fig.add_scatter(
            x=[lon for _, lon in curve],
            y=[lat for lat, _ in curve],
            mode="lines",
            line={"color": colour, "width": 1 + 4 * row.events / highest},
            opacity=0.6,
            hoverinfo="skip",
        )
        middles.append(curve[len(curve) * 2 // 3])
        arrows.append(_arrow(curve, colour))
    fig.add_scatter(
        x=[lon for _, lon in middles],
        y=[lat for lat, _ in middles],
        mode="markers",
        customdata=frame[["origin", "place"]].to_numpy().tolist(),
        text=[f"{events:,}" for events in frame["events"]],
        hovertext=[
            f"{plain_text(selection.label('place', row.origin))} → {plain_text(selection.label('place', row.place))}"
            f"<br>{count_of(int(row.events), 'act')}"
            for row in frame.itertuples()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "size": [16 if events > 1 else 8 for events in frame["events"]],
            "color": look.paper,
            "line": {"color": colour, "width": 1},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.5}},
    )
    fig.add_scatter(
        x=[lon for _, lon in middles],
        y=[lat for lat, _ in middles],
        mode="text",
        text=[f"{events:,}" if events > 1 else "" for events in frame["events"]],
        textfont={"color": look.ink, "size": FONT_SIZE - 2},
        hoverinfo="skip",
    )
    ends = pd.concat([_ends(frame["origin"], selection), _ends(frame["place"], selection)]).drop_duplicates("place")
    short = [code.rpartition(", ")[0] or selection.label("country", code) for code in ends["place"]]
    names = _choose_names(ends, short, area)
    _add_names(fig, ends, names, look)
    fig.update_layout(annotations=arrows)
    return fig


def _ends(places: pd.Series, selection: Selection) -> pd.DataFrame:
    points = [locate(selection, code) for code in places]
    return pd.DataFrame(
        {
            "place": list(places),
            "lat": [lat for lat, _ in points],
            "lon": [lon for _, lon in points],
        }
    )


def _curve(start: tuple[float, float], end: tuple[float, float], points: int = 25) -> list[tuple[float, float]]:
    """Points (lat, lon) of a bow between two points, bent to the left of the way, so that there and back differ."""
    share = np.linspace(0, 1, points)
    lat = start[0] + (end[0] - start[0]) * share + (end[1] - start[1]) * 0.18 * np.sin(np.pi * share) / STRETCH
    lon = start[1] + (end[1] - start[1]) * share - (end[0] - start[0]) * 0.18 * np.sin(np.pi * share) * STRETCH
    return list(zip(lat.tolist(), lon.tolist(), strict=True))


def _arrow(curve: list[tuple[float, float]], colour: str) -> dict[str, Any]:
    (lat, lon), (lat_before, lon_before) = curve[-1], curve[-3]
    axes = {"axref": "x", "ayref": "y", "ax": lon_before, "ay": lat_before}
    return {
        "x": lon,
        "y": lat,
        **axes,
        "text": "",
        "showarrow": True,
        "arrowhead": 2,
        "arrowsize": 1.2,
        "arrowcolor": colour,
    }


def _flows_title(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    names = [
        f"{selection.label('place', row.origin)} to {selection.label('place', row.place)}" for row in frame.itertuples()
    ]
    leaders, each = name_leaders(names, frame["events"], "ways")
    return f"Work moved most often from {leaders}: {count_of(int(frame['events'].max()), 'act')}{each}"


def _flows_note(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    acts, total = len(acts_shown(selection, "left")), int(frame["events"].sum())
    words = [f"{count_of(acts, 'event')} whose record says both where work left and where it went."]
    if total > acts:
        words.append(f"A move with several ends counts on each way, so the ways add up to {total:,}.")
    moved = selection.counts.actions
    relocations = int(moved.loc[moved["action"] == "relocation", "events"].sum())
    words.append(f"{count_of(relocations, 'act')} of relocation in view; those without both ends are not drawn.")
    words.append("A small mark on a way is one act.")
    return " ".join(words)


FLOWS_MAP = ChartSpec(
    id="flows-map",
    frame=lambda selection, options: count_flows(selection),
    draw=draw_flows,
    title=_flows_title,
    subtitle=lambda options: "Moves of work, from and to",
    note=_flows_note,
    columns={"origin": "From", "place": "To", "events": "Events"},
    coded={"origin": "place", "place": "place"},
    dimensions=("origin", "place"),
    options=(AREA,),
    behind=lambda selection, options, mark: acts_of_flow(selection, mark["origin"], mark["place"]),
    least_width=760,
)


# --- the list twin -------------------------------------------------------------------------------


def _draw_bars(frame: pd.DataFrame, selection: Selection, look: Look, dimension: str) -> go.Figure:
    names = [selection.label(dimension, code) for code in frame[dimension]]
    return draw_ranked_bars(frame, selection, look, member=dimension, names=names)


def _bars_title(frame: pd.DataFrame, selection: Selection, dimension: str, many: str) -> str:
    names = [selection.label(dimension, code) for code in frame[dimension]]
    leaders, each = name_leaders(names, frame["events"], many)
    return f"{leaders} in {count_of(int(frame['events'].max()), 'act')}{each}"


def _bars_spec(chart_id: str, dimension: str, heading: str, subtitle: str, many: str) -> ChartSpec:
    def rows(selection: Selection) -> pd.DataFrame:
        if dimension == "country":
            return count_countries(selection)
        places = count_places(selection)
        return places[places["city"] != ""].drop(columns=["lat", "lon"]).reset_index(drop=True)

    def note(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
        everything = len(rows(selection))
        shown = f"The {MAX_ACTIONS} most frequent of {everything}. " if everything > MAX_ACTIONS else ""
        return f"{shown}An act in several {many} counts in each."

    return ChartSpec(
        id=chart_id,
        frame=lambda selection, options: rows(selection).head(MAX_ACTIONS),
        draw=lambda frame, selection, look, options: _draw_bars(frame, selection, look, dimension),
        title=lambda frame, selection, options: _bars_title(frame, selection, dimension, many),
        subtitle=lambda options: subtitle,
        note=note,
        columns={
            dimension: heading,
            "events": "Events",
            "decoupling": "Decoupling",
            "neutral": "Neutral",
            "recoupling": "Recoupling",
        },
        coded={dimension: dimension},
        dimensions=(dimension, "direction"),
        office=OfficeChart("bars", dimension, series=("decoupling", "neutral", "recoupling")),
    )


COUNTRY_RANKING = _bars_spec("countries", "country", "Country", "Acts by country and direction", "countries")
CITY_RANKING = _bars_spec(
    "cities", "place", "City", "Acts by city and direction; acts without a city are left out", "cities"
)
