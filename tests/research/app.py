"""Every visitor's page, a page for reviewers and a page for editors."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from components import research_pages
from components.links import PATHS
from components.person import current_person, sign_in_corner

HOME, REVIEW, ARTICLES = "desk/home.py", "desk/review.py", "desk/articles.py"
PATHS |= {REVIEW: "review", ARTICLES: "articles"}
research_pages.OVERVIEW = HOME
pages = {REVIEW: ("Review", "Is this right", "decide"), ARTICLES: ("Articles", "Add what I read", "add")}

person = current_person()
page = st.navigation(
    [st.Page(HOME, title="Home", default=True), *research_pages.research_pages(person, pages)], position="top"
)
with st.sidebar:
    sign_in_corner()
page.run()
