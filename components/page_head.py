"""Owns the top of a page: title, reading, filter sentence, chips to drop conditions, and the empty state."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components.filter_bar import set_filter
from components.page_end import end_page
from components.text import plain
from components.watch_keeper import name_filter, watch_button
from decoupling.aggregate import data_span
from decoupling.charts.spec import Selection, count_of
from decoupling.filters import CHOICES, EventFilter, list_conditions


def page_head(
    title: str, selection: Selection, lead: str, *, own: str = "", sidebar: EventFilter | None = None
) -> None:
    """Title, a reading computed from the data in view, the filter sentence and its chips.

    A page that replaces one field of the sidebar's filter names it as `own` and gives the filter as `sidebar`.
    """
    st.title(title, anchor=False)
    if lead:
        st.markdown(plain(lead))
    st.caption(plain(selection.sentence))
    conditions = list_conditions(sidebar or selection.chosen, selection.label, span=data_span(selection.snapshot))
    conditions = [condition for condition in conditions if condition.field != own]
    if not conditions:
        return
    with st.container(horizontal=True, gap="small", key="filter_chips"):
        for i, condition in enumerate(conditions):
            st.button(
                plain(condition.label),
                key=f"chip_{i}",
                icon=":material/close:",
                icon_position="right",
                on_click=set_filter,
                args=(condition.without,),
                help="Drop this condition",
            )
        st.button(
            "Reset", key="chip_reset", type="tertiary", on_click=set_filter, args=(selection.chosen.without_conditions,)
        )
        watch_button(selection.chosen, name_filter(selection.chosen, selection), key="watch_filter", what="this filter")


def stop_if_empty(selection: Selection) -> None:
    """Where nothing matches, say which condition to loosen and stop the page."""
    if selection.counts.events:
        return
    gains = sorted(selection.counts.without.items(), key=lambda item: -item[1])
    st.subheader("No event matches all of these conditions", anchor=False)
    useful = [(name, count) for name, count in gains if count]
    if useful:
        st.markdown("Loosen one of them:")
    else:
        st.markdown("No single condition is to blame; drop two of them, or start afresh.")
    with st.container(horizontal=True, key="loosen"):
        for name, count in useful:
            st.button(
                f"Drop {plain(_condition_name(name))}: {count_of(count, 'event')}",
                key=f"loosen_{name}",
                on_click=set_filter,
                args=(_drop(selection.chosen, name),),
            )
        st.button(
            "Reset all",
            key="loosen_reset",
            type="tertiary",
            on_click=set_filter,
            args=(selection.chosen.without_conditions,),
        )
    end_page()


def _condition_name(name: str) -> str:
    labels = {choice.field: choice.label for choice in CHOICES} | {"q": "search text", "period": "period"}
    return f"the {labels[name].lower()}"


def _drop(chosen: EventFilter, name: str) -> EventFilter:
    blank = EventFilter()
    fields = ("start", "end") if name == "period" else (name,)
    return replace(chosen, **{field: getattr(blank, field) for field in fields})
