"""Owns how answers are looked at on their page: the act chosen, what followed it, and sequences as lists to read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import data
from components.event_list import event_table
from components.figures import FigureCard, figure_row
from components.filter_bar import filter_in_address
from components.links import EVENT, event_link
from components.text import event_badges, plain
from decoupling.answer_summary import (
    describe_answers,
    describe_step,
    list_after_figures,
    list_linked,
    list_sequences,
    say_after,
    tabulate_sequences,
)
from decoupling.answers import FOLLOWERS, WINDOW_LABELS, WINDOWS, AnswerView, Followers, rank_answered
from decoupling.charts.after_act import aftermath_in
from decoupling.charts.answers import answers_in
from decoupling.charts.spec import Selection, count_of
from decoupling.dates import describe_date, precision
from decoupling.sequences import Step
from decoupling.taxonomy import Taxonomy

OFFERED = 300
"""Acts to choose from; the address may name any other."""
SHOWN_SEQUENCES = 6
LINKED_ROWS = 500
_ACT = "answers_act"


def first_view(selection: Selection) -> AnswerView:
    """What the page looks at where the address makes no choice: the act in view that was answered most."""
    ranked = data.read_once(_rank, selection)
    return AnswerView(selection.dataset.events[ranked[0]].id if len(ranked) else None)


def choose_view(selection: Selection, place: DeltaGenerator) -> AnswerView:
    """The act, the window and whose acts are counted, all in the address; without an act in it, the most answered."""
    windows = {WINDOW_LABELS[str(days)]: days for days in WINDOWS}
    whose = {label: code for code, label in FOLLOWERS.items()}
    with place:
        act = _choose_act(selection)
    with place, st.container(horizontal=True, vertical_alignment="bottom", key="answer_switches"):
        days = st.segmented_control(
            "What followed within",
            list(windows),
            key="within",
            bind="query-params",
            default=next(iter(WINDOW_LABELS.values())),
            required=True,
        )
        who = st.segmented_control(
            "Whose acts", list(whose), key="whose", bind="query-params", default=FOLLOWERS["other"], required=True
        )
    found: Followers = whose.get(who or "", "other")
    return AnswerView(act, windows.get(days or "", 90), found)


def _choose_act(selection: Selection) -> str | None:
    """The id of the act; None where none is known to the day."""
    events = selection.dataset.events
    ranked = data.read_once(_rank, selection)
    answered = data.read_once(_count_answered, selection)
    asked = st.query_params.get("act", "")
    if asked and asked not in selection.dataset.by_id:
        st.warning(f"The dataset has no event “{plain(asked[:120])}”.", icon=":material/search_off:")
    chosen = asked if asked in selection.dataset.by_id else first_view(selection).act
    if chosen is None:
        return None
    if asked == chosen:
        st.query_params["act"] = chosen  # a link to the page in view leaves the browser's address behind
    st.session_state[_ACT] = chosen
    return st.selectbox(
        "The act to look at",
        list(dict.fromkeys([chosen, *(events[i].id for i in ranked)])),
        key=_ACT,
        format_func=lambda code: _name_act(code, selection, answered),
        filter_mode="contains",
        on_change=_keep_act,
        width=720,
        help="Acts in view that others answer, most answered first. A link on an event's page leads here for any act.",
    )


def _rank(selection: Selection) -> np.ndarray:
    tax = selection.dataset.taxonomy
    return rank_answered(selection.snapshot, selection.counts.positions, tax)[:OFFERED]


def _count_answered(selection: Selection) -> dict[str, int]:
    earlier, numbers = np.unique(answers_in(selection).earlier, return_counts=True)
    return {selection.snapshot.ids[i]: int(number) for i, number in zip(earlier, numbers, strict=True)}


def _name_act(event_id: str, selection: Selection, answered: dict[str, int]) -> str:
    event = selection.dataset.by_id[event_id]
    number = answered.get(event_id, 0)
    return f"{event.date} · {event.headline}" + (f" · {count_of(number, 'answer')}" if number else "")


def _keep_act() -> None:
    st.query_params["act"] = st.session_state[_ACT]


# --- what followed -------------------------------------------------------------------------------


def show_act(selection: Selection, act: int) -> None:
    """The chosen act, by date, headline and badges."""
    event = selection.dataset.events[act]
    st.header("What followed one act", anchor=False)
    with st.container(gap=None):
        st.caption(plain(describe_date(event.date)))
        event_link(event.id, event.headline)
        st.markdown(event_badges(event, selection.dataset))
    if precision(event.date) != "day":
        st.info(
            "The day of this act is not known, so that no days can be counted from it. Choose another, or read the "
            "acts linked to it below.",
            icon=":material/calendar_month:",
        )


def show_after(selection: Selection, view: AnswerView) -> None:
    """How many acts followed in each window, against the ordinary rate, in figures and words."""
    figures = data.read_once(list_after_figures, selection, view)
    if not figures:
        return
    cards = []
    for figure in figures:
        cut = f", {figure.covered} of them on record" if figure.covered < figure.days else ""
        label, below = f"Within {figure.days} days{cut}", figure.ordinary or "no ordinary rate"
        cards.append(FigureCard(label, f"{figure.followed:,}", below=below))
    figure_row(cards, narrowest=9.5)
    st.markdown(plain(data.read_once(say_after, selection, view)))


def list_followers(selection: Selection, view: AnswerView) -> None:
    """The acts that are counted in the window of the view."""
    events = [selection.dataset.events[i] for i in aftermath_in(selection, view.to_options()).followed]
    if events:
        with st.expander(f"The {count_of(len(events), 'act')} counted within {view.days} days"):
            event_table(events, selection.dataset, key="followers")


def linked_table(selection: Selection, act: int) -> None:
    """Every act that a link joins to the chosen one, oldest first; a headline opens its event."""
    linked = data.read_once(list_linked, selection, act)
    if not linked:
        st.caption("No act is linked to this one.")
        return
    shown = linked[:LINKED_ROWS]
    events = [selection.dataset.by_id[one.event] for one in shown]

    def open_event() -> None:
        click = st.session_state["linked_open"]
        st.switch_page(EVENT, query_params={"id": shown[click["row"]].event, **filter_in_address()})

    st.subheader(f"{count_of(len(linked), 'act')} linked to it", anchor=False)
    config = st.column_config
    st.dataframe(
        pd.DataFrame(
            {
                "Date": [event.date for event in events],
                "Days": [one.days for one in shown],
                "Link": [one.relation for one in shown],
                "Basis": [one.basis for one in shown],
                "Event": [event.headline for event in events],
            }
        ),
        key="linked",
        hide_index=True,
        height=min(360, 38 + 35 * len(shown)),
        column_config={
            "Date": config.TextColumn(width=88),
            "Days": config.TextColumn(width=90, help="Days from the chosen act; before it, a minus"),
            "Link": config.TextColumn(width=110),
            "Basis": config.TextColumn(width=140),
            "Event": config.ButtonColumn(
                type="tertiary", alignment="left", width=560, on_click=open_event, key="linked_open"
            ),
        },
        alt="Acts linked to the chosen act, oldest first",
    )
    more = f" The first {LINKED_ROWS:,} are shown." if len(linked) > LINKED_ROWS else ""
    st.caption(f"As the chosen act’s own record and those of later acts link them, inside the filter or not.{more}")


# --- sequences -----------------------------------------------------------------------------------


def show_sequences(selection: Selection, act: int) -> None:
    """Sequences of acts in view as lists to read, those through the chosen act first, and all as a table."""
    sequences = data.read_once(list_sequences, selection, act)
    st.header("Sequences", anchor=False)
    if not sequences:
        st.markdown("No three acts in a row are linked to an act in view.")
        return
    through = sum(any(step.act == act for step in steps) for steps in sequences)
    st.markdown(
        plain(
            f"{count_of(len(sequences), 'sequence')} of three acts or more in which each answers, puts into effect or "
            f"withdraws the one before; {through:,} through the chosen act. Longest first, then newest."
        )
    )
    everything = len(sequences) > SHOWN_SEQUENCES and st.toggle(f"All {len(sequences):,}", key="all_sequences")
    shown = sequences if everything else sequences[:SHOWN_SEQUENCES]
    with st.container(horizontal=True, gap="medium", key="sequences"):
        for steps in shown:
            _show_sequence(steps, selection, act)
    with st.expander("All sequences as a table"):
        table = pd.DataFrame(tabulate_sequences(sequences, selection))
        st.dataframe(table, hide_index=True, key="sequence_table", alt="Steps of all sequences in view")


def _show_sequence(steps: Sequence[Step], selection: Selection, act: int) -> None:
    with st.container(gap=None, key=f"steps_{steps[-1].act}"):
        for step in steps:
            event = selection.dataset.events[step.act]
            st.caption(plain(describe_step(step, selection)) + (" · **chosen act**" if step.act == act else ""))
            event_link(event.id, event.headline)


def explain_answers(taxonomy: Taxonomy) -> None:
    """What counts as an answer and how the ordinary rate is found."""
    with st.expander("What counts as an answer, and what is ordinary"):
        list_answer_rules(taxonomy)


def list_answer_rules(taxonomy: Taxonomy) -> None:
    """Link types, lanes, and the way of counting, in words."""
    rules = describe_answers(taxonomy)
    rules |= {f"Lane {lane.label}": f"{lane.description}." for lane in taxonomy.lanes.values()}
    st.markdown("\n".join(f"- **{plain(label)}.** {plain(words)}" for label, words in rules.items()))
    st.markdown(
        "A link stands in the record of the later act. It is *stated* where a source says that the one act answers the "
        "other, and *order in time only* where nobody does. Links are no full list: an act without a link may still "
        "have been an answer.\n\n"
        "**What followed** counts acts of the chosen kind that share a sector with the act, from the day after it on, "
        "known to the day, whether linked to it or not. The filter holds for them, except its period.\n\n"
        "**What is ordinary** is told by such acts in the year before and the year after it, the window itself left "
        "out, so that coverage, which grew over the years, is about the same. A gamma–Poisson model with Jeffreys’ "
        "prior says how many a stretch of as many days would hold in 95 of 100 cases (Meeker, Hahn and Escobar, "
        "*Statistical Intervals*, 2017); as acts come in bunches, it is widened by how far weekly counts spread beyond "
        "chance (McCullagh and Nelder, *Generalized Linear Models*, 1989). An act that is chosen because much followed "
        "it will lie above the ordinary more often than 5 times in 100."
    )
