"""Owns the items of a report on its page: their order, the visitor's words on them, and the way back to each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from components import data
from components.basket import change_report, current_report
from components.links import OVERVIEW, PATHS
from components.text import plain
from decoupling.charts import CHARTS
from decoupling.charts.spec import Selection, count_of
from decoupling.dates import describe_date
from decoupling.filters import filter_from_query, version_in
from decoupling.releases import UnknownVersionError
from decoupling.report import (
    MAX_NOTE,
    MAX_TITLE,
    Report,
    ReportItem,
    describe_item,
    move_item,
    remove_item,
)

PAGE_OF = {path: page for page, path in PATHS.items()}


def report_words() -> None:
    """Title and author of the whole report."""
    report = current_report()
    title, author = st.columns([2, 1])
    title.text_input(
        "Title",
        value=report.title,
        key="report_own_title",
        max_chars=MAX_TITLE,
        placeholder="US–China technology decoupling",
        on_change=lambda: change_report(replace(current_report(), title=st.session_state["report_own_title"])),
    )
    author.text_input(
        "Author",
        value=report.author,
        key="report_author",
        max_chars=MAX_TITLE,
        on_change=lambda: change_report(replace(current_report(), author=st.session_state["report_author"])),
    )


def list_items(selection: Selection) -> None:
    """Every item with its number, what it shows, and the buttons to move it and take it out."""
    report = current_report()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(count_of(len(report.items), "item"), anchor=False)
        empty = replace(report, items=())
        st.button("Remove all", type="tertiary", on_click=change_report, args=(empty,), key="report_empty")
    for position, item in enumerate(report.items):
        _show_item(position, item, len(report.items), selection)


def _show_item(position: int, item: ReportItem, total: int, selection: Selection) -> None:
    key = hashlib.sha256(repr(item.subject).encode()).hexdigest()[:12]
    title, words = _describe(item, selection)
    with st.container(key=f"card_item_{key}"):
        with st.container(horizontal=True, vertical_alignment="top", key=f"item_head_{key}"):
            with st.container(width="stretch", gap=None):
                st.caption(f"{position + 1} · {'Chart' if item.chart else 'Event'}")
                query = {name: list(values) for name, values in item.query.items()}
                st.page_link(PAGE_OF.get(item.page, OVERVIEW), label=plain(title), query_params=query)
                st.caption(plain(words))
            with st.container(horizontal=True, width="content"):
                _step("Up", key, position == 0, lambda report: move_item(report, position, -1))
                _step("Down", key, position == total - 1, lambda report: move_item(report, position, 1))
                _step("Remove", key, False, lambda report: remove_item(report, position))
        own, note = st.columns([1, 2])
        own.text_input(
            "Title of your own",
            value=item.title,
            key=f"item_title_{key}",
            max_chars=MAX_TITLE,
            placeholder=title,
            on_change=_keep_words,
            args=(position, key),
        )
        note.text_area(
            "Note",
            value=item.note,
            key=f"item_note_{key}",
            max_chars=MAX_NOTE,
            height=80,
            on_change=_keep_words,
            args=(position, key),
        )


def _step(label: str, key: str, disabled: bool, change: Callable[[Report], Report]) -> None:
    st.button(
        label,
        key=f"item_{label.lower()}_{key}",
        disabled=disabled,
        on_click=lambda: change_report(change(current_report())),
    )


def _keep_words(position: int, key: str) -> None:
    state = st.session_state
    change_report(
        describe_item(current_report(), position, title=state[f"item_title_{key}"], note=state[f"item_note_{key}"])
    )


def _describe(item: ReportItem, selection: Selection) -> tuple[str, str]:
    """What the item shows: finding and filter sentence of a chart, headline and day of an event."""
    version = version_in(item.query)
    try:
        dataset, snapshot = data.load_version(version)
    except UnknownVersionError:
        words = f"Version {version} of the dataset cannot be opened; the report leaves this out."
        return item.event or CHARTS[item.chart].subtitle(CHARTS[item.chart].default_options() | item.options), words
    as_of = f", as of version {version}" if version else ""
    if item.event:
        event = dataset.by_id.get(item.event)
        if event is None:
            return f"No event {item.event}", "The dataset has no such event; the report leaves it out."
        return event.headline, f"{describe_date(event.date)}{as_of}"
    chosen = data.select_events(filter_from_query(item.query, snapshot.codes))
    chart = data.read_chart(item.chart, chosen, CHARTS[item.chart].default_options() | item.options)
    return chart.title, f"{chart.subtitle}. {chosen.sentence}{as_of}"
