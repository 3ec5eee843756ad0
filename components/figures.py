"""Owns the row of key figures on the overview."""

import streamlit as st

from components.data import current_theme, read_once
from decoupling.charts.look import LOOKS
from decoupling.charts.sparkline import WIDTH, draw_sparkline
from decoupling.charts.spec import Selection
from decoupling.summary import list_key_figures

MIN_YEARS = 3
"""A sparkline of fewer points means nothing."""


def key_figures(selection: Selection) -> None:
    """Cards of one height that wrap, two in a row on a phone."""
    look = LOOKS[current_theme()]
    with st.container(horizontal=True, gap="medium", key="key_figures"):
        for figure in read_once(list_key_figures, selection):
            with st.container(gap="xsmall"):
                st.metric(figure.label, figure.value, help=figure.meaning)
                if figure.kind != "none" and len(figure.by_year) >= MIN_YEARS:
                    picture = draw_sparkline(figure.by_year, look, figure.kind)
                    st.image(picture, width=WIDTH, alt=f"{figure.label} by year: {figure.describe_years()}")
