"""Review: is this right."""

import streamlit as st

from components import data
from components.links import ARTICLES, LOG
from components.page_end import end_page
from components.research.review_desk import CHOSEN, SEEN, review_desk
from components.research.review_notices import last_decision, late_notices
from components.research.review_queue import bulk_accept, choose_rows, queue_table
from decoupling.charts.spec import count_of

dataset, _ = data.load_data()
asked = st.query_params.get("candidate", "")
if asked.isdigit() and asked != st.session_state.get("review_asked"):
    st.session_state[CHOSEN] = int(asked)
    st.session_state.get(SEEN, {}).pop(int(asked), None)
st.session_state["review_asked"] = asked

queue = data.review_queue()
waiting = sum(row.state == "open" for row in queue)
skipped = sum(row.state == "skipped" for row in queue)
st.title("Is this right?", anchor=False)
st.markdown(
    f"{count_of(waiting, 'candidate')} {'waits' if waiting == 1 else 'wait'} for a judgement; skipped: {skipped:,}, "
    f"decided: {len(queue) - waiting - skipped:,}. Nothing the machine proposes enters the dataset by itself."
)
late_notices()
last_decision()
if not queue:
    st.subheader("No candidates yet", anchor=False)
    st.markdown("Candidates come from articles: add one, and the acts it tells appear here.")
    st.page_link(ARTICLES, label="Add an article")
    end_page()


@st.fragment
def desk() -> None:
    """Queue and desk: choosing another candidate draws these again and nothing else."""
    rows = choose_rows(queue, dataset)
    if not rows:
        st.subheader("Nothing of this kind in the queue", anchor=False)
        st.markdown("Lower the limit, choose another state, or drop the sector.")
        return
    chosen = queue_table(rows, dataset)
    if chosen is None:
        return
    place = [row.id for row in rows].index(chosen)
    others = [row.id for row in [*rows[place + 1 :], *rows[:place]] if row.state == "open"]
    following = next(iter(others), None)
    review_desk(chosen, dataset, following)


desk()
bulk_accept(queue, dataset)
st.page_link(LOG, label="Log of all decisions")
