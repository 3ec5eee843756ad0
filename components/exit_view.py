"""Owns how exits are counted on their page: the switches, the numbers they change, and the definitions in words."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import data
from components.figures import FigureCard, figure_row
from components.filter_bar import filter_in_address
from components.links import COMPANY
from components.text import plain
from decoupling.aggregate import Positions, data_span
from decoupling.charts.spec import Selection, count_of
from decoupling.dates import describe_date
from decoupling.exit_summary import compare_definitions, describe_definition, list_exit_figures
from decoupling.exits import UNIT_LABELS, UNITS, ExitView, furthest_rungs
from decoupling.taxonomy import Taxonomy

TABLE_ROWS = 500


def first_view(selection: Selection) -> ExitView:
    """What the page counts where the address makes no choice: acts under the widest definition, as known today."""
    return ExitView(definition=next(iter(selection.dataset.taxonomy.exits)))


def choose_view(selection: Selection, place: DeltaGenerator) -> ExitView:
    """The switches for definition, unit and day, all in the address."""
    definitions = {term.label: code for code, term in selection.dataset.taxonomy.exits.items()}
    units = {label: unit for unit, label in UNIT_LABELS.items()}
    with place, st.container(horizontal=True, vertical_alignment="bottom", key="exit_switches"):
        definition = st.segmented_control(
            "What counts",
            list(definitions),
            key="counts",
            bind="query-params",
            default=next(iter(definitions)),
            required=True,
        )
        unit = st.segmented_control(
            "Count", list(units), key="unit", bind="query-params", default="Acts", required=True
        )
        known = st.date_input(
            "As known on",
            value=None,
            key="known",
            bind="query-params",
            min_value=data_span(selection.snapshot)[0],
            max_value=selection.snapshot.released,
            format="YYYY-MM-DD",
            width=150,
            help="Acts that were public by that day, with the status they had then. Empty: today.",
        )
    return ExitView(
        definition=definitions.get(definition or "", first_view(selection).definition),
        unit=units.get(unit or "", "acts"),
        known=known if known and known < selection.snapshot.released else None,
    )


def exit_figures(selection: Selection, view: ExitView) -> None:
    """The total and each rung, in the unit chosen, and what the other definitions would give."""
    many = UNITS[view.unit][1]
    figures = data.read_once(list_exit_figures, selection, view)
    figure_row((FigureCard(figure.label, f"{figure.value:,}", figure.meaning) for figure in figures), narrowest=7.2)
    when = f" As known on {describe_date(view.known.isoformat())}." if view.known else ""
    st.caption(plain(f"{data.read_once(compare_definitions, selection, view)}{when}"))
    if view.unit == "organisations":
        st.caption(plain(f"One of the {many} that stands on several rungs counts on each, and once in the total."))


def explain_definitions(place: DeltaGenerator, taxonomy: Taxonomy) -> None:
    """The definitions and the ladder as the data files give them, and how the page counts."""
    with place:
        list_definitions(taxonomy)
        st.markdown(
            "By year, an act stands in the year of its first public day. As known on a past day, an act dated only to "
            "a month or year counts from the end of it, and a later reversal from its own day; the records themselves "
            "are those of today."
        )


def list_definitions(taxonomy: Taxonomy) -> None:
    """Every definition and every rung, in words."""
    definitions = {term.label: describe_definition(code, taxonomy) for code, term in taxonomy.exits.items()}
    rungs = {rung.label: f"{rung.description}." for rung in taxonomy.rungs.values()}
    for terms in (definitions, rungs):
        st.markdown("\n".join(f"- **{plain(label)}.** {plain(words)}" for label, words in terms.items()))


def furthest_table(selection: Selection, exits: Positions) -> None:
    """Every acting organisation with the furthest rung it reached; a name opens its page."""
    dataset = selection.dataset
    frame = furthest_rungs(selection.snapshot, exits, dataset.taxonomy)
    shown = frame.head(TABLE_ROWS)
    orgs = [dataset.organisations[code] for code in shown["org"]]
    table = pd.DataFrame(
        {
            "Organisation": [org.name for org in orgs],
            "Furthest rung": [dataset.taxonomy.rungs[code].label for code in shown["rung"]],
            "Acts": shown["events"],
            "Side": [dataset.taxonomy.sides.label(org.side) for org in orgs],
            "First": [dataset.events[i].date for i in shown["first"]],
            "Last": [dataset.events[i].date for i in shown["last"]],
            "Latest act": [dataset.events[i].headline for i in shown["last"]],
        }
    )

    def open_organisation() -> None:
        click = st.session_state["furthest_open"]
        st.switch_page(COMPANY, query_params={"id": orgs[click["row"]].id, **filter_in_address()})

    st.subheader("How far each went", anchor=False)
    config = st.column_config
    st.dataframe(
        table,
        key="furthest",
        hide_index=True,
        height=min(430, 38 + 35 * len(table)),
        column_config={
            "Organisation": config.ButtonColumn(
                type="tertiary", alignment="left", width=203, on_click=open_organisation, key="furthest_open"
            ),
            "Furthest rung": config.TextColumn(width=130),
            "Acts": config.NumberColumn(help="Acts counted here in which the organisation is an actor"),
            "Latest act": config.TextColumn(width=480),
        },
        alt="Organisations by the furthest rung they reached",
    )
    more = f" The first {TABLE_ROWS:,} of {len(frame):,} are shown." if len(frame) > TABLE_ROWS else ""
    st.caption(f"{count_of(len(frame), 'organisation')} that act, furthest first. Press a name to open its page.{more}")
