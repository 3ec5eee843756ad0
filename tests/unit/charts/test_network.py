"""Bands between those who act and those acted on or hit: what is drawn, where, and what the words say."""

from itertools import pairwise

import numpy as np
import pytest

from decoupling.charts import CHARTS
from decoupling.charts.look import LIGHT
from decoupling.charts.network_figure import DASHES, PALE, STRONG
from decoupling.charts.ribbons import Band, Course, End, centre, draw_courses, fit_scale, lay_bands, place_ends
from decoupling.network import OTHERS
from tests.unit.charts.drawn import draw, marks_of

NETWORK, OWN = CHARTS["network"], CHARTS["organisation-network"]


def named(figure, x):
    """Names at the left (0) or right (1) edge from the top down, without their numbers."""
    texts = [text for trace in figure.data if trace.mode == "text" and trace.x[0] == x for text in trace.text]
    return [text.strip("\u00a0").split(" <span")[0] for text in texts if "<b>" not in text]


def bands(figure):
    """Traces of bands in a direction."""
    return [trace for trace in figure.data if trace.mode == "lines" and trace.opacity in (STRONG, PALE)]


# --- shapes --------------------------------------------------------------------------------------


def random_ends(seed, length=60):
    random = np.random.default_rng(seed)
    weights = np.sort(random.integers(0, 90, length))[::-1]
    return {f"end-{i}": End(float(weight), f"group {i * 3 // length}") for i, weight in enumerate(weights)}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("row", [14.5, 20.0])
def test_ends_keep_the_height_of_a_name_between_them_and_their_bands_apart(seed, row):
    ends = random_ends(seed)
    scale = fit_scale([ends], 1600, row, 9)
    column = place_ends(ends, scale, row)
    middles = [slot.middle for slot in column.slots.values()]
    assert min(np.diff(middles)) >= row - 1e-6
    lines = sorted([*middles, *(at for _, at in column.headings)])
    assert min(np.diff(lines)) >= row - 1e-6
    bars = [(slot.top, slot.top + ends[code].weight * scale) for code, slot in column.slots.items()]
    assert all(bottom < top for (_, bottom), (top, _) in pairwise(bars))
    assert column.height <= 1600
    assert max(bottom for _, bottom in bars) <= column.height


def test_a_heading_stands_before_each_group_and_none_before_others():
    column = place_ends({"a": End(1, "One"), "b": End(1, "One"), "c": End(1, "Two"), "*": End(0)}, 5, 20)
    assert [group for group, _ in column.headings] == ["One", "Two"]
    assert column.headings[0][1] < column.slots["a"].middle < column.slots["b"].middle < column.headings[1][1]


def test_the_scale_is_as_large_as_the_room_allows():
    ends = random_ends(0)
    scale = fit_scale([ends], 1500, 15, 100)
    assert place_ends(ends, scale, 15).height <= 1500 < place_ends(ends, scale * 1.01, 15).height
    assert fit_scale([{"a": End(1)}], 1000, 15, 9) == 9
    assert fit_scale([random_ends(0)], 10, 15, 9) == pytest.approx(0, abs=1e-6)


def test_bands_fill_an_end_without_gap_in_the_order_of_the_far_ends():
    left = place_ends({"a": End(5)}, 10, 20)
    right = place_ends({"x": End(3), "y": End(2)}, 10, 20)
    low, high = lay_bands([Band("a", "y", 2), Band("a", "x", 3)], left, right, 10)
    top = left.slots["a"].top
    assert (high.leaves, low.leaves) == (top + 15, top + 40)
    assert (high.arrives, low.arrives) == (right.slots["x"].middle, right.slots["y"].middle)


def test_a_curve_leaves_and_arrives_level_and_ends_in_a_gap():
    x, y = draw_courses([Course(0, 100), Course(5, 5)], 0, 1)
    assert (x[0], y[0], x[23], y[23], x[24], y[24]) == (0, 0, 1, 100, None, None)
    assert abs(y[1] - y[0]) < 1 and set(y[25:-1]) == {5}


def test_a_column_in_the_middle_keeps_its_distances():
    column = place_ends({"a": End(1, "One"), "b": End(4, "One")}, 5, 20)
    moved = centre(column, column.height + 100)
    assert moved.slots["a"].middle == column.slots["a"].middle + 50
    assert moved.headings[0][1] == column.headings[0][1] + 50


# --- the figure ----------------------------------------------------------------------------------


def test_who_acts_stands_left_and_who_is_acted_on_right(select):
    figure = draw("network", select())[1]
    assert named(figure, 0) == ["Bureau", "Acme", "Lithotool", "Dragon"]
    assert named(figure, 1) == ["Dragon", "Dragon Memory", "Acme", "Bureau"]


SIDES = ("United States", "Third countries", "China")


def test_the_two_columns_run_through_the_sides_in_opposite_order(select):
    figure = draw("network", select())[1]
    texts = [trace for trace in figure.data if trace.mode == "text" and "<b>" in trace.text[0]]
    order = [[text.strip("\u00a0")[3:-4] for text in trace.text] for trace in texts]
    assert order == [list(SIDES), ["China", "United States"]]


def test_direction_is_told_by_colour_and_by_dash(select):
    selection = select()
    vocabulary = selection.dataset.taxonomy.directions
    drawn = {(trace.line.color, trace.line.dash) for trace in bands(draw("network", selection)[1])}
    assert drawn == {(LIGHT.colour(vocabulary, code), dash) for code, (dash, _) in DASHES.items()}


def test_acts_that_are_aimed_at_somebody_are_strong_and_others_pale(select):
    selection = select(q="sues")
    assert {trace.opacity for trace in bands(draw("network", selection)[1])} == {STRONG}
    selection = select(q="licenses")
    assert {trace.opacity for trace in bands(draw("network", selection)[1])} == {PALE}


def test_bands_together_are_as_wide_as_the_acts(select):
    frame, figure = draw("network", select())
    curves = sum(sum(value is None for value in trace.x) for trace in bands(figure))
    assert curves == sum((frame[code] > 0).sum() for code in DASHES)


def test_one_act_is_drawn_with_its_two_ends(select):
    frame, figure = draw("network", select(q="sues"))
    assert len(frame) == 1
    assert (named(figure, 0), named(figure, 1)) == (["Dragon"], ["Bureau"])
    assert figure.layout.height < 200
    marks = set(marks_of("network", figure))
    assert marks == {
        (("dragon", "bureau", "target"), 1),
        (("dragon", "", ""), 1),
        (("", "bureau", ""), 1),
    }


def test_the_organisation_stands_in_the_middle(select):
    figure = draw("organisation-network", select(orgs=("dragon",)))[1]
    assert (named(figure, 0), named(figure, 1)) == (["Bureau", "Acme", "Lithotool"], ["Bureau"])
    headings = [note.text for note in figure.layout.annotations][1:]
    assert headings == ["<b>Act on or hit Dragon</b>", "<b>Dragon</b>", "<b>Dragon acts on or hits</b>"]


def test_an_organisation_that_only_acts_stands_left(select):
    figure = draw("organisation-network", select(orgs=("lithotool",)))[1]
    assert (named(figure, 0), named(figure, 1)) == (["Lithotool"], ["Dragon"])


def test_several_organisations_or_none_have_no_middle(select):
    assert OWN.frame(select(), OWN.default_options()).empty
    assert OWN.frame(select(orgs=("dragon", "acme")), OWN.default_options()).empty


# --- words and others ----------------------------------------------------------------------------


@pytest.fixture
def two_names(monkeypatch):
    """Both charts name two ends only."""
    monkeypatch.setattr("decoupling.charts.network._most", lambda options: 2)


def test_others_are_named_counted_and_drawn_as_hairlines(two_names, select):
    selection = select()
    frame, figure = draw("network", selection)
    assert frame.loc[frame["hit"] == OTHERS, "hit_name"].unique().tolist() == ["2 others"]
    assert frame.loc[frame["actor"] == OTHERS, "actor_name"].unique().tolist() == ["2 others"]
    note = NETWORK.note(frame, selection, NETWORK.default_options())
    assert "Named are the 2 of 5 with most acts; the other 3 are put together as others" in note
    marks = dict(marks_of("network", figure))
    assert marks["*", "dragon", "affected"] == 2
    hair = next(trace for trace in figure.data if trace.mode == "lines" and trace.line.color == LIGHT.plain)
    assert hair.line.width == 1
    assert sum(value is None for value in hair.x) == 2


@pytest.mark.parametrize("chart", ["network", "organisation-network"])
def test_the_acts_behind_others_can_be_found(chart, two_names, select):
    selection = select(orgs=("dragon",))
    figure = draw(chart, selection)[1]
    for codes, count in marks_of(chart, figure):
        mark = dict(zip(CHARTS[chart].dimensions, codes, strict=True))
        assert len(CHARTS[chart].find_events(selection, CHARTS[chart].default_options(), mark)) == count


@pytest.mark.parametrize(
    ("conditions", "options", "words"),
    [
        ({}, {}, "Bureau acts on or hits Dragon most often: 2 acts"),
        ({}, {"nodes": "sides"}, "Washington acts on or hits Chinese companies most often: 2 acts"),
        ({"orgs": ("bureau",)}, {"nodes": "sectors"}, "Bureau acts in semiconductors most often: 3 acts"),
        ({"q": "sues"}, {}, "Dragon acts on or hits Bureau: 1 act"),
        ({"orgs": ("acme",)}, {}, "Acme acts on or hits Dragon and Bureau acts on or hits Acme: 1 act each"),
    ],
)
def test_the_title_names_the_tie_of_most_acts(conditions, options, words, select):
    selection, options = select(**conditions), NETWORK.default_options() | options
    assert NETWORK.title(NETWORK.frame(selection, options), selection, options) == words


@pytest.mark.parametrize(
    ("org", "words"),
    [
        ("dragon", "Dragon is acted on or hit by Bureau most often (2 acts) and acts on or hits Bureau (1 act)"),
        ("lithotool", "Lithotool acts on or hits Dragon (1 act)"),
        ("bureau", "Bureau is acted on or hit by Dragon (1 act) and acts on or hits Dragon most often (2 acts)"),
    ],
)
def test_the_title_of_one_organisation(org, words, select):
    selection, options = select(orgs=(org,)), OWN.default_options()
    assert OWN.title(OWN.frame(selection, options), selection, options) == words


def test_the_note_says_how_ties_are_counted_and_what_has_none(select):
    selection, options = select(), NETWORK.default_options()
    note = NETWORK.note(NETWORK.frame(selection, options), selection, options)
    assert "6 of 12 events; the others have no such tie." in note
    assert "An act with several ends counts in each tie" in note
    assert "put together as others" not in note


def test_the_table_says_how_an_act_reaches_its_end(select):
    selection, options = select(), NETWORK.default_options()
    table = NETWORK.table(NETWORK.frame(selection, options), selection, options)
    assert table.iloc[0].to_dict() == {
        "From": "Bureau",
        "To": "Dragon",
        "How": "Aimed at",
        "Events": 1,
        "Decoupling": 1,
        "Neutral": 0,
        "Recoupling": 0,
        "First": "2023-10-17",
        "Last": "2023-10-17",
        "Whole tie": 2,
        "All of From": 3,
        "All of To": 4,
    }
