"""Addresses of views: where each chart is read, and what stands in the address."""

import html
import re

import pytest

from decoupling.addresses import (
    CHART_PAGES,
    FRAME_WORDS,
    aggregate_address,
    chart_address,
    embed_address,
    embed_frame,
    event_address,
    events_address,
    program_address,
)
from decoupling.charts import CHARTS
from decoupling.filters import QUERY_KEYS, EventFilter

SITE = "https://example.org"
CHIPS = EventFilter(sectors=("chips",))


def test_every_chart_has_a_page():
    assert list(CHART_PAGES) == list(CHARTS)


def test_no_choice_of_a_chart_is_named_like_another_parameter():
    own = {option.key for spec in CHARTS.values() for option in spec.options}
    assert not own & {*QUERY_KEYS, "limit", "cursor", "theme", "chart", "id"}


def test_events_and_one_event():
    assert events_address(SITE, CHIPS) == "https://example.org/events?sector=chips"
    assert event_address(SITE, "2023-x") == "https://example.org/event?id=2023-x"


def test_without_a_site_there_is_no_address():
    assert events_address("", CHIPS) == event_address("", "2023-x") == ""


@pytest.mark.parametrize(
    ("chart", "chosen", "options", "address"),
    [
        ("pace", EventFilter(), {}, "/"),
        ("pace", CHIPS, {"step": "month"}, "/?sector=chips&pace-step=Month"),
        ("timeline", CHIPS, {"lane": "side"}, "/timeline?sector=chips&timeline-lane=Side"),
        ("verification", EventFilter(), {}, "/method"),
        ("counterparties", EventFilter(orgs=("acme",)), {}, "/company?id=acme&org=acme"),
        ("counterparties", EventFilter(orgs=("acme", "dragon")), {}, "/companies?org=acme&org=dragon"),
    ],
)
def test_a_chart_is_read_in_full_on_its_page(chart, chosen, options, address):
    spec = CHARTS[chart]
    assert chart_address(SITE, spec, chosen, {**spec.default_options(), **options}) == SITE + address


def test_addresses_for_programs_hold_codes_and_only_what_was_chosen():
    spec = CHARTS["pace"]
    assert program_address(SITE, "feed.atom", CHIPS) == "https://example.org/feed.atom?sector=chips"
    assert (
        aggregate_address(SITE, spec, CHIPS, {"step": "year"})
        == f"{SITE}/api/aggregate/pace.json?sector=chips&step=year"
    )
    assert embed_address(SITE, spec, CHIPS, {"step": "quarter"}, "dark") == f"{SITE}/embed/pace?sector=chips&theme=dark"


def test_a_frame_is_one_line_of_html_that_nothing_in_a_title_can_break():
    frame = embed_frame("https://example.org/embed/pace?q=a&theme=light", 'A "title" <b>', 340)
    assert re.findall(r"<(/?\w+)", frame) == ["iframe", "/iframe"]
    title = re.search(r'title="([^"]*)"', frame)[1]
    assert html.unescape(title) == 'A "title" <b>'
    assert f'height="{340 + FRAME_WORDS}"' in frame and "q=a&amp;theme=light" in frame
