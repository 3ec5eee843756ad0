"""One chart and nothing else: the baseline of benchmarks/first_chart.py."""

import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Bar(x=[2023, 2024, 2025], y=[3, 1, 2])))
