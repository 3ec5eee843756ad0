"""Owns events on a page: one as a card, several as a list, many as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.basket import add_to_report, report_event
from components.filter_bar import filter_in_address
from components.links import EVENT, event_link
from components.text import DIRECTION_SIGNS, event_badges, plain
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.model import Event

TABLE_ROWS = 2_000


def event_item(event: Event, dataset: Dataset) -> None:
    """One event in two lines: date and headline, then its badges."""
    with st.container(gap=None):
        st.caption(plain(describe_date(event.date)))
        event_link(event.id, event.headline)
        st.markdown(event_badges(event, dataset))


def event_card(event: Event, dataset: Dataset) -> None:
    """One event with its summary and its sources."""
    event_item(event, dataset)
    st.markdown(plain(event.summary))
    publishers = ", ".join(dict.fromkeys(source.publisher for source in event.sources))
    st.caption(plain(f"{dataset.taxonomy.verifications.label(event.verification)}: {publishers}"))
    add_to_report(report_event(event.id), key=f"report_{event.id}")


def event_table(events: Sequence[Event], dataset: Dataset, *, key: str, height: int | str = "auto") -> None:
    """A sortable table, newest first; a headline opens its event."""
    shown = list(reversed(events))[:TABLE_ROWS]
    frame = pd.DataFrame(
        {
            "Date": [event.date for event in shown],
            "Event": [event.headline for event in shown],
            "Direction": [
                f"{DIRECTION_SIGNS[event.direction]} {dataset.taxonomy.directions.label(event.direction)}"
                for event in shown
            ],
            "Kind of act": [dataset.taxonomy.actions.label(event.action) for event in shown],
            "Who": [
                ", ".join(dataset.org_name(org.id) for org in event.orgs if org.role == "actor") for event in shown
            ],
            "Sectors": [", ".join(dataset.taxonomy.sectors.short(code) for code in event.sectors) for event in shown],
            "Status": [dataset.taxonomy.statuses.label(event.status) for event in shown],
            "Verification": [dataset.taxonomy.verifications.label(event.verification) for event in shown],
        }
    )

    def open_event() -> None:
        click = st.session_state[f"{key}_open"]
        st.switch_page(EVENT, query_params={"id": shown[click["row"]].id, **filter_in_address()})

    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        height=height,
        column_config={
            "Event": st.column_config.ButtonColumn(
                "Event",
                type="tertiary",
                alignment="left",
                width=500,
                on_click=open_event,
                key=f"{key}_open",
                pinned=False,
            ),
            "Date": st.column_config.TextColumn(width=88),
            "Direction": st.column_config.TextColumn(width=110),
            "Sectors": st.column_config.TextColumn(width=200),
        },
        alt="Events, newest first",
    )
    if len(events) > TABLE_ROWS:
        st.caption(f"The newest {TABLE_ROWS:,} of {len(events):,} are shown; exports hold them all.")
