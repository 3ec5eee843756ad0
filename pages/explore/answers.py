"""Answers: what answers what, and what followed an act."""

import streamlit as st

from components import data
from components.answer_view import (
    choose_view,
    explain_answers,
    linked_table,
    list_followers,
    show_act,
    show_after,
    show_sequences,
)
from components.chart_card import chart_card
from components.filter_bar import current_selection
from components.page_head import page_head, stop_if_empty
from decoupling.answer_summary import summarise_answers
from decoupling.answers import NO_ACT
from decoupling.charts.answers import act_in
from decoupling.dates import precision

selection = current_selection()
page_head("What answers what", selection, data.read_once(summarise_answers, selection))
stop_if_empty(selection)
view = choose_view(selection, st.container())
chart_card("answers", selection, given=view.to_options())
explain_answers(selection.dataset.taxonomy)

act = act_in(selection, view.to_options())
if act != NO_ACT:
    show_act(selection, act)
    if precision(selection.dataset.events[act].date) == "day":
        show_after(selection, view)
        chart_card("after-act", selection, given=view.to_options())
        list_followers(selection, view)
    linked_table(selection, act)

st.header("How long answers took", anchor=False)
chart_card("answer-times", selection)
show_sequences(selection, act)
