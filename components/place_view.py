"""Owns the list twin of the map: every place with its numbers; a row that is picked lists its acts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import data
from components.event_list import event_table
from components.text import plain
from decoupling.charts.spec import Selection, count_of
from decoupling.places import SHOWN, acts_of_place, count_places

MOST_ROWS = 1_000


def list_places(selection: Selection) -> pd.DataFrame:
    """Every place with a column for each way it is counted; the place of most acts first."""
    columns = [
        count_places(selection, shown).set_index("place")["events"].rename(label) for shown, label in SHOWN.items()
    ]
    frame = pd.concat(columns, axis=1).fillna(0).astype(int)
    return frame.sort_values(list(SHOWN.values()), ascending=False, kind="stable")


def place_table(selection: Selection) -> None:
    """The list, and below it the acts of the row that is picked."""
    frame = data.read_once(list_places, selection)
    if frame.empty:
        return
    shown = frame.head(MOST_ROWS)
    codes = list(shown.index)
    table = pd.DataFrame(
        {
            "Place": [selection.label("place", code) for code in codes],
            "Known to": ["city" if ", " in code else "country" for code in codes],
            **{label: shown[label].to_numpy() for label in shown},
        }
    )
    st.subheader("Every place", anchor=False)
    state = st.dataframe(
        table,
        key="places_table",
        hide_index=True,
        height=min(430, 38 + 35 * len(table)),
        on_select="rerun",
        selection_mode="single-row",
        alt="Places by number of acts",
    )
    more = f" The first {MOST_ROWS:,} are shown." if len(frame) > MOST_ROWS else ""
    st.caption(f"{count_of(len(frame), 'place')}. Tick a row to list its acts; press a heading to sort.{more}")
    for row in state["selection"]["rows"][:1]:
        if row < len(codes):
            _show_acts(selection, codes[row])


def _show_acts(selection: Selection, place: str) -> None:
    events = {position for shown in SHOWN for position in acts_of_place(selection, shown, place).tolist()}
    st.subheader(f"{plain(selection.label('place', place))}: {count_of(len(events), 'act')}", anchor=False)
    event_table([selection.dataset.events[i] for i in sorted(events)], selection.dataset, key="place_events")
