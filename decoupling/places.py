"""Owns where acts happen and where work moved: counts by place, no finer than the record knows it.

A place is a city or province, or a country where no more is known: the two are never put together in one mark.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from decoupling.aggregate import Positions
from decoupling.charts.spec import Selection
from decoupling.exits import ExitView, find_exits, rungs_of
from decoupling.snapshot import IntArray

SHOWN: Mapping[str, str] = {
    "all": "All acts",
    "closed": "Sites closed",
    "left": "Work moved away",
    "gained": "Work moved here",
}
"""What places can be counted by. `left` and `gained` are the two ends of moves."""
SITES, CLOSES = "presence", "closes"
"""The definition and the rung of an exit that a closed site stands on."""


def acts_shown(selection: Selection, shown: str) -> Positions:
    """The selected events that places are counted by, whether or not they name a place. ValueError if not in SHOWN."""
    snapshot, positions = selection.snapshot, selection.counts.positions
    if shown == "all":
        return positions
    if shown == "closed":
        taxonomy = selection.dataset.taxonomy
        exits = find_exits(snapshot, positions, taxonomy, ExitView(SITES))
        return exits[rungs_of(snapshot, exits, taxonomy) == list(taxonomy.rungs).index(CLOSES)]
    if shown in ("left", "gained"):
        return positions[np.isin(positions, snapshot.moves.event)]
    raise ValueError(f"unknown kind of place {shown!r}; allowed: {', '.join(SHOWN)}")


def _place_rows(selection: Selection, shown: str) -> tuple[IntArray, IntArray]:
    """Rows (event, place), each pair once."""
    snapshot = selection.snapshot
    inside = np.zeros(snapshot.size, dtype=bool)
    inside[acts_shown(selection, shown)] = True
    if shown in ("all", "closed"):
        kept = inside[snapshot.places.event]
        return snapshot.places.event[kept], snapshot.places.member[kept]
    kept = inside[snapshot.moves.event]
    ends = snapshot.moves.keys["origin"] if shown == "left" else snapshot.moves.member
    width = snapshot.length("place")
    pairs = np.unique(snapshot.moves.event[kept] * width + ends[kept])
    return pairs // width, pairs % width


def count_places(selection: Selection, shown: str = "all") -> pd.DataFrame:
    """Columns: place, city (empty where only the country is known), country, lat, lon, one a direction, events.

    The place of most acts first. An act in several places counts in each.
    """
    snapshot = selection.snapshot
    events, places = _place_rows(selection, shown)
    directions = snapshot.codes["direction"]
    key = places * len(directions) + snapshot.columns["direction"][events]
    counts = np.bincount(key, minlength=snapshot.length("place") * len(directions)).reshape(-1, len(directions))
    totals = counts.sum(axis=1)
    used = np.flatnonzero(totals)
    used = used[np.argsort(-totals[used], kind="stable")]
    codes = [snapshot.codes["place"][i] for i in used]
    split = [code.rpartition(", ")[::2] for code in codes]
    points = [locate(selection, code) for code in codes]
    return pd.DataFrame(
        {
            "place": np.array(codes, dtype=object),
            "city": np.array([city for city, _ in split], dtype=object),
            "country": np.array([country for _, country in split], dtype=object),
            "lat": [lat for lat, _ in points],
            "lon": [lon for _, lon in points],
            **{code: counts[used, i] for i, code in enumerate(directions)},
            "events": totals[used],
        }
    )


def count_countries(selection: Selection) -> pd.DataFrame:
    """Columns: country, one a direction, events; each act once a country, however many of its cities it names."""
    snapshot = selection.snapshot
    events, places = _place_rows(selection, "all")
    country_of = np.array(
        [snapshot.codes["country"].index(code.rpartition(", ")[2]) for code in snapshot.codes["place"]], dtype=np.int64
    )
    width = snapshot.length("country")
    seen = np.zeros(snapshot.size * width, dtype=bool)
    seen[events * width + country_of[places]] = True
    pairs = np.flatnonzero(seen)
    directions = snapshot.codes["direction"]
    key = pairs % width * len(directions) + snapshot.columns["direction"][pairs // width]
    counts = np.bincount(key, minlength=width * len(directions)).reshape(width, -1)
    frame = pd.DataFrame({"country": snapshot.codes["country"]})
    frame = frame.assign(**{code: counts[:, i] for i, code in enumerate(directions)}, events=counts.sum(axis=1))
    frame = frame[frame["events"] > 0].sort_values("events", ascending=False, kind="stable")
    return frame.reset_index(drop=True)


def acts_without_place(selection: Selection, shown: str = "all") -> int:
    """How many of the acts shown name no place."""
    acts = acts_shown(selection, shown)
    return int(np.count_nonzero(~np.isin(acts, _place_rows(selection, shown)[0])))


def locate(selection: Selection, place: str) -> tuple[float, float]:
    """Latitude and longitude of a place's code: of the city, or the point that stands for its country."""
    city, _, country = place.rpartition(", ")
    found = selection.dataset.places[(city, country)] if city else selection.dataset.taxonomy.countries[country]
    return found.lat, found.lon


def count_flows(selection: Selection) -> pd.DataFrame:
    """Columns: origin, place (where to), events; moves whose two ends are known, most acts first."""
    snapshot = selection.snapshot
    inside = np.zeros(snapshot.size, dtype=bool)
    inside[selection.counts.positions] = True
    kept = inside[snapshot.moves.event]
    width = snapshot.length("place")
    key = snapshot.moves.keys["origin"][kept] * width + snapshot.moves.member[kept]
    pairs, counts = np.unique(key, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    codes = np.array(snapshot.codes["place"], dtype=object)
    return pd.DataFrame(
        {
            "origin": codes[pairs[order] // width],
            "place": codes[pairs[order] % width],
            "events": counts[order],
        }
    )


def acts_of_place(selection: Selection, shown: str, place: str) -> Positions:
    """The events that a place counts. ValueError for a place that the data does not have."""
    events, places = _place_rows(selection, shown)
    return np.unique(events[places == selection.snapshot.codes["place"].index(place)])


def acts_of_flow(selection: Selection, origin: str, place: str) -> Positions:
    """The selected events that moved work from one place to another. ValueError for an unknown place."""
    moves, codes = selection.snapshot.moves, selection.snapshot.codes["place"]
    rows = (moves.keys["origin"] == codes.index(origin)) & (moves.member == codes.index(place))
    positions = selection.counts.positions
    return positions[np.isin(positions, moves.event[rows])]
