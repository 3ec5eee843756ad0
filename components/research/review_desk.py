"""Owns the review of one candidate: the article left, the event right, what it may duplicate, and the decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st
from pydantic import ValidationError

from components import data
from components.links import event_link
from components.person import current_person
from components.research.candidate_form import candidate_form
from components.research.marked_text import marked_text
from components.text import plain
from decoupling.access import NotAllowed
from decoupling.candidates import Article, Mark
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.marked import candidate_marks
from decoupling.model import Event, Link, Organisation, Source
from decoupling.workspace.drafts import Draft, compose, draft_event
from decoupling.workspace.duplicates import Likeness, find_duplicates
from decoupling.workspace.records import REJECTIONS, Accepted, Attached, Kind, StoredArticle, StoredCandidate
from decoupling.workspace.store import TooLate

CHOSEN = "review_candidate"
LAST, MET, SEEN = "review_last", "review_met", "review_seen"
"""The last decision of this visit, what it met when it came too late, and the revision in view of each candidate."""


def review_desk(candidate_id: int, dataset: Dataset, following: int | None) -> None:
    """One candidate, to be decided on. `following` comes next in the queue."""
    store = data.workspace()
    candidate = store.candidate(candidate_id)
    article = store.article(candidate.article_id)
    text, form = st.columns([5, 6], gap="large")
    with text:
        _show_article(candidate, article, dataset)
    with form:
        _decide(candidate, article, dataset, following)


def article_marks(article: StoredArticle) -> list[Mark]:
    """Names, places, dates and amounts of an article."""
    return list(data.mark_article(article.id, article.title, article.published, article.text))


def flat_text(article: StoredArticle) -> str:
    """Title and text in one, in which all offsets count."""
    return Article(id=str(article.id), title=article.title, text=article.text).flat


def _show_article(candidate: StoredCandidate, article: StoredArticle, dataset: Dataset) -> None:
    st.subheader(plain(article.title or "Untitled article"), anchor=False)
    where = [article.publisher, describe_date(article.published) if article.published else "no date"]
    st.caption(plain(" · ".join(filter(None, where))))
    if article.address:
        st.link_button("Open the page", article.address, icon=":material/open_in_new:")
    reading = candidate.reading
    labels = {code: dataset.taxonomy.actions.label(code) for code in dataset.taxonomy.actions.codes}
    marks = [*article_marks(article), *candidate_marks([reading], labels)]
    marked_text(flat_text(article), marks, key=f"review_{candidate.id}", focus=reading.evidence_at.start)


def _decide(candidate: StoredCandidate, article: StoredArticle, dataset: Dataset, following: int | None) -> None:
    reading = candidate.reading
    machine = draft_event(reading, article, dataset)
    st.caption(
        f"Proposed by the reader {plain(reading.extractor_version)}, {reading.confidence:.0%} sure. "
        f"Candidate {candidate.id}, {candidate.state}."
    )
    last, seen = candidate.last, seen_revision(candidate)
    if seen < candidate.revision:
        st.warning(
            f"{plain(last.by if last else '')} has decided on it while you had it open. What you decide now is kept "
            "in the log beside that decision, and does not replace it."
        )
    elif last is not None and last.kind not in ("undo", "skip"):
        st.info(f"{plain(last.by)} decided on it: {_KIND_WORDS[last.kind]}. To change that, reverse it first.")
        if st.button("Reverse the decision", key=f"reverse_{candidate.id}", icon=":material/undo:"):
            undo(candidate)
        return
    buttons = st.container(horizontal=True, vertical_alignment="bottom", key="review_buttons")
    problems, alike = st.container(), st.container()
    draft, organisations = candidate_form(machine, dataset, key=f"c{candidate.id}")
    likely = find_duplicates(draft, reading.evidence, dataset, at_most=3)
    with alike:
        draft = _show_duplicates(candidate, draft, likely, dataset, following)
    with buttons:
        if st.button("Accept", key="accept", type="primary", shortcut="Mod+Enter", icon=":material/check:"):
            _accept(candidate, draft, machine, organisations, likely, dataset, following, problems)
        if st.button("Skip", key="skip", shortcut="Alt+S", help="Leave it in the queue, behind the others"):
            record(candidate, "skip", following=following)
        with st.container(horizontal=True, width="content"):
            reason = st.selectbox(
                "Reason to reject",
                list(REJECTIONS),
                format_func=REJECTIONS.__getitem__,
                key=f"reason_{candidate.id}",
                label_visibility="collapsed",
                width=210,
            )
            if st.button("Reject", key="reject", shortcut="Alt+X", icon=":material/close:"):
                record(candidate, "reject", reason=str(reason), following=following)


def seen_revision(candidate: StoredCandidate) -> int:
    """The revision that the visitor decides on: that of the moment when the candidate came into view."""
    seen: dict[int, int] = st.session_state.setdefault(SEEN, {})
    return seen.setdefault(candidate.id, candidate.revision)


_KIND_WORDS: dict[Kind, str] = {
    "accept": "accepted",
    "attach": "taken as a further source",
    "reject": "rejected",
    "skip": "skipped",
    "undo": "reversed",
}


def _accept(
    candidate: StoredCandidate,
    draft: Draft,
    machine: Draft,
    organisations: tuple[Organisation, ...],
    likely: list[Likeness],
    dataset: Dataset,
    following: int | None,
    problems: st.delta_generator.DeltaGenerator,
) -> None:
    accepted, found = compose(
        draft,
        candidate.id,
        dataset,
        organisations=organisations,
        unchanged=draft == machine,
        apart=tuple(one.event.id for one in likely if one.event.id not in {link.event for link in draft.links}),
        today=dt.date.today(),
    )
    if accepted is None:
        problems.error("Not accepted yet:\n" + "\n".join(f"- {plain(problem)}" for problem in found))
        return
    record(candidate, "accept", made=accepted, following=following)


def _show_duplicates(
    candidate: StoredCandidate,
    draft: Draft,
    likely: list[Likeness],
    dataset: Dataset,
    following: int | None,
) -> Draft:
    """What the act may be already; gives the draft with the links the person ticked."""
    links: list[Link] = []
    if not likely:
        st.caption("Nothing in the dataset or the workspace looks like this act.")
        return draft
    st.markdown("**Is it one of these?**")
    for one in likely:
        event = one.event
        with st.container(border=True, gap="small"):
            event_link(event.id, event.headline)
            st.caption(plain(f"{describe_date(event.date)} · {one.score:.0%} alike: {'; '.join(one.reasons)}"))
            with st.container(horizontal=True, vertical_alignment="center"):
                if st.button(
                    "Same act: add as a source",
                    key=f"attach_{candidate.id}_{event.id}",
                    disabled=not draft.address,
                    help="The article becomes a further source of that event" if draft.address else _NO_ADDRESS,
                ):
                    _attach(candidate, event, draft, following)
                chosen = st.selectbox(
                    "Relation",
                    ["", *dataset.taxonomy.link_types.codes],
                    format_func=lambda code: dataset.taxonomy.link_types.label(code) if code else "A different act",
                    key=f"link_{candidate.id}_{event.id}",
                    label_visibility="collapsed",
                    width=190,
                )
            if chosen:
                links.append(Link(type=chosen, event=event.id, basis="stated"))
    return replace(draft, links=tuple(links))


_NO_ADDRESS = "A source needs a web address; give it below"


def _attach(candidate: StoredCandidate, event: Event, draft: Draft, following: int | None) -> None:
    try:
        source = Source(
            publisher=draft.publisher or "unknown publisher",
            url=draft.address,
            date=draft.source_date or None,
            kind=draft.source_kind,
        )
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors(include_url=False)]
        st.error("Not added yet:\n" + "\n".join(f"- {plain(problem)}" for problem in problems))
        return
    record(candidate, "attach", made=Attached(event_id=event.id, source=source), following=following)


def record(
    candidate: StoredCandidate,
    kind: Kind,
    *,
    reason: str = "",
    made: Accepted | Attached | None = None,
    following: int | None = None,
) -> None:
    """Write a decision, go on to the next candidate, and run again; a refusal is told on the page."""
    state = st.session_state
    try:
        decision = data.workspace().decide(
            current_person(), candidate.id, seen_revision(candidate), kind, reason=reason, record=made
        )
    except TooLate as late:
        state[MET] = late
        state[SEEN].pop(candidate.id)
        state.setdefault("review_own_late", set()).add(late.kept.id)
        st.rerun()
    except NotAllowed as refused:
        st.error(plain(str(refused)))
        return
    state.pop(MET, None)
    state[SEEN].pop(candidate.id)
    state[LAST] = (decision, _KIND_WORDS[kind], candidate.reading.actors)
    state[CHOSEN] = following
    state["review_round"] = state.get("review_round", 0) + 1
    st.rerun()


def undo(candidate: StoredCandidate) -> None:
    """Take the decision in force back; the candidate is open again and in view."""
    record(candidate, "undo", following=candidate.id)
