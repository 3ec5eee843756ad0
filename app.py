"""The router: server, page configuration, navigation and the sidebar filter; everything else is in pages/.

The server imports this file once as it starts, which readies libraries, data and the first charts before the
first visitor comes. Every visit then runs it as a script.
"""

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

import components
from components.broken_data import show_broken_data
from components.data import prepare_first_page
from components.filter_bar import filter_bar, open_selection
from components.links import (
    COMPANIES,
    COMPANY,
    COMPARE,
    EVENT,
    EVENTS,
    EXITS,
    METHOD,
    OVERVIEW,
    PATHS,
    PLACES,
    SECTORS,
    TIMELINE,
)
from components.preload import PreloadScripts
from decoupling.dataset import DatasetError

ASSETS = Path(__file__).parent / "components" / "assets"
SIDEBAR_WIDTH = 320
PAGES = {
    OVERVIEW: ("Overview", "What is the state of things, and what is new"),
    TIMELINE: ("Timeline", "What happened when, in which lane"),
    SECTORS: ("Sectors", "Which sectors are splitting, and how"),
    COMPANIES: ("Companies", "Who acted, who was hit"),
    EXITS: ("Exits", "Which companies pulled back, how far and when"),
    COMPARE: ("Compare", "How sectors, organisations, periods or sides differ"),
    PLACES: ("Places", "Where sites closed, where work moved"),
    EVENTS: ("Events", "Every record, searchable and sortable"),
    METHOD: ("Method", "How events are coded, and how far to trust them"),
}
FIRST_CHARTS = ("pace", "sector-years", "organisations")
OPENED_BY_ID = {COMPANY: "Company", EVENT: "Event"}

app = st.App(__file__, middleware=[Middleware(PreloadScripts)])


def run_visit() -> None:
    """One run of the script for one visitor."""
    st.set_page_config(
        page_title="Decoupling Monitor",
        page_icon=str(ASSETS / "icon.svg"),
        layout="wide",
        initial_sidebar_state=SIDEBAR_WIDTH,
    )
    st.html(ASSETS / "style.css")
    pages = [
        st.Page(file, title=title, help=question, url_path=PATHS[file] or None, default=file == OVERVIEW)
        for file, (title, question) in PAGES.items()
    ]
    pages += [
        st.Page(file, title=title, url_path=PATHS[file], visibility="hidden") for file, title in OPENED_BY_ID.items()
    ]
    page = st.navigation(pages, position="top")
    try:
        selection = open_selection(page.url_path)
    except DatasetError as error:
        show_broken_data(error)
    with st.sidebar:
        st.header("Decoupling Monitor", anchor=False)
        st.caption("US–China technology, act by act")
        filter_bar(selection)
    page.run()


if __name__ == "__main__":
    run_visit()
else:
    # Streamlit takes a folder called pages/ beside this file for its old page discovery, and would greet
    # the first deep link after a start with "Page not found"; a browser test guards this line.
    PagesManager.uses_pages_directory = False
    for module in pkgutil.iter_modules(components.__path__, "components."):
        import_module(module.name)
    prepare_first_page(FIRST_CHARTS)
    inspect.stack()  # fills the table of modules through which Streamlit looks at the first visit
