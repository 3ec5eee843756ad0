"""What pages say of who acts on whom follows from the acts in view; counted by hand."""

import pytest

from decoupling.network_summary import summarise_own_ties, summarise_ties


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (
            {},
            "Of 6 ties between 5 organisations, 3 run from the United States to China and 1 the other way. Acting most "
            "often: Bureau (3 acts); acted on or hit most often: Dragon (4 acts).",
        ),
        (
            {"q": "sues"},
            "Of 1 tie between 2 organisations, none runs from the United States to China and 1 the other way. Acting "
            "most often: Dragon (1 act); acted on or hit most often: Bureau (1 act).",
        ),
        ({"q": "venture"}, "None of 1 act in view is aimed at or hits anybody that is named."),
        ({"q": "no such words"}, ""),
    ],
)
def test_the_reading_of_all_ties(conditions, words, select):
    assert summarise_ties(select(**conditions)) == words


@pytest.mark.parametrize(
    ("org", "words"),
    [
        (
            "dragon",
            "Of 4 ties of Dragon, 3 run to it: it is acted on or hit in 4 acts; 1 runs from it: it acts on or hits "
            "others in 1 act.",
        ),
        ("lithotool", "Of 1 tie of Lithotool, 1 runs from it: it acts on or hits others in 1 act."),
        ("adviser", "None of 1 act in view is aimed at or hits anybody that is named."),
    ],
)
def test_the_reading_of_one_organisation(org, words, select):
    assert summarise_own_ties(select(orgs=(org,)), org) == words
