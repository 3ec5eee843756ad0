"""Owns a report as a Word document: cover, one item a page with picture and caption, method, sources at the end."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from decoupling.charts.look import LIGHT
from decoupling.export.browser import NO_PICTURE, Picture
from decoupling.export.contents import ChartPage, Contents, EventPage
from decoupling.export.deck import SANS, SERIF, png_size
from decoupling.export.measure import Face, wrap_text

PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Cm(21), Cm(29.7), Cm(2.4)
COLUMN = Cm(16.2)
SHEET = Cm(24.5)
LINE, AROUND = 1.4, 12
"""Height of a page that is written on; line height as a part of the size, and points around a paragraph."""
FALLBACK_ROWS = 28
Progress = Callable[[int], None]


def write_document(
    contents: Contents, pictures: Mapping[int, Picture], progress: Progress = lambda done: None
) -> bytes:
    """The document as a file; a chart without a picture stands as its table."""
    document = _new_document(contents)
    _add_cover(document, contents)
    for done, page in enumerate(contents.pages, start=1):
        _break_page(document)
        document.add_heading(page.title, level=1)
        _add_page(document, page, pictures.get(page.number), own_page=True)
        progress(done)
    _break_page(document)
    document.add_heading("Method", level=1)
    document.add_paragraph(contents.method)
    document.add_paragraph(f"{contents.version}. Made on {contents.made}.", style="Caption")
    _add_sources(document, contents)
    return _to_bytes(document)


def write_figure(contents: Contents, pictures: Mapping[int, Picture]) -> bytes:
    """Pictures with their captions and sources alone, to go into another document."""
    document = _new_document(contents)
    for page in contents.pages:
        _add_page(document, page, pictures.get(page.number), own_page=False)
        document.add_paragraph(contents.notes[page.number - 1].text, style="Caption")
    return _to_bytes(document)


def _to_bytes(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# --- the empty document --------------------------------------------------------------------------


def _new_document(contents: Contents) -> Any:
    document = Document()
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for name, font, size, ink in (
        ("Normal", SANS, 10.5, LIGHT.ink),
        ("Title", SERIF, 30, LIGHT.ink),
        ("Heading 1", SERIF, 19, LIGHT.ink),
        ("Caption", SANS, 9, LIGHT.muted),
    ):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = font, Pt(size), _rgb(ink)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if "Theme" in key]:
            del fonts.attrib[key]  # a theme font would win over the named one
        for script in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(script), font)
    caption = document.styles["Caption"]
    caption.font.bold = False
    document.styles["Heading 1"].paragraph_format.space_before = Pt(0)
    document.styles["Title"].font.bold = True
    for rule in document.styles["Title"].element.xpath("w:pPr/w:pBdr/w:bottom"):
        rule.attrib.clear()  # the template's is in a colour of its theme
        for name, value in {"val": "single", "sz": "12", "space": "8", "color": LIGHT.ink[1:]}.items():
            rule.set(qn(f"w:{name}"), value)
    properties = document.core_properties
    properties.title, properties.author = contents.title, contents.author or "Decoupling Monitor"
    properties.subject, properties.comments = contents.version, ""  # the template has a comment of its own
    _number_pages(section)
    return document


def _rgb(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))


def _number_pages(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _add_field(paragraph, "PAGE", "1")


def _add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field that Word keeps up to date, such as a page number or the number of a figure."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _break_page(document: Any) -> None:
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


# --- pages ---------------------------------------------------------------------------------------


def _add_cover(document: Any, contents: Contents) -> None:
    title = document.add_paragraph(style="Title")
    title.paragraph_format.space_before = Pt(180)
    title.add_run(contents.title)
    for words in filter(None, (contents.author, contents.made, contents.version)):
        document.add_paragraph(words)


def _add_page(document: Any, page: ChartPage | EventPage, picture: Picture | None, *, own_page: bool) -> None:
    if isinstance(page, EventPage):
        _add_event(document, page)
        return
    if page.note:
        document.add_paragraph(page.note)
    if picture is not None:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        _add_picture(paragraph.add_run(), picture, page)
    elif not page.frame.empty:
        _add_table(document, page)
    caption = document.add_paragraph(style="Caption")
    caption.add_run("Figure ")
    _add_field(caption, "SEQ Figure \\* ARABIC", str(page.number))
    words = f". {page.subtitle}. {page.counting}" if own_page else f". {page.title}. {page.subtitle}. {page.counting}"
    caption.add_run(words)
    if own_page:
        caption.add_run(f" Source: Decoupling Monitor, end note {page.number}.")


def picture_room(page: ChartPage) -> int:
    """Height that a picture may take so that heading, note and caption stand on the same page."""
    caption = f"Figure 10. {page.title}. {page.subtitle}. {page.counting} Source: Decoupling Monitor, end note 10."
    words: tuple[tuple[str, float, Face], ...] = (
        (page.title, 19, "serif"),
        (page.note, 10.5, "sans"),
        (caption, 9, "sans"),
    )
    taken = sum(len(wrap_text(text, COLUMN.pt, size, face)) * size * LINE + AROUND for text, size, face in words)
    return SHEET - Pt(taken + AROUND)


def _add_picture(run: Any, picture: Picture, page: ChartPage) -> None:
    across, down = png_size(picture.png)
    scale = min(COLUMN / across, picture_room(page) / down)
    shape = run.add_picture(io.BytesIO(picture.png), Emu(round(across * scale)), Emu(round(down * scale)))
    shape._inline.docPr.set("descr", f"{page.title}. {page.subtitle}")


def _add_table(document: Any, page: ChartPage) -> None:
    frame = page.table()
    shown = frame.head(FALLBACK_ROWS).astype(str)
    table = document.add_table(rows=1, cols=len(shown.columns))
    for cell, name in zip(table.rows[0].cells, shown.columns, strict=True):
        _write_cell(cell, str(name), LIGHT.muted)
    for values in shown.itertuples(index=False):
        for cell, value in zip(table.add_row().cells, values, strict=True):
            _write_cell(cell, str(value), LIGHT.ink)
    document.add_paragraph(
        f"The first {len(shown):,} of {len(frame):,} rows. {NO_PICTURE}",
        style="Caption",
    )


def _write_cell(cell: Any, text: str, ink: str) -> None:
    run = cell.paragraphs[0].add_run(text)
    run.font.size, run.font.color.rgb = Pt(8.5), _rgb(ink)
    cell.paragraphs[0].paragraph_format.space_after = Pt(0)


def _add_event(document: Any, page: EventPage) -> None:
    label, ink = page.direction
    line = document.add_paragraph(page.subtitle + "   ")
    run = line.add_run(label)
    run.bold, run.font.color.rgb = True, _rgb(ink)
    document.add_paragraph(page.event.summary)
    if page.note:
        document.add_paragraph(page.note)
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    widths = (Cm(3.2), Emu(COLUMN - Cm(3.2)))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # LibreOffice goes by the columns, Word by the cells
    for name, value in page.facts:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = widths
        _write_cell(cells[0], name, LIGHT.muted)
        _write_cell(cells[1], value, LIGHT.ink)
    source = document.add_paragraph(f"Event {page.event.id}. Source: end note {page.number}.", style="Caption")
    source.paragraph_format.space_before = Pt(8)


def _add_sources(document: Any, contents: Contents) -> None:
    heading = document.add_heading("Sources", level=1)
    heading.paragraph_format.space_before = Pt(18)
    for note in contents.notes:
        paragraph = document.add_paragraph(f"{note.number}. {note.text}")
        paragraph.paragraph_format.space_after = Pt(2)
        for words, address in note.links:
            line = document.add_paragraph()
            line.paragraph_format.left_indent, line.paragraph_format.space_after = Cm(0.8), Pt(0)
            _add_link(line, f"{words}: {address}", address)


def _add_link(paragraph: Any, words: str, address: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.font.size = Pt(9)
    link.append(run._r)
    paragraph._p.append(link)
