"""Places: where acts happened, where sites closed and where work moved."""

import streamlit as st

from components import data
from components.chart_card import chart_card
from components.filter_bar import current_selection
from components.page_head import page_head, stop_if_empty
from components.place_view import place_table
from decoupling.place_summary import summarise_places

selection = current_selection()
page_head("Where it happens", selection, data.read_once(summarise_places, selection))
stop_if_empty(selection)
chart_card("places-map", selection)
countries, cities = st.columns(2, gap="large")
with countries:
    chart_card("countries", selection)
with cities:
    chart_card("cities", selection)
chart_card("flows-map", selection)
place_table(selection)
