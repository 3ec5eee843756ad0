"""The pace chart: what a bar counts, where it stands, what is said."""

import pandas as pd
import pytest

from decoupling.charts.pace import PACE
from tests.unit.charts.drawn import FILTERS, draw, marks_of

each_step = pytest.mark.parametrize("step", ["quarter", "month", "year"])
each_filter = pytest.mark.parametrize("name", ["everything", "one sector", "one organisation", "one event"])


def period_of(date, step):
    """Period of a partial date that is known finely enough; else None."""
    if step == "year":
        return date[:4]
    if len(date) == 4:
        return None
    return date[:7] if step == "month" else f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"


@each_step
@each_filter
def test_a_row_counts_the_events_of_its_period(name, step, select):
    selection = select(**FILTERS[name])
    frame = PACE.frame(selection, {"step": step})
    events = [selection.dataset.events[i] for i in selection.counts.positions]
    for row in frame.itertuples():
        inside = [event.direction for event in events if period_of(event.date, step) == row.period]
        found = (row.decoupling, row.recoupling, row.neutral)
        assert found == tuple(inside.count(code) for code in ("decoupling", "recoupling", "neutral"))


@each_step
@each_filter
def test_no_event_that_is_dated_finely_enough_is_lost(name, step, select):
    selection = select(**FILTERS[name])
    frame = PACE.frame(selection, {"step": step})
    undated = 0 if step == "year" else selection.counts.without_month
    total = frame[["decoupling", "recoupling", "neutral"]].to_numpy().sum()
    assert total == selection.counts.events - undated


@pytest.mark.parametrize(("step", "frequency"), [("quarter", "Q"), ("month", "M"), ("year", "Y")])
@each_filter
def test_periods_follow_each_other_without_a_gap(name, step, frequency, select):
    start = PACE.frame(select(**FILTERS[name]), {"step": step})["start"]
    expected = pd.period_range(start.iloc[0], start.iloc[-1], freq=frequency).start_time
    assert start.tolist() == expected.tolist()


@each_step
@each_filter
def test_bars_and_table_hold_the_same_numbers(name, step, select):
    selection = select(**FILTERS[name])
    frame, figure = draw("pace", selection, step=step)
    table = PACE.table(frame, selection, {"step": step}).set_index("Period")
    marks = dict(marks_of("pace", figure))
    assert marks == {
        (period, direction): table.loc[period, direction.capitalize()]
        for period in table.index
        for direction in ("decoupling", "recoupling")
    }


@each_step
def test_decoupling_stands_above_the_line_and_recoupling_below(step, select):
    up, down = draw("pace", select(), step=step)[1].data
    assert min(up.y) >= 0 >= max(down.y) and max(up.y) > 0 > min(down.y)


@each_step
def test_every_bar_lies_inside_the_axes(step, select):
    figure = draw("pace", select(), step=step)[1]
    (left, right), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
    for bar in figure.data:
        assert all(pd.Timestamp(left) < pd.Timestamp(x) < pd.Timestamp(right) for x in bar.x)
        assert all(low < y < high for y in bar.y)


@pytest.mark.parametrize("step", ["quarter", "month"])
def test_an_event_known_only_to_the_year_has_no_bar_by_quarter_or_month(step, select):
    assert PACE.frame(select(orgs=("adviser",)), {"step": step}).empty


def test_an_event_known_only_to_the_year_has_a_bar_by_year(select):
    assert marks_of("pace", draw("pace", select(orgs=("adviser",)), step="year")[1])[0] == (("2023", "decoupling"), 1)


@pytest.mark.parametrize("step", ["quarter", "month"])
def test_the_note_counts_the_events_known_only_to_the_year(step, select):
    selection = select(actions=("closure",))
    note = PACE.note(PACE.frame(selection, {"step": step}), selection, {"step": step, "coverage": "off"})
    assert note == "2 events drawn, each once. 1 dated only to the year is left out."


@pytest.mark.parametrize(
    ("conditions", "step", "note"),
    [
        ({"actions": ("closure",)}, "year", "3 events drawn, each once."),
        (
            {},
            "quarter",
            "10 events drawn, each once. 1 neutral act is in the table only. 1 dated only to the year is left out.",
        ),
        ({"q": "venture"}, "month", "1 event drawn, each once."),
    ],
)
def test_the_note_says_what_is_drawn_and_what_is_not(conditions, step, note, select):
    selection = select(**conditions)
    assert PACE.note(PACE.frame(selection, {"step": step}), selection, {"step": step, "coverage": "off"}) == note


@pytest.mark.parametrize(
    ("cut", "joined", "title"),
    [
        (0, 0, "Only acts without a clear direction"),
        (1, 0, "1 act of decoupling, none of recoupling"),
        (1200, 0, "1,200 acts of decoupling, none of recoupling"),
        (0, 1, "1 act of recoupling, none of decoupling"),
        (1, 1, "1 decoupling act against 1 recoupling act"),
        (14, 10, "14 decoupling acts against 10 recoupling acts"),
        (15, 10, "Decoupling acts outnumber recoupling ones 1.5 to one"),
        (20, 10, "Decoupling acts outnumber recoupling ones two to one"),
        (21, 10, "Decoupling acts outnumber recoupling ones two to one"),
        (23, 10, "Decoupling acts outnumber recoupling ones 2.3 to one"),
        (120, 10, "Decoupling acts outnumber recoupling ones twelve to one"),
        (130, 10, "Decoupling acts outnumber recoupling ones 13 to one"),
        (10, 30, "Recoupling acts outnumber decoupling ones three to one"),
    ],
)
def test_the_title_weighs_the_two_directions(cut, joined, title):
    frame = pd.DataFrame({"decoupling": [cut, 0], "recoupling": [0, joined]})
    assert PACE.title(frame, None, {"step": "quarter"}) == title


@each_step
def test_the_subtitle_names_the_step(step):
    assert PACE.subtitle({"step": step}) == f"Acts a {step}, by direction"
