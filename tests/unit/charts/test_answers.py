"""Facing lanes, answer times, and what followed: marks, lines and words."""

import re

import numpy as np
import pandas as pd
import pytest

from decoupling.charts import answer_times, answers
from decoupling.charts.after_act import AFTER_ACT
from decoupling.charts.answer_times import ANSWER_TIMES, ROWS, SPANS
from decoupling.charts.answers import ANSWERS
from decoupling.charts.look import LIGHT
from decoupling.export.office import office_data
from tests.unit.charts.drawn import draw, marks_of
from tests.unit.test_answers import CHIP_RULE, LISTING, METALS, SUIT, SUPPLY, named, with_links

LAB, OFFICE = "2024-05-02-acme-shanghai-lab", "2024-05-06-acme-beijing-office"


@pytest.fixture
def linked(tiny_dataset):
    """Selection over the tiny dataset with more links: one by timing, one of a month, one of a year, one in a lane."""
    from decoupling.aggregate import aggregate
    from decoupling.charts.spec import Selection
    from decoupling.filters import EventFilter
    from decoupling.snapshot import build_snapshot

    dataset = with_links(
        tiny_dataset,
        **{
            named(SUPPLY): [("responds_to", CHIP_RULE, "timing")],
            named("2023-adviser-hong-kong"): [("responds_to", CHIP_RULE, "stated")],
            named("2025-08-14-bureau-licenses-acme"): [("responds_to", LISTING, "timing")],
        },
    )
    snapshot, chosen = build_snapshot(dataset), EventFilter()
    return Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen))


def test_the_lanes_face_each_other(select):
    figure = draw("answers", select())[1]
    lanes = {re.sub("<.*", "", note.text).strip(): note.y for note in figure.layout.annotations if note.bgcolor}
    assert lanes["Washington"] > lanes["Chinese companies"] > lanes["Beijing"]
    assert set(lanes) == {"Washington", "Chinese companies", "Beijing"}  # no lane without an act


def test_every_act_of_a_pair_is_one_mark(linked):
    frame, figure = draw("answers", linked)
    marks = [codes[0] for codes, _ in marks_of("answers", figure)]
    assert sorted(marks) == sorted({*frame["event"], *frame["answered"]})
    assert "2023-adviser-hong-kong" not in marks  # known only to the year


def test_stated_links_are_solid_and_those_by_order_dashed(linked):
    frame, figure = draw("answers", linked, act=METALS)
    lines = {(trace.line.dash, trace.line.color): trace for trace in figure.data if trace.mode == "lines"}
    gaps = {key: int(np.isnan(np.asarray(trace.y, dtype=float)).sum()) for key, trace in lines.items()}
    assert gaps == {("solid", LIGHT.ink): 1, ("solid", LIGHT.plain): 1, ("dash", LIGHT.plain): 2}
    assert frame["basis"].value_counts().to_dict() == {"stated": 2, "timing": 2}


def test_a_line_runs_from_the_act_to_its_answer(select):
    _, figure = draw("answers", select(orgs=("dragon",)))
    place = {codes[0]: i for i, codes in enumerate(figure.data[-1].customdata)}
    marks = figure.data[-1]
    line = next(trace for trace in figure.data if trace.mode == "lines")
    ends = [(line.x[0], line.y[0]), (line.x[-2], line.y[-2])]
    for end, event in zip(ends, (LISTING, SUIT), strict=True):
        assert pd.Timestamp(end[0]) == pd.Timestamp(marks.x[place[event]])
        assert end[1] == pytest.approx(marks.y[place[event]])


def test_a_link_within_a_lane_bends_off_it(linked):
    _, figure = draw("answers", linked)
    dashed = next(trace for trace in figure.data if trace.mode == "lines" and trace.line.dash == "dash")
    curve = np.split(np.asarray(dashed.y, dtype=float), np.flatnonzero(np.isnan(np.asarray(dashed.y, dtype=float))))
    heights = [np.nanmax(part) - max(part[part == part][0], part[part == part][-1]) for part in curve[:-1]]
    assert max(heights) > 20


def test_an_act_of_a_month_is_hollow_and_its_days_a_range(linked):
    frame, figure = draw("answers", linked)
    marks = figure.data[-1]
    place = [codes[0] for codes in marks.customdata].index(SUPPLY)
    assert marks.marker.color[place] == LIGHT.paper
    assert frame.set_index("event").loc[SUPPLY, "days"] == "45–75"
    note = ANSWERS.note(frame, linked, ANSWERS.default_options())
    assert "Hollow: known only to the month." in note
    assert "1 pair with an act dated only to the year is left out." in note
    assert "solid where a source says so (2), dashed where only the order in time suggests it (2)" in note


def test_the_chosen_act_is_larger(linked):
    _, figure = draw("answers", linked, act=SUIT)
    marks = figure.data[-1]
    sizes = {codes[0]: size for codes, size in zip(marks.customdata, marks.marker.size, strict=True)}
    assert [event for event, size in sizes.items() if size == answers.CHOSEN_SIZE] == [SUIT]


def test_of_too_many_pairs_those_of_the_chosen_act_and_the_newest_are_drawn(linked, monkeypatch):
    monkeypatch.setattr(answers, "MAX_PAIRS", 2)
    options = ANSWERS.default_options() | {"act": SUPPLY}
    frame = ANSWERS.frame(linked, options)
    assert frame["event"].tolist() == [SUPPLY, "2025-08-14-bureau-licenses-acme"]
    note = ANSWERS.note(frame, linked, options)
    assert "2 of 4 pairs are drawn: those of the chosen act, then the newest." in note
    assert ANSWERS.title(frame, linked, options).endswith(" of 4")


def test_high_stacks_are_pressed_together(linked, monkeypatch):
    monkeypatch.setattr(answers, "LEAST_LANE", 1)
    monkeypatch.setattr("decoupling.charts.timeline.STACK_DAYS", 10_000)
    tall = draw("answers", linked)[1].layout.yaxis.range[1]
    monkeypatch.setattr(answers, "MOST_STACKED", 1)
    assert draw("answers", linked)[1].layout.yaxis.range[1] < tall


def test_a_mark_outside_the_filter_still_opens(select):
    selection = select(sides=("CN",))
    _, figure = draw("answers", selection)
    opened = [ANSWERS.find_events(selection, {}, {"event": codes[0]}) for codes, _ in marks_of("answers", figure)]
    assert {selection.snapshot.ids[part[0]] for part in opened} == {CHIP_RULE, LISTING, METALS, SUIT}


# --- answer times --------------------------------------------------------------------------------


def test_only_pairs_known_to_the_day_have_a_time(linked):
    frame, figure = draw("answer-times", linked)
    assert sorted(frame["days"]) == [258, 505, 667]
    assert len(marks_of("answer-times", figure)) == 3
    note = ANSWER_TIMES.note(frame, linked, ANSWER_TIMES.default_options())
    assert "2 pairs with a date known only to a month or year are left out." in note


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("who", {"Beijing to Washington", "Chinese companies to Washington", "Washington to Washington"}),
        ("instrument", {"Chip rule", "Entity List"}),
        ("act", {"Export control", "Entity listing"}),
        ("answer", {"Export control", "Legal challenge", "Easing"}),
    ],
)
def test_rows_are_who_instrument_act_or_answer(rows, names, linked):
    assert set(draw("answer-times", linked, rows=rows)[0]["row"]) == names
    assert rows in ROWS


def test_a_bar_marks_the_median_of_each_row(linked):
    frame, figure = draw("answer-times", linked, rows="instrument")
    middles = sorted(round(float(np.expm1(shape.x0))) for shape in figure.layout.shapes)
    assert middles == sorted(int(days) for days in frame.groupby("row")["days"].median())
    named = [re.sub("<.*?>", "", note.text) for note in figure.layout.annotations if "median" in note.text]
    assert named == ["Entity List 2 · median 586 days", "Chip rule 1 · median 258 days"]


def test_a_cross_is_a_pair_by_order_alone_in_the_colour_of_the_side(linked):
    tax = linked.dataset.taxonomy
    traces = {(trace.marker.symbol, trace.marker.color): len(trace.x) for trace in draw("answer-times", linked)[1].data}
    assert traces == {("circle", LIGHT.colour(tax.sides, "CN")): 2, ("x-thin", LIGHT.colour(tax.sides, "US")): 1}


def test_rows_beyond_the_limit_are_one_row(linked, monkeypatch):
    monkeypatch.setattr(answer_times, "MAX_ROWS", 2)
    frame = ANSWER_TIMES.frame(linked, {"rows": "who"})
    assert frame["row"].nunique() == 2
    assert frame["row"].iloc[-1] == answer_times.OTHERS


def test_dots_on_one_place_are_lifted(select):
    rows = pd.Series(["a"] * 3 + ["b"])
    assert answer_times._lift_dots(rows, np.zeros(4)).tolist() == [0, 5.5, 11, 0]


def test_office_programs_get_stretches_in_their_order(linked):
    frame = ANSWER_TIMES.frame(linked, {"rows": "who"})
    office = office_data(ANSWER_TIMES, frame, linked, {"rows": "who"})
    labels = [series.label for series in office.series]
    assert labels == [label for label in SPANS.values() if label in labels] and len(labels) == 2


# --- after an act --------------------------------------------------------------------------------


def test_the_steps_end_at_the_number_that_followed(select):
    selection = select()
    frame, figure = draw("after-act", selection, act=LAB, who="everyone", days="30")
    assert (frame["day"].tolist(), int(frame["followed"].iloc[-1])) == (list(range(31)), 1)
    assert [codes for codes, _ in marks_of("after-act", figure)] == [(OFFICE,)]
    assert frame.set_index("day")["acts"].to_dict()[4] == frame["acts"].sum() == 1


def test_the_band_never_narrows_as_days_go_by(select):
    frame, _ = draw("after-act", select(), act=LAB, who="everyone", days="180")
    assert (frame["high"].diff().dropna() >= 0).all() and (frame["low"] <= frame["ordinary"]).all()
    assert (frame["ordinary"] <= frame["high"]).iloc[5:].all()


def test_the_title_says_where_the_number_lies(select):
    selection, options = select(), {"act": LAB, "days": "30", "who": "everyone"}
    frame = AFTER_ACT.frame(selection, options)
    assert AFTER_ACT.title(frame, selection, options) == "1 act within 30 days, inside the ordinary 0 to 1"
    above = frame.assign(followed=5)
    assert AFTER_ACT.title(above, selection, options) == "5 acts within 30 days, above the ordinary 0 to 1"
    none = frame.assign(followed=0)
    assert AFTER_ACT.title(none, selection, options).startswith("No act within 30 days, inside")


def test_the_note_names_what_is_left_out_and_that_order_is_no_cause(select):
    selection, options = select(), AFTER_ACT.default_options() | {"who": "everyone"}
    note = AFTER_ACT.note(AFTER_ACT.frame(selection, options), selection, options)
    for words in (
        "Counted: acts by anyone in semiconductors. Order is not cause",
        "1 act of the same day is not counted: the order is not known.",
        "1 act known only to a month or year may lie inside and is not.",
    ):
        assert words in note


def test_the_chosen_act_is_named_in_the_figure(select):
    figure = draw("after-act", select(), act=LAB)[1]
    assert figure.layout.annotations[0].text == "After 2 May 2024: Acme closes its Shanghai lab"


@pytest.mark.parametrize("act", [SUPPLY, "2025-11-10-ministry-suspends-metal-controls"])
def test_nothing_is_drawn_where_no_day_can_be_counted(act, select):
    assert AFTER_ACT.frame(select(), {"act": act, "days": "90", "who": "other"}).empty


def test_a_cut_off_window_is_drawn_as_far_as_the_record_goes(select):
    selection, options = select(), {"act": "2025-08-14-bureau-licenses-acme", "days": "180", "who": "other"}
    frame = AFTER_ACT.frame(selection, options)
    assert frame["day"].iloc[-1] == 88
    assert "The record ends 88 days after the act" in AFTER_ACT.note(frame, selection, options)


def test_the_period_of_the_filter_is_set_aside(select):
    options = AFTER_ACT.default_options() | {"act": LAB, "who": "everyone"}
    before, whole = select(end=pd.Timestamp("2024-05-03").date()), select()
    pd.testing.assert_frame_equal(AFTER_ACT.frame(before, options), AFTER_ACT.frame(whole, options))
    assert "The period of the filter is set aside" in AFTER_ACT.note(AFTER_ACT.frame(before, options), before, options)
