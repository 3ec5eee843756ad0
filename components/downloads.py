"""Owns taking away all filtered events, in every form."""

import streamlit as st

from components.citation_box import citation_box
from components.links import EVENTS, address_of
from decoupling.charts.spec import Selection
from decoupling.export.citation import describe_file, file_stem, view_citation
from decoupling.export.events import EVENT_FORMS, EVENTS_NOTE, write_events
from decoupling.export.tables import MIME_TYPES
from decoupling.filters import filter_to_query
from decoupling.summary import selected_events


def event_downloads(selection: Selection) -> None:
    """One button a form; each file holds every filtered event, not the visible rows."""
    about = describe_file("Events", selection, EVENTS_NOTE, address_of(EVENTS, filter_to_query(selection.chosen)))
    stem = file_stem("events", selection)
    with st.container(horizontal=True, vertical_alignment="center", key="event_downloads"):
        st.caption(f"Take all {selection.counts.events:,} with you:", width="content")
        for form in EVENT_FORMS:
            st.download_button(
                form.upper(),
                data=lambda form=form: write_events(selected_events(selection), selection.dataset, form, about),
                file_name=f"{stem}.{form}",
                mime=MIME_TYPES[form],
                on_click="ignore",
                key=f"download_{form}",
            )
        with st.popover("Cite", type="tertiary"):
            citation_box(view_citation("Events", selection, about["link"], what="events"), stem, key="events")
