"""What is said of coverage follows from the rows and the events in view."""

import pytest

from decoupling.coverage_summary import summarise_coverage, summarise_single_source


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (
            {},
            "Of 12 events, 25% (3) rest on one source; without them the count of consulting & services falls most, "
            "from 1 to 0.",
        ),
        (
            {"orgs": ("acme",), "q": "office"},
            "Of 1 event, 100% (1) rests on one source; without them the count of cloud & data centres falls most, "
            "from 1 to 0.",
        ),
        (
            {"q": "variant"},
            "Of 1 event, 100% (1) rests on one source; without them the counts of semiconductors and "
            "cloud & data centres fall most, by 100% each.",
        ),
        ({"q": "venture"}, "None of 1 event rests on one source alone."),
        ({"q": "no such words"}, ""),
    ],
)
def test_the_single_sources_are_told(conditions, words, select):
    assert summarise_single_source(select(**conditions)) == words


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({}, "Main series were gone through in 24 of 576 sector-months, over 1 of 16 sectors"),
        ({"sectors": ("chips", "ai")}, "Main series were gone through in 24 of 72 sector-months, over 1 of 2 sectors"),
        ({"q": "no such words"}, "Main series were gone through in 24 of 576 sector-months, over 1 of 16 sectors"),
    ],
)
def test_what_was_gone_through_is_told(conditions, words, select):
    assert summarise_coverage(select(**conditions)) == f"{words}; from October 2025 on nothing is complete."
