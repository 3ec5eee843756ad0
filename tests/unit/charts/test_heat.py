"""Heat maps: cells, their numbers, their order."""

from collections import Counter

import pytest

from decoupling.charts import CHARTS
from decoupling.charts.look import DARK, LIGHT, readable_on
from tests.unit.charts.drawn import FILTERS, draw, marks_of

HEATS = ("sector-years", "sector-actions")
each_heat = pytest.mark.parametrize("chart_id", HEATS)
each_filter = pytest.mark.parametrize("name", FILTERS)
CELLS = {
    "sector-years": lambda event: [(code, event.date[:4]) for code in event.sectors],
    "sector-actions": lambda event: [(code, event.action) for code in event.sectors],
}


@each_heat
@each_filter
def test_a_cell_prints_the_number_of_its_events_and_empty_cells_print_none(chart_id, name, select):
    selection = select(**FILTERS[name])
    expected = Counter(
        cell for i in selection.counts.positions for cell in CELLS[chart_id](selection.dataset.events[i])
    )
    assert dict(marks_of(chart_id, draw(chart_id, selection)[1])) == expected


@each_heat
@each_filter
def test_cells_and_table_hold_the_same_numbers(chart_id, name, select):
    selection = select(**FILTERS[name])
    frame, figure = draw(chart_id, selection)
    table = CHARTS[chart_id].table(frame, selection, {})
    assert sum(count for _, count in marks_of(chart_id, figure)) == table["Events"].sum()


@each_heat
@each_filter
def test_a_cell_is_tinted_by_the_root_of_its_share_of_the_fullest(chart_id, name, select):
    heat, numbers = draw(chart_id, select(**FILTERS[name]))[1].data
    printed = {(x, y): int(text) for x, y, text in zip(numbers.x, numbers.y, numbers.text, strict=True)}
    for y, row in enumerate(heat.z):
        for x, tint in enumerate(row):
            assert tint == pytest.approx((printed.get((x, y), 0) / max(printed.values())) ** 0.5)


@each_heat
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_a_number_has_the_ink_that_is_readable_on_its_tint(look, chart_id, select):
    heat, numbers = draw(chart_id, select(), look)[1].data
    inks = [readable_on(look, heat.z[y][x]) for x, y in zip(numbers.x, numbers.y, strict=True)]
    assert list(numbers.textfont.color) == inks


@each_heat
@each_filter
def test_the_busiest_sector_stands_on_top(chart_id, name, select):
    _, figure = draw(chart_id, select(**FILTERS[name]))
    totals = [0] * len(figure.layout.yaxis.ticktext)
    for y, text in zip(figure.data[1].y, figure.data[1].text, strict=True):
        totals[y] += int(text)
    assert totals == sorted(totals, reverse=True) and figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]


@each_heat
def test_there_is_one_row_for_each_sector_with_events(chart_id, select):
    figure = draw(chart_id, select(orgs=("acme",)))[1]
    assert sorted(figure.layout.yaxis.ticktext) == ["Artificial intelligence", "Cloud & data centres", "Semiconductors"]


def test_years_run_from_the_first_to_the_last_with_events(select):
    figure = draw("sector-years", select(orgs=("adviser", "ministry"), verifications=("single", "official")))[1]
    assert list(figure.layout.xaxis.ticktext) == ["’23", "’24", "’25"]


def test_a_year_without_events_between_two_with_events_keeps_its_column(select):
    figure = draw("sector-years", select(q="adviser", orgs=("adviser",)))[1]
    between = draw("sector-years", select(statuses=("reported", "announced")))[1]
    assert (list(figure.layout.xaxis.ticktext), list(between.layout.xaxis.ticktext)) == (["’23"], ["’23", "’24", "’25"])


def test_kinds_of_act_stand_in_the_order_of_the_codebook(select, tiny_dataset):
    columns = list(draw("sector-actions", select())[1].layout.xaxis.ticktext)
    used = {event.action for event in tiny_dataset.events}
    assert columns == [term.label for code, term in tiny_dataset.taxonomy.actions.terms.items() if code in used]


@pytest.mark.parametrize(("chart_id", "angle"), [("sector-years", 0), ("sector-actions", -90)])
def test_long_labels_of_columns_are_turned(chart_id, angle, select):
    assert draw(chart_id, select())[1].layout.xaxis.tickangle == angle


def test_a_cell_names_its_row_its_column_and_its_number_when_pointed_at(select):
    texts = draw("sector-years", select(orgs=("adviser",)))[1].data[1].hovertext
    assert list(texts) == ["Consulting & services · 2023<br>1 act"]


@pytest.mark.parametrize(
    ("chart_id", "conditions", "title"),
    [
        ("sector-years", {}, "Busiest: Semiconductors in 2023 and Cloud & data centres in 2024, 3 acts each"),
        ("sector-years", {"orgs": ("adviser",)}, "Busiest: Consulting & services in 2023, 1 act"),
        (
            "sector-actions",
            {},
            "Most common: export control in semiconductors and closure in cloud & data centres, 2 acts each",
        ),
        (
            "sector-actions",
            {"orgs": ("acme",), "actions": ("closure",)},
            "Most common: closure in cloud & data centres, 2 acts",
        ),
    ],
)
def test_the_title_names_the_fullest_cell(chart_id, conditions, title, select):
    selection = select(**conditions)
    assert CHARTS[chart_id].title(CHARTS[chart_id].frame(selection, {}), selection, {}) == title


@each_heat
@pytest.mark.parametrize(
    ("conditions", "note"),
    [
        ({}, "12 events. An event in two sectors counts in both, so the cells add up to 16."),
        ({"orgs": ("adviser",)}, "1 event."),
    ],
)
def test_the_note_says_how_events_in_two_sectors_count(conditions, note, chart_id, select):
    selection = select(**conditions)
    assert CHARTS[chart_id].note(CHARTS[chart_id].frame(selection, {}), selection, {}) == note
