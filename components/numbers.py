"""Owns the figures that events carry: money, people, parties, each with what it measures."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from decoupling.model import Event


def describe_usd(amount: float) -> str:
    """US dollars in short: $1.4bn, $200m."""
    for size, unit in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if amount >= size:
            return f"${amount / size:,.4g}{unit}"
    return f"${amount:,.0f}"


def list_numbers(event: Event) -> list[tuple[str, str]]:
    """The figures of one event: value and what it measures."""
    numbers = []
    if event.usd is not None:
        numbers.append((describe_usd(event.usd), event.usd_note or ""))
    if event.headcount is not None:
        numbers.append((f"{event.headcount:,} people", event.headcount_note or "people affected"))
    if event.parties_listed is not None:
        numbers.append((f"{event.parties_listed:,} parties", f"named on the {event.instrument or 'list'}"))
    return numbers


def show_numbers(events: Sequence[Event]) -> None:
    """A table of every figure the events carry; nothing where there is none."""
    rows = [
        {"Date": event.date, "Figure": figure, "What it measures": meaning, "Event": event.headline}
        for event in reversed(events)
        for figure, meaning in list_numbers(event)
    ]
    if rows:
        st.subheader("Figures", anchor=False)
        st.caption("As the sources of each event give them; they measure different things and do not add up.")
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Figures carried by the events, newest first")
