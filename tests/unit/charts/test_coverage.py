"""Coverage: cells of counts over bands of states, and bars with and without single sources."""

import pytest

from decoupling.charts import CHARTS
from decoupling.charts import coverage as charts
from decoupling.charts.look import DARK, LIGHT, readable_on
from tests.unit.charts.drawn import draw, marks_of


def bars(figure):
    return [trace for trace in figure.data if trace.type == "bar"]


def runs(figure):
    """(sector label, first day, length in days, state) of every run that is drawn, row by row."""
    labels = figure.layout.yaxis.ticktext
    found = [
        (round(float(y) - charts.BAND_MIDDLE), base, round(length / 86_400_000), trace.name)
        for trace in bars(figure)
        for y, base, length in zip(trace.y, trace.base, trace.x, strict=True)
    ]
    return [(labels[row], *rest) for row, *rest in sorted(found)]


def test_the_cells_are_the_events_of_sector_and_quarter(select):
    _, figure = draw("coverage", select())
    marks = dict(marks_of("coverage", figure))
    assert marks["chips", "2023-Q4"] == 3 and marks["cloud", "2024-Q2"] == 2
    assert sum(marks.values()) == 7 + 4 + 2 + 2  # without the one known only to the year


def test_a_month_prints_no_number_but_counts_under_the_pointer(select):
    _, figure = draw("coverage", select(), step="month")
    marks = next(trace for trace in figure.data if trace.type == "scatter")
    assert marks.mode == "markers"
    assert "Cloud &amp; data centres" not in marks.hovertext[0]
    texts = dict(zip(map(tuple, marks.customdata), marks.hovertext, strict=True))
    assert texts["cloud", "2024-05"] == (
        "Cloud & data centres · 2024-05<br>2 events, 1 of single source<br>Gone through in part"
    )


def test_numbers_too_long_for_a_cell_are_left_to_the_pointer(select, monkeypatch):
    monkeypatch.setattr(charts, "MOST_DIGITS", 0)
    _, figure = draw("coverage", select())
    assert next(trace for trace in figure.data if trace.type == "scatter").mode == "markers"


def test_a_number_has_the_ink_that_is_readable_on_its_tint(select):
    for look in (LIGHT, DARK):
        _, figure = draw("coverage", select(), look)
        marks = next(trace for trace in figure.data if trace.type == "scatter")
        counts = [int(text) for text in marks.text]
        inks = [readable_on(look, (count / max(counts)) ** 0.5) for count in counts]
        assert list(marks.textfont.color) == inks


@pytest.mark.parametrize("step", ["quarter", "month"])
def test_the_band_of_a_row_is_its_states_to_the_day(step, select):
    _, figure = draw("coverage", select(), step=step)
    assert runs(figure)[:3] == [
        ("Semiconductors", "2023-01-01", 273, "Not gone through"),
        ("Semiconductors", "2023-10-01", 731, "Main series"),
        ("Semiconductors", "2025-10-01", 92, "Too recent"),
    ]
    assert len(runs(figure)) == 3 * 16


def test_every_state_has_a_pattern_of_its_own(select):
    for look in (LIGHT, DARK):
        _, figure = draw("coverage", select(), look)
        looks = {
            (trace.marker.pattern.shape, trace.marker.color, trace.marker.pattern.bgcolor) for trace in bars(figure)
        }
        assert len(looks) == len(bars(figure)) == 4


def test_the_key_names_the_states_and_nothing_else(select):
    _, figure = draw("coverage", select())
    shown = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert shown == ["Main series", "In part", "Not gone through", "Too recent"]


def test_a_filter_by_sector_leaves_its_rows_only(select):
    frame, figure = draw("coverage", select(sectors=("chips",)))
    assert set(frame["sector"]) == {"chips"}
    assert len(runs(figure)) == 3


def test_the_busiest_sector_stands_on_top_and_empty_ones_are_there(select):
    frame, _ = draw("coverage", select())
    order = list(frame["sector"].unique())
    assert order[:2] == ["chips", "cloud"] and len(order) == 16


def test_the_table_tells_the_state_of_every_cell(select):
    selection = select()
    spec = CHARTS["coverage"]
    table = spec.table(spec.frame(selection, spec.default_options()), selection, {})
    row = table[(table["Sector"] == "Cloud & data centres") & (table["Period"] == "2024-Q2")].iloc[0]
    assert row.tolist()[2:] == ["Gone through in part", 2, 1, 1]


@pytest.mark.parametrize(
    ("conditions", "title"),
    [
        ({}, "47% of what is recorded stands where main series were gone through"),
        ({"q": "venture"}, "0% of what is recorded stands where main series were gone through"),
    ],
)
def test_the_title_says_how_much_stands_where_somebody_looked(conditions, title, select):
    selection, spec = select(**conditions), CHARTS["coverage"]
    options = spec.default_options()
    assert spec.title(spec.frame(selection, options), selection, options) == title


@pytest.mark.parametrize(
    ("conditions", "title"),
    [
        ({}, "25% of events rest on a single source; most in consulting & services, 100%"),
        (
            {"q": "variant"},
            "100% of events rest on a single source; most in semiconductors and cloud & data centres, 100% each",
        ),
        ({"q": "venture"}, "No event in view rests on a single source"),
    ],
)
def test_the_single_sources_are_in_the_title(conditions, title, select):
    selection, spec = select(**conditions), CHARTS["single-source"]
    assert spec.title(spec.frame(selection, {}), selection, {}) == title


def test_a_bar_is_what_is_left_and_what_rests_on_one_source(select):
    frame, figure = draw("single-source", select())
    without, single = bars(figure)
    assert list(without.x) == frame["without"].tolist() and list(single.x) == frame["single"].tolist()
    assert dict(marks_of("single-source", figure))["cloud", "single"] == 2
    texts = next(trace.text for trace in figure.data if trace.type == "scatter")
    assert texts[frame["sector"].tolist().index("cloud")] == " 4 → 2 (50%)"
    assert texts[frame["sector"].tolist().index("minerals")] == " 2"


def test_the_sector_with_the_highest_share_stands_on_top(select):
    frame, _ = draw("single-source", select())
    assert frame["sector"].tolist() == ["consulting", "cloud", "chips", "ai", "minerals"]
    assert frame["share"].is_monotonic_decreasing
