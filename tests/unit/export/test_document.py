"""Word documents: one item a page, pictures with captions that Word numbers, sources at the end, fonts of the look."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from decoupling.export.browser import NO_PICTURE
from decoupling.export.document import COLUMN, SHEET, picture_room, write_document, write_figure
from decoupling.report import Report
from tests.unit.charts.drawn import OF_EVENTS
from tests.unit.export.drawing import grey_picture
from tests.unit.export.reports import EVENT, NOTE, contents, item


@pytest.fixture(scope="module")
def made(select):
    return contents(select)


@pytest.fixture(scope="module")
def document(made):
    pictures = {page.number: grey_picture(800, 400 * page.number) for page in made.pages[:-1]}
    return Document(io.BytesIO(write_document(made, pictures)))


@pytest.fixture(scope="module")
def without_pictures(made):
    return Document(io.BytesIO(write_document(made, {})))


def words(document):
    return [paragraph.text for paragraph in document.paragraphs]


def headings(document):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]


def test_it_has_a_cover_an_item_a_page_then_method_and_sources(document, made):
    assert document.paragraphs[0].style.name == "Title" and document.paragraphs[0].text == "A title of mine"
    assert headings(document) == [*(page.title for page in made.pages), "Method", "Sources"]
    assert {"An author", "31 January 2026", made.version, made.method} <= set(words(document))


def test_every_item_begins_a_page(document, made):
    breaks = [mark for mark in document.element.body.iter(qn("w:br")) if mark.get(qn("w:type")) == "page"]
    assert len(breaks) == len(made.pages) + 1


def test_pictures_keep_their_shape_and_fit_the_page(document, made):
    assert len(document.inline_shapes) == len(OF_EVENTS)
    for place, (shape, page) in enumerate(zip(document.inline_shapes, made.pages, strict=False), start=1):
        assert shape.width <= COLUMN + 1 and shape.height <= picture_room(page) + 1
        assert shape.height / shape.width == pytest.approx(place / 2, rel=0.01)
        assert shape._inline.docPr.get("descr")


def test_longer_words_leave_less_room_for_the_picture_but_always_some(select):
    short, long = (
        contents(select, Report(items=(item("pace", title="T " * count, note="word " * 3 * count),))).pages[0]
        for count in (1, 79)
    )
    assert SHEET / 4 < picture_room(long) < picture_room(short) * 0.8


def test_a_caption_has_a_number_that_word_keeps(document):
    fields = [field.get(qn("w:instr")) for field in document.element.body.iter(qn("w:fldSimple"))]
    assert fields == ["SEQ Figure \\* ARABIC"] * len(OF_EVENTS)


def test_a_caption_says_filter_counting_rule_and_source(document, made):
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption" and p.text.startswith("Figure")]
    for caption, page in zip(captions, made.pages, strict=False):
        assert page.subtitle in caption and page.counting in caption and f"end note {page.number}" in caption


def test_notes_of_the_visitor_stand_as_they_are(document, made):
    assert words(document).count(NOTE) == len(made.pages)


def test_fonts_are_those_of_the_look(document):
    for name, font in (("Normal", "Arial"), ("Heading 1", "Georgia"), ("Title", "Georgia"), ("Caption", "Arial")):
        fonts = document.styles[name].element.rPr.rFonts
        assert document.styles[name].font.name == font
        assert not [key for key in fonts.attrib if "Theme" in key]


def test_the_cover_has_no_colour_of_the_template(document):
    style = document.styles["Title"]
    (rule,) = style.element.xpath("w:pPr/w:pBdr/w:bottom")
    assert style.font.bold and [value for key, value in rule.items() if key.endswith("color")] == ["1C1F22"]
    assert not [key for key in rule if "theme" in key]


def test_names_of_facts_are_narrower_than_their_values_in_every_program(document):
    table = document.tables[-1]
    name, value = (column.width for column in table.columns)
    assert name < value / 3
    assert {(row.cells[0].width, row.cells[1].width) for row in table.rows} == {(name, value)}


def test_sources_of_an_event_are_links(document, tiny_dataset):
    targets = {relation.target_ref for relation in document.part.rels.values() if relation.is_external}
    assert {source.url for source in tiny_dataset.by_id[EVENT].sources} <= targets


def test_without_a_picture_the_numbers_stand_as_a_table_and_it_says_why(without_pictures, made):
    assert len(without_pictures.inline_shapes) == 0
    first = without_pictures.tables[0]
    assert [cell.text for cell in first.rows[0].cells] == list(made.pages[0].table().columns)
    assert any(NO_PICTURE in text for text in words(without_pictures))


def test_a_figure_alone_has_its_title_in_the_caption_and_its_source_below(select):
    one = contents(select, Report(items=(item("pace"),)))
    document = Document(io.BytesIO(write_figure(one, {1: grey_picture()})))
    assert one.pages[0].title in words(document)[1] and words(document)[2] == one.notes[0].text
    assert not any("end note" in text for text in words(document))


def test_the_paper_is_a4(document):
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
