"""Owns the log: every decision with who, when and on what, the machine's version beside the person's, the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components import data
from components.links import REVIEW, event_link
from components.person import current_person
from components.text import plain
from decoupling.access import NotAllowed
from decoupling.dataset import Dataset
from decoupling.workspace.drafts import compose, draft_event
from decoupling.workspace.records import REJECTIONS, Accepted, Attached, Decision, Kind, StoredCandidate
from decoupling.workspace.store import TooLate

WORDS: dict[Kind, str] = {
    "accept": "Accepted",
    "attach": "Further source",
    "reject": "Rejected",
    "skip": "Skipped",
    "undo": "Reversed",
}


def log_table(log: Sequence[Decision]) -> Decision | None:
    """The decisions as a table, newest first; gives the one that is chosen."""
    latest: dict[int, int] = {}
    for decision in log:
        if decision.revision is not None:
            latest.setdefault(decision.candidate_id, decision.id)
    table = pd.DataFrame(
        {
            "When (UTC)": [decision.at[:16].replace("T", " ") for decision in log],
            "Who": [decision.by for decision in log],
            "Decision": [_words(decision) for decision in log],
            "On": [f"candidate {decision.candidate_id}" for decision in log],
            "Event or reason": [_subject(decision) for decision in log],
            "In force": [
                "too late" if d.revision is None else "yes" if latest[d.candidate_id] == d.id else "no" for d in log
            ],
        }
    )
    state = st.dataframe(
        table,
        hide_index=True,
        key=f"log_{log[0].id}",
        height=min(420, 38 + 35 * len(table)),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "When (UTC)": st.column_config.TextColumn(width=130),
            "Decision": st.column_config.TextColumn(width=150),
            "On": st.column_config.TextColumn(width=110),
            "In force": st.column_config.TextColumn(width=80),
        },
        alt="Decisions, newest first; choose one to see it whole",
    )
    rows = state["selection"]["rows"]
    return log[rows[0]] if rows else None


def _words(decision: Decision) -> str:
    if isinstance(decision.record, Accepted):
        return "Accepted unchanged" if decision.record.unchanged else "Accepted, corrected"
    return WORDS[decision.kind]


def _subject(decision: Decision) -> str:
    match decision.record:
        case Accepted():
            return decision.record.event.headline
        case Attached():
            return decision.record.event_id
    return REJECTIONS.get(decision.reason, decision.reason)


def show_decision(decision: Decision, dataset: Dataset) -> None:
    """One decision whole, with what may be done about it."""
    store = data.workspace()
    candidate = store.candidate(decision.candidate_id)
    reading = candidate.reading
    st.subheader(f"{_words(decision)} by {plain(decision.by)}", anchor=False)
    st.caption(
        plain(
            f"{decision.at[:19].replace('T', ' ')} UTC, candidate {candidate.id}, read by version "
            f"{reading.extractor_version}, {reading.confidence:.0%} sure. “{reading.evidence[:300]}”"
        )
    )
    if isinstance(decision.record, Accepted):
        _compare(candidate, decision.record, dataset)
        if decision.record.event.id in dataset.by_id:
            event_link(decision.record.event.id, "Open the event")
    elif isinstance(decision.record, Attached):
        st.markdown(f"{plain(decision.record.source.publisher)}: {plain(decision.record.source.url)}")
        event_link(decision.record.event_id, "Open the event")
    _offer(decision, candidate)


def _compare(candidate: StoredCandidate, accepted: Accepted, dataset: Dataset) -> None:
    article = data.workspace().article(candidate.article_id)
    machine = draft_event(candidate.reading, article, dataset)
    proposed, _ = compose(machine, candidate.id, data.load_curated())
    before: dict[str, Any] = proposed.event.model_dump(mode="json") if proposed else _loose(machine)
    after = accepted.event.model_dump(mode="json")
    rows = [
        {"Field": name, "Machine": _cell(before.get(name)), "Person": _cell(value)}
        for name, value in after.items()
        if name != "id" and (value or before.get(name))
    ]
    for row in rows:
        row["Changed"] = "" if row["Machine"] == row["Person"] else "changed"
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="The machine's version and the person's, field by field")


def _loose(draft: Any) -> dict[str, Any]:
    names = ("date", "headline", "summary", "action", "direction", "status", "origin", "sectors", "verification")
    return {name: getattr(draft, name) for name in names} | {
        "orgs": [{"id": org, "role": "actor"} for org in draft.actors]
        + [{"id": org, "role": "target"} for org in draft.targets]
    }


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_cell(item) for item in value)
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    return "" if value is None else str(value)


def _offer(decision: Decision, candidate: StoredCandidate) -> None:
    last = candidate.last
    if decision.revision is None:
        if st.button("Put this version into force instead", key=f"force_{decision.id}", icon=":material/swap_horiz:"):
            _write(candidate, decision.kind, decision)
    elif last is not None and last.id == decision.id and decision.kind != "undo":
        if st.button("Reverse", key=f"reverse_{decision.id}", icon=":material/undo:"):
            _write(candidate, "undo", None)
    elif decision.kind != "undo":
        st.caption("Superseded by a later decision on the same candidate.")
    st.page_link(
        REVIEW, label="Open the candidate", query_params={"candidate": str(candidate.id), "queue_state": "All"}
    )


def _write(candidate: StoredCandidate, kind: Kind, take: Decision | None) -> None:
    try:
        data.workspace().decide(
            current_person(),
            candidate.id,
            candidate.revision,
            kind,
            reason=take.reason if take else "",
            record=take.record if take else None,
        )
    except (TooLate, NotAllowed) as refused:
        st.error(plain(str(refused)))
        return
    st.toast(f"Done, {dt.datetime.now():%H:%M}")
    st.rerun()
