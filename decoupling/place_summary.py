"""Owns what the page of places says in words."""

from __future__ import annotations

from decoupling.charts.spec import Selection, count_of, name_leaders
from decoupling.places import acts_shown, acts_without_place, count_countries, count_flows, count_places


def summarise_places(selection: Selection) -> str:
    """Two sentences: how many acts name a place and where most are; where sites closed and work moved most."""
    if not selection.counts.events:
        return ""
    places, countries = count_places(selection), count_countries(selection)
    named = selection.counts.events - acts_without_place(selection)
    if not named:
        return f"None of {count_of(selection.counts.events, 'act')} names a place."
    leaders, each = name_leaders(
        (selection.label("country", code) for code in countries["country"]), countries["events"], "countries"
    )
    first = (
        f"Of {count_of(selection.counts.events, 'act')}, {named:,} {'names' if named == 1 else 'name'} a place, "
        f"most often in {leaders} ({int(countries['events'].max()):,}{each})"
    )
    cities = places[places["city"] != ""]
    if len(cities):
        city, each = name_leaders(cities["city"], cities["events"], "cities")
        are = "are" if each else "is"
        first += f"; of cities, {city} {are} named most ({int(cities['events'].max()):,}{each})"
    return f"{first}. {_say_moves(selection)}"


def _say_moves(selection: Selection) -> str:
    closed = len(acts_shown(selection, "closed"))
    sites = f"{closed:,} {'act' if closed == 1 else 'acts'} closed a site" if closed else "No act closed a site"
    flows = count_flows(selection)
    if flows.empty:
        return f"{sites}, and for no move of work are both ends known."
    names = [
        f"{selection.label('place', row.origin)} to {selection.label('place', row.place)}" for row in flows.itertuples()
    ]
    leaders, each = name_leaders(names, flows["events"], "ways")
    moves = len(acts_shown(selection, "left"))
    known = f"of {count_of(moves, 'move')} of work with both ends known"
    return f"{sites}; {known}, most went from {leaders} ({int(flows['events'].max()):,}{each})."
