"""Owns making the report's file on the page: the form to choose, the progress, and the file to save."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from components import data
from components.basket import current_report
from components.links import site_in_view
from decoupling.dataset import Dataset
from decoupling.export.contents import open_report
from decoupling.export.tables import MIME_TYPES
from decoupling.report import REPORT_FORMS, write_report

_MADE = "report_made"


@dataclass(frozen=True, slots=True)
class _Made:
    """A file that waits to be saved, and of which report in which form it is."""

    of: str
    form: str
    name: str
    content: bytes
    remark: str


@st.fragment
def make_report_file(dataset: Dataset) -> None:
    """Choose a form, make the file, save it. A file of an earlier state of the report is not offered."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form = st.segmented_control(
            "Take it away as",
            list(REPORT_FORMS),
            default="pptx",
            required=True,
            format_func=REPORT_FORMS.__getitem__,
            key="report_form",
        )
        wanted = st.button("Make the file", type="primary", key="report_make")
    form = form or "pptx"
    if wanted:
        st.session_state[_MADE] = _make(dataset, form)
    made: _Made | None = st.session_state.get(_MADE)
    if made is None or made.of != write_report(current_report()) or made.form != form:
        return
    if made.remark:
        st.warning(made.remark)
    if made.content:
        st.download_button(
            f"Save {made.name} ({len(made.content) / 1e6:.1f} MB)",
            data=made.content,
            file_name=made.name,
            mime=MIME_TYPES[form],
            on_click="ignore",
            key="report_save",
        )


def _make(dataset: Dataset, form: str) -> _Made:
    # What writes these files is imported on the click only: the first page needs none of it.
    from decoupling.export.browser import BrowserError
    from decoupling.export.report_files import make_report, report_stem

    report = current_report()
    bar = st.progress(0.0, "Reading the numbers")
    contents = open_report(report, data.select_events, root=site_in_view(), made=dt.date.today())
    name = f"{report_stem(contents)}.{form}"
    try:
        made = make_report(contents, dataset, form, lambda share, words: bar.progress(share, words))
    except BrowserError as error:
        return _Made(write_report(report), form, name, b"", str(error))
    finally:
        bar.empty()
    return _Made(write_report(report), form, name, made.content, made.remark)
