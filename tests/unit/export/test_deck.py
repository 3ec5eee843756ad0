"""Decks: PowerPoint's own charts hold the numbers, all text fits its box, fonts and colours are those of the look."""

import io
import itertools
import zipfile

import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Pt

from decoupling.charts import CHARTS
from decoupling.export.browser import NO_PICTURE
from decoupling.export.deck import HEIGHT, WIDTH, needs_picture, write_deck, write_slide
from decoupling.export.measure import fit_text
from decoupling.export.office import office_data, office_panels
from decoupling.report import MAX_NOTE, MAX_TITLE, Report, ReportItem
from tests.unit.charts.drawn import OF_EVENTS
from tests.unit.export.drawing import grey_picture
from tests.unit.export.reports import EVENT, ROOT, contents, item


@pytest.fixture(scope="module")
def made(select):
    return contents(select)


@pytest.fixture(scope="module")
def deck(made, tiny_dataset):
    shapes = itertools.cycle([(1000, 300), (1000, 900)])
    pictures = {page.number: grey_picture(*next(shapes)) for page in made.pages if needs_picture(page)}
    return Presentation(io.BytesIO(write_deck(made, tiny_dataset, pictures)))


@pytest.fixture(scope="module")
def hard(select, tiny_dataset):
    """The longest words a report may have, and no pictures."""
    long = "Semiconductors " * 50
    words = {"title": long[:MAX_TITLE], "note": (long * 9)[:MAX_NOTE]}
    items = (*(item(chart, **words) for chart in OF_EVENTS), ReportItem(event=EVENT, page="event", **words))
    report = Report(long[:MAX_TITLE], long[:MAX_TITLE], items)
    return Presentation(io.BytesIO(write_deck(contents(select, report), tiny_dataset, {})))


def slide_of(deck, made, chart):
    number = next(page.number for page in made.pages if page.number <= len(OF_EVENTS) and page.spec.id == chart)
    return deck.slides[number]


def texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_there_is_a_cover_a_slide_an_item_then_method_and_sources(deck, made):
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[: len(made.pages) + 2] == ["A title of mine", *(page.title for page in made.pages), "Method"]
    assert titles[-1].startswith("Sources")
    assert {"An author", "31 January 2026", made.version} <= set(texts(deck.slides[0]))


@pytest.mark.parametrize(
    "chart", [chart for chart in OF_EVENTS if CHARTS[chart].office and CHARTS[chart].office.kind != "heat"]
)
def test_a_chart_is_native_and_holds_the_numbers(chart, deck, made):
    slide = slide_of(deck, made, chart)
    charts = [shape.chart for shape in slide.shapes if shape.has_chart]
    page = made.pages[deck.slides.index(slide) - 1]
    panels = office_panels(page.spec, page.frame, page.selection, page.options)
    for drawn, data in zip(charts, panels, strict=True):
        assert list(drawn.plots[0].categories) == list(data.categories)
        assert [(s.name, s.values) for s in drawn.plots[0].series] == [(s.label, s.values) for s in data.series]
        book = openpyxl.load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob))
        rows = list(book.active.iter_rows(values_only=True))
        assert list(rows[0][1:]) == [series.label for series in data.series]
        assert [row[1:] for row in rows[1:]] == list(zip(*(series.values for series in data.series), strict=True))
        assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_charts_of_parts_are_named_and_share_one_key(deck, made):
    charts = [shape.chart for shape in slide_of(deck, made, "compare-pace").shapes if shape.has_chart]
    assert [chart.chart_title.text_frame.text for chart in charts] == ["Semiconductors", "Cloud & data centres"]
    assert [chart.has_legend for chart in charts] == [True, False]
    assert len({chart.value_axis.maximum_scale for chart in charts}) == 1


def test_every_bar_is_named_beside_it(deck, made):
    # Programs other than PowerPoint wrap names into too little room and then leave out every second.
    drawn = next(shape.chart for shape in slide_of(deck, made, "sector-ranking").shapes if shape.has_chart)
    axis, plot = drawn.category_axis._element, drawn._chartSpace.chart.plotArea
    assert axis.xpath("c:tickLblSkip/@val") == ["1"]
    assert float(plot.xpath("c:layout/c:manualLayout/c:x/@val")[0]) > 0.1


@pytest.mark.parametrize("chart", ["sector-years", "sector-actions"])
def test_a_heat_map_is_a_table_with_the_numbers(chart, deck, made):
    slide = slide_of(deck, made, chart)
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    page = made.pages[deck.slides.index(slide) - 1]
    data = office_data(page.spec, page.frame, page.selection, page.options)
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0][1:] == [series.label for series in data.series]
    assert [row[0] for row in cells[1:]] == list(data.categories)
    values = [[float(text or 0) for text in row[1:]] for row in cells[1:]]
    assert values == [list(row) for row in zip(*(series.values for series in data.series), strict=True)]


def test_bars_have_the_colours_of_their_directions(deck, made):
    drawn = next(shape.chart for shape in slide_of(deck, made, "pace").shapes if shape.has_chart)
    directions = made.pages[0].selection.dataset.taxonomy.directions
    assert [f"#{series.format.fill.fore_color.rgb}" for series in drawn.plots[0].series] == [
        directions[code].colour for code in ("decoupling", "recoupling")
    ]


@pytest.mark.parametrize(("coverage", "native"), [("off", True), ("on", False)])
def test_a_chart_with_its_band_is_a_picture_so_that_the_band_is_in_it(coverage, native, select):
    made = contents(select, Report(items=(item("pace", options={"coverage": coverage}),)))
    assert needs_picture(made.pages[0]) != native
    (slide,) = Presentation(io.BytesIO(write_slide(made, made.pages[0].selection.dataset, {}))).slides
    assert any(shape.has_chart for shape in slide.shapes) == native


def test_a_timeline_is_a_picture_with_words_for_those_who_do_not_see_it(deck, made):
    slide = slide_of(deck, made, "timeline")
    picture = next(shape for shape in slide.shapes if shape.shape_type == 13)
    assert "dated act" in picture._element.nvPicPr.cNvPr.get("descr")


def test_without_a_picture_a_timeline_is_a_table_and_the_slide_says_why(hard, made):
    slide = slide_of(hard, made, "timeline")
    assert next(shape.table for shape in slide.shapes if shape.has_table).cell(0, 0).text == "Lane"
    assert any(NO_PICTURE in text for text in texts(slide))


def test_every_font_is_one_of_the_look(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                fonts = {run.font.name for paragraph in shape.text_frame.paragraphs for run in paragraph.runs}
                assert fonts <= ({"Georgia"} if shape == slide.shapes.title else {"Arial"})
            if shape.has_chart:
                assert shape.chart.font.name == "Arial"


def test_the_theme_has_our_fonts_and_colours_for_what_is_added_later(made, tiny_dataset):
    with zipfile.ZipFile(io.BytesIO(write_deck(made, tiny_dataset, {}))) as archive:
        theme = archive.read("ppt/theme/theme1.xml").decode()
    for part in ('<a:latin typeface="Georgia"', '<a:latin typeface="Arial"', "FBFAF6", "B4432F", "1B7F79", "2F5D8C"):
        assert part in theme


@pytest.mark.parametrize("given", ["deck", "hard"])
def test_all_text_fits_its_box_and_every_box_its_slide(given, request):
    for slide in request.getfixturevalue(given).slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= Pt(WIDTH) + 2 and shape.top + shape.height <= Pt(HEIGHT) + 2
            if not shape.has_text_frame or not shape.text_frame.text:
                continue
            run = shape.text_frame.paragraphs[0].runs[0]
            face = "serif" if run.font.name == "Georgia" else "sans"
            fitted = fit_text(run.text, shape.width.pt + 0.1, 10_000, (run.font.size.pt,), face)
            assert fitted.height <= shape.height.pt + 0.5, run.text


@pytest.mark.parametrize("given", ["deck", "hard"])
def test_no_two_boxes_of_a_slide_cover_each_other(given, request):
    for slide in request.getfixturevalue(given).slides:
        boxes = [(s.left, s.top, s.left + s.width, s.top + s.height, s.name) for s in slide.shapes if s.height > Pt(2)]
        for one, other in itertools.combinations(boxes, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across <= Pt(1) or down <= Pt(1), (slide.shapes.title.text, one[4], other[4])


def test_a_table_is_as_high_as_its_rows(deck, hard):
    for slide in [*deck.slides, *hard.slides]:
        for shape in slide.shapes:
            if shape.has_table:
                assert abs(sum(row.height for row in shape.table.rows) - shape.height) < Pt(1)
                assert abs(sum(column.width for column in shape.table.columns) - shape.width) < Pt(1)


def test_every_source_page_of_an_event_is_a_link_at_the_end(deck, tiny_dataset):
    links = {
        run.hyperlink.address
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    }
    assert {source.url for source in tiny_dataset.by_id[EVENT].sources} <= links
    assert f"{ROOT}/timeline" in links


def test_progress_is_told_after_every_page(made, tiny_dataset):
    told = []
    write_deck(made, tiny_dataset, {}, told.append)
    assert told == list(range(1, len(made.pages) + 1))


def test_a_single_slide_names_its_source_and_refers_to_no_end_note(select, tiny_dataset):
    one = contents(select, Report(items=(item("pace"),)))
    (slide,) = Presentation(io.BytesIO(write_slide(one, tiny_dataset, {}))).slides
    assert any(text.startswith("Source: Decoupling Monitor. Dataset") and ROOT in text for text in texts(slide))
    assert not any("end note" in text for text in texts(slide))


def test_a_chart_with_nothing_to_draw_is_a_slide_that_says_so(select, tiny_dataset):
    empty = contents(select, Report(items=(ReportItem(chart="pace", query={"q": ("no such words",)}),)))
    (slide,) = Presentation(io.BytesIO(write_slide(empty, tiny_dataset, {}))).slides
    assert "No act in view carries what this chart shows." in texts(slide)
