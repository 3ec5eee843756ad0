"""A report is a value: items in their order, changed by pure functions, and read back from text without trust."""

import json

import pytest

from decoupling.report import (
    MAX_ITEMS,
    MAX_NOTE,
    MAX_TEXT,
    MAX_TITLE,
    Report,
    ReportItem,
    add_item,
    describe_item,
    move_item,
    read_report,
    remove_item,
    write_report,
)

PACE = ReportItem(chart="pace", options={"step": "month"}, page="", query={"sector": ("chips",)})
HEAT = ReportItem(chart="sector-years")
EVENT = ReportItem(event="2023-10-17-bureau-chip-rule", page="event", query={"id": ("2023-10-17-bureau-chip-rule",)})
THREE = Report("A title", "An author", (PACE, HEAT, EVENT))


def many(count):
    return [ReportItem(event=f"2023-10-{place}") for place in range(count)]


def test_items_are_added_at_the_end():
    assert add_item(add_item(Report(), PACE), HEAT).items == (PACE, HEAT)


def test_the_same_view_is_not_added_twice_whatever_its_words_and_its_page():
    again = PACE.model_copy(update={"title": "Other words", "page": "sectors", "query": {**PACE.query, "open": ("x",)}})
    assert add_item(THREE, again) == THREE and again in THREE


def test_an_option_at_its_default_is_no_other_view():
    assert ReportItem(chart="pace", options={"step": "quarter"}) in Report(items=(ReportItem(chart="pace"),))


@pytest.mark.parametrize("change", [{"options": {"step": "year"}}, {"query": {"sector": ("ai",)}}, {"query": {}}])
def test_another_option_or_filter_is_another_item(change):
    assert len(add_item(THREE, PACE.model_copy(update=change)).items) == 4


def test_a_full_report_takes_no_more():
    full = Report(items=tuple(many(MAX_ITEMS)))
    assert add_item(full, PACE) == full


def test_an_item_is_taken_out_by_its_place():
    assert remove_item(THREE, 1).items == (PACE, EVENT)


@pytest.mark.parametrize(
    ("position", "step", "order"),
    [
        (0, 1, (HEAT, PACE, EVENT)),
        (2, -1, (PACE, EVENT, HEAT)),
        (0, -1, (PACE, HEAT, EVENT)),
        (2, 1, (PACE, HEAT, EVENT)),
        (0, 2, (HEAT, EVENT, PACE)),
    ],
)
def test_an_item_moves_and_stays_at_the_edge(position, step, order):
    assert move_item(THREE, position, step).items == order


def test_an_item_gets_words_that_are_cut_to_their_length_and_hold_no_control_signs():
    item = describe_item(THREE, 1, title="t" * 999, note=" \x00n\ud800" + "n" * 9999).items[1]
    assert (item.title, item.note) == ("t" * MAX_TITLE, "n" * MAX_NOTE)


def test_a_title_alone_leaves_the_note():
    report = describe_item(describe_item(THREE, 0, note="kept"), 0, title="new")
    assert (report.items[0].title, report.items[0].note) == ("new", "kept")


def test_a_report_comes_back_from_its_text():
    report = describe_item(THREE, 0, title="Titel “华为”", note="Two\nlines")
    assert read_report(write_report(report)) == report


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        "",
        "no json",
        "[]",
        "null",
        '{"items": 5}',
        "[" * 100_000,
        '{"title": 1, "author": []}',
        " " * (MAX_TEXT + 1) + write_report(THREE),
    ],
)
def test_nonsense_is_an_empty_report(text):
    assert read_report(text) == Report()


@pytest.mark.parametrize(
    "item",
    [
        5,
        {},
        {"chart": "no-such-chart"},
        {"chart": "pace", "event": "2023-10-17-bureau-chip-rule"},
        {"chart": "pace", "options": {"step": "century"}},
        {"chart": "pace", "options": {"no such": "option"}},
        {"chart": "pace", "query": {"sector": "chips"}},
        {"chart": "pace", "query": {"sector": ["x"] * 999}},
        {"chart": "pace", "query": {str(place): ["x"] for place in range(99)}},
        {"chart": "pace", "note": "n" * (MAX_NOTE + 1)},
        {"chart": "pace", "unknown": "field"},
        {"event": "x" * 999},
        {"event": ["2023-10-17-bureau-chip-rule"]},
    ],
)
def test_an_item_that_cannot_be_is_left_out_and_the_others_stay(item):
    text = json.dumps({"title": "T", "items": [json.loads(write_report(THREE))["items"][0], item]})
    assert read_report(text) == Report("T", "", (PACE,))


def test_a_stored_report_holds_no_more_items_than_a_report_may():
    text = json.dumps({"items": [{"event": f"2023-10-{place}"} for place in range(MAX_ITEMS * 3)]})
    assert len(read_report(text).items) == MAX_ITEMS


def test_halves_of_characters_in_stored_words_are_dropped():
    stored = read_report('{"title": "a\\ud800b", "items": [{"chart": "pace", "note": "\\u0000c"}]}')
    assert (stored.title, stored.items[0].note) == ("ab", "c")
