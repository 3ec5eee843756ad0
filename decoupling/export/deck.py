"""Owns a report as PowerPoint: a cover, one item a slide, method and sources; charts are PowerPoint's own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Pt

from decoupling.charts.look import LIGHT
from decoupling.dataset import Dataset
from decoupling.export.browser import Picture
from decoupling.export.contents import ChartPage, Contents, EndNote, EventPage
from decoupling.export.measure import Face, fit_text
from decoupling.export.office import office_panels
from decoupling.export.office_charts import add_data_table, add_office_charts
from decoupling.export.picture import FILE_SANS, FILE_SERIF

SANS = FILE_SANS.split(",")[0]
SERIF = FILE_SERIF.split(",")[0]
WIDTH, HEIGHT = 960, 540
LEFT, ROOM = 44, 872
BODY, FOOT = 124, 498
BESIDE = 238
"""Points: the slide, where its words stand, and the width of the words beside a tall picture."""
TITLE_SIZES = (28, 26, 24, 22, 20, 18)
NOTE_SIZES = (14, 13, 12, 11, 10, 9)
SMALL_SIZES = (10, 9, 8)
SOURCE_INDENT = 20
Box = tuple[float, float, float, float]
"""Left, top, width and height in points."""
Progress = Callable[[int], None]


def write_deck(
    contents: Contents, dataset: Dataset, pictures: Mapping[int, Picture], progress: Progress = lambda done: None
) -> bytes:
    """The deck as a file. `pictures` stand on the slides of charts that PowerPoint cannot draw, by number of the page.

    Where such a picture is missing, the slide holds the numbers as a table and says so.
    """
    deck = _new_deck(dataset, contents)
    _add_cover(deck, contents)
    for done, page in enumerate(contents.pages, start=1):
        source = f"{page.number}   Source: Decoupling Monitor, end note {page.number}. {page.citation.version_line}."
        add_page(deck, page, pictures.get(page.number), source)
        progress(done)
    _add_method(deck, contents)
    _add_sources(deck, contents.notes)
    return _to_bytes(deck)


def write_slide(contents: Contents, dataset: Dataset, pictures: Mapping[int, Picture]) -> bytes:
    """The pages alone, without cover and end notes, for one chart to go into another deck."""
    deck = _new_deck(dataset, contents)
    for page in contents.pages:
        source = f"Source: Decoupling Monitor. {page.citation.version_line}. {page.citation.address}"
        add_page(deck, page, pictures.get(page.number), source)
    return _to_bytes(deck)


def _to_bytes(deck: Any) -> bytes:
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def needs_picture(page: ChartPage | EventPage) -> bool:
    """True for a chart that PowerPoint cannot draw itself."""
    return isinstance(page, ChartPage) and not page.spec.is_native(page.options) and not page.frame.empty


# --- the empty deck ------------------------------------------------------------------------------


def _new_deck(dataset: Dataset, contents: Contents) -> Any:
    deck = Presentation()
    stretch = Pt(WIDTH) / deck.slide_width
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    master = deck.slide_master
    for holder in (master, *master.slide_layouts):
        for shape in holder.shapes:
            shape.left, shape.width = round(shape.left * stretch), round(shape.width * stretch)
    master.background.fill.solid()
    master.background.fill.fore_color.rgb = colour(LIGHT.paper)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _in_our_look(theme.blob.decode("utf-8"), dataset).encode("utf-8")
    properties = deck.core_properties
    properties.title, properties.author = contents.title, contents.author or "Decoupling Monitor"
    properties.subject = contents.version
    return deck


def _in_our_look(theme: str, dataset: Dataset) -> str:
    """The theme with our fonts and colours, so that what an analyst adds looks alike."""
    tax = dataset.taxonomy
    accents = [LIGHT.colour(tax.directions, code) for code in ("decoupling", "recoupling", "neutral")]
    accents += [LIGHT.colour(tax.sides, code) for code in ("US", "CN", "third")]
    colours = {"dk1": LIGHT.ink, "lt1": LIGHT.paper, "dk2": LIGHT.muted, "lt2": LIGHT.grid}
    colours |= {"hlink": LIGHT.scale[-2], "folHlink": LIGHT.scale[-2]}
    colours |= {f"accent{place}": accent for place, accent in enumerate(accents, start=1)}
    for name, value in colours.items():
        theme = re.sub(
            rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{value[1:]}"/></a:{name}>', theme, flags=re.DOTALL
        )
    for font, face in (("majorFont", SERIF), ("minorFont", SANS)):
        theme = re.sub(rf'(<a:{font}>\s*<a:latin typeface=")[^"]*', rf"\g<1>{face}", theme)
    return theme


def colour(code: str) -> RGBColor:
    """A colour of the look as PowerPoint takes it."""
    return RGBColor.from_string(code.removeprefix("#"))


def _new_slide(deck: Any) -> Any:
    return deck.slides.add_slide(deck.slide_layouts[5])  # "Title Only": the title is what outlines and readers find


# --- words ---------------------------------------------------------------------------------------


def put_text(
    slide: Any,
    text: str,
    box: Box,
    sizes: Sequence[float],
    *,
    ink: str = LIGHT.ink,
    title: bool = False,
    link: str = "",
) -> float:
    """Write a text into a box at the first of the sizes at which it fits; gives the height it takes, in points.

    A title goes into the slide's own title, in the serif and on the lower edge of its box.
    """
    face: Face = "serif" if title else "sans"
    fitted = fit_text(text, box[2], box[3], sizes, face)
    shape = slide.shapes.title if title else slide.shapes.add_textbox(0, 0, 0, 0)
    height = box[3] if title else fitted.height
    shape.left, shape.top, shape.width, shape.height = Pt(box[0]), Pt(box[1]), Pt(box[2]), Pt(height)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if title and box[3] < 200 else MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment, paragraph.line_spacing = PP_ALIGN.LEFT, 1.0
    run = paragraph.add_run()
    run.text = " ".join(fitted.lines)
    run.font.size, run.font.name = Pt(fitted.size), SERIF if title else SANS
    run.font.bold, run.font.color.rgb = title, colour(ink)
    if link:
        run.hyperlink.address = link
    return fitted.height


def _rule(slide: Any, left: float, top: float, width: float, ink: str = LIGHT.grid, thick: float = 0.75) -> None:
    line = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(left), Pt(top), Pt(width), Pt(thick))
    line.fill.solid()
    line.fill.fore_color.rgb = colour(ink)
    line.line.fill.background()
    line.shadow.inherit = False


# --- slides --------------------------------------------------------------------------------------


def _add_cover(deck: Any, contents: Contents) -> None:
    slide = _new_slide(deck)
    put_text(slide, contents.title, (72, 110, 816, 180), (44, 40, 36, 32, 28), title=True)
    _rule(slide, 72, 306, 816, LIGHT.ink, 1.5)
    for place, line in enumerate(filter(None, (contents.author, contents.made, contents.version))):
        ink = LIGHT.ink if place == 0 else LIGHT.muted
        put_text(slide, line, (72, 322 + 30 * place, 816, 24), (16, 14, 12), ink=ink)


def add_page(deck: Any, page: ChartPage | EventPage, picture: Picture | None, source: str) -> None:
    """One slide of the deck; `source` stands at its foot and links to the view."""
    slide = _new_slide(deck)
    if isinstance(page, EventPage):
        _fill_event(slide, page)
    elif picture is not None and _is_tall(picture):
        _fill_beside(slide, page, picture)
    else:
        _fill_chart(slide, page, picture)
    put_text(slide, source, (LEFT, 508, ROOM, 16), (9, 8, 7), ink=LIGHT.muted, link=page.citation.address)


def _head(slide: Any, title: str, subtitle: str = "") -> None:
    put_text(slide, title, (LEFT, 26, ROOM, 62), TITLE_SIZES, title=True)
    if subtitle:
        put_text(slide, subtitle, (LEFT, 92, ROOM, 28), (13, 12, 11, 10, 9), ink=LIGHT.muted)


def _fill_chart(slide: Any, page: ChartPage, picture: Picture | None) -> None:
    _head(slide, page.title, page.subtitle)
    bottom = _write_notes(slide, page)
    body = (LEFT, BODY, ROOM, bottom - BODY - 8)
    if page.frame.empty:
        return
    if page.spec.is_native(page.options):
        panels = office_panels(page.spec, page.frame, page.selection, page.options)
        add_office_charts(slide, panels, body, alt=f"{page.title}. {page.subtitle}")
    elif picture is not None:
        _put_picture(slide, picture, body, page)
    else:
        add_data_table(slide, page.table(), body)


def _write_notes(slide: Any, page: ChartPage) -> float:
    """The visitor's note above the counting rule, both standing on the foot; gives where they begin."""
    top = FOOT - _put_on(slide, page.counting, (LEFT, FOOT, ROOM, 38), SMALL_SIZES, ink=LIGHT.muted)
    return top - 7 - _put_on(slide, page.note, (LEFT, top - 7, ROOM, 92), NOTE_SIZES) if page.note else top


def _put_on(slide: Any, text: str, line: Box, sizes: Sequence[float], *, ink: str = LIGHT.ink) -> float:
    """Write a text that stands on a line: `line` is left, the line, width and most height. Gives the height taken."""
    left, bottom, width, most = line
    fitted = fit_text(text, width, most, sizes)
    put_text(slide, text, (left, bottom - fitted.height, width, fitted.height), (fitted.size,), ink=ink)
    return fitted.height


def _is_tall(picture: Picture) -> bool:
    width, height = png_size(picture.png)
    return height / width > 0.5


def _fill_beside(slide: Any, page: ChartPage, picture: Picture) -> None:
    """Words on the left, the picture over the whole height on the right."""
    title = fit_text(page.title, BESIDE, 170, TITLE_SIZES, "serif")
    put_text(slide, page.title, (LEFT, 34, BESIDE, title.height), (title.size,), title=True)
    top = 34 + title.height + 10
    top += put_text(slide, page.subtitle, (LEFT, top, BESIDE, 100), (13, 12, 11, 10), ink=LIGHT.muted) + 14
    bottom = FOOT - _put_on(slide, page.counting, (LEFT, FOOT, BESIDE, 100), SMALL_SIZES, ink=LIGHT.muted)
    if page.note:
        put_text(slide, page.note, (LEFT, top, BESIDE, bottom - top - 14), NOTE_SIZES)
    left = LEFT + BESIDE + 18
    _put_picture(slide, picture, (left, 22, WIDTH - left - 20, 478), page)


def _put_picture(slide: Any, picture: Picture, body: Box, page: ChartPage) -> None:
    left, top, width, height = body
    across, down = png_size(picture.png)
    scale = min(width / across, height / down)
    size = (Pt(across * scale), Pt(down * scale))
    shape = slide.shapes.add_picture(io.BytesIO(picture.png), Pt(left), Pt(top), *size)
    shape._element.nvPicPr.cNvPr.set("descr", f"{page.title}. {page.subtitle}")


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def _fill_event(slide: Any, page: EventPage) -> None:
    _head(slide, page.title, page.subtitle)
    label, ink = page.direction
    put_text(slide, label, (LEFT, BODY, 216, 20), (14,), ink=ink)
    top, width = BODY + 30.0, 500
    top += put_text(slide, page.event.summary, (LEFT, top, width, 195), (18, 17, 16, 15, 14, 13, 12))
    if page.note:
        _rule(slide, LEFT, top + 14, width)
        put_text(slide, page.note, (LEFT, top + 24, width, FOOT - top - 24), NOTE_SIZES)
    _write_facts(slide, page)


def _write_facts(slide: Any, page: EventPage) -> None:
    """Names and values in a column, all at the largest size at which they fit together."""
    left, width = 576, 340
    for size in (12, 11, 10, 9, 8):
        heights = [fit_text(value, width, 150, (size,)).height for _, value in page.facts]
        if sum(heights) + 19 * len(heights) <= FOOT - BODY:
            break
    top = float(BODY)
    for (name, value), height in zip(page.facts, heights, strict=True):
        put_text(slide, name, (left, top, width, 13), (10,), ink=LIGHT.muted)
        put_text(slide, value, (left, top + 13, width, height), (size,))
        top += 19 + height


def _add_method(deck: Any, contents: Contents) -> None:
    slide = _new_slide(deck)
    _head(slide, "Method")
    put_text(slide, contents.method, (LEFT, BODY, 648, 316), (18, 17, 16, 15, 14))
    words = f"{contents.version}. Made on {contents.made}."
    put_text(slide, words, (LEFT, FOOT, ROOM, 22), (11, 10), ink=LIGHT.muted)


def _add_sources(deck: Any, notes: Sequence[EndNote]) -> None:
    """End notes over as many slides as they need; each page of a source is a link."""
    slide, top, slides = None, float(FOOT), 0
    for note in notes:
        lines = [(f"{note.number}. {note.text}", ""), *((f"{words}: {url}", url) for words, url in note.links)]
        for text, link in lines:
            indent = SOURCE_INDENT if link else 0
            fitted = fit_text(text, ROOM - indent, 90, SMALL_SIZES)
            if slide is None or top + fitted.height > FOOT:
                slides += 1
                slide, top = _new_slide(deck), 98
                _head(slide, "Sources" if slides == 1 else f"Sources, {slides}")
            put_text(slide, text, (LEFT + indent, top, ROOM - indent, fitted.height), (fitted.size,), link=link)
            top += fitted.height + 3
        top += 5
