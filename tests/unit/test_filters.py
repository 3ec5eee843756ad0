"""The filter: what it selects, how it reads, how it travels in an address."""

import datetime as dt
from dataclasses import fields, replace
from functools import partial

import pytest

from decoupling.aggregate import aggregate, data_span
from decoupling.charts.spec import label_of
from decoupling.filters import (
    CHOICES,
    MAX_QUERY_LENGTH,
    MAX_VALUES,
    QUERY_KEYS,
    VERSION_KEY,
    EventFilter,
    check_codes,
    condition_masks,
    describe_filter,
    describe_period,
    filter_from_query,
    filter_to_query,
    list_conditions,
    normalise,
    with_values,
)

day = dt.date.fromisoformat

SHORT = {
    "hk": "2023-adviser-hong-kong",
    "rule": "2023-10-17-bureau-chip-rule",
    "listing": "2023-10-17-bureau-lists-dragon",
    "litho": "2023-12-lithotool-stops-service",
    "lab": "2024-05-02-acme-shanghai-lab",
    "office": "2024-05-06-acme-beijing-office",
    "metals": "2024-07-01-ministry-metal-controls",
    "variant": "2024-11-20-acme-dragon-chip-variant",
    "suit": "2025-03-05-dragon-sues-bureau",
    "licence": "2025-08-14-bureau-licenses-acme",
    "venture": "2025-10-acme-dragon-venture",
    "pause": "2025-11-10-ministry-suspends-metal-controls",
}
ALL = " ".join(SHORT)
ACME = "lab office variant licence venture"
DRAGON = "rule listing litho variant suit venture"
MINISTRY = "metals pause"
GOVERNMENT = "rule listing metals licence pause"

SELECTIONS = [
    ({}, ALL),
    # search
    ({"q": "   "}, ALL),
    ({"q": '""'}, ALL),
    ({"q": "zebra"}, ""),
    ({"q": "acme"}, ACME),
    ({"q": "ACME"}, ACME),
    ({"q": "Âcmé"}, ACME),
    ({"q": "Ａｃｍｅ"}, ACME),
    ({"q": "Apex"}, ACME),
    ({"q": '"Acme Cloud"'}, ACME),
    ({"q": '"Dragon Semi"'}, DRAGON),
    ({"q": "龙芯片"}, DRAGON),
    ({"q": "龙芯"}, DRAGON),
    ({"q": "部"}, MINISTRY),
    ({"q": '"acme research"'}, "lab"),
    ({"q": "上海"}, "lab"),
    ({"q": "Veldhoven"}, "litho"),
    ({"q": "Netherlands"}, "litho"),
    ({"q": '"Entity List"'}, "listing"),
    ({"q": "2025-03-05"}, "suit"),
    ({"q": "thirteen"}, "listing"),
    ({"q": "metal licence"}, MINISTRY),
    ({"q": '"metal licence"'}, ""),
    ({"q": '"joint venture"'}, "venture"),
    ({"q": "“joint venture”"}, "venture"),
    ({"q": '"venture joint"'}, ""),
    ({"q": '"joint venture'}, "venture"),
    ({"q": '"joint venture" acme'}, "venture"),
    ({"q": "acme’s"}, "licence"),
    # period: a partial date is inside when any day it may mean is
    ({"start": day("2024-05-03")}, "office metals variant suit licence venture pause"),
    ({"start": day("2024-05-02")}, "lab office metals variant suit licence venture pause"),
    ({"start": day("2025-11-11")}, ""),
    ({"end": day("2022-12-31")}, ""),
    ({"end": day("2023-01-01")}, "hk"),
    ({"end": day("2023-10-16")}, "hk"),
    ({"end": day("2023-10-17")}, "hk rule listing"),
    ({"end": day("2023-11-30")}, "hk rule listing"),
    ({"end": day("2023-12-01")}, "hk rule listing litho"),
    ({"start": day("2023-06-01"), "end": day("2023-06-01")}, "hk"),
    ({"start": day("2023-12-31"), "end": day("2023-12-31")}, "hk litho"),
    ({"start": day("2024-01-01"), "end": day("2024-05-02")}, "lab"),
    ({"start": day("2025-10-31"), "end": day("2025-10-31")}, "venture"),
    ({"start": day("2025-11-01"), "end": day("2025-11-09")}, ""),
    # codes: alternatives within a field
    ({"sectors": ("chips",)}, "rule listing litho metals variant suit licence"),
    ({"sectors": ("ai",)}, "rule lab"),
    ({"sectors": ("consulting", "minerals")}, "hk metals pause"),
    ({"sectors": ("legal", "ai")}, "rule lab"),
    ({"sectors": ("nonsense",)}, ""),
    ({"groups": ("government",)}, GOVERNMENT),
    ({"groups": ("company",)}, "hk litho lab office variant suit venture"),
    ({"groups": ("government", "company")}, ALL),
    ({"actions": ("closure",)}, "hk lab office"),
    ({"actions": ("easing", "partnership")}, "licence venture pause"),
    ({"orgs": ("dragon-memory",)}, "listing"),
    ({"orgs": ("dragon",)}, DRAGON),
    ({"orgs": ("ministry", "acme")}, f"{MINISTRY} {ACME}"),
    ({"sides": ("third",)}, "litho"),
    ({"sides": ("CN",)}, "metals suit pause"),
    ({"sides": ("CN", "third")}, "litho metals suit pause"),
    ({"directions": ("neutral",)}, "variant"),
    ({"directions": ("recoupling", "neutral")}, "variant licence venture pause"),
    ({"statuses": ("suspended",)}, "metals"),
    ({"statuses": ("announced", "reported")}, "hk litho venture"),
    ({"records": ("workspace",)}, ""),
    ({"records": ("curated",), "verifications": ("disputed",)}, "suit"),
    ({"verifications": ("single", "corroborated")}, "hk lab office variant"),
    # fields must all hold
    ({"orgs": ("acme",), "sectors": ("chips",)}, "variant licence"),
    ({"orgs": ("acme",), "sectors": ("chips",), "groups": ("company",)}, "variant"),
    ({"actions": ("closure",), "start": day("2023-06-01"), "end": day("2023-06-30")}, "hk"),
    (
        {
            "q": "bureau list",
            "start": day("2023-01-01"),
            "end": day("2023-12-31"),
            "sectors": ("chips", "ai"),
            "groups": ("government",),
            "actions": ("entity_listing", "easing"),
            "orgs": ("bureau", "acme"),
            "sides": ("US",),
            "directions": ("decoupling",),
            "statuses": ("done",),
            "verifications": ("official",),
            "records": ("curated",),
        },
        "listing",
    ),
]


@pytest.mark.parametrize(("conditions", "expected"), SELECTIONS, ids=[str(row[0]) for row in SELECTIONS])
def test_a_filter_selects_these_events(conditions, expected, tiny_snapshot):
    positions = aggregate(tiny_snapshot, EventFilter(**conditions)).positions
    assert [tiny_snapshot.ids[i] for i in positions] == [SHORT[name] for name in SHORT if name in expected.split()]


CONDITIONS = {field.name for field in fields(EventFilter)} - {"version"}


def test_every_field_of_the_filter_stands_alone_in_the_table():
    alone = {next(iter(conditions)) for conditions, _ in SELECTIONS if len(conditions) == 1}
    assert alone == CONDITIONS


def test_every_field_of_the_filter_is_tried_together_with_all_others():
    assert CONDITIONS in [set(conditions) for conditions, _ in SELECTIONS]


def test_each_condition_that_is_set_has_one_mask(tiny_snapshot):
    masks = condition_masks(tiny_snapshot, EventFilter(**SELECTIONS[-1][0]))
    assert list(masks) == ["q", "period", *(choice.field for choice in CHOICES)]


def test_an_empty_filter_sets_no_condition(tiny_snapshot):
    assert condition_masks(tiny_snapshot, EventFilter()) == {}


@pytest.mark.parametrize("conditions", [row[0] for row in SELECTIONS if row[0]], ids=str)
def test_a_filter_with_a_value_is_not_empty(conditions):
    assert EventFilter().is_empty and not EventFilter(**conditions).is_empty


# --- in words ------------------------------------------------------------------------------------

SPAN = "Jan 2023 – Nov 2025"
SENTENCES = [
    ({}, f"All sectors, {SPAN}, all acts"),
    ({"sectors": ("chips",)}, f"Semiconductors, {SPAN}, all acts"),
    ({"sectors": ("chips", "ai")}, f"Semiconductors and Artificial intelligence, {SPAN}, all acts"),
    (
        {"sectors": ("chips", "ai", "legal", "finance")},
        f"Semiconductors, Artificial intelligence, Legal services and Investment & finance, {SPAN}, all acts",
    ),
    (
        {"sectors": ("chips", "ai", "legal", "finance", "auto")},
        f"Semiconductors, Artificial intelligence, Legal services and 2 more, {SPAN}, all acts",
    ),
    ({"groups": ("company",)}, f"All sectors, {SPAN}, company acts"),
    ({"actions": ("closure", "easing")}, f"All sectors, {SPAN}, closure and easing"),
    ({"groups": ("company",), "actions": ("closure",)}, f"All sectors, {SPAN}, company acts, closure"),
    ({"sides": ("US", "CN")}, f"All sectors, {SPAN}, all acts, by United States and China"),
    ({"orgs": ("acme", "dragon")}, f"All sectors, {SPAN}, all acts, with Acme or Dragon"),
    ({"directions": ("recoupling", "neutral")}, f"All sectors, {SPAN}, all acts, recoupling or neutral"),
    ({"statuses": ("done",)}, f"All sectors, {SPAN}, all acts, status done"),
    ({"verifications": ("single",)}, f"All sectors, {SPAN}, all acts, verification single source"),
    ({"records": ("workspace",)}, f"All sectors, {SPAN}, all acts, workspace only"),
    ({"q": "  chip rule "}, f"All sectors, {SPAN}, all acts, matching “chip rule”"),
    ({"start": day("2024-01-01")}, "All sectors, Jan 2024 – Nov 2025, all acts"),
    ({"end": day("2024-02-29")}, "All sectors, Jan 2023 – Feb 2024, all acts"),
    ({"end": day("9999-12-31")}, "All sectors, Jan 2023 – Dec 9999, all acts"),
    ({"start": day("2024-01-15"), "end": day("2024-03-30")}, "All sectors, 15 Jan 2024 – 30 Mar 2024, all acts"),
    (
        {
            "q": "chip",
            "start": day("2024-01-01"),
            "end": day("2024-12-31"),
            "sectors": ("chips",),
            "groups": ("government",),
            "actions": ("easing",),
            "orgs": ("bureau",),
            "sides": ("US",),
            "directions": ("recoupling",),
            "statuses": ("done",),
            "verifications": ("official",),
        },
        "Semiconductors, Jan 2024 – Dec 2024, government acts, easing, by United States, with Bureau, recoupling, "
        "status done, verification official, matching “chip”",
    ),
]


@pytest.mark.parametrize(("conditions", "sentence"), SENTENCES)
def test_a_filter_reads_as_this_sentence(conditions, sentence, tiny_dataset, tiny_snapshot):
    labels = partial(label_of, tiny_dataset)
    assert describe_filter(EventFilter(**conditions), labels, span=data_span(tiny_snapshot)) == sentence


def test_every_field_of_the_filter_shows_in_a_sentence():
    assert {name for conditions, _ in SENTENCES for name in conditions} == CONDITIONS


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2024-01-01", "2024-12-31", "Jan 2024 – Dec 2024"),
        ("2024-01-01", "2024-01-31", "Jan 2024"),
        ("2024-02-01", "2024-02-29", "Feb 2024"),
        ("2023-02-01", "2023-02-28", "Feb 2023"),
        ("2024-02-01", "2024-02-28", "Feb 2024 – 28 Feb 2024"),
        ("2024-01-02", "2024-01-31", "2 Jan 2024 – Jan 2024"),
        ("2024-01-15", "2024-01-15", "15 Jan 2024"),
        ("2024-01-01", "2024-01-01", "1 Jan 2024"),
        ("2024-01-31", "2024-01-31", "31 Jan 2024"),
        ("0001-01-01", "9999-12-31", "Jan 1 – Dec 9999"),
    ],
)
def test_a_period_reads_as_these_words(start, end, words):
    assert describe_period(day(start), day(end)) == words


def test_each_condition_is_listed_with_its_label_and_the_filter_without_it(tiny_dataset, tiny_snapshot):
    chosen = EventFilter(q="chip", start=day("2024-01-01"), sectors=("chips", "ai"), orgs=("acme",))
    listed = list_conditions(chosen, partial(label_of, tiny_dataset), span=data_span(tiny_snapshot))
    assert [(c.field, c.label, c.without) for c in listed] == [
        ("q", "“chip”", replace(chosen, q="")),
        ("period", "Jan 2024 – Nov 2025", replace(chosen, start=None)),
        ("sectors", "Semiconductors", replace(chosen, sectors=("ai",))),
        ("sectors", "Artificial intelligence", replace(chosen, sectors=("chips",))),
        ("orgs", "Acme", replace(chosen, orgs=())),
    ]


@pytest.mark.parametrize(
    ("conditions", "listed"),
    [(conditions, sorted(conditions)) for conditions, _ in SELECTIONS if len(conditions) == 1 and "q" not in conditions]
    + [({"q": "x"}, ["q"]), ({"q": " "}, []), ({}, [])],
)
def test_every_field_that_is_set_is_listed_as_a_condition(conditions, listed, tiny_dataset, tiny_snapshot):
    known = {name: value for name, value in conditions.items() if value != ("nonsense",)}
    found = list_conditions(EventFilter(**known), partial(label_of, tiny_dataset), span=data_span(tiny_snapshot))
    names = {"start": "period", "end": "period"}
    assert {c.field for c in found} == {names.get(name, name) for name in listed if name in known}


# --- addresses -----------------------------------------------------------------------------------


def make_filters(codes):
    """Every code alone, the first two of every field, every part of the period, some texts, everything at once."""
    yield EventFilter()
    for choice in CHOICES:
        for code in codes[choice.key]:
            yield EventFilter(**{choice.field: (code,)})
        yield EventFilter(**{choice.field: tuple(codes[choice.key][1::-1])})
    for text in ("a", "华为 & Co", '"Entity List" x=1', "%20+?#/", "x" * MAX_QUERY_LENGTH, "é\u200b"):
        yield EventFilter(q=text)
    yield EventFilter(start=day("2024-02-29"))
    yield EventFilter(end=day("2024-02-29"))
    yield EventFilter(start=dt.date.min, end=dt.date.max)
    everything = {choice.field: tuple(codes[choice.key]) for choice in CHOICES}
    yield EventFilter(q="a b", start=day("2024-01-01"), end=day("2024-01-01"), **everything)


def test_a_filter_comes_back_from_its_address_unchanged(tiny_snapshot):
    filters = list(make_filters(tiny_snapshot.codes))
    assert len(filters) > 60
    assert [filter_from_query(filter_to_query(f), tiny_snapshot.codes) for f in filters] == filters


def test_an_address_holds_only_the_known_keys(tiny_snapshot):
    used = {key for chosen in make_filters(tiny_snapshot.codes) for key in filter_to_query(chosen)}
    assert used == set(QUERY_KEYS) - {VERSION_KEY}


def test_an_empty_filter_has_an_empty_address():
    assert filter_to_query(EventFilter(q="  ")) == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {}),
        ({"unknown": ["x"], "sectors": ["chips"]}, {}),
        ({"sector": ["nonsense"]}, {}),
        ({"sector": ["nonsense", "chips", ""]}, {"sectors": ("chips",)}),
        ({"sector": ["CHIPS"]}, {}),
        ({"sector": ["chips", "ai", "chips"]}, {"sectors": ("chips", "ai")}),
        ({"sector": []}, {}),
        ({"org": ["acme", "'; drop"]}, {"orgs": ("acme",)}),
        ({"group": ["company"]}, {"groups": ("company",)}),
        ({"q": []}, {}),
        ({"q": ["  chip  "]}, {"q": "chip"}),
        ({"q": ["first", "second"]}, {"q": "first"}),
        ({"q": ["x" * 10_000]}, {"q": "x" * MAX_QUERY_LENGTH}),
        ({"q": [" " * 500 + "x"]}, {}),
        ({"from": ["yesterday"], "to": ["2024-13-01"]}, {}),
        ({"from": ["2023-02-29"]}, {}),
        ({"from": [""], "to": []}, {}),
        ({"from": ["0000-01-01"]}, {}),
        ({"from": ["2024-01-01T00:00"]}, {}),
        ({"from": ["2024"]}, {"start": day("2024-01-01")}),
        ({"to": ["2024"]}, {"end": day("2024-12-31")}),
        ({"to": ["2024-02"]}, {"end": day("2024-02-29")}),
        ({"from": ["2025-01-01"], "to": ["2024-01-01"]}, {"start": day("2024-01-01"), "end": day("2025-01-01")}),
        ({"sector": ["chips"] * 5_000}, {"sectors": ("chips",)}),
        ({"sector": [*(f"x{i}" for i in range(5_000)), "chips"]}, {}),
        ({"sector": [*(f"x{i}" for i in range(MAX_VALUES - 1)), "chips"]}, {"sectors": ("chips",)}),
    ],
    ids=lambda value: str(value)[:60],
)
def test_nonsense_in_an_address_is_dropped(query, expected, tiny_snapshot):
    assert filter_from_query(query, tiny_snapshot.codes) == EventFilter(**expected)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_the_edges_of_the_calendar_in_an_address_select_and_read_without_error(
    year, tiny_dataset, tiny_snapshot, select
):
    chosen = filter_from_query({"from": [year], "to": [year]}, tiny_snapshot.codes)
    assert select(start=chosen.start, end=chosen.end).sentence.endswith(": 0 of 12 events")


def test_a_reversed_period_is_turned_round():
    first, last = day("2024-01-01"), day("2025-01-01")
    assert normalise(EventFilter(start=last, end=first)) == EventFilter(start=first, end=last)


@pytest.mark.parametrize("period", [{}, {"start": day("2024-01-01")}, {"end": day("2024-01-01")}])
def test_an_open_period_stays_as_it_is(period):
    assert normalise(EventFilter(**period)) == EventFilter(**period)


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.key)
def test_an_unknown_code_is_named_with_the_allowed_ones(choice, tiny_snapshot):
    first = tiny_snapshot.codes[choice.key][0]
    with pytest.raises(ValueError, match=rf"unknown {choice.key} 'nonsense'; allowed: {first}"):
        check_codes(EventFilter(**{choice.field: (first, "nonsense")}), tiny_snapshot.codes)


def test_known_codes_pass_the_check(tiny_snapshot):
    for chosen in make_filters(tiny_snapshot.codes):
        check_codes(chosen, tiny_snapshot.codes)


def test_a_long_list_of_allowed_codes_is_cut():
    codes = {choice.key: [f"o{i}" for i in range(61)] for choice in CHOICES}
    with pytest.raises(ValueError, match=r"o59 …$"):
        check_codes(EventFilter(orgs=("x",)), codes)


def test_other_values_replace_those_of_one_field_only():
    chosen = EventFilter(q="a", sectors=("chips",))
    assert with_values(chosen, "sectors", ("ai", "legal")) == EventFilter(q="a", sectors=("ai", "legal"))
