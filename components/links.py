"""Owns links between pages: where each page lives, and how an event, an organisation or a filter is addressed."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from components.filter_bar import filter_in_address
from components.text import plain
from decoupling.filters import EventFilter, filter_to_query

OVERVIEW = "pages/explore/overview.py"
TIMELINE = "pages/explore/timeline.py"
SECTORS = "pages/explore/sectors.py"
COMPANIES = "pages/explore/companies.py"
COMPANY = "pages/explore/company.py"
EXITS = "pages/explore/exits.py"
COMPARE = "pages/explore/compare.py"
PLACES = "pages/explore/places.py"
EVENTS = "pages/explore/events.py"
EVENT = "pages/explore/event.py"
METHOD = "pages/about/method.py"
PATHS = {
    OVERVIEW: "",
    TIMELINE: "timeline",
    SECTORS: "sectors",
    COMPANIES: "companies",
    COMPANY: "company",
    EXITS: "exits",
    COMPARE: "compare",
    PLACES: "places",
    EVENTS: "events",
    EVENT: "event",
    METHOD: "method",
}


def event_link(event_id: str, label: str) -> None:
    """A link to an event's page; the filter stays."""
    st.page_link(EVENT, label=plain(label), query_params={"id": event_id, **filter_in_address()})


def organisation_link(org_id: str, label: str) -> None:
    """A link to an organisation's page; the filter stays."""
    st.page_link(COMPANY, label=plain(label), query_params={"id": org_id, **filter_in_address()})


def filtered_link(page: str, label: str, chosen: EventFilter) -> None:
    """A link to a page under another filter."""
    st.page_link(page, label=plain(label), query_params=filter_to_query(chosen))


def asked_id() -> str:
    """The id in the address; written back, because a link to the page in view leaves the browser's address behind."""
    asked = st.query_params.get("id", "")
    if asked:
        st.query_params["id"] = asked
    return asked


def address_of(page: str, query: dict[str, list[str]]) -> str:
    """The full address of a page on the server the visitor uses; empty outside a browser."""
    here = (st.context.url or "").split("?")[0].rstrip("/")
    if not here:
        return ""
    root, _, last = here.rpartition("/")
    base = root if last in PATHS.values() else here
    words = urlencode(query, doseq=True)
    return f"{base}/{PATHS[page]}" + (f"?{words}" if words else "")
