"""Reading a query strictly: every nonsense is refused by name, every sense is read as the page reads it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoupling.api.problems import RefusedError
from decoupling.api.queries import (
    MAX_ADDRESS,
    MAX_LIMIT,
    canonical,
    check_length,
    check_names,
    read_choice,
    read_filter,
    read_limit,
    read_options,
)
from decoupling.charts import CHARTS
from decoupling.filters import CHOICES, MAX_QUERY_LENGTH, MAX_VALUES, EventFilter, filter_from_query, filter_to_query


def refusal(read, *given_):
    with pytest.raises(RefusedError) as caught:
        read(*given_)
    return caught.value


@pytest.mark.parametrize("key", [choice.key for choice in CHOICES])
def test_an_unknown_code_is_refused_with_the_allowed_ones(key, tiny_snapshot):
    refused = refusal(read_filter, {key: [tiny_snapshot.codes[key][0], "nonsense"]}, tiny_snapshot.codes)
    assert refused.status == 400
    assert refused.more == {"parameter": key, "value": "nonsense", "allowed": list(tiny_snapshot.codes[key])}
    assert "nonsense" in refused.detail and tiny_snapshot.codes[key][0] in refused.detail


def test_an_empty_code_is_no_code(tiny_snapshot):
    assert refusal(read_filter, {"sector": [""]}, tiny_snapshot.codes).more["parameter"] == "sector"


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13", "2024-02-30", "24", "2024-1-1", "２０２４"])
@pytest.mark.parametrize("key", ["from", "to"])
def test_a_malformed_date_is_refused_with_the_forms(key, text, tiny_snapshot):
    refused = refusal(read_filter, {key: [text]}, tiny_snapshot.codes)
    assert refused.more["parameter"] == key and refused.more["allowed"] == ["YYYY", "YYYY-MM", "YYYY-MM-DD"]


@pytest.mark.parametrize("key", ["q", "from", "to"])
def test_what_has_one_value_stands_once(key, tiny_snapshot):
    assert refusal(read_filter, {key: ["2024", "2025"]}, tiny_snapshot.codes).more == {"parameter": key}


def test_a_search_text_that_a_page_would_cut_is_refused(tiny_snapshot):
    assert read_filter({"q": ["x" * MAX_QUERY_LENGTH]}, tiny_snapshot.codes).q == "x" * MAX_QUERY_LENGTH
    assert refusal(read_filter, {"q": ["x" * (MAX_QUERY_LENGTH + 1)]}, tiny_snapshot.codes).more["parameter"] == "q"


def test_more_values_than_a_page_would_read_are_refused(tiny_snapshot):
    assert refusal(read_filter, {"org": ["acme"] * (MAX_VALUES + 1)}, tiny_snapshot.codes).more["parameter"] == "org"


def test_an_unknown_parameter_is_refused_with_the_known_ones():
    refused = refusal(check_names, {"sectors": ["chips"]}, ["limit"])
    assert refused.more["parameter"] == "sectors" and {"sector", "limit"} <= set(refused.more["allowed"])


def test_an_address_that_is_too_long_is_refused():
    check_length("x" * MAX_ADDRESS)
    assert refusal(check_length, "x" * (MAX_ADDRESS + 1)).status == 414


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "", "many", str(MAX_LIMIT + 1), "9" * 5000, "１０", " 5"])
def test_a_limit_is_a_whole_number_within_bounds(text):
    assert refusal(read_limit, {"limit": [text]}).more == {"parameter": "limit", "value": text}


def test_limits_that_hold():
    assert [read_limit({"limit": [text]}) for text in ("1", "007", str(MAX_LIMIT))] == [1, 7, MAX_LIMIT]
    assert read_limit({}) is None


def test_choices_of_a_chart_are_read_by_code(select):
    pace, selection = CHARTS["pace"], select()
    assert read_options({}, pace, selection) == pace.default_options()
    assert read_options({"step": ["year"]}, pace, selection) == {"step": "year", "coverage": "off"}
    assert refusal(read_options, {"step": ["Year"]}, pace, selection).more["allowed"] == ["quarter", "month", "year"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"definition": ["left"]},
        {"unit": ["pairs"], "known": ["2024-06-30"]},
        {"by": ["side"], "parts": ["US,CN"]},
        {"by": ["org"], "parts": ["acme"]},
        {"by": ["period"], "parts": ["2023,2024,2025"]},
        {"parts": ["chips,ai"]},
        {"weights": ["bars:1,steps:0"]},
    ],
)
def test_what_a_page_settles_may_be_given(query, select):
    charts = {"definition": "exit-ladder", "unit": "exit-ladder", "weights": "pace-index"}
    spec = CHARTS[charts.get(next(iter(query), ""), "compare-pace")]
    expected = spec.default_options() | {key: values[0] for key, values in query.items()}
    assert read_options(query, spec, select()) == expected


@pytest.mark.parametrize(
    ("chart", "query", "wrong", "allowed"),
    [
        ("exit-ladder", {"definition": ["Left"]}, "definition", "left"),
        ("exit-ladder", {"unit": [""]}, "unit", "pairs"),
        ("exit-ladder", {"known": ["2024-06"]}, "known", "YYYY-MM-DD"),
        ("exit-ladder", {"known": ["20240630"]}, "known", "YYYY-MM-DD"),
        ("compare-pace", {"by": ["sectors"]}, "by", "sector"),
        ("compare-pace", {"parts": ["chips,none"]}, "parts", "chips"),
        ("compare-pace", {"by": ["side"], "parts": ["chips"]}, "parts", "US"),
        ("pace-index", {"weights": ["bars:9"]}, "weights", "bars:1.5"),
        ("compare-pace", {"parts": ["chips,ai,cloud,legal,minerals"]}, "parts", None),
    ],
)
def test_what_a_page_would_not_settle_is_refused(chart, query, wrong, allowed, select):
    refused = refusal(read_options, query, CHARTS[chart], select())
    assert refused.more["parameter"] == wrong
    assert allowed in refused.more["allowed"] if allowed else "4 parts" in refused.detail
    assert refusal(read_choice, {"theme": ["light", "dark"]}, "theme", ["light", "dark"]).more["parameter"] == "theme"


def test_a_period_may_be_partial_and_turned_round(tiny_snapshot):
    chosen = read_filter({"from": ["2025"], "to": ["2024-02"]}, tiny_snapshot.codes)
    assert (chosen.start, chosen.end) == (dt.date(2024, 2, 1), dt.date(2025, 12, 31))


@given(data=st.data())
def test_what_is_accepted_is_read_as_the_page_reads_it(data, tiny_snapshot):
    days = st.dates(dt.date(2018, 1, 1), dt.date(2027, 1, 1))
    values = {
        choice.field: tuple(
            data.draw(st.lists(st.sampled_from(tiny_snapshot.codes[choice.key]), max_size=3, unique=True))
        )
        for choice in CHOICES
    }
    start, end = data.draw(st.tuples(st.none() | days, st.none() | days))
    chosen = EventFilter(data.draw(st.text(max_size=20)).strip(), start, end, **values)
    query = filter_to_query(chosen)
    assert read_filter(query, tiny_snapshot.codes) == filter_from_query(query, tiny_snapshot.codes)


def test_different_filters_have_different_lines():
    filters = [
        EventFilter(),
        EventFilter(q="a"),
        EventFilter(q="a&sector=b"),
        EventFilter(q="a", sectors=("b",)),
        EventFilter(sectors=("b",)),
        EventFilter(orgs=("b",)),
    ]
    assert len({canonical(chosen) for chosen in filters}) == len(filters)
