"""Compare: two to four sectors, organisations, periods or sides next to each other."""

import streamlit as st

from components import data
from components.chart_card import chart_card
from components.compare_view import (
    choose_comparison,
    show_acts,
    show_alone,
    show_at_a_glance,
    show_first_and_last,
    stop_without_parts,
)
from components.filter_bar import current_selection
from components.page_head import page_head, stop_if_empty
from decoupling.compare_summary import summarise_comparison

selection = current_selection()
head, controls = st.container(), st.container()
comparison = choose_comparison(selection, controls)
with head:
    page_head("Side by side", selection, data.read_once(summarise_comparison, selection, comparison))
stop_if_empty(selection)
stop_without_parts(comparison)

given = comparison.to_options()
chart_card("compare-pace", selection, given=given)
chart_card("compare-directions", selection, given=given)
show_at_a_glance(selection, comparison)
chart_card("compare-acts", selection, given=given)
chart_card("compare-places", selection, given=given)
show_first_and_last(selection, comparison)
show_alone(selection, comparison)
show_acts(selection, comparison)
