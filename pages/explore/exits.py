"""Exits: which companies pulled back, how far, and when."""

import streamlit as st

from components import data
from components.chart_card import chart_card
from components.event_list import event_table
from components.exit_view import choose_view, exit_figures, explain_definitions, furthest_table
from components.filter_bar import current_selection
from components.page_head import page_head, stop_if_empty
from decoupling.charts.spec import count_of
from decoupling.exit_summary import list_exits, summarise_exits

selection = current_selection()
head = st.container()
controls = st.container()
with head:
    view = choose_view(selection, controls)
    page_head("Who pulled back, and how far", selection, data.read_once(summarise_exits, selection, view))
    stop_if_empty(selection)
exits = data.read_once(list_exits, selection, view)
exit_figures(selection, view)
definitions = st.expander("What counts, and what a rung is")

given = view.to_options()
chart_card("exit-ladder", selection, given=given)
explain_definitions(definitions, selection.dataset.taxonomy)
rungs, years = st.columns(2, gap="large")
with rungs:
    chart_card("exit-sectors", selection, given=given)
with years:
    chart_card("exit-sector-years", selection, given=given)
chart_card("exit-functions", selection, given=given)

if len(exits):
    furthest_table(selection, exits)
    st.subheader(f"All {count_of(len(exits), 'act')} counted", anchor=False)
    event_table([selection.dataset.events[i] for i in exits], selection.dataset, key="exit_events")
