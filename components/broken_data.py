"""Owns what a visitor sees when a data file is broken: which file, which line, what to do. Nothing half-loaded."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from components.text import plain
from decoupling.charts.spec import count_of
from decoupling.dataset import DatasetError

SHOWN = 20


def show_broken_data(error: DatasetError) -> NoReturn:
    """List the problems and stop the app."""
    st.title("The dataset cannot be shown", anchor=False)
    st.markdown(
        f"{count_of(len(error.problems), 'problem')} in the data files. Nothing is shown until they are mended, "
        "so that no figure rests on part of the data."
    )
    for problem in error.problems[:SHOWN]:
        st.markdown(f"**{plain(problem.file)}, line {problem.line}**  \n{plain(problem.message)}")
    if len(error.problems) > SHOWN:
        st.caption(f"and {len(error.problems) - SHOWN:,} more")
    st.markdown("Mend the lines, then reload this page. `python -m decoupling check` prints the same list.")
    st.stop()
