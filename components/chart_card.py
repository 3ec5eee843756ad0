"""Owns the card every chart stands in: finding, filter sentence, chart or table, note, export, events behind a mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from components import data
from components.basket import add_to_report, report_chart
from components.event_list import event_card, event_item, event_table
from components.export_dialog import export_dialog
from components.filter_bar import set_filter
from components.first_chart import CARD_TOOLS
from components.links import EVENTS, filtered_link
from components.text import plain
from decoupling.charts import CHARTS
from decoupling.charts.spec import ChartSpec, Options, ReadChart, Selection, count_of
from decoupling.dates import describe_date, first_day, last_day
from decoupling.filters import CHOICES, EventFilter, with_values

SCREEN_CONFIG = {"displayModeBar": False, "displaylogo": False, "showSendToCloud": False, "scrollZoom": False}
LISTED = 6


@st.fragment
def chart_card(chart_id: str, selection: Selection, *, key: str | None = None, given: Options | None = None) -> None:
    """Draw one chart of the registry for a selection; says so where there is nothing to draw.

    `given` are the options that the page settles for all of its charts.
    """
    spec, key = CHARTS[chart_id], key or chart_id
    with st.container(key=f"card_{key}"):
        with st.container(horizontal=True, vertical_alignment="top", key=f"card_head_{key}"):
            heading = st.container(width="stretch")
            with st.container(horizontal=True, width="content", key=f"{CARD_TOOLS}{key}"):
                options = _choose_options(spec, key) | dict(given or {})
                chart = data.read_chart(chart_id, selection, options)
                heading.subheader(plain(chart.title), anchor=False)
                if chart.frame.empty:
                    heading.caption(plain(f"{chart.subtitle}: no act in view carries what this chart shows."))
                    return
                view = st.segmented_control(
                    "View",
                    ["Chart", "Table"],
                    default="Chart",
                    required=True,
                    label_visibility="collapsed",
                    key=f"view_{key}",
                )
                brush = (
                    "box" in spec.selection_modes
                    and view != "Table"
                    and not data.is_touch_screen()
                    and st.toggle(
                        "Brush",
                        key=f"brush_{key}",
                        help="Drag over a stretch of time to list its acts; off, a click opens one act",
                    )
                )
                item = report_chart(chart_id, selection, options, key)
                if st.button("Export", key=f"export_open_{key}", help="Picture, slide, data, citation"):
                    export_dialog(item, selection)
        st.caption(plain(f"{chart.subtitle}. {selection.sentence}"))
        if view == "Table":
            table = spec.table(chart.frame, selection, options)
            st.dataframe(table, hide_index=True, key=f"table_{key}", alt=f"{chart.title}, as a table")
        else:
            with st.container(key=f"scroll_{spec.least_width}_{key}"):
                _draw(spec, selection, options, chart, key, brush=brush)
        with st.container(horizontal=True, vertical_alignment="top", key=f"card_foot_{key}"):
            st.caption(plain(f"{chart.note} Dataset {selection.dataset.version}."))
            add_to_report(item, key=f"report_{key}")
        if view != "Table":
            _show_marks(spec, selection, options, key)


def _choose_options(spec: ChartSpec, key: str) -> dict[str, str]:
    """The reader's choices on this chart, kept in the address by label."""
    values = spec.default_options()
    for option in spec.options:
        if len(option.choices) < 2:
            continue
        if option.switch:
            on = st.toggle(option.label, key=f"{key}-{option.key}", bind="query-params", help=option.help or None)
            values[option.key] = list(option.choices)[on]
            continue
        labels = {label: code for code, label in option.choices.items()}
        picked = st.selectbox(
            option.label,
            list(labels),
            key=f"{key}-{option.key}",
            bind="query-params",
            label_visibility="collapsed",
            width=112,
        )
        values[option.key] = labels.get(picked, option.default)
    return values


def _draw(
    spec: ChartSpec, selection: Selection, options: dict[str, str], chart: ReadChart, key: str, *, brush: bool
) -> None:
    drag: data.Drag = "select" if brush else "pan"
    figure = data.draw_chart(spec.id, selection, options, data.current_theme(), drag=drag)
    st.plotly_chart(
        figure,
        theme=None,
        key=f"chart_{key}",
        on_select="rerun",
        selection_mode=("points", "box") if brush else "points",
        config=SCREEN_CONFIG,
        alt=f"{chart.title}. {chart.subtitle}. The Table view holds the same numbers.",
    )


def _show_marks(spec: ChartSpec, selection: Selection, options: Options, key: str) -> None:
    """The events behind the marks that are selected."""
    state = st.session_state.get(f"chart_{key}")
    points = state["selection"]["points"] if state else []
    marks = [_read_mark(spec, point) for point in points if point.get("customdata")]
    if not marks:
        return
    ids: dict[int, None] = {}
    for mark in marks[:500]:
        ids |= dict.fromkeys(spec.find_events(selection, options, mark).tolist())
    events = [selection.dataset.events[i] for i in sorted(ids, reverse=True)]
    if not events:
        return
    with st.container(border=True, key=f"marks_{key}"):
        if len(events) == 1:
            event_card(events[0], selection.dataset)
            return
        first, last = describe_date(events[-1].date, short=True), describe_date(events[0].date, short=True)
        st.markdown(f"**{count_of(len(events), 'event')}**, {plain(first)} to {plain(last)}")
        if spec.behind and len(events) > LISTED:
            # No filter selects what this chart counts, so that the list stands here in full.
            event_table(events[::-1], selection.dataset, key=f"behind_{key}")
            return
        for event in events[:LISTED]:
            event_item(event, selection.dataset)
        if len(events) > LISTED:
            st.caption(f"The newest {LISTED} of {len(events):,}.")
        if spec.behind:
            return
        if "event" in spec.dimensions:
            period = replace(selection.chosen, start=first_day(events[-1].date), end=last_day(events[0].date))
            narrow = f"Narrow the period to {first} – {last}"
            if st.button(plain(narrow), key=f"narrow_{key}", on_click=set_filter, args=(period,)):
                st.rerun()  # the whole page, not this card alone
        elif len(marks) == 1:
            filtered_link(
                EVENTS, f"Open these {len(events):,} on the Events page", _as_filter(marks[0], selection.chosen)
            )


def _read_mark(spec: ChartSpec, point: Mapping[str, Any]) -> dict[str, str]:
    return {dimension: str(code) for dimension, code in zip(spec.dimensions, point["customdata"], strict=False)}


def _as_filter(mark: Mapping[str, str], chosen: EventFilter) -> EventFilter:
    """The filter that selects the events behind one mark."""
    fields = {choice.key: choice.field for choice in CHOICES}
    for dimension, code in mark.items():
        if dimension == "period":
            start, end = _period_days(str(code))
            chosen = replace(chosen, start=start, end=end)
        elif dimension == "instrument":
            chosen = replace(chosen, q=f'"{code}"')
        elif dimension in fields:
            chosen = with_values(chosen, fields[dimension], (str(code),))
    return chosen


def _period_days(code: str) -> tuple[Any, Any]:
    year, _, quarter = code.partition("-Q")
    if not quarter:
        return first_day(code), last_day(code)
    month = int(quarter) * 3
    return first_day(f"{year}-{month - 2:02}"), last_day(f"{year}-{month:02}")
