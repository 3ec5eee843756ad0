"""A page of the small dashboard."""

import streamlit as st

st.title("The review page", anchor=False)
