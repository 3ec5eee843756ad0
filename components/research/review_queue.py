"""Owns the queue of candidates: what is shown of it, in which order, which one is open, and accepting many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import data
from components.person import current_person
from components.research.review_desk import CHOSEN, SEEN
from components.text import plain
from decoupling.charts.spec import count_of
from decoupling.dataset import Dataset
from decoupling.workspace.drafts import compose, draft_event
from decoupling.workspace.duplicates import find_duplicates
from decoupling.workspace.records import UNDECIDED, Accepted, QueueRow
from decoupling.workspace.store import TooLate

SHOWN = {"Open": ("open",), "Skipped": ("skipped",), "Decided": ("accepted", "attached", "rejected"), "All": ()}
ORDERS = {
    "Most certain": lambda row: (-row.confidence, row.id),
    "Least certain": lambda row: (row.confidence, row.id),
    "Newest article": lambda row: (_newest_first(row.published), row.id),
    "Longest waiting": lambda row: (row.added_at, row.id),
}
AT_ONCE = 200
"""Candidates that one bulk acceptance looks at; each costs a few milliseconds."""
Ready = tuple[QueueRow, int, Accepted]
"""A candidate that can be taken as it is, the revision it was looked at in, and the record it becomes."""
_DAY_DIGITS = str.maketrans("0123456789", "9876543210")


def _newest_first(published: str | None) -> str:
    return (published or "0000").translate(_DAY_DIGITS)


def choose_rows(queue: Sequence[QueueRow], dataset: Dataset) -> list[QueueRow]:
    """The part of the queue that the reader wants to see, in order."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="queue_tools"):
        state = st.segmented_control(
            "Show", list(SHOWN), default="Open", required=True, key="queue_state", bind="query-params"
        )
        order = st.selectbox("Order", list(ORDERS), key="queue_order", bind="query-params", width=170)
        sectors = st.multiselect(
            "Sector",
            dataset.taxonomy.sectors.codes,
            format_func=dataset.taxonomy.sectors.short,
            key="queue_sectors",
            placeholder="All sectors",
            select_all=False,
            width=260,
        )
        least = st.slider("At least this sure, %", 0, 100, 0, step=5, key="queue_least", width=180)
    wanted = SHOWN[state or "Open"]
    rows = [
        row
        for row in queue
        if (not wanted or row.state in wanted)
        and (not sectors or set(sectors) & set(row.sectors))
        and row.confidence * 100 >= least
    ]
    return sorted(rows, key=ORDERS[order])


def queue_table(rows: Sequence[QueueRow], dataset: Dataset) -> int | None:
    """The rows as a table; gives the candidate that is open, by default the first."""
    ids = [row.id for row in rows]
    key = f"queue_{st.session_state.get('review_round', 0)}"

    def choose() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        if picked:
            st.session_state[CHOSEN] = ids[picked[0]]
            st.session_state.get(SEEN, {}).pop(ids[picked[0]], None)

    tax = dataset.taxonomy
    table = pd.DataFrame(
        {
            "Sure": [round(row.confidence * 100) for row in rows],
            "Act": [tax.actions.label(row.action) for row in rows],
            "Actors": [", ".join(row.actors) for row in rows],
            "Article": [row.title for row in rows],
            "Sectors": [", ".join(tax.sectors.short(code) for code in row.sectors) for row in rows],
            "Published": [row.published or "" for row in rows],
            "Added": [row.added_at[:10] for row in rows],
            "State": [row.state for row in rows],
        }
    )
    config = st.column_config
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height=min(248, 38 + 35 * max(1, len(table))),
        on_select=choose,
        selection_mode="single-row",
        column_config={
            "Sure": config.ProgressColumn(format="%d%%", min_value=0, max_value=100, width=90),
            "Act": config.TextColumn(width=150),
            "Actors": config.TextColumn(width=180),
            "Published": config.TextColumn(width=96),
            "Added": config.TextColumn(width=96),
            "State": config.TextColumn(width=80),
        },
        alt="Candidates; choose a row to review it",
    )
    chosen = st.session_state.get(CHOSEN)
    return chosen if chosen in ids else next(iter(ids), None)


def bulk_accept(queue: Sequence[QueueRow], dataset: Dataset) -> None:
    """Accept every candidate above a confidence that the editor sets, after a look at what that would take in."""
    person = current_person()
    if not person.may("manage"):
        return
    with st.expander("Accept in bulk", on_change="rerun", key="bulk") as box:
        if not box.open:
            return
        least = st.slider("Only candidates at least this sure, %", 50, 100, 95, key="bulk_least", width=320)
        sure = [row for row in queue if row.state in UNDECIDED and row.confidence * 100 >= least]
        looked_at = sure[:AT_ONCE]
        ready, held = _ready(looked_at, dataset)
        st.markdown(
            f"{count_of(len(ready), 'candidate')} can be taken as they are; {held} of {len(looked_at)} looked at "
            "are held back, because something is missing or the dataset may have them already."
            + (f" {len(sure) - AT_ONCE:,} more wait for the next round." if len(sure) > AT_ONCE else "")
        )
        if not ready:
            return
        st.dataframe(
            pd.DataFrame(
                {
                    "Sure": [f"{row.confidence:.0%}" for row, _, _ in ready],
                    "Headline": [made.event.headline for _, _, made in ready],
                    "Date": [made.event.date for _, _, made in ready],
                    "Source": [made.event.sources[0].publisher for _, _, made in ready],
                }
            ),
            hide_index=True,
            height=min(300, 38 + 35 * len(ready)),
        )
        if st.button(f"Accept these {len(ready)}", type="primary", key="bulk_go"):
            _accept_all(ready)


def _ready(rows: Sequence[QueueRow], dataset: Dataset) -> tuple[list[Ready], int]:
    store, ready = data.workspace(), []
    for row in rows:
        candidate = store.candidate(row.id)
        draft = draft_event(candidate.reading, store.article(row.article_id), dataset)
        if find_duplicates(draft, candidate.reading.evidence, dataset, at_most=1):
            continue
        accepted, _ = compose(draft, row.id, dataset, unchanged=True, today=dt.date.today())
        if accepted is not None:
            ready.append((row, candidate.revision, accepted))
    return ready, len(rows) - len(ready)


def _accept_all(ready: Sequence[Ready]) -> None:
    store, person, taken, met = data.workspace(), current_person(), 0, 0
    bar = st.progress(0.0, "Accepting …")
    for position, (row, seen, accepted) in enumerate(ready, start=1):
        try:
            store.decide(person, row.id, seen, "accept", record=accepted)
            taken += 1
        except TooLate:
            met += 1
        bar.progress(position / len(ready), f"{position} of {len(ready)}")
    st.session_state["review_round"] = st.session_state.get("review_round", 0) + 1
    words = f"{count_of(taken, 'event')} accepted" + (f"; {met} had been decided by somebody else" if met else "")
    st.toast(plain(words))
    st.rerun()
