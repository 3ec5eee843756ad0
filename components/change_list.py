"""Owns changes of events on a page: what was added, corrected field by field, removed and merged."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import streamlit as st

from components.event_list import event_item
from components.links import EVENT, event_link
from components.text import plain
from decoupling.changes import KINDS, Changes, EventChange, FieldChange, field_label
from decoupling.dates import describe_date
from decoupling.filters import VERSION_KEY

SHOWN = 20
LONG = 60
"""Characters from which on a text shows only what differs in it."""
AROUND = 5
"""Words kept before and after a difference."""
TOLD_AS_TEXT = ("headline", "summary", "usd_note", "headcount_note", "reasons")
_ADDRESS = re.compile(r"https?://(?:www\.)?([^/\s;]+)[^\s;]*")
HEADINGS = {
    "added": "Added",
    "corrected": "Corrected",
    "removed": "Removed",
    "merged": "Merged into another event",
}


def list_changes(changes: Changes) -> None:
    """Every kind of change under its own heading, newest act first."""
    for kind in KINDS:
        listed = changes.of(kind)
        if not listed:
            continue
        st.header(f"{HEADINGS[kind]} ({len(listed):,})", anchor=False)
        shown = st.session_state.get(f"changes_shown_{kind}", SHOWN)
        show_changes(listed[:shown], changes)
        if len(listed) > shown:
            st.button(
                f"Show {min(SHOWN, len(listed) - shown)} more",
                key=f"changes_more_{kind}",
                on_click=_show_more,
                args=(kind, shown),
            )


def _show_more(kind: str, shown: int) -> None:
    st.session_state[f"changes_shown_{kind}"] = shown + SHOWN


def show_changes(listed: Sequence[EventChange], changes: Changes) -> None:
    """Some changes, one below the other."""
    for change in listed:
        if change.kind == "added":
            event_item(change.event, changes.after)
        elif change.kind == "corrected":
            with st.container(gap=None):
                st.caption(plain(describe_date(change.event.date)))
                event_link(change.event.id, change.event.headline)
                st.markdown("\n".join(_field_line(field) for field in change.fields))
        else:
            _show_gone(change, changes)


def _show_gone(change: EventChange, changes: Changes) -> None:
    with st.container(gap=None):
        st.caption(plain(describe_date(change.event.date)))
        query = {"id": change.event.id, VERSION_KEY: changes.before.version}
        st.page_link(EVENT, label=plain(change.event.headline), query_params=query, help="The record as it was")
        if change.why:
            st.markdown(plain(change.why))
        if change.to:
            st.page_link(
                EVENT,
                label=plain(f"Now: {changes.after.by_id[change.to].headline}"),
                query_params={"id": change.to},
                icon=":material/subdirectory_arrow_right:",
            )


def _field_line(field: FieldChange) -> str:
    name = f"- **{plain(field_label(field.field))}:** "
    # Of a page that a record rests on, its site is enough here; the record itself links to it.
    old, new = (_ADDRESS.sub(r"\1", text) for text in (field.old, field.new))
    if field.field in TOLD_AS_TEXT and min(len(old), len(new)) > LONG:
        return name + mark_difference(old, new)
    return f"{name}{f'~~{plain(old)}~~' if old else 'nothing'} → {plain(new) if new else 'nothing'}"


def mark_difference(old: str, new: str) -> str:
    """A long text with what went struck out and what came in bold; what stayed only around these."""
    before, after = old.split(), new.split()
    parts: list[str] = []
    matched = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for place, (kind, start, stop, new_start, new_stop) in enumerate(matched):
        if kind == "equal":
            parts.append(_shorten(before[start:stop], is_first=place == 0, is_last=place == len(matched) - 1))
            continue
        if stop > start:
            parts.append(f"~~{plain(' '.join(before[start:stop]))}~~")
        if new_stop > new_start:
            parts.append(f"**{plain(' '.join(after[new_start:new_stop]))}**")
    return " ".join(filter(None, parts))


def _shorten(words: Sequence[str], *, is_first: bool, is_last: bool) -> str:
    head = [] if is_first else words[:AROUND]
    tail = [] if is_last else words[len(words) - AROUND :] if len(words) > AROUND else words
    if len(words) <= len(head) + len(tail):
        return plain(" ".join(words))
    return plain(" ".join([*head, "…", *tail]))
