"""Company: the whole story of one organisation."""

from dataclasses import replace

import streamlit as st

from components import data
from components.chart_card import chart_card
from components.event_list import event_table
from components.filter_bar import current_selection
from components.numbers import show_numbers
from components.organisation_profile import choose_organisation, show_children, show_places, show_profile, show_related
from components.page_head import page_head, stop_if_empty
from components.source_list import source_list
from components.text import plain
from components.watch_keeper import watch_button
from decoupling.charts.spec import count_of
from decoupling.filters import EventFilter
from decoupling.network_summary import summarise_own_ties
from decoupling.summary import selected_events, summarise_organisation

chosen = current_selection()
org = choose_organisation(chosen)
selection = data.select_events(replace(chosen.chosen, orgs=(org.id,)))
page_head(org.name, selection, summarise_organisation(selection, org.id), own="orgs", sidebar=chosen.chosen)
watch_button(EventFilter(orgs=(org.id,)), org.name, key="watch_company", what=org.name)
show_profile(org, selection.dataset)
show_children(org, selection.dataset)
stop_if_empty(selection)

chart_card("organisation-timeline", selection)
sectors, others = st.columns(2, gap="large")
with sectors:
    chart_card("sector-ranking", selection, key="company-sectors")
with others:
    chart_card("counterparties", selection)
st.header("Who acts on whom", anchor=False)
st.markdown(plain(data.read_once(summarise_own_ties, selection, org.id)))
chart_card("organisation-network", selection)
events = selected_events(selection)
show_places(events, selection.dataset)
show_numbers(events)
show_related(events, selection.dataset)
st.subheader(count_of(len(events), "event"), anchor=False)
event_table(events, selection.dataset, key="company_events")
with st.expander("Sources of these events"):
    source_list(events, selection.dataset)
