"""Owns taking away all filtered events, in every form."""

import streamlit as st

from components.citation_box import citation_box
from components.links import site_in_view
from decoupling.addresses import program_address
from decoupling.charts.spec import Selection
from decoupling.export.citation import file_stem, view_citation
from decoupling.export.events import EVENT_FORMS, describe_events, write_events
from decoupling.export.tables import MIME_TYPES
from decoupling.summary import selected_events

PROGRAM_PATHS = {
    "api/events.csv": "These events, always as they stand (also json, jsonl, xlsx, parquet)",
    "feed.atom": "The newest of them, for a feed reader (also feed.json)",
    "calendar.ics": "Days on which they take effect, are suspended or end, for a calendar",
}


def event_downloads(selection: Selection) -> None:
    """One button a form; each file holds every filtered event, not the visible rows."""
    about = describe_events(selection, site_in_view())
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
        with st.popover("Addresses", type="tertiary"):
            for path, what in PROGRAM_PATHS.items():
                st.caption(what)
                st.code(program_address(site_in_view(), path, selection.chosen), language=None, wrap_lines=True)
        with st.popover("Cite", type="tertiary"):
            citation_box(view_citation("Events", selection, about["link"], what="events"), stem, key="events")
