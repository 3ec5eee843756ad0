"""A page of the small dashboard."""

import streamlit as st

st.title("The home page", anchor=False)
