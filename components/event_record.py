"""Owns the whole record of one event: everything coded, sources, competing figures, related acts, citation."""

from __future__ import annotations

import streamlit as st

from components.basket import add_to_report, report_event
from components.citation_box import citation_box
from components.links import (
    CHANGES,
    EVENT,
    EVENTS,
    aftermath_link,
    asked_id,
    event_link,
    organisation_link,
    site_in_view,
)
from components.numbers import list_numbers
from components.page_end import end_page
from components.source_list import source_list
from components.text import event_badges, plain
from decoupling import DATA_DIR
from decoupling.charts.spec import Selection
from decoupling.dataset import Dataset
from decoupling.dates import describe_date, precision
from decoupling.export.citation import event_citation
from decoupling.export.events import EVENT_FORMS, describe_event, write_events
from decoupling.export.tables import MIME_TYPES
from decoupling.filters import VERSION_KEY
from decoupling.links import list_links
from decoupling.model import Event, MovedId
from decoupling.releases import final_place, find_last_version_with, record_history


def choose_event(selection: Selection) -> Event:
    """The event the address names; without or with a wrong one, a way on."""
    asked = asked_id()
    if asked in selection.dataset.by_id:
        return selection.dataset.by_id[asked]
    if place := final_place(asked, selection.dataset):
        _show_where_it_went(asked, place, selection.dataset)
        return end_page()
    st.title("No such event", anchor=False)
    if asked:
        st.markdown(
            f"The dataset has no event “{plain(asked[:120])}”. Ids are never reused, so the link may be mistyped."
        )
    else:
        st.markdown("An event's page needs its id in the address.")
    st.page_link(EVENTS, label="Find it among all events")
    return end_page()


def _show_where_it_went(event_id: str, place: MovedId, dataset: Dataset) -> None:
    """A record that stands no more: the event that it is now part of, or why it was dropped, and how it last stood."""
    if place.to in dataset.by_id:
        st.title("This record is now part of another", anchor=False)
        st.markdown(plain(f"{event_id}. {place.why or ''}"))
        event_link(place.to or "", f"Now: {dataset.by_id[place.to or ''].headline}")
    else:
        st.title("This record was dropped", anchor=False)
        st.markdown(plain(f"{event_id}. {place.why or ''}"))
        st.page_link(EVENTS, label="All events")
    version = find_last_version_with(event_id, DATA_DIR)
    if version:
        query = {"id": event_id, VERSION_KEY: version}
        st.page_link(EVENT, label=plain(f"The record as it last stood, in version {version}"), query_params=query)


def show_record(event: Event, selection: Selection) -> None:
    """The record in two columns: what happened and on what evidence, then how it is coded."""
    dataset = selection.dataset
    words = {"day": "", "month": " (known to the month)", "year": " (known to the year)"}
    when = describe_date(event.date) + words[precision(event.date)]
    effective = f", in effect {describe_date(event.effective)}" if event.effective else ""
    st.caption(plain(when + effective))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(event_badges(event, dataset))
        add_to_report(report_event(event.id), key="report_event")
    story, coding = st.columns([3, 2], gap="large")
    with story:
        st.markdown(plain(event.summary))
        _show_reasons(event, dataset)
        _show_disputes(event)
        _show_links(event, dataset)
        st.subheader("Sources", anchor=False)
        source_list([event], dataset)
    with coding:
        _show_organisations(event, dataset)
        _show_coding(event, dataset)
        _show_history(event, dataset)
        _show_versions(event, dataset)
    _show_citation(event, dataset)


def _show_organisations(event: Event, dataset: Dataset) -> None:
    st.subheader("Organisations", anchor=False)
    for role in dataset.taxonomy.roles.codes:
        involved = [org for org in event.orgs if org.role == role]
        if not involved:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(dataset.taxonomy.roles.label(role), width=64)
            for org in involved:
                unit = f" ({org.unit})" if org.unit else ""
                organisation_link(org.id, dataset.org_name(org.id) + unit)


def _show_coding(event: Event, dataset: Dataset) -> None:
    tax = dataset.taxonomy
    countries, verification = tax.countries, tax.verifications[event.verification]
    places = [
        f"{place.city}, {countries[place.country].label}" if place.city else countries[place.country].label
        for place in event.places
    ]
    facts = {
        "Sectors": ", ".join(tax.sectors.label(code) for code in event.sectors),
        "Status": f"{tax.statuses.label(event.status)} as of {describe_date(dataset.about.released)}",
        "Origin": countries[event.origin].label,
        "Places": "; ".join(places),
        "Instrument": event.instrument,
        "Function": tax.functions.label(event.function) if event.function else None,
        **dict(
            reversed(pair)
            for pair in ((value, meaning[:1].upper() + meaning[1:]) for value, meaning in list_numbers(event))
        ),
        "Verification": f"{verification.label}: {verification.description.lower()}",
        "Read a second time": describe_date(event.checked) if event.checked else "not yet",
    }
    st.subheader("Coding", anchor=False)
    st.markdown("  \n".join(f"**{plain(name)}:** {plain(value)}" for name, value in facts.items() if value))


def _show_reasons(event: Event, dataset: Dataset) -> None:
    if event.reasons:
        st.subheader("Reasons given", anchor=False)
        givers = dataset.taxonomy.reason_givers
        st.markdown("\n".join(f"- **{givers.label(reason.by)}:** {plain(reason.text)}" for reason in event.reasons))


def _show_disputes(event: Event) -> None:
    if event.disputes:
        st.subheader("Where sources disagree", anchor=False)
        st.caption("The record's own value is the one charts use.")
        st.markdown(
            "\n".join(
                f"- **{plain(d.field.replace('_', ' '))}:** {plain(d.value)} ({plain(d.source)})"
                for d in event.disputes
            )
        )


def _show_history(event: Event, dataset: Dataset) -> None:
    if event.history:
        st.subheader("History", anchor=False)
        statuses = dataset.taxonomy.statuses
        st.markdown(
            "\n".join(f"- {describe_date(step.date)}: {statuses.label(step.status).lower()}" for step in event.history)
        )


def _show_versions(event: Event, dataset: Dataset) -> None:
    """Since which version the record stands, and which corrected it; with what they changed."""
    history = record_history(event.id, DATA_DIR)
    if not history:
        return
    st.subheader("This record", anchor=False)
    versions = [release.version for release in dataset.releases]
    with st.container(gap=None):
        for place, (release, _) in enumerate(history):
            if place == 0:
                st.markdown(plain(f"{describe_date(release.date)}: added, version {release.version}"))
                continue
            before = versions[versions.index(release.version) - 1]
            st.page_link(
                CHANGES,
                label=plain(f"{describe_date(release.date)}: corrected, version {release.version}"),
                query_params={"before": before, "after": release.version, "q": event.id},
            )


def _show_links(event: Event, dataset: Dataset) -> None:
    related = list_links(event, dataset)
    if related:
        st.subheader("Related acts", anchor=False)
        for link in related:
            with st.container(gap=None):
                st.caption(plain(f"{link.relation} ({link.basis}), {describe_date(link.event.date)}"))
                event_link(link.event.id, link.event.headline)
    aftermath_link(event.id)


def _show_citation(event: Event, dataset: Dataset) -> None:
    about = describe_event(event, dataset, site_in_view())
    st.subheader("Cite and keep", anchor=False)
    citation_box(event_citation(event, dataset, about["link"]), f"decoupling-{event.id}", key="event")
    with st.container(horizontal=True):
        for form in EVENT_FORMS[:4]:
            st.download_button(
                form.upper(),
                data=lambda form=form: write_events([event], dataset, form, about),
                file_name=f"decoupling-{event.id}.{form}",
                mime=MIME_TYPES[form],
                on_click="ignore",
                key=f"event_{form}",
            )
