"""Charts as categories × series: the numbers of the table, labelled, coloured, never a formula."""

import dataclasses
from itertools import pairwise

import pytest

from decoupling.candidates import Review
from decoupling.charts import CHARTS
from decoupling.charts.look import LIGHT
from decoupling.export.office import office_data, office_panels
from tests.unit.charts.drawn import OF_EVENTS
from tests.unit.export.reports import contents

OFFICE = [chart for chart in OF_EVENTS if CHARTS[chart].office]


@pytest.fixture(scope="module")
def pages(select):
    return {page.spec.id: page for page in contents(select).pages[:-1]}


def data_of(page):
    return office_data(page.spec, page.frame, page.selection, page.options)


def test_timelines_and_maps_need_a_picture():
    assert {chart for chart, spec in CHARTS.items() if not spec.office} == {
        "timeline",
        "sector-timeline",
        "organisation-timeline",
        "answers",
        "places-map",
        "flows-map",
        "coverage",
        "pace-index",
        "network",
        "organisation-network",
    }


@pytest.mark.parametrize("chart", OFFICE)
def test_the_numbers_are_those_of_the_table(chart, pages):
    page = pages[chart]
    form, table = page.spec.office, page.table()
    category, panel = page.spec.columns[form.category], page.spec.columns.get(form.panel)
    held = {
        (data.title, name, series.label): value
        for data in office_panels(page.spec, page.frame, page.selection, page.options)
        for series in data.series
        for name, value in zip(data.categories, series.values, strict=True)
    }
    if form.series:
        shown = {
            (row[panel] if panel else "", str(row[category]), label): row[label]
            for row in table.to_dict("records")
            for label in (page.spec.columns[code] for code in form.series)
        }
    else:
        split, value = page.spec.columns[form.split], page.spec.columns[form.value]
        shown = {("", str(row[category]), str(row[split])): row[value] for row in table.to_dict("records")}
        assert {held[cell] for cell in held.keys() - shown.keys()} <= {0}
    assert {cell: held[cell] for cell in shown} == shown


def test_bars_keep_the_order_of_the_chart_and_the_colours_of_the_directions(pages):
    page = pages["sector-ranking"]
    data = data_of(page)
    directions = page.selection.dataset.taxonomy.directions
    assert list(data.categories) == list(page.table()["Sector"])
    assert [series.colour for series in data.series] == [
        LIGHT.colour(directions, code) for code in ("decoupling", "neutral", "recoupling")
    ]


def test_a_heat_map_has_the_busiest_row_first_and_columns_in_the_codebooks_order(pages):
    data = data_of(pages["sector-actions"])
    totals = [sum(series.values[row] for series in data.series) for row in range(len(data.categories))]
    labels = [term.label for term in pages["pace"].selection.dataset.taxonomy.actions.terms.values()]
    assert totals == sorted(totals, reverse=True)
    assert [label for label in labels if label in [series.label for series in data.series]] == [
        series.label for series in data.series
    ]


def test_of_many_lines_at_most_five_stand_out_and_their_ends_are_apart(pages):
    strong = [series for series in data_of(pages["sector-share"]).series if series.strong]
    ends = sorted(series.values[-1] for series in strong)
    assert 1 <= len(strong) <= 5
    assert all(later - earlier > 0.01 for earlier, later in pairwise(ends))


def test_the_lines_of_chosen_sectors_stand_out(select):
    page = contents(select).pages[0]
    chart = CHARTS["sector-share"]
    selection = select(sectors=("cloud",))
    data = office_data(chart, chart.frame(selection, {}), selection, {})
    assert [series.label for series in data.series if series.strong] == [page.selection.label("sector", "cloud")]


def test_parts_have_a_chart_each_on_one_scale(pages):
    page = pages["compare-pace"]
    panels = office_panels(page.spec, page.frame, page.selection, page.options)
    assert [panel.title for panel in panels] == list(page.table()["Part"].unique()) and len(panels) == 2
    assert {panel.highest for panel in panels} == {max(max(s.values) for panel in panels for s in panel.series)}


def test_parts_keep_their_order_and_differ_in_colour(pages):
    data = data_of(pages["compare-acts"])
    assert [series.label for series in data.series] == list(pages["compare-acts"].table()["Part"].unique())
    assert len({series.colour for series in data.series}) == 2
    assert list(data.categories) == list(pages["compare-acts"].table()["Kind of act"].unique())


def test_directions_of_parts_have_their_own_colours(pages):
    page = pages["compare-directions"]
    tax = page.selection.dataset.taxonomy.directions
    colours = {tax.label(code): LIGHT.colour(tax, code) for code in tax.codes}
    assert {series.label: series.colour for series in data_of(page).series}.items() <= colours.items()


def test_the_ladder_stands_as_on_screen_its_last_rung_on_top(pages):
    page = pages["exit-ladder"]
    rungs = [rung.label for rung in reversed(page.selection.dataset.taxonomy.rungs.values())]
    held = list(data_of(page).categories)
    assert held == [label for label in rungs if label in held]


def test_what_became_of_candidates_is_a_bar_a_group_from_dark_to_light(select):
    selection = select()
    judged = [("closure", 0.95, "unchanged"), ("closure", 0.91, "rejected"), ("tariff", 0.55, "rejected")]
    reviews = tuple(Review(action=action, confidence=sure, outcome=outcome) for action, sure, outcome in judged)
    selection = dataclasses.replace(selection, dataset=dataclasses.replace(selection.dataset, reviews=reviews))
    spec, options = CHARTS["reviews"], {"by": "action"}
    data = office_data(spec, spec.frame(selection, options), selection, options)
    assert data.kind == "shares" and data.categories == ("Closure", "Tariff")
    assert [series.values for series in data.series] == [(1, 0), (0, 0), (0, 0), (1, 1)]
    assert [series.colour for series in data.series] == [LIGHT.scale[i] for i in (5, 3, 2, 1)]


def test_a_label_that_looks_like_a_formula_is_made_harmless(pages):
    page = pages["instruments"]
    frame = page.frame.assign(instrument=["=1+1", *page.frame["instrument"][1:]])
    assert office_data(page.spec, frame, page.selection, page.options).categories[0] == "'=1+1"


def test_a_chart_without_an_office_form_is_refused(pages):
    page = dataclasses.replace(pages["pace"], spec=CHARTS["timeline"])
    with pytest.raises(ValueError, match="chart timeline has no form that office programs can draw"):
        data_of(page)
