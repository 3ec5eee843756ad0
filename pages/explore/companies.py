"""Companies: who acted, who was hit."""

import streamlit as st

from components.filter_bar import current_selection
from components.organisation_table import list_organisations, organisation_table
from components.page_head import page_head, stop_if_empty
from decoupling.summary import summarise_companies

KINDS = {"Companies": "company", "Public bodies": "public", "All": "all"}

selection = current_selection()
head = st.container()
with st.container(horizontal=True):
    find = st.text_input(
        "Find an organisation",
        key="find",
        bind="query-params",
        type="search",
        placeholder="HiSilicon, 海康威视, AWS …",
        max_chars=100,
        width=340,
    )
    kind = st.segmented_control(
        "Show", list(KINDS), key="kind", bind="query-params", default="Companies", required=True
    )
organisations = list_organisations(selection, KINDS[kind or "Companies"], find or "")
with head:
    page_head("Who acted, who was hit", selection, summarise_companies(selection, organisations["org"]))
    stop_if_empty(selection)
organisation_table(organisations, selection, find or "")
