"""Where acts happen and where work moved, no finer than known; checked by hand over the records."""

from collections import Counter

import pytest

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
from decoupling.snapshot import place_code
from decoupling.summary import selected_events

LAB, SERVICE = "2024-05-02-acme-shanghai-lab", "2023-12-lithotool-stops-service"
FILTERS = [{}, {"sectors": ("chips",)}, {"orgs": ("adviser",)}, {"q": "venture"}, {"q": "no such words"}]
each_filter = pytest.mark.parametrize("conditions", FILTERS, ids=str)


def ids_of(selection, positions):
    return [selection.dataset.events[i].id for i in positions]


@each_filter
def test_a_place_counts_the_acts_that_name_it(conditions, select):
    selection = select(**conditions)
    frame = count_places(selection)
    expected = Counter(place_code(place) for event in selected_events(selection) for place in event.places)
    assert dict(zip(frame["place"], frame["events"], strict=True)) == expected
    for place in expected:
        behind = ids_of(selection, acts_of_place(selection, "all", place))
        assert behind == [e.id for e in selected_events(selection) if place in {place_code(p) for p in e.places}]


@each_filter
def test_a_country_counts_an_act_once(conditions, select):
    selection = select(**conditions)
    frame = count_countries(selection)
    expected = Counter(c for event in selected_events(selection) for c in {place.country for place in event.places})
    assert dict(zip(frame["country"], frame["events"], strict=True)) == expected
    assert (frame["events"] == frame[["decoupling", "recoupling", "neutral"]].sum(axis=1)).all()


@each_filter
def test_acts_without_a_place_are_counted(conditions, select):
    selection = select(**conditions)
    assert acts_without_place(selection) == sum(not event.places for event in selected_events(selection))


def test_a_country_is_no_city(select):
    frame = count_places(select()).set_index("place")
    assert dict(frame["city"]) == {"HK": "", "Shanghai, CN": "Shanghai", "Veldhoven, NL": "Veldhoven"}


def test_a_city_lies_where_the_list_of_places_says_and_a_country_at_its_own_point(select):
    selection = select()
    assert locate(selection, "Shanghai, CN") == (31.23, 121.47)
    country = selection.dataset.taxonomy.countries["HK"]
    assert locate(selection, "HK") == (country.lat, country.lon)


@pytest.mark.parametrize(
    ("shown", "places", "acts"),
    [
        ("closed", {"Shanghai, CN": 1, "HK": 1}, 3),
        ("left", {"Shanghai, CN": 1, "CN": 1}, 2),
        ("gained", {"Veldhoven, NL": 2, "US": 1}, 2),
    ],
)
def test_sites_closed_and_both_ends_of_moves_can_be_shown(shown, places, acts, select):
    selection = select()
    frame = count_places(selection, shown)
    assert dict(zip(frame["place"], frame["events"], strict=True)) == places
    assert len(acts_shown(selection, shown)) == acts


def test_an_unknown_kind_is_refused_with_the_allowed_ones(select):
    with pytest.raises(ValueError, match="unknown kind of place 'lost'; allowed: all, closed, left, gained"):
        acts_shown(select(), "lost")


def test_a_flow_has_two_known_ends_and_counts_its_acts(select):
    selection = select()
    rows = {(row.origin, row.place): row.events for row in count_flows(selection).itertuples()}
    assert rows == {("Shanghai, CN", "Veldhoven, NL"): 1, ("CN", "US"): 1, ("CN", "Veldhoven, NL"): 1}
    assert ids_of(selection, acts_of_flow(selection, "CN", "US")) == [SERVICE]
    assert ids_of(selection, acts_of_flow(selection, "Shanghai, CN", "Veldhoven, NL")) == [LAB]
    assert count_flows(select(orgs=("adviser",))).empty


def test_no_event_has_no_place(select):
    nothing = select(q="no such words")
    assert all(count_places(nothing, shown).empty for shown in SHOWN)
    assert count_countries(nothing).empty
