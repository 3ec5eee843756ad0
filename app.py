"""The router: page configuration, navigation and the sidebar filter; everything else is in pages/."""

from pathlib import Path

import streamlit as st

from components.broken_data import show_broken_data
from components.filter_bar import filter_bar, open_selection
from components.links import COMPANIES, COMPANY, EVENT, EVENTS, METHOD, OVERVIEW, PATHS, SECTORS, TIMELINE
from decoupling.dataset import DatasetError

ASSETS = Path(__file__).parent / "components" / "assets"
SIDEBAR_WIDTH = 320

st.set_page_config(page_title="Decoupling Monitor", page_icon=str(ASSETS / "icon.svg"), layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
st.html(ASSETS / "style.css")

page = st.navigation(
    [
        st.Page(OVERVIEW, title="Overview", default=True, help="What is the state of things, and what is new"),
        st.Page(TIMELINE, title="Timeline", url_path=PATHS[TIMELINE], help="What happened when, in which lane"),
        st.Page(SECTORS, title="Sectors", url_path=PATHS[SECTORS], help="Which sectors are splitting, and how"),
        st.Page(COMPANIES, title="Companies", url_path=PATHS[COMPANIES], help="Who acted, who was hit"),
        st.Page(EVENTS, title="Events", url_path=PATHS[EVENTS], help="Every record, searchable and sortable"),
        st.Page(METHOD, title="Method", url_path=PATHS[METHOD], help="How events are coded, and how far to trust them"),
        st.Page(COMPANY, title="Company", url_path=PATHS[COMPANY], visibility="hidden"),
        st.Page(EVENT, title="Event", url_path=PATHS[EVENT], visibility="hidden"),
    ],
    position="top",
)

try:
    selection = open_selection(page.url_path)
except DatasetError as error:
    show_broken_data(error)

with st.sidebar:
    st.header("Decoupling Monitor", anchor=False)
    st.caption("US–China technology, act by act")
    filter_bar(selection)

page.run()
