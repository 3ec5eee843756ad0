"""Owns the filter in the sidebar: widgets, session state and address always say the same EventFilter.

The address holds codes (`?sector=chips&from=2022-01-01`), so links stay true when labels change. Widgets are
not bound to it by Streamlit, because their options carry counts that change with every filter.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from components import data
from decoupling.addresses import CHANGES_PATH, WATCH_PATH
from decoupling.charts.spec import Selection
from decoupling.filters import (
    CHOICES,
    MAX_QUERY_LENGTH,
    PRESETS,
    QUERY_KEYS,
    Choice,
    EventFilter,
    filter_from_query,
    filter_to_query,
    normalise,
    preset_start,
    version_in,
)
from decoupling.releases import UnknownVersionError
from decoupling.snapshot import Snapshot, search_names

_TEXT, _FROM, _TO, _PRESET = "filter_q", "filter_from", "filter_to", "filter_preset"
_VERSION = "filter_version"
_WRITTEN, _PAGE, _TOUCHED, _CURRENT = "filter_written", "filter_page", "filter_touched", "filter_current"
_FEW = ("groups", "sides", "directions", "statuses", "verifications", "records")
"""Choices with so few options that they are all shown."""
ALWAYS_NEWEST = (CHANGES_PATH, WATCH_PATH)
"""Pages that look from older versions to the newest; to open one leaves a frozen view."""


def _key(choice: Choice) -> str:
    return f"filter_{choice.field}"


def set_filter(chosen: EventFilter) -> None:
    """Make `chosen` the filter; for callbacks only, before the widgets of the next run exist."""
    state = st.session_state
    state[_TEXT] = chosen.q
    state[_FROM], state[_TO] = chosen.start, chosen.end
    for choice in CHOICES:
        state[_key(choice)] = list(getattr(chosen, choice.field))
    state[_VERSION] = chosen.version
    state[_TOUCHED] = True


def _read_state(snapshot: Snapshot) -> EventFilter:
    state = st.session_state
    # What another version of the dataset has, this one may not.
    values = {
        choice.field: tuple(code for code in state.get(_key(choice)) or () if code in snapshot.codes[choice.key])
        for choice in CHOICES
    }
    text = (state.get(_TEXT) or "")[:MAX_QUERY_LENGTH]
    version = state.get(_VERSION, "")
    chosen = EventFilter(q=text, start=state.get(_FROM), end=state.get(_TO), **values, version=version)
    return _within_data(normalise(chosen), snapshot)


def _touch() -> None:
    st.session_state[_TOUCHED] = True


def _choose_preset(released: dt.date) -> None:
    preset = st.session_state.get(_PRESET) or "all"
    st.session_state[_FROM], st.session_state[_TO] = preset_start(preset, released), None
    _touch()


def _read_address(page_path: str) -> tuple[dict[str, list[str]], bool]:
    """What of the filter stands in the address, and whether it is to be followed: opened or changed there."""
    state = st.session_state
    query = {key: st.query_params.get_all(key) for key in QUERY_KEYS if key in st.query_params}
    written: dict[str, list[str]] | None = state.get(_WRITTEN)
    touched = state.pop(_TOUCHED, False)
    moved = state.get(_PAGE) != page_path
    state[_PAGE] = page_path
    # A menu link to another page drops the filter from the address: that is no wish to lose it.
    address_changed = query != written and not (moved and not query)
    return query, written is None or (address_changed and not touched)


def _settle_filter(query: dict[str, list[str]], snapshot: Snapshot, *, follow: bool) -> EventFilter:
    """The filter of this run: from the address when it is to be followed, else from the widgets."""
    if follow:
        version = st.session_state[_VERSION]
        set_filter(replace(filter_from_query(query, snapshot.codes), version=version))
    chosen = _read_state(snapshot)
    set_filter(chosen)
    st.session_state[_TOUCHED] = False
    _write_address(chosen, query)
    return chosen


def _within_data(chosen: EventFilter, snapshot: Snapshot) -> EventFilter:
    """The filter with its period kept to the days that the date widgets offer."""
    first, last = dt.date(snapshot.first_year, 1, 1), snapshot.released
    start = min(max(chosen.start, first), last) if chosen.start else None
    end = min(max(chosen.end, first), last) if chosen.end else None
    return replace(chosen, start=start, end=end)


def _write_address(chosen: EventFilter, query: dict[str, list[str]]) -> None:
    wanted = filter_to_query(chosen)
    if wanted != query:
        # One update, so that the browser's history gets one step; an empty list takes a parameter away. Parameters
        # of other widgets are bound by Streamlit and must not be touched.
        st.query_params.update({key: wanted.get(key, []) for key in {**query, **wanted}})
    st.session_state[_WRITTEN] = wanted


def filter_in_address() -> dict[str, list[str]]:
    """The filter of this run as query parameters, for links that keep it."""
    return dict(st.session_state.get(_WRITTEN) or {})


def filter_bar(selection: Selection) -> None:
    """The sidebar. Every option shows how many events it would leave."""
    released = selection.snapshot.released
    st.text_input(
        "Search",
        key=_TEXT,
        type="search",
        placeholder="Nvidia, 华为, Entity List …",
        max_chars=MAX_QUERY_LENGTH,
        on_change=_touch,
        help="All words must occur in the event or in a name of an organisation in it. Put a phrase in quotes.",
    )
    _period(selection, released)
    for choice in CHOICES:
        if choice.key == "record" and not selection.dataset.added and not selection.chosen.records:
            continue  # nothing to choose from
        if choice.field in _FEW:
            _pills(choice, selection)
        else:
            _multiselect(choice, selection)
    if not selection.chosen.is_empty:
        st.button(
            "Reset all filters",
            on_click=set_filter,
            args=(selection.chosen.without_conditions,),
            icon=":material/restart_alt:",
            width="stretch",
            key="filter_reset",
        )


def _period(selection: Selection, released: dt.date) -> None:
    counts = selection.counts.facets["period"]
    current = next(
        (p for p in PRESETS if selection.chosen.end is None and preset_start(p, released) == selection.chosen.start),
        None,
    )
    st.session_state[_PRESET] = current
    st.segmented_control(
        "Period",
        list(PRESETS),
        key=_PRESET,
        format_func=lambda preset: f"{PRESETS[preset]} · {counts[preset]:,}",
        on_change=_choose_preset,
        args=(released,),
    )
    first = dt.date(selection.snapshot.first_year, 1, 1)
    start, end = st.columns(2, wrap=False)
    limits = {"min_value": first, "max_value": released, "format": "YYYY-MM-DD", "on_change": _touch}
    start.date_input("From", value=None, key=_FROM, **limits)
    end.date_input("To", value=None, key=_TO, **limits)


def _labels(choice: Choice, selection: Selection) -> dict[str, str]:
    """Options with their counts; for organisations those that would leave events, with the names they are found by."""
    counts = selection.counts.facets[choice.key]
    chosen = getattr(selection.chosen, choice.field)
    if choice.key != "org":
        return {code: f"{_short(choice, code, selection)} · {count:,}" for code, count in counts.items()}
    present = [code for code, count in counts.items() if count or code in chosen]
    present.sort(key=lambda code: (-counts[code], selection.label("org", code).casefold()))
    return {code: _org_label(code, counts[code], selection) for code in present}


def _short(choice: Choice, code: str, selection: Selection) -> str:
    tax = selection.dataset.taxonomy
    if choice.key in ("group", "record"):
        return selection.label(choice.key, code).split()[0]
    if choice.key == "sector":
        return tax.sectors.short(code)
    if choice.key == "action":
        return f"{tax.actions.label(code)} ({'gov’t' if tax.group_of(code) == 'government' else 'company'})"
    return selection.label(choice.key, code)


def _org_label(code: str, count: int, selection: Selection) -> str:
    name, *others = search_names(selection.dataset, code)
    also = f" · {', '.join(others)}" if others else ""
    return f"{name} · {count:,}{also}"[:160]


def _multiselect(choice: Choice, selection: Selection) -> None:
    labels = _labels(choice, selection)
    st.multiselect(
        choice.label,
        list(labels),
        key=_key(choice),
        format_func=lambda code: labels.get(code, code),
        placeholder=choice.everything,
        filter_mode="contains",
        on_change=_touch,
        select_all=False,
    )


def _pills(choice: Choice, selection: Selection) -> None:
    labels = _labels(choice, selection)
    st.pills(
        choice.label,
        list(labels),
        selection_mode="multi",
        key=_key(choice),
        format_func=lambda code: labels.get(code, code),
        on_change=_touch,
    )


def open_selection(page_path: str) -> Selection:
    """Settle version and filter of this run and give its answer; the router calls this once, before any widget.

    UnknownVersionError when the version in the address cannot be opened; the visit then goes on with the newest.
    """
    state = st.session_state
    query, follow = _read_address(page_path)
    if page_path in ALWAYS_NEWEST:
        state[_VERSION] = ""
    elif follow:
        state[_VERSION] = version_in(query)
    try:
        loaded = data.load_version(state.get(_VERSION, ""))
    except UnknownVersionError:
        state[_VERSION] = ""
        raise
    chosen = _settle_filter(query, loaded[1], follow=follow)
    st.session_state[_CURRENT] = data.select_events(chosen, loaded)
    return current_selection()


def current_selection() -> Selection:
    """The answer to the filter that the router settled in this run."""
    selection: Selection = st.session_state[_CURRENT]
    return selection
