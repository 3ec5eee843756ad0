"""Owns what a visitor follows on its page: each watch with what is new and corrected, and a form to add one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import data
from components.change_list import show_changes
from components.change_view import compare_versions
from components.links import CHANGES, EVENTS, filtered_link, site_in_view
from components.text import plain
from components.watch_keeper import change_watches, current_watches, name_filter
from decoupling.addresses import program_address
from decoupling.changes import Changes
from decoupling.charts.spec import Selection, count_of
from decoupling.filters import EventFilter, filter_from_query, filter_to_query
from decoupling.releases import UnknownVersionError
from decoupling.watches import (
    MAX_NAME,
    MAX_WATCHES,
    Watch,
    Watches,
    add_watch,
    find_watch,
    make_watch,
    mark_seen,
    nearest_release,
    news_of,
    remove_watch,
    rename_watch,
)

SHOWN = 6


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """One watch with its filter and what changed since; `since` is the version compared with, if there is any."""

    watch: Watch
    selection: Selection
    since: str
    changes: Changes | None

    @property
    def counts(self) -> tuple[str, int, int]:
        """Name, number of new and of changed events."""
        if self.changes is None:
            return self.watch.name, 0, 0
        new, changed = news_of(self.changes)
        return self.watch.name, len(new), len(changed)


def read_news() -> list[News]:
    """Every watch compared with the version that was last seen, or with the nearest release before it."""
    dataset, snapshot = data.load_data()
    found = []
    for watch in current_watches():
        chosen = filter_from_query(watch.query, snapshot.codes)
        since = watch.seen
        try:
            data.load_version(since)
        except UnknownVersionError:
            since = nearest_release(watch.seen, dataset.releases) or ""
        changes = compare_versions(since, "", chosen) if since else None
        found.append(News(watch, data.select_events(chosen), since, changes))
    return found


def list_watches(news: list[News]) -> None:
    """All watches, one below the other."""
    version = data.load_data()[0].version
    if len(news) > 1:
        places = range(len(news))
        _change("Mark all as seen", "watch_seen_all", lambda watches: mark_seen(watches, version, places))
    for place, one in enumerate(news):
        _show_watch(place, one, version)


def _show_watch(place: int, one: News, version: str) -> None:
    chosen, (_, new, changed) = one.selection.chosen, one.counts
    with st.container(key=f"card_watch_{place}"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"item_head_watch_{place}"):
            st.subheader(plain(one.watch.name), anchor=False, width="stretch")
            with st.container(horizontal=True, width="content"):
                if new or changed or one.since != version:
                    _change("Mark as seen", f"watch_seen_{place}", lambda w: mark_seen(w, version, [place]))
                with st.popover("Rename", type="tertiary"):
                    _rename(place, one.watch)
                _change("Remove", f"watch_remove_{place}", lambda w: remove_watch(w, place))
        st.caption(plain(one.selection.sentence))
        _say_since(one, version)
        if one.changes is not None:
            listed = [*one.changes.of("added"), *(c for c in one.changes.events if c.kind != "added")]
            for heading, part in (("New", listed[:new]), ("Corrected or gone", listed[new:])):
                if part:
                    st.markdown(f"**{heading}: {len(part):,}**")
                    show_changes(part[:SHOWN], one.changes)
            if max(new, changed) > SHOWN:
                query = {"before": one.since, **filter_to_query(chosen)}
                st.page_link(CHANGES, label="All of these changes", query_params=query)
        with st.container(horizontal=True, vertical_alignment="center"):
            filtered_link(EVENTS, f"All {count_of(one.selection.counts.events, 'event')}", chosen)
            with st.popover("Feed", type="tertiary"):
                st.caption("The newest acts of this watch, for a feed reader: Atom, and JSON Feed")
                for path in ("feed.atom", "feed.json"):
                    st.code(program_address(site_in_view(), path, chosen), language=None, wrap_lines=True)


def _say_since(one: News, version: str) -> None:
    if one.changes is None:
        words = f"Last seen as of version {one.watch.seen}, which cannot be opened here, nor can any before it; "
        st.markdown(plain(f"{words}mark it as seen to be told from now on."))
        return
    if one.since != one.watch.seen:
        words = f"You last saw version {one.watch.seen}, which cannot be opened any more; compared with {one.since}, "
        st.markdown(plain(f"{words}the nearest release before it."))
    _, new, changed = one.counts
    if new or changed:
        st.markdown(plain(f"{count_of(new, 'new event')}, {changed:,} corrected or gone since version {one.since}."))
    else:
        st.markdown(plain(f"Nothing new or corrected since version {one.since}."))


def _change(label: str, key: str, change: Callable[[Watches], Watches]) -> None:
    st.button(label, key=key, type="tertiary", on_click=lambda: change_watches(change(current_watches())))


def _rename(place: int, watch: Watch) -> None:
    key = f"watch_name_{place}_{watch.name}"
    st.text_input(
        "Name",
        value=watch.name,
        key=key,
        max_chars=MAX_NAME,
        on_change=lambda: change_watches(rename_watch(current_watches(), place, st.session_state[key])),
    )


def add_form(selection: Selection) -> None:
    """Organisations and sectors to choose, and the button that follows them."""
    tax, orgs = selection.dataset.taxonomy, selection.dataset.organisations
    st.header("Watch more" if current_watches() else "What to watch", anchor=False)
    st.caption(
        "An event must have one of the organisations and one of the sectors. For anything finer set the filter in the "
        "sidebar on any page and press “Watch this filter” under the page’s title."
    )
    names, sectors = st.columns(2)
    chosen_orgs = names.multiselect(
        "Organisations",
        sorted(orgs, key=lambda org: orgs[org].name.casefold()),
        format_func=lambda org: f"{orgs[org].name} {orgs[org].chinese_name or ''}".strip(),
        key="watch_orgs",
        placeholder="All organisations",
        filter_mode="contains",
        select_all=False,
    )
    chosen_sectors = sectors.multiselect(
        "Sectors",
        tax.sectors.codes,
        format_func=tax.sectors.label,
        key="watch_sectors",
        placeholder="All sectors",
        select_all=False,
    )
    chosen = EventFilter(orgs=tuple(chosen_orgs), sectors=tuple(chosen_sectors))
    watch = make_watch(name_filter(chosen, selection), chosen, data.load_data()[0].version)
    watches = current_watches()
    known = find_watch(watches, watch) is not None
    st.button(
        "Watch every event" if chosen.is_empty else "Watch these",
        key="watch_add",
        disabled=known or len(watches) >= MAX_WATCHES,
        help="You follow exactly this already" if known else None,
        on_click=_add,
        args=(watch,),
    )


def _add(watch: Watch) -> None:
    change_watches(add_watch(current_watches(), watch))
    st.session_state["watch_orgs"], st.session_state["watch_sectors"] = [], []
