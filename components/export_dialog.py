"""Owns the export dialog: the picture as it will be saved, the data it draws, the events behind it, the citation."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import data
from components.links import OVERVIEW, PATHS, address_of
from components.picture_button import picture_button
from decoupling.charts import CHARTS
from decoupling.charts.spec import Selection
from decoupling.export.citation import describe_file, file_stem, version_line
from decoupling.export.events import write_events
from decoupling.export.picture import PICTURE_FORMS, SIZES, compose_picture, picture_config, write_html
from decoupling.export.tables import MIME_TYPES, frame_rows, write_csv, write_json, write_xlsx
from decoupling.filters import QUERY_KEYS, filter_to_query


def _page_in_view() -> str:
    last = (st.context.url or "").split("?")[0].rstrip("/").rpartition("/")[2]
    return next((page for page, path in PATHS.items() if path and path == last), OVERVIEW)


@st.dialog("Export", width="large")
def export_dialog(chart_id: str, selection: Selection, options: dict[str, str]) -> None:
    """Let the visitor take one chart away as a picture, a page, data or a citation."""
    spec = CHARTS[chart_id]
    chart = data.read_chart(chart_id, selection, options)
    # The choices of the page, such as what counts as an exit, belong to the address as much as the filter does.
    page = {key: st.query_params.get_all(key) for key in st.query_params if key not in QUERY_KEYS}
    query = {**page, **filter_to_query(selection.chosen)}
    address = address_of(_page_in_view(), query)
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
        data.draw_chart(chart_id, selection, options, "light"),
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
    _data_row(spec.table(chart.frame, selection, options), selection, about, stem, picture)
    st.caption("Citation")
    st.code(about["citation"], language=None, wrap_lines=True)


def _data_row(table: pd.DataFrame, selection: Selection, about: dict[str, str], stem: str, picture: object) -> None:
    events = [selection.dataset.events[i] for i in selection.counts.positions]
    files = {
        "CSV": ("csv", stem, lambda: write_csv(table)),
        "XLSX": ("xlsx", stem, lambda: write_xlsx(table, about)),
        "JSON": ("json", stem, lambda: write_json(frame_rows(table), about)),
        "HTML, interactive": ("html", stem, lambda: write_html(picture, about["title"])),
        "Events, CSV": ("csv", f"{stem}-events", lambda: write_events(events, selection.dataset, "csv", about)),
        "Citation, text": ("txt", f"{stem}-citation", lambda: (about["citation"] + "\n").encode()),
    }
    st.caption("The data the chart draws, the chart as a web page, and the events behind it")
    with st.container(horizontal=True):
        for label, (form, name, build) in files.items():
            st.download_button(
                label,
                data=build,
                file_name=f"{name}.{form}",
                mime=MIME_TYPES[form],
                on_click="ignore",
                key=f"export_{label}",
            )
