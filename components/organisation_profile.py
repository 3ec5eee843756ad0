"""Owns an organisation's own facts: who it is, its names, places and related acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from components.links import COMPANIES, asked_id, event_link, organisation_link
from components.page_end import end_page
from components.text import SIDE_BADGES, badge, plain
from decoupling.charts.spec import Selection
from decoupling.dataset import Dataset
from decoupling.links import list_links
from decoupling.model import Event, Organisation


def choose_organisation(selection: Selection) -> Organisation:
    """The organisation the address names; without one, a choice, and with a wrong one, a way on."""
    orgs = selection.dataset.organisations
    asked = asked_id()
    if asked in orgs:
        return orgs[asked]
    st.title("Which organisation?", anchor=False)
    if asked:
        st.markdown(f"The dataset has no organisation “{plain(asked[:80])}”. Names change; look for it here.")
    names = {
        f"{org.name} {org.chinese_name or ''}".strip(): org.id
        for org in sorted(orgs.values(), key=lambda o: o.name.casefold())
    }
    name = st.selectbox("Organisation", list(names), index=None, placeholder="Type a name", filter_mode="contains")
    if name:
        st.query_params["id"] = names[name]
        st.rerun()
    st.page_link(COMPANIES, label="All companies")
    return end_page()


def show_profile(org: Organisation, dataset: Dataset) -> None:
    """Kind, side, home, listing and every name the organisation is known by."""
    tax = dataset.taxonomy
    badges = [
        badge("gray", tax.org_kinds.label(org.kind)),
        badge(SIDE_BADGES[org.side], tax.countries[org.country].label),
    ]
    badges += [badge("gray", tax.sectors.short(code)) for code in org.sectors]
    st.markdown(" ".join(badges))
    facts = {
        "Chinese name": org.chinese_name,
        "Also known as": ", ".join(org.aliases),
        "Former names": ", ".join(org.former_names),
        "Listed": ", ".join(org.ticker),
        "Note": org.note,
    }
    lines = [f"**{name}:** {plain(value)}" for name, value in facts.items() if value]
    if lines:
        st.markdown("  \n".join(lines))


def show_children(org: Organisation, dataset: Dataset) -> None:
    """Links to the parent and to the organisations it owns."""
    owned = [other for other in dataset.organisations.values() if other.parent == org.id]
    if not org.parent and not owned:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if org.parent:
            st.caption("Belongs to", width="content")
            organisation_link(org.parent, dataset.org_name(org.parent))
        if owned:
            st.caption("Owns", width="content")
            for other in owned:
                organisation_link(other.id, other.name)


def show_places(events: Sequence[Event], dataset: Dataset) -> None:
    """Where the acts happen, most frequent first."""
    countries = dataset.taxonomy.countries
    counts = Counter(
        f"{place.city}, {countries[place.country].label}" if place.city else countries[place.country].label
        for event in events
        for place in event.places
    )
    if counts:
        st.subheader("Places", anchor=False)
        st.markdown(" · ".join(f"{plain(name)} ({count})" for name, count in counts.most_common()))


def show_related(events: Sequence[Event], dataset: Dataset) -> None:
    """Acts that the events answer, implement, extend or reverse, and that answer them."""
    inside = {event.id for event in events}
    related = {
        link.event.id: link for event in events for link in list_links(event, dataset) if link.event.id not in inside
    }
    if related:
        st.subheader("Related acts", anchor=False)
        for link in sorted(related.values(), key=lambda link: link.event.date, reverse=True):
            event_link(link.event.id, f"{link.event.date} · {link.event.headline}")
