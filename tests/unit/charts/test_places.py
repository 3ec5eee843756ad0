"""Maps: land of our own, marks no finer than known, names that do not cover each other."""

import json

import pandas as pd
import pytest

from decoupling import DATA_DIR
from decoupling.charts.places import AREAS, CITY, COUNTRY, _choose_names
from tests.unit.charts.drawn import draw


def test_the_outlines_cover_the_world_and_are_small_enough_to_ship():
    file = DATA_DIR / "outlines.json"
    rings = json.loads(file.read_text(encoding="utf-8"))
    lon, lat = ([value for ring in rings for value in ring[start::2]] for start in (0, 1))
    assert len(rings) > 200
    assert -180 <= min(lon) < -170 and 170 < max(lon) <= 180
    assert min(lat) > -60 and max(lat) < 90
    assert file.stat().st_size < 120_000


@pytest.mark.parametrize("chart_id", ["places-map", "flows-map"])
def test_a_map_asks_no_other_host_for_its_land(chart_id, select):
    figure = draw(chart_id, select())[1]
    assert {trace.type for trace in figure.data} == {"scatter"}
    assert not figure.layout.geo.to_plotly_json()


def test_a_country_is_drawn_hollow_and_a_city_full(select):
    frame, figure = draw("places-map", select())
    marks = next(trace for trace in figure.data if trace.customdata is not None)
    drawn = {codes[0]: symbol for codes, symbol in zip(marks.customdata, marks.marker.symbol, strict=True)}
    assert drawn == {code: CITY if ", " in code else COUNTRY for code in frame["place"]}


@pytest.mark.parametrize("area", AREAS)
def test_an_area_sets_the_range_of_both_axes(area, select):
    figure = draw("places-map", select(), area=area)[1]
    assert (tuple(figure.layout.xaxis.range), tuple(figure.layout.yaxis.range)) == AREAS[area][1:]


def test_a_name_gives_way_to_a_greater_place_beside_it(select):
    frame = draw("places-map", select())[0]
    twice = pd.concat([frame.head(1), frame.head(1).assign(place="beside", lat=frame["lat"][0] + 0.1)])
    assert list(_choose_names(twice, ["First", "Second"], "world")) == [frame["place"][0]]


def test_ways_there_and_back_do_not_lie_on_each_other(select):
    figure = draw("flows-map", select())[1]
    ways = [trace for trace in figure.data if trace.mode == "lines" and trace.fill is None]
    assert len(ways) == len(figure.layout.annotations) == 3
    assert len({(trace.x[12], trace.y[12]) for trace in ways}) == 3
