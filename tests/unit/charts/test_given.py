"""Options that a page settles for its charts: all are described, and the address of the page holds them by label."""

import pytest

from decoupling.answers import WINDOWS, AnswerView
from decoupling.charts import CHARTS
from decoupling.charts.given import GIVEN, allowed_codes, find_wrong, page_query

LADDER, PACE, AFTER = CHARTS["exit-ladder"], CHARTS["compare-pace"], CHARTS["after-act"]
INDEX = CHARTS["pace-index"]


def test_every_given_option_is_described_and_no_other():
    assert {key for spec in CHARTS.values() for key in spec.given} == set(GIVEN)


def test_no_given_option_is_named_like_a_choice_of_the_same_chart():
    assert not [spec.id for spec in CHARTS.values() if {option.key for option in spec.options} & set(spec.given)]


def test_the_usual_window_after_an_act_comes_first(select):
    codes = list(allowed_codes(GIVEN["days"], select(), {}))
    assert codes[0] == str(AnswerView().days) and sorted(map(int, codes)) == list(WINDOWS)


def test_an_act_is_one_of_the_dataset(select):
    act = select().dataset.events[0].id
    assert find_wrong(GIVEN["act"], act, select(), {}) is None and find_wrong(GIVEN["act"], "x", select(), {}) == "x"
    options = CHARTS["after-act"].default_options() | {"act": act, "days": "30", "who": "everyone"}
    assert page_query(CHARTS["after-act"], select(), options) == {
        "act": [act],
        "within": ["30 days"],
        "whose": ["Everyone"],
    }


@pytest.mark.parametrize(
    ("spec", "options", "query"),
    [
        (LADDER, {}, {}),
        (LADDER, {"definition": "", "unit": "acts"}, {}),
        (
            LADDER,
            {"definition": "left", "unit": "pairs", "known": "2024-06-30"},
            {"counts": ["Left"], "unit": ["Organisation–sector pairs"], "known": ["2024-06-30"]},
        ),
        (AFTER, {"act": "2024-05-02-acme-shanghai-lab", "days": "90"}, {"act": ["2024-05-02-acme-shanghai-lab"]}),
        (AFTER, {"days": "30", "who": "everyone"}, {"within": ["30 days"], "whose": ["Everyone"]}),
        (INDEX, {"weights": "bars:1,steps:0"}, {"weights": ["bars:1,steps:0"]}),
        (PACE, {"parts": "chips,ai"}, {"these-sector": ["Semiconductors", "Artificial intelligence"]}),
        (PACE, {"by": "period", "parts": "2024"}, {"by": ["Periods"], "these-period": ["2024"]}),
    ],
)
def test_the_address_of_the_page_holds_labels_and_no_defaults(spec, options, query, select):
    assert page_query(spec, select(), spec.default_options() | options) == query


def test_each_part_is_checked_by_what_is_compared(select):
    selection = select()
    assert find_wrong(GIVEN["parts"], "acme,dragon", selection, {"by": "org"}) is None
    assert find_wrong(GIVEN["parts"], "acme,nobody", selection, {"by": "org"}) == "nobody"
    assert "chips" in allowed_codes(GIVEN["parts"], selection, {"by": ""})


def test_weights_are_of_groups_and_the_wrong_part_is_named(select):
    assert find_wrong(GIVEN["weights"], "bars:1,steps:0", select(), {}) is None
    assert find_wrong(GIVEN["weights"], "", select(), {}) is None
    assert find_wrong(GIVEN["weights"], "bars:1,steps:9", select(), {}) == "steps:9"
    assert list(allowed_codes(GIVEN["weights"], select(), {})) == ["bars", "rules", "accords", "business", "steps"]
