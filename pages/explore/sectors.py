"""Sectors: which sectors are splitting, and how."""

from dataclasses import replace

import streamlit as st

from components import data
from components.chart_card import chart_card
from components.event_list import event_table
from components.filter_bar import current_selection
from components.numbers import show_numbers
from components.page_head import page_head, stop_if_empty
from components.text import plain
from decoupling.network_summary import summarise_ties
from decoupling.summary import selected_events, summarise_sectors, summarise_time

selection = current_selection()
page_head("Which sectors are splitting", selection, data.read_once(summarise_sectors, selection))
stop_if_empty(selection)

sectors, actions = st.columns(2, gap="large")
with sectors:
    chart_card("sector-ranking", selection)
with actions:
    chart_card("action-ranking", selection)
chart_card("sector-actions", selection)
chart_card("sector-share", selection)

st.header("Who acts on whom", anchor=False)
st.markdown(plain(data.read_once(summarise_ties, selection)))
chart_card("network", selection)

st.header("One sector opened", anchor=False)
names = selection.dataset.taxonomy.sectors
ranked = selection.counts.sector_directions.sort_values("events", ascending=False, kind="stable")["sector"]
codes = {names.label(code): code for code in ranked}
name = st.selectbox("Sector", list(codes), key="open", bind="query-params", width=340)
code = codes.get(name, ranked.iloc[0])
inside = data.select_events(replace(selection.chosen, sectors=(code,)))
st.markdown(f"{names[code].description}. {summarise_time(inside)}")

chart_card("sector-timeline", inside)
with st.expander("Who acts on whom in this sector", on_change="rerun", key="sector_ties") as ties:
    if ties.open:
        st.markdown(plain(data.read_once(summarise_ties, inside)))
        chart_card("network", inside, key="sector-network")
companies, instruments = st.columns(2, gap="large")
with companies:
    chart_card("organisations", inside, key="sector-organisations")
with instruments:
    chart_card("instruments", inside)
show_numbers(selected_events(inside))
event_table(selected_events(inside), inside.dataset, key="sector_events")
