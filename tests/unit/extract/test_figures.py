"""Sums in dollars and numbers of people in running text."""

from __future__ import annotations

import pytest

from decoupling.extract.figures import find_figures


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("It paid $4.4 billion.", "money", 4.4e9),
        ("It paid US$600 million.", "money", 6e8),
        ("It paid $1.5bn at once.", "money", 1.5e9),
        ("It cost 2 billion U.S. dollars.", "money", 2e9),
        ("It paid 2 billion yuan, or about $300 million.", "money", 3e8),
        ("It dismissed 240 engineers.", "people", 240),
        ("It laid off about 1,200 on Friday.", "people", 1200),
        ("It asked as many as 800 cloud and AI staff to move.", "people", 800),
        ("Some two dozen lawyers left.", "people", 24),
        ("It employs a hundred people.", "people", 100),
        ("It invited ten lawyers to move.", "people", 10),
        ("Thirty-one engineers were let go.", "people", 31),
        ("Police detained five Chinese nationals.", "people", 5),
        ("It laid off at least nine capital-markets lawyers.", "people", 9),
        ("The lapse cost 2 jobs.", "people", 2),
        ("Ten thousand workers struck.", "people", 10_000),
        ("It let twelve hundred employees go.", "people", 1200),
        ("Four dozen lawyers left.", "people", 48),
        ("It cut 100 U.S. jobs.", "people", 100),
        ("It called people in, and as many as 400 of them must go.", "people", 400),
        ("It paid $300 million.1 The firm left.", "money", 3e8),
        ("It bought $4 billion of stock.", "money", 4e9),
    ],
)
def test_a_figure_is_read_in_full(text: str, kind: str, value: float) -> None:
    assert [(f.kind, f.value) for f in find_figures(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "It paid HK$300 million.",
        "It paid 4.4 billion yuan.",
        "It expects profits of $4.50 a share.",
        "It offers $54.20-a-share.",
        "It earned 4.50 dollars per share.",
        "BIS added 140 entities, 120 of them in China.",
        "The staff left. It banned 28 apps, 12 of them Chinese.",
        "Sales fell 12 percent.",
        "It sold 240,000 cars.",
        "Founded in 1998, it grew.",
        "Two firms that employ engineers closed.",
        "It will close, five people familiar with the matter said.",
        "Three executives told the paper so.",
        "It will close, according to three executives.",
        "It will close, said two people, who asked not to be named.",
        "It cut 5 percent of staff.",
        "It cut two million jobs.",
        "Two thirds of staff must go.",
        "Four in ten workers must go.",
        "Ten years ago the staff moved.",
        "It took less than ten minutes. Managers left.",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_figures(text) == []


def test_a_part_of_a_staff_and_the_whole_are_two_figures() -> None:
    values = [f.value for f in find_figures("More than 900 of the centre’s roughly 1,600 engineers must go.")]
    assert values == [900, 1600]
