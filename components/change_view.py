"""Owns the choice of two versions to compare, and their comparison within a filter."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components import data
from components.version_view import release_label
from decoupling.changes import Changes, compare_datasets
from decoupling.charts.spec import count_of
from decoupling.filters import EventFilter
from decoupling.releases import UnknownVersionError

NEWEST = ""


def choose_versions() -> tuple[str, str]:
    """Two versions, from the address or chosen here; without a choice the last release before the newest data."""
    newest = data.load_data()[0]
    labels = {NEWEST: f"The newest, {count_of(len(newest.events), 'event')} ({newest.version})"}
    labels |= {r.version: release_label(r) for r in reversed(newest.releases) if r.version != newest.version}
    usual = next((version for version in list(labels)[1:] if version != newest.version), NEWEST)
    left, right = st.columns(2)
    with left:
        before = _choose("before", "From", labels, usual)
    with right:
        after = _choose("after", "To", labels, NEWEST)
    return before, after


def _choose(name: str, label: str, labels: dict[str, str], usual: str) -> str:
    asked = st.query_params.get(name, "").replace(" ", "+") or usual
    options = dict(labels)
    if asked not in options and _can_open(asked):
        options[asked] = f"{count_of(len(data.load_version(asked)[0].events), 'event')} ({asked})"
    elif asked not in options:
        st.caption(f"The address names a version to compare “{label.lower()}” that cannot be opened.")
        asked = usual if usual in options else NEWEST

    def write() -> None:
        st.query_params[name] = st.session_state[key] or data.load_data()[0].version

    # Another key for another address, so that a link here always shows what it names.
    key = f"changes_{name}_{asked}"
    current = NEWEST if asked == data.load_data()[0].version else asked
    return st.selectbox(
        label,
        list(options),
        index=list(options).index(current),
        format_func=options.__getitem__,
        key=key,
        on_change=write,
    )


def _can_open(version: str) -> bool:
    try:
        data.load_version(version)
    except UnknownVersionError:
        return False
    return True


def compare_versions(before: str, after: str, chosen: EventFilter) -> Changes:
    """What changed between two versions, of the events that the filter selects in either."""
    sides = [data.select_events(replace(chosen, version=version)) for version in (before, after)]
    first, second = sides
    within = None
    if not chosen.is_empty:
        within = {side.snapshot.ids[position] for side in sides for position in side.counts.positions}
    return compare_datasets(first.dataset, second.dataset, within)
