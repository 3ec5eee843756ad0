"""Owns making a report's file: which forms there are, what each needs drawn, and what is said while it is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import plotly.graph_objects as go

from decoupling.dataset import Dataset
from decoupling.export.browser import BrowserError, Picture, draw_pictures, print_pdf
from decoupling.export.bundle import write_bundle
from decoupling.export.contents import ChartPage, Contents
from decoupling.export.deck import needs_picture, write_deck, write_slide
from decoupling.export.document import COLUMN, picture_room, write_document, write_figure
from decoupling.export.picture import SIZES, column_picture, compose_picture, slide_picture
from decoupling.export.report_html import write_report_html

Progress = Callable[[float, str], None]
"""Is told which part of the work is done, 0 to 1, and what is being done."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file, and what the reader must know about it: empty when all is as it should be."""

    content: bytes
    remark: str = ""


def make_report(contents: Contents, dataset: Dataset, form: str, progress: Progress) -> MadeFile:
    """The report in one of the forms pptx, docx, html, pdf; BrowserError where PDF cannot be made."""
    total = max(len(contents.pages), 1)

    def report_page(done: int) -> None:
        progress(0.5 + 0.45 * done / total, f"Writing page {done} of {total}")

    progress(0.02, "Reading the numbers")
    match form:
        case "pptx":
            pictures, remark = _draw(contents, "deck", progress)
            made = MadeFile(write_deck(contents, dataset, pictures, report_page), remark)
        case "docx":
            pictures, remark = _draw(contents, "document", progress)
            made = MadeFile(write_document(contents, pictures, report_page), remark)
        case "html":
            made = MadeFile(write_report_html(contents, progress=report_page))
        case "pdf":
            page = write_report_html(
                contents,
                for_paper=True,
                progress=lambda done: progress(0.02 + 0.4 * done / total, f"Drawing page {done}"),
            )
            progress(0.5, "Printing")
            made = MadeFile(print_pdf(page))
        case _:
            raise ValueError(f"unknown form {form!r}; allowed: pptx, docx, html, pdf")
    progress(1.0, "Done")
    return made


def make_single(contents: Contents, dataset: Dataset, form: str) -> bytes:
    """One chart without cover and method: a slide (pptx), a figure with caption (docx), a sheet (pdf), a bundle (zip).

    Without a browser, slide, figure and bundle stand without their pictures and say so; PDF raises BrowserError.
    """
    match form:
        case "pptx":
            return write_slide(contents, dataset, _draw(contents, "deck")[0])
        case "docx":
            return write_figure(contents, _draw(contents, "document")[0])
        case "pdf":
            return print_pdf(write_report_html(contents, for_paper=True, cover=False))
        case "zip":
            charts = [page for page in contents.pages if isinstance(page, ChartPage)]
            return write_bundle(charts[0], _draw(contents, "bundle")[0].get(charts[0].number))
        case _:
            raise ValueError(f"unknown form {form!r}; allowed: pptx, docx, pdf, zip")


def _draw(
    contents: Contents, where: str, progress: Progress = lambda share, words: None
) -> tuple[Mapping[int, Picture], str]:
    """Pictures by number of the page, all with one start of the browser; without one, none and the reason."""
    charts = [page for page in contents.pages if isinstance(page, ChartPage) and not page.frame.empty]
    if where == "deck":
        charts = [page for page in charts if needs_picture(page)]
    if not charts:
        return {}, ""
    progress(0.1, f"Drawing {len(charts)} pictures" if len(charts) > 1 else "Drawing a picture")
    try:
        drawn = draw_pictures([_shape(page, where) for page in charts])
    except BrowserError as error:
        return {}, str(error)
    return dict(zip([page.number for page in charts], drawn, strict=True)), ""


def _shape(page: ChartPage, where: str) -> go.Figure:
    """A chart's figure as it stands on a slide, in a column, or in a bundle, where its words are inside."""
    if where == "bundle":
        notes = [page.counting, f"Source: Decoupling Monitor. {page.citation.version_line}"]
        return compose_picture(page.draw(), SIZES["slide"], title=page.title, subtitle=page.subtitle, notes=notes)
    if where == "deck":
        return slide_picture(page.draw())
    return column_picture(page.draw(), COLUMN / picture_room(page))


def report_stem(contents: Contents) -> str:
    """File name without suffix: what the report is called, and its dataset."""
    slug = re.sub(r"[^a-z0-9]+", "-", f"decoupling-report-{contents.title}".lower()).strip("-")
    return slug[:80].rstrip("-")
