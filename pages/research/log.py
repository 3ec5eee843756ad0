"""Log: who decided what, and when; every decision can be reversed."""

import streamlit as st

from components import data
from components.links import REVIEW
from components.page_end import end_page
from components.research.decision_log import log_table, show_decision
from decoupling.charts.spec import count_of

SHOWN = 2_000

dataset, _ = data.load_data()
log = data.workspace().log(newest=SHOWN)
people = len({decision.by for decision in log})
st.title("Who decided what", anchor=False)
if not log:
    st.markdown("Nothing has been decided yet. Every acceptance, rejection and reversal will stand here for good.")
    st.page_link(REVIEW, label="To the queue")
    end_page()
late = sum(decision.revision is None for decision in log)
st.markdown(
    f"{count_of(len(log), 'decision')} by {people} {'person' if people == 1 else 'people'}, newest first. "
    + (f"{late} came too late to count and {'is' if late == 1 else 'are'} kept all the same. " if late else "")
    + "Nothing is ever deleted; reversing adds a line."
)
chosen = log_table(log)
if chosen is not None:
    show_decision(chosen, dataset)
else:
    st.caption("Choose a line to see the machine’s version beside the person’s, or to reverse it.")
if len(log) == SHOWN:
    st.caption(f"The newest {SHOWN:,} are shown; a backup holds them all.")
