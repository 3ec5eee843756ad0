"""Articles: add what I read."""

import streamlit as st

from components import data
from components.research.article_view import article_table, show_article
from components.research.incoming import (
    OPEN_ARTICLE,
    check_incoming,
    from_address,
    from_feed,
    paste,
    show_done,
    show_refused,
    upload,
)
from decoupling.charts.spec import count_of

WAYS = {"Paste": paste, "Files": upload, "Address": from_address, "Feed": from_feed}

data.warm_reader()
dataset, _ = data.load_data()
articles = data.workspace().article_list()
st.title("Add what you read", anchor=False)
candidates = sum(row["candidates"] for row in articles)
st.markdown(
    f"{count_of(len(articles), 'article')} in the workspace, with {count_of(candidates, 'candidate event')}. "
    "What the machine finds enters the dataset only through a person’s review."
    if articles
    else "Give an article, and the acts it tells are proposed for review: who did what to whom, when, in what sentence."
)
way = st.segmented_control("How", list(WAYS), default="Paste", required=True, key="way", bind="query-params")
WAYS[way or "Paste"]()
show_refused()
check_incoming()
show_done()

opened = st.session_state.get(OPEN_ARTICLE)
if opened is not None and opened in {row["id"] for row in articles}:
    show_article(opened, dataset)
if articles:
    st.subheader("In the workspace", anchor=False)
    article_table(articles)
