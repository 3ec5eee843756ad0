"""The sentences and figures of the page of exits follow from the acts in view."""

import datetime as dt

import pytest

from decoupling.exit_summary import compare_definitions, describe_definition, list_exit_figures, summarise_exits
from decoupling.exits import ExitView

NOTHING = {"q": "no such words"}


@pytest.mark.parametrize(
    ("view", "conditions", "words"),
    [
        (
            ExitView("curtailment"),
            {},
            "Of 7 company acts that stand, 4 count as “any curtailment”; 3 closed a site or service. "
            "Most did in 2024 (2), and most in cloud & data centres (2).",
        ),
        (
            ExitView("left", "organisations"),
            {},
            "Of 4 organisations behind company acts that stand, 2 count as “left”; 2 closed a site or service. "
            "Most did in 2023 and 2024 (1 each), and most in 3 sectors (1 each).",
        ),
        (
            ExitView("left", "pairs"),
            {"orgs": ("adviser",)},
            "Of 1 organisation–sector pair in company acts that stand, 1 counts as “left”; 1 closed a site or service. "
            "Most did in 2023 (1), and most in consulting & services (1).",
        ),
        (
            ExitView("left", known=dt.date(2024, 1, 15)),
            {},
            "Of 2 company acts that stand, 1 counts as “left”; 1 closed a site or service. "
            "Most did in 2023 (1), and most in consulting & services (1).",
        ),
        (
            ExitView("left"),
            {"orgs": ("lithotool",)},
            "Of 1 company act that stand, none counts as “left”.",
        ),
        (ExitView("curtailment"), {"groups": ("government",)}, ""),
        (ExitView("curtailment"), NOTHING, ""),
    ],
)
def test_the_reading_follows_from_the_acts_in_view(view, conditions, words, select):
    assert summarise_exits(select(**conditions), view) == words


@pytest.mark.parametrize(
    ("view", "figures"),
    [
        (ExitView("curtailment"), [4, 0, 1, 0, 0, 0, 3]),
        (ExitView("presence"), [3, 0, 0, 0, 3]),
        (ExitView("left", "organisations"), [2, 0, 2]),
        (ExitView("left", "pairs"), [3, 0, 3]),
    ],
)
def test_every_figure_is_in_the_unit_and_definition_of_the_view(view, figures, select):
    listed = list_exit_figures(select(), view)
    assert [figure.value for figure in listed] == figures
    unit = {"acts": "acts", "organisations": "organisations", "pairs": "organisation–sector pairs"}[view.unit]
    assert all(figure.meaning.startswith(f"Distinct {unit}. ") for figure in listed)


def test_the_page_says_what_is_counted_and_what_else_it_would_be(select):
    assert compare_definitions(select(), ExitView("presence", "organisations")) == (
        "All numbers count organisations by “physical presence reduced”: 2. "
        "It would be 3 by “any curtailment” and 2 by “left”."
    )


def test_a_definition_is_told_in_full(tiny_dataset):
    words = describe_definition("presence", tiny_dataset.taxonomy)
    for part in ("cuts staff, moves work, sells, closes", "Status: done, reported.", "Closes in supply, data: never."):
        assert part in words
    assert "Closes in service, investment: only where a city is named." in words
