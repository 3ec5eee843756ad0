"""Owns the export dialog: picture, office files, the data, the events behind it, the citation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from components import data
from components.citation_box import citation_box
from components.links import site_in_view
from components.picture_button import picture_button
from decoupling.addresses import aggregate_address, embed_address, embed_frame
from decoupling.charts import CHARTS
from decoupling.charts.spec import ChartSpec, Selection
from decoupling.export.citation import describe_file, file_stem, version_line, view_citation
from decoupling.export.contents import item_address, open_report
from decoupling.export.events import write_events
from decoupling.export.picture import PICTURE_FORMS, SIZES, compose_picture, picture_config, write_html
from decoupling.export.tables import MIME_TYPES, frame_rows, write_csv, write_json, write_xlsx
from decoupling.report import Report, ReportItem


@st.dialog("Export", width="large")
def export_dialog(item: ReportItem, selection: Selection) -> None:
    """Let the visitor take one chart away as a picture, a slide, a page, data or a citation."""
    chart_id, options = item.chart, item.options
    spec = CHARTS[chart_id]
    chart = data.read_chart(chart_id, selection, options)
    address = item_address(item, site_in_view(), selection.dataset)
    about = describe_file(chart.title, selection, chart.note, address)
    stem = file_stem(chart_id, selection)

    shape, save = st.columns([3, 1], vertical_alignment="bottom")
    with shape.container(horizontal=True):
        size = st.segmented_control(
            "Size",
            list(SIZES),
            default="slide",
            required=True,
            format_func=lambda code: SIZES[code].label,
            key="export_size",
        )
        form = st.segmented_control(
            "Format",
            list(PICTURE_FORMS),
            default="png",
            required=True,
            format_func=PICTURE_FORMS.__getitem__,
            key="export_form",
        )
    size, form = SIZES[size or "slide"], form or "png"
    picture = compose_picture(
        data.draw_chart(chart_id, selection, options, "light", drag=False),
        size,
        title=chart.title,
        subtitle=f"{chart.subtitle}. {selection.sentence}",
        notes=[
            chart.note,
            f"Source: Decoupling Monitor, from the pages each event names. {version_line(selection.dataset)}",
        ],
    )
    with save:
        picture_button(f"Save {PICTURE_FORMS[form]}", key="export_picture")
    with st.container(horizontal=True, key="export_preview"):
        st.plotly_chart(
            picture,
            theme=None,
            width="content",
            config=picture_config(form, stem, size, picture.layout.height),
            key=f"export_preview_{form}_{size.width}_{size.height}",
            alt=f"Preview of the picture: {chart.title}",
        )
    _office_row(item, stem, selection)
    _data_row(spec.table(chart.frame, selection, options), selection, about, stem, picture)
    st.caption("Citation")
    citation_box(view_citation(chart.title, selection, address, what=chart_id), stem, key="export")
    _show_addresses(spec, selection, options, chart.title)


def _show_addresses(spec: ChartSpec, selection: Selection, options: dict[str, str], title: str) -> None:
    site, theme = site_in_view(), data.current_theme()
    height = data.draw_chart(spec.id, selection, options, theme).layout.height
    follows = "keeps to this version" if selection.chosen.version else "follows the data"
    st.caption(f"Embed: this chart alone, in a page of yours; it {follows}")
    address = embed_address(site, spec, selection.chosen, options, theme)
    st.code(embed_frame(address, title, height), language=None, wrap_lines=True)
    st.caption("Address of the numbers, for programs")
    st.code(aggregate_address(site, spec, selection.chosen, options), language=None, wrap_lines=True)


def _office_row(item: ReportItem, stem: str, selection: Selection) -> None:
    # What writes these files is imported on the click only: the first page needs none of it.
    from decoupling.export.browser import MISSING, find_browser

    spec, root = CHARTS[item.chart], site_in_view()
    native = spec.is_native(spec.default_options() | item.options)

    def make(form: str) -> bytes:
        from decoupling.export.report_files import make_single

        contents = open_report(Report(items=(item,)), data.select_events, root=root, made=dt.date.today())
        return make_single(contents, selection.dataset, form)

    ready = find_browser() is not None
    st.caption(
        ("PowerPoint with a chart to edit there" if native else "PowerPoint with the picture")
        + ", a figure with its caption for Word, and everything in one bundle"
    )
    files = {"PowerPoint": "pptx", "Word": "docx", "PDF": "pdf", "Bundle, ZIP": "zip"}
    with st.container(horizontal=True):
        for label, form in files.items():
            _download(label, lambda form=form: make(form), f"{stem}.{form}", form, disabled=form == "pdf" and not ready)
    if not ready:
        st.caption(MISSING)


def _data_row(table: pd.DataFrame, selection: Selection, about: dict[str, str], stem: str, picture: object) -> None:
    events = [selection.dataset.events[i] for i in selection.counts.positions]
    files = {
        "CSV": ("csv", stem, lambda: write_csv(table)),
        "XLSX": ("xlsx", stem, lambda: write_xlsx(table, about)),
        "JSON": ("json", stem, lambda: write_json(frame_rows(table), about)),
        "HTML, interactive": ("html", stem, lambda: write_html(picture, about["title"])),
        "Events, CSV": ("csv", f"{stem}-events", lambda: write_events(events, selection.dataset, "csv", about)),
    }
    st.caption("The data the chart draws, the chart as a web page, and the events behind it")
    with st.container(horizontal=True):
        for label, (form, name, build) in files.items():
            _download(label, build, f"{name}.{form}", form)


def _download(label: str, build: Callable[[], bytes], name: str, form: str, *, disabled: bool = False) -> None:
    st.download_button(
        label,
        data=build,
        file_name=name,
        mime=MIME_TYPES[form],
        on_click="ignore",
        key=f"export_{label}",
        disabled=disabled,
    )
