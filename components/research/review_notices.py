"""Owns what a reviewer is told about decisions: the last one with its undo, and those that met another's."""

from __future__ import annotations

import streamlit as st

from components import data
from components.links import LOG
from components.person import current_person
from components.research.review_desk import LAST, MET, undo
from components.research.review_desk import SEEN as SEEN_REVISION
from components.text import plain
from decoupling.workspace.store import TooLate

SEEN = "review_late_seen"


def last_decision() -> None:
    """What was decided last in this visit, and the way back."""
    state = st.session_state
    met: TooLate | None = state.get(MET)
    if met is not None:
        st.error(plain(str(met)), icon=":material/group:")
        if st.button("Understood", key="met_seen"):
            del state[MET]
            st.rerun()
    last = state.get(LAST)
    if last is None:
        return
    decision, words, actors = last
    with st.container(horizontal=True, vertical_alignment="center", key="last_decision"):
        st.caption(plain(f"Candidate {decision.candidate_id} ({', '.join(actors)}): {words}."), width="content")
        if words != "reversed" and st.button("Undo", key="undo_last", shortcut="Alt+Z", type="tertiary"):
            # What this visit decided is undone, not what somebody else may have decided since.
            state[SEEN_REVISION] = {**state.get(SEEN_REVISION, {}), decision.candidate_id: decision.revision}
            undo(data.workspace().candidate(decision.candidate_id))


@st.fragment(run_every=10)
def late_notices() -> None:
    """Tells the one who decided first that somebody else decided too, and how."""
    state, store, person = st.session_state, data.workspace(), current_person()
    if SEEN not in state:
        state[SEEN] = max((decision.id for decision in store.log(newest=1)), default=0)
    own = state.get("review_own_late", set())
    pairs = [pair for pair in store.came_late(person.name, after=state[SEEN]) if pair[0].id not in own]
    for late, first in pairs[-3:]:
        st.warning(
            plain(
                f"{late.by} also decided on candidate {late.candidate_id} ({late.kind}), after you ({first.kind}). "
                "Yours stands; theirs is kept in the log, where it can replace yours."
            ),
            icon=":material/group:",
        )
    if pairs:
        with st.container(horizontal=True):
            st.page_link(LOG, label="Open the log")
            if st.button("Understood", key="late_seen"):
                state[SEEN] = pairs[-1][0].id
                st.rerun()
