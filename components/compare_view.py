"""Owns choosing what to compare, and what stands side by side in words: figures, first and last acts, what is alone."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import data
from components.event_list import event_item, event_table
from components.page_end import end_page
from components.text import plain
from decoupling.charts.spec import Selection, count_of
from decoupling.compare import KINDS, MOST_PARTS, Comparison, complete_comparison, find_parts, list_parts
from decoupling.compare_summary import find_alone, say_alone, tabulate_parts


def first_comparison(selection: Selection) -> Comparison:
    """What stands side by side where the address makes no choice: the two busiest sectors in view."""
    return complete_comparison(Comparison("sector", ()), selection)


def choose_comparison(selection: Selection, place: DeltaGenerator) -> Comparison:
    """What to set side by side, in the address; what is left open is filled with the busiest in view."""
    kinds = {label: code for code, label in KINDS.items()}
    with place, st.container(horizontal=True, vertical_alignment="bottom", key="compare_switches"):
        kind = st.segmented_control(
            "Compare", list(kinds), key="by", bind="query-params", default="Sectors", required=True
        )
        by = kinds.get(kind or "", "sector")
        labels = list_parts(by, selection)
        codes = {label: code for code, label in labels.items()}
        chosen = st.multiselect(
            f"Two to four {KINDS[by].lower()}",
            list(codes),
            key=f"these-{by}",
            bind="query-params",
            max_selections=MOST_PARTS,
            placeholder="The two busiest in view" if by != "period" else "The two latest years",
            filter_mode="contains",
            select_all=False,
            width=560,
        )
    parts = tuple(codes[label] for label in chosen if label in codes)
    return complete_comparison(Comparison(by, parts), selection)


def stop_without_parts(comparison: Comparison) -> None:
    """Where there is only one part, say how to get a second and stop the page."""
    if len(comparison.parts) < 2:
        st.subheader("There is only one to look at", anchor=False)
        st.markdown("The filter leaves nothing to compare it with. Choose another, or loosen the filter.")
        end_page()


def show_at_a_glance(selection: Selection, comparison: Comparison) -> None:
    """The figures of each part, one column a part."""
    labels = list_parts(comparison.by, selection)
    rows = data.read_once(tabulate_parts, selection, comparison)
    frame = pd.DataFrame(rows, index=[labels[code] for code in comparison.parts]).T
    st.subheader("At a glance", anchor=False)
    st.table(frame)
    st.caption("People and sums measure different things from act to act, so they are not added up.")


def show_first_and_last(selection: Selection, comparison: Comparison) -> None:
    """The first and the last act of each part, side by side, and every act of each part."""
    labels, events = list_parts(comparison.by, selection), selection.dataset.events
    st.subheader("First and last acts", anchor=False)
    for column, (code, positions) in zip(
        st.columns(len(comparison.parts), gap="large"), find_parts(comparison, selection).items(), strict=True
    ):
        with column:
            st.markdown(f"**{plain(labels[code])}**")
            if not len(positions):
                st.markdown("No act in view.")
            for position in dict.fromkeys([*positions[:1].tolist(), *positions[-1:].tolist()]):
                event_item(events[position], selection.dataset)


def show_alone(selection: Selection, comparison: Comparison) -> None:
    """What only one of the parts has, side by side."""
    labels = list_parts(comparison.by, selection)
    st.subheader("What only one has", anchor=False)
    for column, (code, lists) in zip(
        st.columns(len(comparison.parts), gap="large"),
        data.read_once(find_alone, selection, comparison).items(),
        strict=True,
    ):
        with column:
            lines = [f"**{plain(labels[code])}**"]
            lines += [f"{alone.heading}: {plain(say_alone(alone, selection))}" for alone in lists]
            st.markdown("\n\n".join(lines))
    st.caption("Behind each name the number of acts in view.")


def show_acts(selection: Selection, comparison: Comparison) -> None:
    """Every act of each part, in a list that opens."""
    labels = list_parts(comparison.by, selection)
    for code, positions in find_parts(comparison, selection).items():
        with st.expander(
            f"{plain(labels[code])}: {count_of(len(positions), 'act')}", on_change="rerun", key=f"open_{code}"
        ) as acts:
            if acts.open:
                event_table([selection.dataset.events[i] for i in positions], selection.dataset, key=f"acts_{code}")
