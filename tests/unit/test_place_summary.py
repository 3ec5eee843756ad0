"""What the page of places says follows from the acts in view."""

import pytest

from decoupling.place_summary import summarise_places


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (
            {},
            "Of 12 acts, 3 name a place, most often in 3 countries (1 each); of cities, Shanghai and Veldhoven are "
            "named most (1 each). 3 acts closed a site; of 2 moves of work with both ends known, most went from "
            "3 ways (1 each).",
        ),
        (
            {"orgs": ("adviser",)},
            "Of 1 act, 1 names a place, most often in Hong Kong (1). "
            "1 act closed a site, and for no move of work are both ends known.",
        ),
        ({"q": "venture"}, "None of 1 act names a place."),
        ({"q": "no such words"}, ""),
    ],
)
def test_the_reading_follows_from_the_acts_in_view(conditions, words, select):
    assert summarise_places(select(**conditions)) == words
