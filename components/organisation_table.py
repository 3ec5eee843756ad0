"""Owns the sortable list of organisations and finding one by any of its names."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.filter_bar import filter_in_address
from components.links import COMPANY
from components.text import plain
from decoupling.charts.spec import Selection, count_of
from decoupling.snapshot import search_names
from decoupling.text_index import fold

PUBLIC_KINDS = ("agency", "government", "legislature", "court", "state_body")


def list_organisations(selection: Selection, kind: str, find: str) -> pd.DataFrame:
    """Rows of the aggregate's organisations: of a kind (company, public, all) and with a name that holds `find`."""
    frame = selection.counts.organisations
    orgs = selection.dataset.organisations
    public = frame["org"].map(lambda code: orgs[code].kind in PUBLIC_KINDS).astype(bool)
    if kind != "all":
        frame = frame[public if kind == "public" else ~public]
    if find.strip():
        wanted = fold(find.strip())
        found = frame["org"].map(
            lambda code: any(wanted in fold(name) for name in search_names(selection.dataset, code))
        )
        frame = frame[found.astype(bool)]
    return frame.reset_index(drop=True)


def organisation_table(frame: pd.DataFrame, selection: Selection, find: str) -> None:
    """The list; a name opens its page."""
    if frame.empty:
        st.subheader(
            f"No organisation in view is called “{plain(find)}”" if find else "No organisation of this kind in view",
            anchor=False,
        )
        st.markdown("Names, aliases, Chinese and former names are searched. Loosen the filter, or choose All.")
        return
    dataset = selection.dataset
    orgs = [dataset.organisations[code] for code in frame["org"]]
    net = frame["recoupling"] - frame["decoupling"]
    table = pd.DataFrame(
        {
            "Organisation": [org.name for org in orgs],
            "Chinese name": [org.chinese_name or "" for org in orgs],
            "Side": [dataset.taxonomy.sides.label(org.side) for org in orgs],
            "Sector": [dataset.taxonomy.sectors.short(org.sectors[0]) if org.sectors else "" for org in orgs],
            "Acts": frame["events"],
            "By year": frame["by_year"].map(list),
            "Actor": frame["actor"],
            "Target": frame["target"],
            "Affected": frame["affected"],
            "Net direction": net,
            "First": [dataset.events[i].date for i in frame["first"]],
            "Last": [dataset.events[i].date for i in frame["last"]],
            "Kind": [dataset.taxonomy.org_kinds.label(org.kind) for org in orgs],
        }
    )

    def open_organisation() -> None:
        click = st.session_state["organisations_open"]
        st.switch_page(COMPANY, query_params={"id": orgs[click["row"]].id, **filter_in_address()})

    config = st.column_config
    st.dataframe(
        table,
        key="organisations_table",
        hide_index=True,
        height=min(920, 38 + 35 * len(table)),
        column_config={
            "Organisation": config.ButtonColumn(
                type="tertiary", alignment="left", width=203, on_click=open_organisation, key="organisations_open"
            ),
            "Chinese name": config.TextColumn(width=118),
            "Side": config.TextColumn(width=104),
            "Sector": config.TextColumn(width=158),
            "Net direction": config.NumberColumn(format="%+d", help="Recoupling acts minus decoupling acts in view"),
            "By year": config.BarChartColumn(
                width=90,
                y_min=0,
                help=f"Acts a year, {selection.snapshot.first_year} to {selection.snapshot.last_year}",
            ),
            "Acts": config.NumberColumn(help="Distinct acts in view with this organisation in any role"),
        },
        alt="Organisations by number of acts",
    )
    st.caption(f"{count_of(len(table), 'organisation')}. Press a name to open its page; press a heading to sort.")
