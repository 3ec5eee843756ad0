"""Owns bringing articles in: pasted, as files, by address or feed; checked by the person, then read and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from components import data
from components.person import current_person
from components.text import plain
from decoupling.access import NotAllowed
from decoupling.charts.spec import count_of
from decoupling.ingest import keep_article
from decoupling.intake import IntakeError, gather
from decoupling.intake.found import MAX_CHARACTERS, Found, check_date
from decoupling.intake.readers import FORMS
from decoupling.intake.sandbox import read_file

INCOMING, REFUSED, DONE, FEED = "incoming", "incoming_refused", "incoming_done", "incoming_feed"
OPEN_ARTICLE = "open_article"
MAX_TEXT = MAX_CHARACTERS


def paste() -> None:
    """One article from the clipboard; read at once."""
    with st.form("paste", border=False, enter_to_submit=False):
        text = st.text_area("Text", height=260, max_chars=MAX_TEXT, placeholder="Paste the whole article here")
        left, right = st.columns(2)
        title = left.text_input("Title", max_chars=300, placeholder="taken from the first line if left empty")
        publisher = right.text_input("Publisher", max_chars=120)
        address = left.text_input("Web address", max_chars=2_000, placeholder="https://…")
        published = right.text_input(
            "Published", max_chars=10, placeholder="YYYY-MM-DD", help="Dates in the text are counted from this day"
        )
        pressed = st.form_submit_button("Read it", type="primary", icon=":material/search:")
    if not pressed:
        return
    _forget()
    st.session_state.pop(OPEN_ARTICLE, None)
    try:
        found = gather.paste(
            text,
            title=title.strip(),
            publisher=publisher,
            address=address.strip() or None,
            published=published.strip() or None,
        )
    except IntakeError as error:
        st.error(plain(str(error)))
        return
    st.session_state[INCOMING] = [found]
    keep_all()


def upload() -> None:
    """Many files at once; each is read apart, so that a bad one stops none."""
    files = st.file_uploader(
        "Articles as files",
        type=list(FORMS),
        accept_multiple_files=True,
        key=f"files_{_round()}",
        max_upload_size=10,
    )
    if files and st.button(f"Look into {count_of(len(files), 'file')}", type="primary", icon=":material/search:"):
        _collect([(file.name, lambda file=file: read_file(file.name, file.getvalue())) for file in files])


def from_address() -> None:
    """One page of the web."""
    with st.form("address", border=False):
        address = st.text_input("Web address of the article", max_chars=2_000, placeholder="https://…")
        pressed = st.form_submit_button("Fetch it", type="primary", icon=":material/download:")
    if pressed and address.strip():
        _collect([(address.strip(), lambda: gather.read_address(address.strip()))])


def from_feed() -> None:
    """A feed, of which the person chooses entries."""
    with st.form("feed", border=False):
        address = st.text_input("Address of an RSS or Atom feed", max_chars=2_000, placeholder="https://…/feed.xml")
        pressed = st.form_submit_button("List its articles", type="primary", icon=":material/rss_feed:")
    if pressed and address.strip():
        try:
            with st.spinner("Fetching the feed …"):
                st.session_state[FEED] = gather.read_feed_address(address.strip())
        except IntakeError as error:
            st.session_state.pop(FEED, None)
            st.error(plain(str(error)))
    entries = st.session_state.get(FEED)
    if not entries:
        return
    table = pd.DataFrame(
        {"Published": [e.published or "" for e in entries], "Title": [e.title for e in entries],
         "Address": [e.address for e in entries]}
    )  # fmt: skip
    state = st.dataframe(
        table, hide_index=True, height=300, on_select="rerun", selection_mode="multi-row", key=f"feed_{_round()}",
        alt="Articles of the feed",
    )  # fmt: skip
    rows = state["selection"]["rows"]
    if st.button(f"Fetch {count_of(len(rows), 'article')}", type="primary", disabled=not rows):
        _collect([(entries[i].address, lambda i=i: gather.read_address(entries[i].address)) for i in rows])


def _round() -> int:
    return int(st.session_state.get("incoming_round", 0))


def _collect(sources: Iterable[tuple[str, Callable[[], Found]]]) -> None:
    """Find the article in each source; what cannot be read is listed with its reason."""
    listed = list(sources)
    found: list[Found] = []
    refused: list[str] = []
    bar = st.progress(0.0, f"{count_of(len(listed), 'source')} …")
    st.button("Stop", key="collect_stop", help="What was found so far is dropped")
    for position, (name, find) in enumerate(listed, start=1):
        try:
            found.append(find())
        except IntakeError as error:
            refused.append(str(error))
        bar.progress(position / len(listed), plain(f"{position} of {len(listed)}: {name[:80]}"))
    st.session_state[INCOMING], st.session_state[REFUSED] = found, refused
    st.session_state.pop(DONE, None)
    st.session_state["incoming_round"] = _round() + 1
    st.rerun()


def show_refused() -> None:
    """What could not be read, and why."""
    refused = st.session_state.get(REFUSED)
    if refused:
        st.warning(
            f"{count_of(len(refused), 'source')} could not be read:\n"
            + "\n".join(f"- {plain(reason)}" for reason in refused[:20])
        )


def check_incoming() -> None:
    """What was found, to be corrected before it is read and kept."""
    found: list[Found] = st.session_state.get(INCOMING) or []
    if not found:
        return
    st.subheader(f"Check {count_of(len(found), 'article')}, then read", anchor=False)
    table = pd.DataFrame(
        {
            "Title": [f.title for f in found],
            "Publisher": [f.publisher for f in found],
            "Published": [f.published or "" for f in found],
            "Web address": [f.address or "" for f in found],
            "Words": [len(f.text.split()) for f in found],
            "Begins": [f.text[:90] for f in found],
        }
    )
    edited = st.data_editor(
        table, hide_index=True, disabled=["Words", "Begins"], key=f"incoming_{_round()}",
        column_config={
            "Published": st.column_config.TextColumn(width=100),
            "Words": st.column_config.NumberColumn(width=70),
        },
    )  # fmt: skip
    with st.container(horizontal=True):
        if st.button(f"Read {count_of(len(found), 'article')}", type="primary", key="keep", icon=":material/search:"):
            corrected, problems = _correct(found, edited)
            if problems:
                st.error("\n".join(f"- {plain(problem)}" for problem in problems))
                return
            st.session_state[INCOMING] = corrected
            keep_all()
        if st.button("Drop them", key="drop"):
            _forget()
            st.rerun()


def _correct(found: list[Found], edited: pd.DataFrame) -> tuple[list[Found], list[str]]:
    corrected, problems = [], []
    for position, (one, row) in enumerate(zip(found, edited.to_dict("records"), strict=True), start=1):
        values: dict[str, Any] = {
            "title": row["Title"] or "",
            "publisher": row["Publisher"] or "",
            "published": (row["Published"] or "").strip() or None,
            "address": (row["Web address"] or "").strip() or None,
        }
        try:
            if values["published"]:
                check_date(f"line {position}, Published", values["published"])
            corrected.append(Found.model_validate(one.model_dump() | values))
        except (ValidationError, IntakeError) as error:
            words = str(error) if isinstance(error, IntakeError) else "the web address is none; write all of it"
            problems.append(words if words.startswith("line") else f"line {position}: {words}")
    return corrected, problems


def keep_all() -> None:
    """Read and keep what came in, one article after the other; stopping keeps what is done."""
    found: list[Found] = st.session_state.get(INCOMING) or []
    store, person = data.workspace(), current_person()
    done: list[dict[str, Any]] = []
    bar = st.progress(0.0, "Reading …")
    if len(found) > 1:
        st.button("Stop", key="keep_stop", help="What was read stays; the rest waits here")
    total = len(found)
    for position in range(1, total + 1):
        one = found[0]
        try:
            kept = keep_article(store, person, one)
        except NotAllowed as refused:
            st.error(plain(str(refused)))
            return
        done.append(
            {"Article": one.title or one.text[:60], "Outcome": _OUTCOMES[kept.added.outcome],
             "Candidates": kept.added.candidates, "Note": kept.note or "", "id": kept.added.article_id}
        )  # fmt: skip
        st.session_state[INCOMING] = found = found[1:]
        st.session_state[DONE] = done
        bar.progress(position / total, plain(f"{position} of {total}: {one.title[:80]}"))
    refused = st.session_state.get(REFUSED)
    _forget()
    st.session_state[DONE], st.session_state[REFUSED] = done, refused
    st.session_state[OPEN_ARTICLE] = done[-1]["id"]
    st.rerun()


_OUTCOMES = {"new": "new", "copy": "known, kept as a copy", "known": "known already"}


def _forget() -> None:
    for name in (INCOMING, REFUSED, DONE, FEED):
        st.session_state.pop(name, None)
    st.session_state["incoming_round"] = _round() + 1


def show_done() -> None:
    """What became of the articles of the last round."""
    done = st.session_state.get(DONE)
    if not done:
        return
    new = sum(row["Outcome"] == "new" for row in done)
    candidates = sum(row["Candidates"] for row in done)
    st.success(f"{count_of(len(done), 'article')} read: {new} new, {count_of(candidates, 'candidate event')}.")
    if len(done) > 1 or done[0]["Note"] or not new:
        st.dataframe(pd.DataFrame(done).drop(columns="id"), hide_index=True)
