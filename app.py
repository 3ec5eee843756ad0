"""The router: server, page configuration, navigation and the sidebar filter; everything else is in pages/.

The server imports this file once as it starts, which readies libraries, data and the overview's charts before the
first visitor comes; those of other pages are drawn while it answers. Every visit then runs it as a script.
"""

import contextlib
import gc
import inspect
import pkgutil
from importlib import import_module
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

import components
from components.addresses import PROGRAM_ROUTES
from components.basket import keep_basket, report_title
from components.broken_data import show_broken_data
from components.data import workspace_problem
from components.filter_bar import filter_bar, open_selection
from components.first_chart import DRAWN_ROUTE, FirstChartFirst, ask_for_word
from components.first_charts import OVERVIEW_CHARTS, prepare_first_charts
from components.first_files import FirstFiles
from components.links import (
    ANSWERS,
    ARTICLES,
    CHANGES,
    COMPANIES,
    COMPANY,
    COMPARE,
    EMBED,
    EVENT,
    EVENTS,
    EXITS,
    LOG,
    METHOD,
    OVERVIEW,
    PATHS,
    PLACES,
    REPORT,
    REVIEW,
    SECTORS,
    TIMELINE,
    WATCH,
)
from components.page_end import PageEnd
from components.person import current_person, sign_in_corner
from components.research_pages import ResearchPages, research_pages, show_closed_dashboard
from components.text import plain
from components.version_view import show_frozen_line, show_unknown_version
from components.watch_keeper import keep_watches
from decoupling.charts.spec import Selection
from decoupling.dataset import DatasetError
from decoupling.files import StoreError
from decoupling.releases import UnknownVersionError

ASSETS = Path(__file__).parent / "components" / "assets"
SIDEBAR_WIDTH = 320
PAGES = {
    OVERVIEW: ("Overview", "What is the state of things, and what is new"),
    TIMELINE: ("Timeline", "What happened when, in which lane"),
    ANSWERS: ("Answers", "What answers what, and what followed an act"),
    SECTORS: ("Sectors", "Which sectors are splitting, and how"),
    COMPANIES: ("Companies", "Who acted, who was hit"),
    EXITS: ("Exits", "Which companies pulled back, how far and when"),
    COMPARE: ("Compare", "How sectors, organisations, periods or sides differ"),
    PLACES: ("Places", "Where sites closed, where work moved"),
    EVENTS: ("Events", "Every record, searchable and sortable"),
    REPORT: ("Report", "What you put together, to order, annotate and take away"),
    WATCH: ("Watch", "What is new or corrected in what you follow"),
    METHOD: ("Method", "How events are coded, and how far to trust them"),
}
RESEARCH: ResearchPages = {
    ARTICLES: ("Articles", "Add what you read", "add"),
    REVIEW: ("Review", "Is this right", "decide"),
    LOG: ("Log", "Who decided what", "decide"),
}
UNFILTERED = frozenset(PATHS[file] for file in RESEARCH)
OPENED_BY_ADDRESS = {COMPANY: "Company", EVENT: "Event", EMBED: "Chart", CHANGES: "Changes"}

app = st.App(
    __file__,
    routes=[*PROGRAM_ROUTES, DRAWN_ROUTE],
    middleware=[Middleware(FirstFiles, pages=PATHS.values()), Middleware(FirstChartFirst)],
)


def open_sidebar(page_path: str) -> DeltaGenerator:
    """The head of the sidebar, with what the browser keeps, before the page; gives the place of all the rest."""
    if page_path in UNFILTERED or page_path == PATHS[EMBED]:
        return st.sidebar
    with st.sidebar:
        ask_for_word()
        st.header("Decoupling Monitor", anchor=False)
        st.caption("US–China technology, act by act")
        rest = st.container()
        keep_basket()
        keep_watches()
    return rest


def show_sidebar(page_path: str, selection: Selection) -> None:
    """The filter, where the page obeys it; what is wrong with the workspace; who is signed in."""
    if page_path not in UNFILTERED:
        filter_bar(selection)
    if problem := workspace_problem():
        st.warning(f"Events of the workspace are missing: {plain(problem)}", icon=":material/cloud_off:")
    sign_in_corner()


def _page(file: str, title: str, question: str) -> StreamlitPage:
    shown = report_title(title) if file == REPORT else title
    return st.Page(file, title=shown, help=question, url_path=PATHS[file] or None, default=file == OVERVIEW)


def run_visit() -> None:
    """One run of the script for one visitor."""
    st.set_page_config(
        page_title="Decoupling Monitor",
        page_icon=str(ASSETS / "icon.svg"),
        layout="wide",
        initial_sidebar_state=SIDEBAR_WIDTH,
    )
    st.html(ASSETS / "style.css")
    person = current_person()
    # In one row: the groups that Streamlit offers are lists that screen readers cannot follow on a phone.
    menu = [_page(file, *words) for file, words in PAGES.items()]
    menu += research_pages(person, RESEARCH)
    menu += [
        st.Page(file, title=title, url_path=PATHS[file], visibility="hidden")
        for file, title in OPENED_BY_ADDRESS.items()
    ]
    if not person.may("read"):
        st.navigation(menu, position="hidden")
        show_closed_dashboard()
        return
    page = st.navigation(menu, position="hidden" if st.context.is_embedded else "top")
    try:
        selection = open_selection(page.url_path)
    except DatasetError as error:
        show_broken_data(error)
    except UnknownVersionError as error:
        show_unknown_version(error)
    sidebar = open_sidebar(page.url_path)
    if page.url_path not in UNFILTERED and page.url_path != PATHS[EMBED]:
        show_frozen_line(selection)
    with contextlib.suppress(PageEnd):
        try:
            page.run()
        except StoreError as error:
            st.error(plain(str(error)), icon=":material/cloud_off:")
    # The sidebar comes last, because the browser would have to set up its widgets before the first chart.
    if page.url_path != PATHS[EMBED]:
        with sidebar:
            show_sidebar(page.url_path, selection)


if __name__ == "__main__":
    run_visit()
else:
    # Streamlit takes a folder called pages/ beside this file for its old page discovery, and would greet
    # the first deep link after a start with "Page not found"; a browser test guards this line.
    PagesManager.uses_pages_directory = False
    for module in pkgutil.iter_modules(components.__path__, "components."):
        import_module(module.name)
    prepare_first_charts(OVERVIEW_CHARTS)
    import_module("PIL.Image")  # Streamlit looks at the page's icon with it
    inspect.stack()  # fills the table of modules through which Streamlit looks at the first visit
    gc.freeze()  # what is read once need not be looked through after every run of a visit
    Thread(target=prepare_first_charts, daemon=True).start()  # those of the other pages
