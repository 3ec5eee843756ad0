"""Owns what the visitor follows: kept in the session, and in the browser so that a return finds it."""

from __future__ import annotations

import streamlit as st

from components import data
from components.browser_store import keep_in_browser
from decoupling.aggregate import data_span
from decoupling.charts.spec import Selection
from decoupling.filters import EventFilter, list_conditions
from decoupling.watches import (
    MAX_TEXT,
    MAX_WATCHES,
    Watches,
    add_watch,
    find_watch,
    make_watch,
    read_watches,
    remove_watch,
    write_watches,
)

_WATCHES = "watches"
PLACE = "decoupling-watches"


def current_watches() -> Watches:
    """What is followed in this visit."""
    watches: Watches = st.session_state.get(_WATCHES, ())
    return watches


def change_watches(watches: Watches) -> None:
    """Make these the watches; the browser's copy follows on the next run of the whole page."""
    st.session_state[_WATCHES] = watches


def keep_watches() -> None:
    """Let the browser keep the watches; on the first run of a visit it gives back those it has."""
    text = write_watches(current_watches()) if _WATCHES in st.session_state else ""
    keep_in_browser(PLACE, text, most=MAX_TEXT, restore=_restore)


def _restore(kept: object) -> None:
    watches = read_watches(kept)
    for watch in current_watches():
        watches = add_watch(watches, watch)
    change_watches(watches)


def name_filter(chosen: EventFilter, selection: Selection) -> str:
    """A short name for a filter: its conditions, or what it is without any."""
    conditions = list_conditions(chosen, selection.label, span=data_span(selection.snapshot))
    return ", ".join(condition.label for condition in conditions) or "Every event"


def watch_button(chosen: EventFilter, name: str, *, key: str, what: str) -> None:
    """The button that follows a filter from now on; a second press stops it."""
    watch = make_watch(name, chosen, data.load_data()[0].version)
    place = find_watch(current_watches(), watch)
    full = place is None and len(current_watches()) >= MAX_WATCHES
    hint = "Press again to stop" if place is not None else "Shows what is new or corrected on your return; no account"
    st.button(
        "✓ Watched" if place is not None else f"Watch {what}",
        key=key,
        type="tertiary",
        disabled=full,
        help=f"You follow {MAX_WATCHES} already; remove one first" if full else hint,
        on_click=lambda: change_watches(
            add_watch(current_watches(), watch) if place is None else remove_watch(current_watches(), place)
        ),
    )
