"""Owns what a visitor sees of versions: the line over a frozen view, and what can be opened when one cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import streamlit as st

from components import data
from components.filter_bar import set_filter
from components.links import CHANGES
from components.text import plain
from decoupling.charts.spec import Selection, count_of
from decoupling.dates import describe_date
from decoupling.filters import VERSION_KEY
from decoupling.model import Release
from decoupling.releases import UnknownVersionError


def show_frozen_line(selection: Selection) -> None:
    """One line over every page of a frozen view: as of when, what there is now, and the ways on."""
    version = selection.chosen.version
    if not version:
        return
    dataset, newest = selection.dataset, data.load_data()[0]
    made = {release.version: release.date for release in dataset.releases}
    day = describe_date(made.get(version.partition("+")[0], dataset.about.released))
    if version == newest.version:
        words = f"As of {day} (version {version}); nothing newer yet, and this address keeps to it."
    else:
        words = f"As of {day} (version {version}); the newest has {count_of(len(newest.events), 'event')}."
    with st.container(horizontal=True, vertical_alignment="center", key="frozen_line"):
        st.markdown(plain(words), width="content")
        if version != newest.version:
            st.page_link(CHANGES, label="What changed since", query_params={"before": version}, width="content")
        st.button(
            "Leave",
            type="tertiary",
            key="leave_version",
            help="Go on with the newest version",
            on_click=set_filter,
            args=(replace(selection.chosen, version=""),),
        )


def show_unknown_version(error: UnknownVersionError) -> NoReturn:
    """Say which versions can be opened, with this page under each of them, and stop the app."""
    st.title("This version cannot be opened", anchor=False)
    st.markdown(
        f"The address asks for version “{plain(error.asked)}”. It was never released, or holds events of another "
        "workspace. The page as it now stands, and as it was:"
    )
    labels = {"": "The newest version"} | {release.version: release_label(release) for release in reversed(error.known)}
    with st.container(gap=None, key="known_versions"):
        for version, label in labels.items():
            # No link: one to the page in view would leave the browser's address behind.
            st.button(plain(label), type="tertiary", key=f"open_{version}", on_click=_open, args=(version,))
    st.stop()


def _open(version: str) -> None:
    if version:
        st.query_params[VERSION_KEY] = version
    else:
        del st.query_params[VERSION_KEY]


def release_label(release: Release) -> str:
    """A release in one line: day, version, number of events."""
    return f"{describe_date(release.date)}, {count_of(release.events, 'event')} ({release.version})"
