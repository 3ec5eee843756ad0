"""The page of answers: who answered whom, what followed an act, and sequences. Answers are checked by hand."""

from __future__ import annotations

import json

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from tests.app.conftest import figures, numbers, words

PAGE = "explore/answers"
HUAWEI = "2019-05-15-bis-lists-huawei"
MEMORY = "2024-12-02-bis-hbm-chip-tool-rule"
RARE_EARTHS = "2025-10-09-cn-rare-earth-extraterritorial-rules"


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


def tables(app) -> list[set[str]]:
    """Headlines in each table that lists events."""
    return [set(table.value["Event"]) for table in app.dataframe if "Event" in table.value]


def metrics(app) -> dict[str, int]:
    return {label: int(value.replace(",", "")) for label, value in numbers(app).items()}


def test_the_act_with_most_stated_answers_is_looked_at_first(open_app, dataset):
    answered = [
        link.event
        for event in dataset.events
        for link in event.links
        if link.basis == "stated" and link.type == "responds_to" and len(dataset.by_id[link.event].date) == 10
    ]
    most = max(set(answered), key=answered.count)
    assert open_app(PAGE).selectbox(key="answers_act").value == most


def test_the_reading_counts_every_answer(open_app, dataset):
    pairs = [(event.id, link) for event in dataset.events for link in event.links if link.type == "responds_to"]
    stated = sum(link.basis == "stated" for _, link in pairs)
    text = words(open_app(PAGE))
    assert f"{len({later for later, _ in pairs}):,} answer an earlier one" in text
    assert f"{stated:,} of {len(pairs):,} pairs by the word of a source" in text


def test_china_answered_the_chip_rules_of_december_2024_within_a_week(open_app):
    """Case 1: the ban on gallium, germanium and antimony a day later, the probe of Nvidia a week later."""
    app = open_app(PAGE, act=MEMORY, within="30 days", whose="The other government")
    followed, linked = tables(app)[:2]
    assert "China bans gallium, germanium, antimony and superhard material exports to the US" in followed & linked
    assert "China opens an antitrust probe of Nvidia over its Mellanox purchase" in followed
    assert metrics(app)["Within 30 days"] == len(followed) == 3
    assert "Order is not cause" in words(app)


def test_the_autumn_of_2025_reads_as_a_sequence(open_app):
    """Case 2: affiliates rule, rare-earth rules, threat, truce."""
    text = words(open_app(PAGE, act=RARE_EARTHS))
    order = [
        "29 September 2025, Washington, suspended 10 November 2025",
        "9 October 2025, Beijing, suspended 7 November 2025, in answer to it",
        "10 October 2025, Washington, reversed 30 October 2025, in answer to it",
        "30 October 2025, Washington, withdraws or suspends it",
    ]
    places = [text.index(line) for line in order]
    assert places == sorted(places)


def test_what_followed_the_listing_of_huawei(open_app, dataset):
    """Case 3: thirty-odd answers are linked; the Chinese acts of the next 90 days are counted apart from them."""
    app = open_app(PAGE, act=HUAWEI, whose="Everyone")
    followed, linked = tables(app)[:2]
    answers = {
        event.headline
        for event in dataset.events
        for link in event.links
        if link.event == HUAWEI and link.type == "responds_to"
    }
    assert answers <= linked and len(answers) >= 30
    assert "Google suspends Android work with Huawei beyond open-source code" in followed
    assert metrics(app)["Within 90 days"] == len(followed)


def test_the_window_is_not_cut_by_the_period_of_the_filter(open_app):
    cut = open_app(PAGE, act=MEMORY, to="2024-12-05")
    assert metrics(cut) == metrics(open_app(PAGE, act=MEMORY))


def test_an_act_known_to_the_month_has_no_window(open_app):
    app = open_app(PAGE, act="2019-05-micron-suspends-huawei-shipments")
    assert not app.exception and not numbers(app)
    assert "The day of this act is not known" in app.info[0].value
    assert len(figures(app)) == 2


def test_a_wrong_act_is_named_and_another_looked_at(open_app):
    app = open_app(PAGE, act="no-such-act")
    assert not app.exception
    assert "no event" in app.warning[0].value and "such" in app.warning[0].value
    assert numbers(app)


@pytest.mark.parametrize("query", [{"org": "paul-weiss"}, {"org": "airbnb", "from_": "2022-05-24", "to": "2022-05-24"}])
def test_few_acts_without_links(open_app, query):
    app = open_app(PAGE, **query)
    assert not app.exception
    assert "The links in the record are no full list" in words(app)


def test_a_selection_without_any_event_says_what_to_loosen(open_app):
    app = open_app(PAGE, q="no such words at all")
    assert not app.exception
    assert "No event matches" in words(app)


def test_the_page_says_what_counts_and_how_the_ordinary_is_found(open_app, dataset):
    text = words(open_app(PAGE))
    for term in dataset.taxonomy.link_types.terms.values():
        if term.answer or term.step:
            assert f"**{term.label}.** {term.description}" in text
    assert "Statistical Intervals" in text and "the year before and the year after it" in text


def test_all_sequences_can_be_opened(open_app):
    app = open_app(PAGE)
    few = words(app).count("in answer to it")
    app.toggle(key="all_sequences").set_value(True).run()
    assert words(app).count("in answer to it") > few


def test_figures_have_no_placeholder_colour(open_app):
    assert "#00000" not in json.dumps(figures(open_app(PAGE)))
