"""Owns one chart alone, for a frame in another page: finding, filter sentence, chart, note and the way to the rest."""

from __future__ import annotations

import streamlit as st

from components import data
from components.chart_card import SCREEN_CONFIG
from components.links import site_in_view
from components.text import plain
from decoupling.addresses import chart_address
from decoupling.charts import CHARTS
from decoupling.charts.given import GIVEN, find_wrong, page_query
from decoupling.charts.spec import Selection


def embedded_chart(selection: Selection) -> None:
    """The chart that the address names, with the choices it names; nonsense is answered with what there is."""
    asked = st.query_params.get("chart", "")
    if asked not in CHARTS:
        st.markdown(f"The address must name one of these charts, not “{plain(asked)}”: {plain(', '.join(CHARTS))}.")
        return
    spec = CHARTS[asked]
    options = spec.default_options()
    for option in spec.options:
        code = st.query_params.get(option.key)
        options[option.key] = code if code in option.choices else option.default
    for key in spec.given:
        code = st.query_params.get(key, "")
        options[key] = code if find_wrong(GIVEN[key], code, selection, options) is None else ""
    chart = data.read_chart(asked, selection, options)
    with st.container(key="embedded_chart"):
        st.subheader(plain(chart.title), anchor=False)
        st.caption(plain(f"{chart.subtitle}. {selection.sentence}"))
        if chart.frame.empty:
            st.markdown("No act in view carries what this chart shows.")
        else:
            with st.container(key=f"scroll_{spec.least_width}_embedded"):
                st.plotly_chart(
                    data.draw_chart(asked, selection, options, data.current_theme(), drag=False),
                    theme=None,
                    key="chart_embedded",
                    config=SCREEN_CONFIG,
                    alt=f"{chart.title}. {chart.subtitle}.",
                )
        page = page_query(spec, selection, options)
        full = chart_address(site_in_view(), spec, selection.chosen, options, page)
        way = f"[Open the full view]({full})" if full else ""
        st.caption(f"{plain(f'{chart.note} Source: Decoupling Monitor, dataset {selection.dataset.version}.')} {way}")
