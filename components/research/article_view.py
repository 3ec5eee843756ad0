"""Owns the list of articles in the store, and one of them opened: its text with marks, and what was made of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import data
from components.links import REVIEW
from components.research.incoming import OPEN_ARTICLE
from components.research.marked_text import marked_text
from components.research.review_desk import article_marks, flat_text
from components.text import badge, plain
from decoupling.charts.spec import count_of
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.marked import candidate_marks

STATE_BADGES = {"open": "blue", "skipped": "gray", "accepted": "green", "attached": "green", "rejected": "red"}


def article_table(articles: list[dict[str, Any]]) -> None:
    """Every article, newest first; choosing a line opens it."""
    ids = [row["id"] for row in articles]
    key = f"articles_{len(ids)}"

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        st.session_state[OPEN_ARTICLE] = ids[rows[0]] if rows else None

    table = pd.DataFrame(
        {
            "Title": [row["title"] or "Untitled" for row in articles],
            "Publisher": [row["publisher"] for row in articles],
            "Published": [row["published"] or "" for row in articles],
            "Candidates": [row["candidates"] for row in articles],
            "Copies": [row["copies"] for row in articles],
            "Added": [row["added_at"][:10] for row in articles],
            "By": [row["added_by"] for row in articles],
        }
    )
    st.dataframe(
        table, hide_index=True, key=key, height=min(320, 38 + 35 * len(table)), on_select=choose,
        selection_mode="single-row", alt="Articles in the workspace; choose one to open it",
    )  # fmt: skip


def show_article(article_id: int, dataset: Dataset) -> None:
    """One article with everything that was made of it."""
    store = data.workspace()
    article = store.article(article_id)
    found = store.candidates_of(article_id)
    labels = {code: dataset.taxonomy.actions.label(code) for code in dataset.taxonomy.actions.codes}
    st.subheader(plain(article.title or "Untitled article"), anchor=False)
    facts = [
        article.publisher or "publisher not given",
        describe_date(article.published) if article.published else "day of publication not given",
        f"added by {article.added_by}, {article.added_at[:10]}",
    ]
    st.caption(plain(" · ".join(facts)))
    text, acts = st.columns([3, 2], gap="large")
    with text:
        marks = [*article_marks(article), *candidate_marks([one.reading for one in found], labels)]
        marked_text(flat_text(article), marks, key=f"article_{article_id}")
    with acts:
        st.markdown(f"**{count_of(len(found), 'candidate event')}**")
        if not found:
            st.markdown("No sentence of this text was read as an act of the codebook.")
        for one in found:
            reading = one.reading
            with st.container(border=True):
                st.markdown(
                    f"{badge(STATE_BADGES[one.state], one.state)} **{plain(labels[reading.action])}** by "
                    f"{plain(', '.join(reading.actors))}"
                )
                when = describe_date(reading.date) if reading.date else "no date"
                places = f", {', '.join(reading.places)}" if reading.places else ""
                st.caption(plain(f"{when}{places} · {reading.confidence:.0%} sure · “{reading.evidence[:160]}”"))
                st.page_link(REVIEW, label="Review", query_params={"candidate": str(one.id), "queue_state": "All"})
        _show_copies(article_id)


def _show_copies(article_id: int) -> None:
    copies = data.workspace().copies_of(article_id)
    if not copies:
        return
    st.markdown(f"**The same article elsewhere: {len(copies)}**")
    for copy in copies:
        st.caption(plain(" · ".join(filter(None, (copy["title"], copy["publisher"], copy["address"])))))
