"""Charts as categories × series: the numbers of the table, labelled, coloured, never a formula."""

import dataclasses
from itertools import pairwise

import pytest

from decoupling.charts import CHARTS
from decoupling.charts.look import LIGHT
from decoupling.export.office import office_data
from tests.unit.export.reports import contents

OFFICE = [chart for chart, spec in CHARTS.items() if spec.office]


@pytest.fixture(scope="module")
def pages(select):
    return {page.spec.id: page for page in contents(select).pages[:-1]}


def data_of(page):
    return office_data(page.spec, page.frame, page.selection, page.options)


def test_timelines_maps_and_comparisons_need_a_picture():
    assert {chart for chart in CHARTS if chart not in OFFICE} == {
        "timeline",
        "sector-timeline",
        "organisation-timeline",
        "places-map",
        "flows-map",
        "compare-pace",
        "compare-acts",
        "compare-directions",
        "compare-places",
        "reviews",
    }


@pytest.mark.parametrize("chart", OFFICE)
def test_the_numbers_are_those_of_the_table(chart, pages):
    page = pages[chart]
    form, table, data = page.spec.office, page.table(), data_of(page)
    category = page.spec.columns[form.category]
    held = {
        (name, series.label): value
        for series in data.series
        for name, value in zip(data.categories, series.values, strict=True)
    }
    if form.series:
        shown = {
            (str(row[category]), label): row[label]
            for row in table.to_dict("records")
            for label in (page.spec.columns[code] for code in form.series)
        }
    else:
        split, value = page.spec.columns[form.split], page.spec.columns[form.value]
        shown = {(str(row[category]), str(row[split])): row[value] for row in table.to_dict("records")}
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


def test_a_label_that_looks_like_a_formula_is_made_harmless(pages):
    page = pages["instruments"]
    frame = page.frame.assign(instrument=["=1+1", *page.frame["instrument"][1:]])
    assert office_data(page.spec, frame, page.selection, page.options).categories[0] == "'=1+1"


def test_a_chart_without_an_office_form_is_refused(pages):
    page = dataclasses.replace(pages["pace"], spec=CHARTS["timeline"])
    with pytest.raises(ValueError, match="chart timeline has no form that office programs can draw"):
        data_of(page)
