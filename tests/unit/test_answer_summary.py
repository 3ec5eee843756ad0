"""The sentences, figures and lists of the page of answers follow from the acts in view."""

import pytest

from decoupling.answer_summary import (
    describe_answers,
    describe_step,
    list_after_figures,
    list_linked,
    list_sequences,
    say_after,
    summarise_answers,
    tabulate_sequences,
)
from decoupling.answers import AnswerView

LAB, METALS = "2024-05-02-acme-shanghai-lab", "2024-07-01-ministry-metal-controls"
CHIP_RULE, TRUCE = "2023-10-17-bureau-chip-rule", "2025-11-10-ministry-suspends-metal-controls"


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (
            {},
            "Of 12 acts in view, 2 answer an earlier one: 2 of 2 pairs by the word of a source. "
            "Beijing answered Washington once; Washington never answered Beijing.",
        ),
        (
            {"orgs": ("dragon",)},
            "Of 6 acts in view, 1 answers an earlier one: 1 of 1 pair by the word of a source. "
            "Beijing never answered Washington; Washington never answered Beijing.",
        ),
        (
            {"q": "venture"},
            "None of 1 act in view is linked to an act that it answers. The links in the record are no full list.",
        ),
        ({"q": "no such words"}, ""),
    ],
)
def test_the_reading_follows_from_the_acts_in_view(conditions, words, select):
    assert summarise_answers(select(**conditions)) == words


def test_what_followed_is_told_against_the_ordinary_and_never_as_a_cause(select):
    assert say_after(select(), AnswerView(LAB, 30, "everyone")) == (
        "Within 30 days of it the record has 1 act by anyone in artificial intelligence or cloud & data centres. "
        "Around the act, as many days ordinarily hold 0.1, and 95 of 100 such stretches 0 to 1: this is inside the "
        "ordinary. Order is not cause: that acts came after it does not mean that they came because of it."
    )


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (AnswerView("2025-08-14-bureau-licenses-acme", 180), "It ends there, before the 180 days are over."),
        (AnswerView(CHIP_RULE, 90, "government"), "no Chinese government acts in semiconductors or artificial"),
        (AnswerView(METALS, 90), "no US acts in critical minerals or semiconductors."),
        (AnswerView(TRUCE), "The record ends on the day of this act"),
    ],
)
def test_what_limits_the_window_is_said(view, words, select):
    assert words in say_after(select(), view)


def test_an_act_of_a_month_is_followed_by_nothing_that_could_be_counted(select):
    view = AnswerView("2023-12-lithotool-stops-service")
    assert (say_after(select(), view), list_after_figures(select(), view)) == ("", [])


def test_there_is_a_figure_a_window_with_what_is_ordinary(select):
    figures = list_after_figures(select(), AnswerView(LAB, who="everyone"))
    assert [(figure.days, figure.covered, figure.followed) for figure in figures] == [
        (30, 30, 1),
        (90, 90, 1),
        (180, 180, 1),
    ]
    assert figures[0].ordinary == "ordinarily 0.1 (0 to 1)"
    assert [figure.ordinary for figure in list_after_figures(select(), AnswerView(TRUCE))] == [None] * 3


def test_linked_acts_stand_by_date_with_the_days_between(select, tiny_snapshot):
    listed = list_linked(select(), tiny_snapshot.ids.index(METALS))
    assert [(one.event, one.relation, one.days) for one in listed] == [
        (CHIP_RULE, "Responds to", "-258"),
        (TRUCE, "Reversed by", "+497"),
    ]
    months = list_linked(select(), tiny_snapshot.ids.index(CHIP_RULE))
    assert [(one.days, one.basis) for one in months] == [
        ("+45 to +75", "order in time only"),
        ("+258", "stated by a source"),
    ]


def test_a_sequence_reads_by_date_who_and_link(select, tiny_snapshot):
    selection = select()
    (steps,) = list_sequences(selection, 0)
    assert [describe_step(step, selection) for step in steps] == [
        "17 October 2023, Washington · 1 other follows it",
        "1 July 2024, Beijing, suspended 10 November 2025, in answer to it",
        "10 November 2025, Beijing, withdraws or suspends it",
    ]
    rows = tabulate_sequences([steps], selection)
    assert [row["Id"] for row in rows] == [CHIP_RULE, METALS, TRUCE]
    assert [row["How it follows the step before"] for row in rows] == ["", "Responds to", "Reverses"]


def test_a_sequence_is_in_view_when_one_of_its_acts_is(select):
    assert len(list_sequences(select(sectors=("minerals",)), 0)) == 1
    assert list_sequences(select(q="venture"), 0) == []


def test_the_link_types_are_told_with_what_they_count_as(tiny_dataset):
    told = describe_answers(tiny_dataset.taxonomy)
    assert [label for label, words in told.items() if "Counts as an answer." in words] == ["Responds to"]
    assert "Extends" not in told
