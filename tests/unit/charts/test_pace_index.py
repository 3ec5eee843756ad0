"""The chart of the pace index: the numbers of the table on its line, in their band; colours, dashes and words."""

import datetime as dt

import pandas as pd
import pytest

from decoupling.charts import CHARTS
from decoupling.charts.look import DARK, LIGHT
from decoupling.charts.pace_index import signed_tick
from tests.unit.charts.drawn import draw, marks_of

INDEX = CHARTS["pace-index"]
each_show = pytest.mark.parametrize("show", ["busiest", "every", "one"])


def options(**changed):
    return INDEX.default_options() | changed


def lines_of(figure, axis=""):
    """(colour, dash, points) of every stroke in a panel."""
    return [
        (trace.line.color, trace.line.dash, list(zip(trace.x, trace.y, strict=True)))
        for trace in figure.data
        if trace.mode == "lines" and not trace.fill and (trace.yaxis or "y") == f"y{axis}"
    ]


@each_show
def test_marks_stand_at_the_index_of_the_table(show, select):
    selection = select()
    frame, figure = draw("pace-index", selection, show=show)
    table = INDEX.table(frame, selection, options(show=show))
    marks = [
        (*codes, y) for t in figure.data if t.mode == "markers" for codes, y in zip(t.customdata, t.y, strict=True)
    ]
    assert [(period, y) for _, period, y in marks] == list(
        zip(table["Month"], table["Index, mean of three months"], strict=True)
    )
    assert [(codes, count) for codes, count in marks_of("pace-index", figure)] == [
        ((row.sector, row.period), row.events) for row in frame.itertuples()
    ]


@each_show
def test_the_line_and_the_band_go_through_every_month(show, select):
    frame, figure = draw("pace-index", select(), show=show)
    for i, (_, part) in enumerate(frame.groupby("sector", sort=False)):
        axis = str(i + 1) if i else ""
        band = next(t for t in figure.data if t.fill and (t.yaxis or "y") == f"y{axis}")
        months = len(part)
        assert list(band.y[:months]) == part["high"].tolist() and list(band.y[months:])[::-1] == part["low"].tolist()
        points = {(x, y) for _, _, stroke in lines_of(figure, axis) for x, y in stroke if y is not None}
        days = pd.to_datetime(part["period"]) + pd.Timedelta(days=15)
        assert set(zip(days, part["index"], strict=True)) <= points


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_each_side_of_zero_has_the_colour_of_its_direction(look, select):
    selection = select()
    colours = {code: look.colour(selection.dataset.taxonomy.directions, code) for code in ("decoupling", "recoupling")}
    _, figure = draw("pace-index", selection, look, show="one")
    for colour, _, points in lines_of(figure):
        values = [value for _, value in points if value is not None]
        assert colour != colours["decoupling"] or min(values) >= 0 < max(values)
        assert colour != colours["recoupling"] or max(values) <= 0 > min(values)
        assert colour != look.plain or set(values) == {0}
    assert {colour for colour, *_ in lines_of(figure)} == {*colours.values(), look.plain}


def test_months_too_recent_are_dotted_and_so_are_sectors_nobody_went_through(select):
    _, figure = draw("pace-index", select(), show="one")
    dotted = [day for _, dash, points in lines_of(figure) if dash == "dot" for day, value in points if day]
    assert {f"{day:%Y-%m}" for day in dotted} == {"2025-09", "2025-10", "2025-11"}


def test_a_panel_is_named_with_its_last_complete_month(select):
    frame, figure = draw("pace-index", select())
    chips = frame[(frame["sector"] == "chips") & (frame["period"] == "2025-09")]["index"].item()
    names = [note.text for note in figure.layout.annotations]
    assert f"<b style='color:#1B7F79'>−{-chips:.1f}</b>" in next(name for name in names if "Semiconductors" in name)


def test_the_busiest_six_are_those_of_the_filter_where_it_names_some(select):
    assert INDEX.frame(select(), options())["sector"].iloc[0] == "chips"
    for show in ("busiest", "every"):
        frame = INDEX.frame(select(sectors=("ai", "minerals")), options(show=show))
        assert set(frame["sector"]) == {"ai", "minerals"}


def test_panels_have_one_scale_and_do_not_overlap(select):
    layout = draw("pace-index", select(), show="every")[1].layout
    axes = ["", *map(str, range(2, 6))]
    assert len({tuple(layout[f"yaxis{axis}"].range) for axis in axes}) == 1
    boxes = [(*layout[f"xaxis{axis}"].domain, *layout[f"yaxis{axis}"].domain) for axis in axes]
    for i, (left, right, low, high) in enumerate(boxes):
        assert 0 <= left < right <= 1.0001 and 0 <= low < high <= 1.0001
        assert all(right <= l2 or r2 <= left or high <= b2 or t2 <= low for l2, r2, b2, t2 in boxes[i + 1 :])


def test_one_month_alone_is_a_mark_that_can_be_seen(select):
    day = dt.date(2024, 5, 2)
    _, figure = draw("pace-index", select(start=day, end=day), show="one")
    marks = next(trace for trace in figure.data if trace.mode == "markers")
    assert len(marks.x) == 1 and marks.marker.opacity == 1


def test_a_mark_of_one_line_is_of_no_sector(select):
    selection = select()
    found = INDEX.find_events(selection, options(show="one"), {"sector": "", "period": "2023-10"})
    assert [selection.snapshot.ids[i] for i in found] == [
        "2023-10-17-bureau-chip-rule",
        "2023-10-17-bureau-lists-dragon",
    ]


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conditions", "changed", "title"),
    [
        ({}, {}, "Fastest: Semiconductors, October 2023, at +4.0 weighted acts a month"),
        ({}, {"show": "one", "weights": "bars:1"}, "Fastest: October 2023, at +2.0 weighted acts a month"),
        ({"directions": ("recoupling",)}, {}, "In no month does decoupling outweigh recoupling"),
        ({"q": "venture"}, {}, "Too recent for the record to be complete"),
        ({}, {"weights": "bars:0,rules:0,accords:0,business:0,steps:0"}, "With all weights at zero, no act counts"),
    ],
)
def test_the_title_names_the_fastest_complete_month(conditions, changed, title, select):
    selection = select(**conditions)
    assert INDEX.title(INDEX.frame(selection, options(**changed)), selection, options(**changed)) == title


def test_the_note_gives_the_weights_and_says_whose_they_are(select):
    selection = select()
    frame = INDEX.frame(selection, options())
    own = INDEX.note(frame, selection, options())
    assert own.startswith("Weights: bars, lists and duties 2, rules and enforcement 1, programmes and accords 0.5, ")
    assert "10% (main series gone through), 25% (gone through in part), 50% (not gone through), 100% (too" in own
    assert "1 dated only to the year is left out." in own and "With equal weights" in own
    changed = INDEX.note(frame, selection, options(weights="bars:1.25"))
    assert changed.startswith("Weights set by the reader: bars, lists and duties 1.25, ")


def test_the_subtitle_says_that_the_weights_are_the_readers_own():
    assert "reader’s own" in INDEX.subtitle(options(weights="bars:1"))
    assert "reader’s own" not in INDEX.subtitle(options()) and "by sector" in INDEX.subtitle(options())


@pytest.mark.parametrize(("tick", "text"), [(0, "0"), (5, "+5"), (-0.5, "−0.5"), (1000, "+1,000")])
def test_a_tick_has_its_sign(tick, text):
    assert signed_tick(tick) == text
