"""Streamlit parts that pages share; besides pages/ and app.py the only place that imports Streamlit."""
