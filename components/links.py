"""Owns links between pages: where each page lives, and how an event, an organisation or a filter is addressed."""

from __future__ import annotations

import streamlit as st

from components.filter_bar import filter_in_address
from components.text import plain
from decoupling.addresses import (
    ANSWERS_PATH,
    CHANGES_PATH,
    COMPANIES_PATH,
    COMPANY_PATH,
    COMPARE_PATH,
    EVENT_PATH,
    EVENTS_PATH,
    EXITS_PATH,
    METHOD_PATH,
    OVERVIEW_PATH,
    PLACES_PATH,
    SECTORS_PATH,
    TIMELINE_PATH,
    WATCH_PATH,
    view_address,
)
from decoupling.filters import EventFilter, filter_to_query

OVERVIEW = "pages/explore/overview.py"
TIMELINE = "pages/explore/timeline.py"
ANSWERS = "pages/explore/answers.py"
SECTORS = "pages/explore/sectors.py"
COMPANIES = "pages/explore/companies.py"
COMPANY = "pages/explore/company.py"
EXITS = "pages/explore/exits.py"
COMPARE = "pages/explore/compare.py"
PLACES = "pages/explore/places.py"
EVENTS = "pages/explore/events.py"
EVENT = "pages/explore/event.py"
REPORT = "pages/explore/report.py"
WATCH = "pages/explore/watch.py"
ARTICLES = "pages/research/articles.py"
REVIEW = "pages/research/review.py"
LOG = "pages/research/log.py"
METHOD = "pages/about/method.py"
CHANGES = "pages/about/changes.py"
EMBED = "pages/explore/embed.py"
PATHS = {
    OVERVIEW: OVERVIEW_PATH,
    TIMELINE: TIMELINE_PATH,
    ANSWERS: ANSWERS_PATH,
    SECTORS: SECTORS_PATH,
    COMPANIES: COMPANIES_PATH,
    COMPANY: COMPANY_PATH,
    EXITS: EXITS_PATH,
    COMPARE: COMPARE_PATH,
    PLACES: PLACES_PATH,
    EVENTS: EVENTS_PATH,
    EVENT: EVENT_PATH,
    REPORT: "report",
    WATCH: WATCH_PATH,
    ARTICLES: "articles",
    REVIEW: "review",
    LOG: "log",
    METHOD: METHOD_PATH,
    CHANGES: CHANGES_PATH,
    EMBED: "embed",
}


def event_link(event_id: str, label: str) -> None:
    """A link to an event's page; the filter stays."""
    st.page_link(EVENT, label=plain(label), query_params={"id": event_id, **filter_in_address()})


def aftermath_link(event_id: str) -> None:
    """A link to what followed an act; the filter stays."""
    st.page_link(ANSWERS, label="What followed it", query_params={"act": event_id, **filter_in_address()})


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


def page_in_view() -> str:
    """The file of the page that the visitor's address names; the overview outside a browser."""
    last = (st.context.url or "").split("?")[0].rstrip("/").rpartition("/")[2]
    return next((page for page, path in PATHS.items() if path and path == last), OVERVIEW)


def site_in_view() -> str:
    """The address of the server the visitor uses, without a path; empty outside a browser."""
    here = (st.context.url or "").split("?")[0].rstrip("/")
    root, _, last = here.rpartition("/")
    return root if last in PATHS.values() else here


def address_of(page: str, query: dict[str, list[str]]) -> str:
    """The full address of a page on the server the visitor uses; empty outside a browser."""
    return view_address(site_in_view(), PATHS[page], query)
