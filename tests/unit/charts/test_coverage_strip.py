"""The band under a time axis: which lines it has, where its bars stand, and what becomes of the figure above."""

import pandas as pd
import pytest

from decoupling.charts import CHARTS
from decoupling.charts.coverage_strip import (
    BAND,
    BAND_NOTE,
    HEADING,
    NAMES_WIDTH,
    find_runs,
    name_sectors,
    sectors_in_view,
)
from decoupling.charts.look import FONT_SIZE, text_width
from tests.unit.charts.drawn import draw

CARRY = [chart_id for chart_id, spec in CHARTS.items() if BAND in spec.options]
FILTER = {
    "answers": {},
    "timeline": {},
    "sector-timeline": {},
    "organisation-timeline": {"orgs": ("dragon",)},
    "pace": {},
    "compare-pace": {},
}
each_chart = pytest.mark.parametrize("chart_id", CARRY)
each_chart_of_one_plot = pytest.mark.parametrize("chart_id", [code for code in CARRY if code != "compare-pace"])
DAY = 86_400_000


def band(figure, axis="y2", unit=DAY):
    """For each line of the band: its words, and (begin, length, state) of its bars, lengths in days unless told."""
    words = sorted((note.y, note.text) for note in figure.layout.annotations if note.yref == axis)
    found = [
        (float(y), base, round(length / unit), trace.name)
        for trace in figure.data
        if trace.yaxis == axis
        for y, base, length in zip(trace.y, trace.base, trace.x, strict=True)
    ]
    rows = sorted({y for y, *_ in found})
    labels = [text for _, text in words if text != f"<b>{HEADING}</b>"]
    assert len(labels) == len(rows)
    return {label: sorted(rest for y, *rest in found if y == row) for label, row in zip(labels, rows, strict=True)}


def test_every_timeline_the_answers_and_the_pace_charts_can_carry_the_band():
    assert sorted(CARRY) == sorted(FILTER)


@each_chart
def test_the_band_is_off_until_somebody_switches_it_on(chart_id, select):
    assert CHARTS[chart_id].default_options()["coverage"] == "off"
    _, figure = draw(chart_id, select(**FILTER[chart_id]))
    assert HEADING not in figure.to_json()
    assert BAND_NOTE not in CHARTS[chart_id].read(select(**FILTER[chart_id]), CHARTS[chart_id].default_options()).note


@each_chart
def test_the_note_names_the_band(chart_id, select):
    spec = CHARTS[chart_id]
    assert spec.read(select(**FILTER[chart_id]), spec.default_options() | {"coverage": "on"}).note.endswith(BAND_NOTE)


@each_chart_of_one_plot
def test_the_figure_grows_by_the_band_and_the_plot_keeps_its_height(chart_id, select):
    selection = select(**FILTER[chart_id])
    plots = []
    for state in ("off", "on"):
        layout = draw(chart_id, selection, coverage=state)[1].layout
        low, high = layout.yaxis.domain or (0, 1)
        plots.append((layout.height - layout.margin.t - layout.margin.b) * (high - low))
    assert plots[1] == pytest.approx(plots[0])
    assert layout.yaxis2.domain[1] < low


@each_chart_of_one_plot
def test_what_stood_on_the_foot_of_the_figure_stands_on_that_of_the_plot(chart_id, select):
    layout = draw(chart_id, select(**FILTER[chart_id]), coverage="on")[1].layout
    foot = layout.yaxis.domain[0]
    milestones = [] if chart_id == "answers" else [foot]
    assert [shape.y0 for shape in layout.shapes if shape.yref == "paper"] == milestones
    assert all(note.y in (1, foot) for note in layout.annotations if note.yref == "paper")


def test_lanes_of_sectors_have_lines_and_sectors_with_one_course_share_one(select):
    lines = band(draw("timeline", select(), lane="sector", coverage="on")[1])
    assert list(lines) == ["Semiconductors", "Cloud & data centres, Critical minerals and 1 more"]
    assert lines["Semiconductors"] == [
        ["2023-09-01", 30, "Not gone through"],
        ["2023-10-01", 731, "Main series"],
        ["2025-10-01", 61, "Too recent"],
    ]


def test_other_lanes_show_the_sectors_of_the_filter(select):
    lines = band(draw("timeline", select(sectors=("chips",)), lane="side", coverage="on")[1])
    assert list(lines) == ["Semiconductors"]


@pytest.mark.parametrize(
    ("conditions", "sectors"),
    [({"sectors": ("chips",)}, ["chips"]), ({"q": "venture"}, ["cloud"]), ({"q": "no such words"}, [])],
)
def test_the_sectors_in_view_are_those_of_the_filter_or_of_the_acts(conditions, sectors, select):
    assert sectors_in_view(select(**conditions)) == sectors


def test_panels_on_one_axis_of_quarters_keep_their_heights_above_one_band(select):
    plots = []
    for state in ("off", "on"):
        layout = draw("compare-pace", select(), by="sector", parts="chips,cloud", coverage=state)[1].layout
        inner = layout.height - layout.margin.t - layout.margin.b
        plots.append([(high - low) * inner for low, high in (layout.yaxis.domain, layout.yaxis2.domain)])
    assert plots[1] == pytest.approx(plots[0])
    assert layout.yaxis3.domain[1] < layout.xaxis.position == pytest.approx(layout.yaxis2.domain[0], abs=0.02)


def test_sectors_set_side_by_side_have_a_line_each_that_begins_where_the_axis_does(select):
    figure = draw("compare-pace", select(), by="sector", parts="chips,cloud", coverage="on")[1]
    lines = band(figure, "y3", unit=1 / 3)
    assert list(lines) == ["Semiconductors", "Cloud & data centres"]
    first, last = lines["Semiconductors"][0], lines["Semiconductors"][-1]
    assert first[0] == -0.5 and last[2] == "Too recent"
    bars = [trace for trace in figure.data if trace.yaxis == "y"]
    assert last[0] + last[1] / 3 <= max(max(bar.x) for bar in bars) + 0.5


def test_periods_laid_over_each_other_have_lines_of_their_own_time_under_their_names(select):
    selection = select()
    figure = draw("compare-pace", selection, by="period", parts="2023,2025", coverage="on")[1]
    heads = {note.text[3:-4]: note.y for note in figure.layout.annotations if note.yref == "y3"}
    bars = [
        (y, base, length)
        for trace in figure.data
        if trace.yaxis == "y3"
        for y, base, length in zip(trace.y, trace.base, trace.x, strict=True)
    ]
    of_2023 = [(base, base + length) for y, base, length in bars if heads["2023"] < y < heads["2025"]]
    of_2025 = [(base, base + length) for y, base, length in bars if y > heads["2025"]]
    assert min(of_2023)[0] == min(of_2025)[0] == -0.5
    assert max(end for _, end in of_2023) == pytest.approx(3.5)
    assert max(end for _, end in of_2025) == pytest.approx(selection.snapshot.released.month / 3 - 0.5)


def test_the_band_under_organisations_tells_of_the_sectors_in_which_they_act(select):
    figure = draw("compare-pace", select(), by="org", parts="dragon,adviser", coverage="on")[1]
    acting = {code for event in select().dataset.events for code in event.sectors
              if {org.id for org in event.orgs} & {"dragon", "adviser"}}  # fmt: skip
    shown = {name for trace in figure.data if trace.yaxis == "y3" for text in trace.text
             for name in text.split("<br>")[:-1]}  # fmt: skip
    short = select().dataset.taxonomy.sectors.short
    assert {name.rstrip(",") for name in shown} == {short(code) for code in acting}


def test_one_event_has_a_band_over_the_months_of_its_axis(select):
    lines = band(draw("pace", select(q="venture"), step="month", coverage="on")[1])
    assert lines == {"Cloud & data centres": [["2025-10-01", 31, "Too recent"]]}


def test_runs_join_equal_neighbours():
    runs = find_runs(["a", "a", "b", "a"], 24_000, 1.0, ("x",), months=3)
    months = [(run.first - 24_000, run.last - 24_000, run.state) for run in runs]
    assert months == [(0, 5, "a"), (6, 8, "b"), (9, 11, "a")]


def test_the_pointer_tells_months_and_state_of_all_sectors(select):
    figure = draw("timeline", select(), lane="sector", coverage="on")[1]
    texts = [text for trace in figure.data if trace.yaxis == "y2" for text in trace.text]
    assert "Semiconductors<br>Oct 2023 – Sep 2025: Main series gone through" in texts
    assert any(",<br>" in text for text in texts)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Chips"], "Chips"),
        (["Chips", "AI"], "Chips, AI"),
        (["A" * 30, "B" * 30, "C"], f"{'A' * 30} and 2 more"),
        (["A" * 15, "B" * 15, "C" * 15, "D" * 15], f"{'A' * 15}, {'B' * 15} and 2 more"),
        (["<b>"], "&lt;b&gt;"),
    ],
)
def test_names_fit_a_phone(names, words):
    assert name_sectors(names) == words
    assert text_width([words], size=FONT_SIZE - 2) <= max(NAMES_WIDTH, text_width([f"{names[0]} and 9 more"]))


def test_the_band_leaves_the_frame_and_the_marks_alone(select):
    selection = select()
    (off, plain), (on, with_band) = (draw("timeline", selection, coverage=state) for state in ("off", "on"))
    pd.testing.assert_frame_equal(off, on)
    marks = [trace for trace in with_band.data if trace.yaxis != "y2"]
    assert [list(trace.x) for trace in marks] == [list(trace.x) for trace in plain.data]
