"""Owns the row of key figures on the overview."""

import streamlit as st

from decoupling.charts.spec import Selection
from decoupling.summary import list_key_figures

MIN_YEARS = 3
"""A sparkline of fewer points means nothing."""


def key_figures(selection: Selection) -> None:
    """Cards of one height that wrap, two in a row on a phone."""
    with st.container(horizontal=True, gap="medium", key="key_figures"):
        for figure in list_key_figures(selection):
            spark = figure.by_year if len(figure.by_year) >= MIN_YEARS else None
            st.metric(
                figure.label,
                figure.value,
                help=figure.meaning,
                chart_data=spark,
                chart_type="bar" if figure.kind == "bar" else "line",
                width="stretch",
                height=150,
            )
