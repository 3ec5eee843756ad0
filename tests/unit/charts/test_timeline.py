"""The timeline: one mark an act, in its lanes, on its day."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest

from decoupling.charts import timeline
from decoupling.charts.look import LIGHT
from decoupling.charts.timeline import LANES, ORGANISATION_TIMELINE, TIMELINE, lane_codes, stack_offsets
from tests.unit.charts.drawn import FILTERS, draw, marks_of

each_lane = pytest.mark.parametrize("lane", ["sector", "side", "group", "action", "org"])
each_filter = pytest.mark.parametrize("name", ["everything", "one sector", "one organisation", "one event"])


def selected(selection):
    return [selection.dataset.events[i] for i in selection.counts.positions]


@pytest.mark.parametrize(
    ("event", "lane", "codes"),
    [
        ("2024-05-02-acme-shanghai-lab", "sector", ["ai"]),
        ("2024-05-02-acme-shanghai-lab", "side", ["US"]),
        ("2024-05-02-acme-shanghai-lab", "group", ["company"]),
        ("2024-05-02-acme-shanghai-lab", "action", ["closure"]),
        ("2023-10-17-bureau-lists-dragon", "org", ["bureau", "dragon", "dragon-memory"]),
        ("2023-10-17-bureau-chip-rule", "org", ["bureau"]),
        ("2023-10-17-bureau-chip-rule", "role", ["affected"]),
        ("2023-10-17-bureau-lists-dragon", "role", ["target"]),
        ("2024-05-02-acme-shanghai-lab", "role", []),
    ],
)
def test_an_event_stands_in_these_lanes(event, lane, codes, select, tiny_dataset):
    assert lane_codes(tiny_dataset.by_id[event], lane, select(orgs=("dragon",))) == codes


def test_every_lane_has_a_heading_and_codes(select, tiny_dataset):
    assert all(lane_codes(tiny_dataset.events[1], lane, select(orgs=("bureau",))) for lane in LANES)


@each_lane
@each_filter
def test_every_event_with_a_month_has_a_mark_in_each_of_its_lanes(name, lane, select):
    selection = select(**FILTERS[name])
    frame = TIMELINE.frame(selection, {"lane": lane})
    expected = {
        (code, event.id)
        for event in selected(selection)
        if len(event.date) > 4
        for code in lane_codes(event, lane, selection)
    }
    assert set(zip(frame["lane"], frame["event"], strict=True)) == expected and len(frame) == len(expected)


@each_lane
@each_filter
def test_marks_and_table_hold_the_same_events(name, lane, select):
    selection = select(**FILTERS[name])
    frame, figure = draw("timeline", selection, lane=lane)
    table = TIMELINE.table(frame, selection, {"lane": lane})
    assert sorted(codes[0] for codes, _ in marks_of("timeline", figure)) == sorted(table["Id"])
    assert len(marks_of("timeline", figure)) == table["Events"].sum()


@each_lane
def test_an_event_known_only_to_the_year_has_no_mark(lane, select):
    assert "2023-adviser-hong-kong" not in set(TIMELINE.frame(select(), {"lane": lane})["event"])


@each_lane
def test_the_note_counts_the_events_known_only_to_the_year(lane, select):
    selection = select()
    note = TIMELINE.note(TIMELINE.frame(selection, {"lane": lane}), selection, {"lane": lane, "coverage": "off"})
    assert "1 dated only to the year is left out." in note


def test_a_mark_stands_on_the_day_or_in_the_middle_of_the_month(select):
    frame = TIMELINE.frame(select(), {"lane": "sector"}).set_index("event")["day"]
    assert frame["2024-05-02-acme-shanghai-lab"] == pd.Timestamp("2024-05-02")
    assert frame["2025-10-acme-dragon-venture"] == pd.Timestamp(dt.date(2025, 10, 16))


def test_lanes_run_from_the_busiest_down(select):
    frame, figure = draw("timeline", select(), lane="side")
    assert list(dict.fromkeys(frame["lane"])) == ["US", "CN", "third"]
    heights = {note.text.split(" <")[0]: note.y for note in figure.layout.annotations[1:4]}
    assert heights["United States"] > heights["China"] > heights["Third countries"]


@each_lane
def test_no_mark_lies_on_the_name_of_a_lane(lane, select):
    frame, figure = draw("timeline", select(), lane=lane)
    first, last = figure.layout.xaxis.range
    right = first + (last - first) * timeline.LABEL_SPAN
    marks = [
        y + timeline.MARK_SIZE / 2 for trace in figure.data for x, y in zip(trace.x, trace.y, strict=True) if x < right
    ]
    feet = [note.y for note in figure.layout.annotations if note.bgcolor]
    assert len(feet) == frame["lane"].nunique()
    assert [(foot, mark) for foot in feet for mark in marks if foot <= mark < foot + timeline.LABEL_HEIGHT] == []


def test_lanes_are_named_with_their_counts(select):
    figure = draw("timeline", select(), lane="side")[1]
    lanes = [note.text for note in figure.layout.annotations if "China" in note.text]
    assert lanes == [f"China <span style='color:{LIGHT.muted}'>3</span>"]


def test_only_the_busiest_lanes_are_kept_when_there_are_too_many(select, monkeypatch):
    monkeypatch.setattr(timeline, "MAX_LANES", 2)
    selection = select()
    frame = TIMELINE.frame(selection, {"lane": "side"})
    assert list(dict.fromkeys(frame["lane"])) == ["US", "CN"]
    assert "The 2 busiest lanes are shown." in TIMELINE.note(frame, selection, {"lane": "side", "coverage": "off"})


def test_the_title_counts_all_dated_acts_even_those_in_lanes_that_are_left_out(select, monkeypatch):
    monkeypatch.setattr(timeline, "MAX_LANES", 2)
    selection = select()
    frame = TIMELINE.frame(selection, {"lane": "side"})
    assert TIMELINE.title(frame, selection, {"lane": "side"}) == "United States first, with 7 of 11 dated acts"


@pytest.mark.parametrize(
    ("conditions", "lane", "title"),
    [
        ({}, "sector", "Semiconductors first, with 6 of 11 dated acts"),
        ({}, "org", "Acme and Bureau lead with 4 acts each"),
        ({}, "action", "Closure and 2 more lead with 2 acts each"),
        ({"q": "venture"}, "sector", "Cloud & data centres: 1 act"),
        ({"sides": ("US",)}, "side", "United States: 7 acts"),
    ],
)
def test_the_title_names_the_lane_that_leads(conditions, lane, title, select):
    selection = select(**conditions)
    assert TIMELINE.title(TIMELINE.frame(selection, {"lane": lane}), selection, {"lane": lane}) == title


@pytest.mark.parametrize(
    ("conditions", "lane", "note"),
    [
        ({"directions": ("neutral",)}, "side", "Square: government, circle: company. 1 event drawn."),
        (
            {"directions": ("neutral",)},
            "sector",
            "Square: government, circle: company. 1 event drawn, each in its main sector.",
        ),
        (
            {"q": "venture"},
            "org",
            "Square: government, circle: company. Dot inside: recoupling. Hollow: known only to the month. "
            "1 event drawn, each with every actor and target.",
        ),
    ],
)
def test_the_note_explains_only_the_marks_that_are_drawn(conditions, lane, note, select):
    selection = select(**conditions)
    assert (
        TIMELINE.note(TIMELINE.frame(selection, {"lane": lane}), selection, {"lane": lane, "coverage": "off"}) == note
    )


def traces_by_event(figure):
    return {codes[0]: (trace, i) for trace in figure.data for i, codes in enumerate(trace.customdata)}


@pytest.mark.parametrize(
    ("event", "symbol"),
    [
        ("2024-05-02-acme-shanghai-lab", "circle"),
        ("2023-10-17-bureau-chip-rule", "square"),
        ("2025-08-14-bureau-licenses-acme", "square-dot"),
        ("2025-10-acme-dragon-venture", "circle-dot"),
    ],
)
def test_the_shape_of_a_mark_tells_who_acts_and_recoupling_has_a_dot(event, symbol, select):
    trace, _ = traces_by_event(draw("timeline", select())[1])[event]
    assert trace.marker.symbol == symbol


@pytest.mark.parametrize(
    ("event", "hollow"),
    [("2023-12-lithotool-stops-service", True), ("2024-05-02-acme-shanghai-lab", False)],
)
def test_a_mark_is_hollow_when_only_the_month_is_known(event, hollow, select):
    trace, _ = traces_by_event(draw("timeline", select())[1])[event]
    assert (trace.marker.color == LIGHT.paper) == hollow


def test_a_mark_tells_its_headline_date_and_kind_when_pointed_at(select):
    trace, i = traces_by_event(draw("timeline", select())[1])["2025-10-acme-dragon-venture"]
    assert trace.text[i] == "<b>Acme and Dragon agree a joint venture</b><br>October 2025 · Partnership"


@pytest.mark.parametrize(
    ("lanes", "days", "room", "offsets"),
    [
        ([], [], [], []),
        ("aa", ["2024-01-01", "2024-01-01"], [1, 1], [0, 1]),
        ("ab", ["2024-01-01", "2024-01-01"], [1, 1], [0, 0]),
        ("aa", ["2024-01-01", "2024-06-01"], [1, 1], [0, 0]),
        ("aaa", ["2024-01-01", "2024-01-01", "2024-01-01"], [1, 1, 1], [0, 1, 2]),
        ("aaa", ["2024-01-01", "2024-01-01", "2024-01-01"], [4, 2, 6], [0, 3, 7]),
    ],
)
def test_near_marks_of_a_lane_are_stacked(lanes, days, room, offsets):
    assert stack_offsets(lanes, [pd.Timestamp(day) for day in days], room).tolist() == offsets


@each_lane
def test_no_two_marks_lie_on_each_other(lane, select):
    traces = draw("timeline", select(), lane=lane)[1].data
    places = [(str(x), y) for trace in traces for x, y in zip(trace.x, trace.y, strict=True)]
    assert len(set(places)) == len(places)


@each_lane
def test_every_mark_lies_inside_the_axes(lane, select):
    figure = draw("timeline", select(), lane=lane)[1]
    (left, right), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
    for trace in figure.data:
        assert all(pd.Timestamp(left) < pd.Timestamp(x) < pd.Timestamp(right) for x in trace.x)
        assert all(low < y < high for y in trace.y)


# --- many marks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "kind"), [(11, "scatter"), (10, "scattergl")])
def test_more_marks_than_svg_can_bear_are_drawn_by_the_graphics_card(limit, kind, select, monkeypatch):
    monkeypatch.setattr(timeline, "MAX_SVG_MARKS", limit)
    assert {trace.type for trace in draw("timeline", select())[1].data} == {kind}


def test_the_limits_are_two_thousand_and_ten_thousand():
    assert (timeline.MAX_SVG_MARKS, timeline.MAX_MARKS) == (2_000, 10_000)


@pytest.mark.parametrize(("limit", "single"), [(11, True), (10, False)])
def test_more_marks_than_the_chart_can_bear_become_marks_of_a_month(limit, single, select, monkeypatch):
    monkeypatch.setattr(timeline, "MAX_MARKS", limit)
    assert (TIMELINE.frame(select(), {"lane": "sector"})["event"] != "").all() == single


@each_lane
def test_marks_of_a_month_count_every_mark_they_stand_for(lane, select, monkeypatch):
    single = TIMELINE.frame(select(), {"lane": lane})
    monkeypatch.setattr(timeline, "MAX_MARKS", 3)
    months = TIMELINE.frame(select(), {"lane": lane})
    by = ["lane", single["day"].dt.strftime("%Y-%m"), "direction", "group"]
    assert (
        months.set_index(["lane", "date", "direction", "group"])["events"].to_dict()
        == single.groupby(by).size().to_dict()
    )


def test_marks_of_a_month_are_filled(select, monkeypatch):
    monkeypatch.setattr(timeline, "MAX_MARKS", 3)
    figure = draw("timeline", select())[1]
    assert not any(LIGHT.paper in trace.marker.color for trace in figure.data)


def test_marks_of_a_month_tell_their_number_and_grow_with_it(select, monkeypatch):
    monkeypatch.setattr(timeline, "MAX_MARKS", 1)
    traces = draw("timeline", select(), lane="action")[1].data
    areas = {
        re.sub(r".*: (\d+) acts?", r"\1", text): size**2
        for trace in traces
        for text, size in zip(trace.text, np.broadcast_to(trace.marker.size, len(trace.text)), strict=True)
    }
    assert set(areas) == {"1", "2"}
    assert max(areas.values()) == timeline.MONTH_SIZES[1] ** 2
    assert areas["2"] == pytest.approx(2 * areas["1"], rel=0.02)


def test_the_note_explains_marks_of_a_month(select, monkeypatch):
    monkeypatch.setattr(timeline, "MAX_MARKS", 3)
    selection = select()
    note = TIMELINE.note(TIMELINE.frame(selection, {"lane": "side"}), selection, {"lane": "side", "coverage": "off"})
    assert note == (
        "Square: government, circle: company. Dot inside: recoupling. A mark is the acts of one month; its area "
        "shows their number. 11 events drawn. 1 dated only to the year is left out."
    )


def test_marks_of_a_month_leave_the_title_as_it_is(select, monkeypatch):
    selection, options = select(), {"lane": "sector", "coverage": "off"}
    single = TIMELINE.title(TIMELINE.frame(selection, options), selection, options)
    monkeypatch.setattr(timeline, "MAX_MARKS", 3)
    assert TIMELINE.title(TIMELINE.frame(selection, options), selection, options) == single


def test_the_organisation_timeline_has_a_lane_for_each_role_of_the_organisation(select):
    frame = ORGANISATION_TIMELINE.frame(select(orgs=("dragon",)), {"lane": "role"})
    assert frame["lane"].value_counts().to_dict() == {"affected": 3, "actor": 2, "target": 1}
