"""Event: one record, citable."""

import streamlit as st

from components.event_record import choose_event, show_record
from components.filter_bar import current_selection

selection = current_selection()
event = choose_event(selection)
st.title(event.headline, anchor=False)
show_record(event, selection)
