"""Overview: what is the state of things, what is new."""

import streamlit as st

from components import data
from components.chart_card import chart_card
from components.event_list import event_item
from components.figures import key_figures
from components.filter_bar import current_selection
from components.index_view import pace_index
from components.links import EVENTS, filtered_link
from components.page_head import page_head, stop_if_empty
from decoupling.summary import summarise_state

LATEST = 6

selection = current_selection()
page_head("What is splitting, and what is new", selection, data.read_once(summarise_state, selection))
stop_if_empty(selection)
key_figures(selection)

wide, narrow = st.columns([2, 1], gap="large")
with wide:
    chart_card("pace", selection)
    chart_card("sector-years", selection)
with narrow:
    with st.container(key="card_latest"):
        st.subheader("Latest", anchor=False)
        for position in selection.counts.positions[::-1][:LATEST]:
            event_item(selection.dataset.events[position], selection.dataset)
        filtered_link(EVENTS, f"All {selection.counts.events:,} events", selection.chosen)
    chart_card("organisations", selection)
pace_index(selection)
