"""Owns a citation on a page: its form to choose, to copy and to save."""

from __future__ import annotations

import streamlit as st

from decoupling.export.citation import CITATION_FORMS, Citation
from decoupling.export.tables import MIME_TYPES


def citation_box(cited: Citation, stem: str, *, key: str) -> None:
    """One citation in the form the visitor chooses; `stem` begins the file's name."""
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control(
            "Form of the citation",
            list(CITATION_FORMS),
            default="text",
            required=True,
            format_func=lambda code: CITATION_FORMS[code].label,
            label_visibility="collapsed",
            key=f"{key}_citation_form",
        )
        form = CITATION_FORMS[chosen or "text"]
        written = form.write(cited)
        st.download_button(
            f"Citation, {form.label if chosen != 'text' else 'text'}",
            data=written.encode("utf-8"),
            file_name=f"{stem}-citation.{form.suffix}",
            mime=MIME_TYPES[form.suffix],
            on_click="ignore",
            key=f"{key}_citation",
        )
    st.code(written.rstrip("\n"), language=None, wrap_lines=True)
