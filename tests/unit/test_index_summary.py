"""The sentences on the pace index follow from the acts in view and from the weights."""

import datetime as dt

import pytest

from decoupling.index_summary import (
    EVERYTHING,
    describe_sensitivity,
    list_shifts,
    read_index,
    sectors_in_view,
    signed,
    summarise_index,
    vary_weights,
)
from decoupling.pace_index import own_weights

EQUAL = "bars:1,accords:1,steps:1"
ZERO = "bars:0,rules:0,accords:0,business:0,steps:0"
PEAK = "All acts in view together went fastest in"
YEAR = "From October 2024 to September 2025"
SIGN = "the sign of the last 12 months changes in"
ALONE = "One weight at a time doubled or halved"


@pytest.mark.parametrize(
    ("conditions", "weights", "words"),
    [
        # A suit adds 0.5 in March 2025 and a licence takes 2 in August, over twelve months; October is too recent.
        (
            {},
            "",
            f"{YEAR} recoupling outweighs decoupling in semiconductors (−0.1 weighted acts a "
            f"month). {PEAK} October 2023, at +4.0 a month (band +3.6 to +4.4).",
        ),
        (
            {},
            EQUAL,
            f"{YEAR} neither direction outweighs the other. {PEAK} October 2023, at +2.0 a month (band +1.8 to +2.2).",
        ),
        # The lab touches two sectors, the office one, in a year; consulting has an act of no known month.
        (
            {"actions": ("closure",), "end": dt.date(2024, 10, 31)},
            "",
            "From November 2023 to October 2024 decoupling outweighs recoupling in 2 of 3 sectors (in 2 of them with "
            "the whole band), most in cloud & data centres (+0.2 weighted acts a month). "
            f"{PEAK} May 2024, at +0.7 a month (band +0.2 to +0.8).",
        ),
        (
            {"groups": ("company",)},
            "",
            f"{YEAR} decoupling outweighs recoupling in semiconductors (+0.04 weighted acts "
            f"a month). {PEAK} May 2024, at +0.7 a month (band +0.2 to +0.8).",
        ),
        (
            {"directions": ("recoupling",)},
            "",
            f"{YEAR} recoupling outweighs decoupling in semiconductors (−0.2 weighted acts a "
            "month). In no month do all acts in view together lean to decoupling.",
        ),
        ({}, ZERO, "With all weights at zero, no act counts."),
        ({"q": "venture"}, "", "The months in view are too recent for the record to be complete."),
        ({"orgs": ("adviser",)}, "", ""),
        ({"q": "no such words"}, "", ""),
    ],
)
def test_the_reading_follows_from_the_acts_in_view(conditions, weights, words, select):
    assert summarise_index(select(**conditions), weights) == words


@pytest.mark.parametrize(
    ("conditions", "weights", "words"),
    [
        (
            {},
            "",
            f"With equal weights the peak of all acts stays where it is, and {SIGN} 1 "
            f"of 5 sectors (semiconductors). {ALONE} moves the peak in none of 10 cases "
            "and changes that sign in no sector.",
        ),
        # Equal, a suit undoes a licence; with one of the two weights changed, it does not.
        (
            {},
            EQUAL,
            f"With the weights of the codebook the peak of all acts stays where it is, and {SIGN} 1 "
            f"of 5 sectors (semiconductors). {ALONE} moves the peak in none "
            "of 10 cases and changes that sign in at most 1 of 5 sectors.",
        ),
        # A rule of 0.5 in the first month, and two closures of 1 in a later one, which is the mean of three.
        (
            {"sectors": ("ai", "cloud")},
            "bars:0.5",
            f"With equal weights the peak of all acts moves to October 2023, and {SIGN} "
            f"none of 2 sectors. {ALONE} moves the peak in 2 of 10 cases and changes that "
            "sign in no sector.",
        ),
        (
            {"directions": ("recoupling",)},
            "",
            f"With equal weights {SIGN} none of 3 sectors. {ALONE} changes that sign in no sector.",
        ),
        (
            {"sectors": ("minerals",)},
            "",
            "With equal weights the peak of all acts stays where it is, and the sign of the last 12 months stays. "
            f"{ALONE} moves the peak in none of 10 cases and changes that sign in no case.",
        ),
        ({}, ZERO, ""),
        ({"q": "venture"}, "", ""),
        ({"orgs": ("adviser",)}, "", ""),
    ],
)
def test_the_note_says_what_other_weights_change(conditions, weights, words, select):
    assert describe_sensitivity(select(**conditions), weights) == words


def test_a_shift_names_the_month_and_the_sectors(select):
    selection = select()
    own = own_weights(selection.dataset.taxonomy)
    same, business = list_shifts(selection, own, [own, dict.fromkeys(own, 0.0) | {"business": 1.0}])
    assert (same.peak, same.sectors) == (None, ())
    # Only closures, the halt and the venture weigh: May 2024, the seventeenth month of 2023 and after.
    assert business.peak == 16 and business.sectors == ("chips",)


def test_each_weight_is_doubled_and_halved_alone_and_zero_stays():
    assert list(vary_weights({"a": 2.0, "b": 0.0})) == [{"a": 4.0, "b": 0.0}, {"a": 1.0, "b": 0.0}]


def test_the_sectors_in_view_are_those_of_the_filter_or_all_with_acts(select):
    assert sectors_in_view(select(sectors=("ai",))) == ("ai",)
    assert sectors_in_view(select())[0] == "chips" and len(sectors_in_view(select())) == 5


def test_months_too_recent_are_told_apart(select):
    selection = select()
    weights = own_weights(selection.dataset.taxonomy)
    assert read_index(selection, weights, EVERYTHING).complete == 24
    assert read_index(selection, weights, ("chips", "minerals")).complete == 24


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.24, "+4.2"), (-0.31, "−0.3"), (0.0417, "+0.04"), (-0.001, "0.0"), (0.0, "0.0"), (31, "+31.0")],
)
def test_a_number_has_its_sign(value, text):
    assert signed(value) == text
