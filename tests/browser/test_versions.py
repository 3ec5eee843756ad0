"""Frozen views and watches in a real browser: addresses, citations, and what outlives a reload."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from decoupling.watches import MAX_TEXT
from tests.browser.conftest import settle
from tests.browser.test_accessibility import find_barriers

SECOND = "2026.11.25-64972d18"
PLACE = "decoupling-watches"


@pytest.fixture(scope="module")
def newest() -> str:
    return load_checked_dataset(DATA_DIR).version


def keep(page, text: str) -> None:
    page.evaluate("([place, text]) => localStorage.setItem(place, text)", [PLACE, text])


def kept(page) -> list[dict]:
    return json.loads(page.evaluate("place => localStorage.getItem(place)", PLACE) or "null")


def query(page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def test_a_frozen_view_keeps_its_count_over_pages_filters_and_reloads_until_it_is_left(visit):
    page = visit(f"?v={SECOND}")
    assert "713 of 713 events" in page.inner_text("body")
    page.get_by_role("link", name="Events", exact=True).click()
    page.get_by_role("heading", name="Every record").wait_for()
    settle(page)
    assert "713 of 713 events" in page.inner_text("body") and query(page)["v"] == [SECOND]
    page.get_by_role("button", name=re.compile("^Company · ")).click()
    settle(page)
    found = re.search(r"(\d+) of 713 events", page.inner_text("body"))[0]
    page.reload()
    settle(page)
    expect(page.get_by_text(found).first).to_be_visible()
    page.get_by_role("button", name="Leave").click()
    settle(page)
    assert "v" not in query(page) and query(page)["group"] == ["company"]
    assert "of 713 events" not in page.inner_text("body")


def test_a_citation_reopens_the_view_as_it_was_cited(visit, newest):
    page = visit("events?sector=chips")
    page.get_by_role("button", name="Cite").click()
    address = page.locator(".stPopover, [data-testid=stPopoverBody]").get_by_text(f"v={newest}").first.inner_text()
    cited = re.search(r"http://localhost:\d+(/\S+)", address)[1]
    assert "v" not in query(page)
    again = visit(cited.lstrip("/"))
    assert f"(version {newest})" in again.inner_text("body")
    assert query(again) == {"sector": ["chips"], "v": [newest]}


def test_an_unknown_version_offers_this_page_under_those_there_are(visit):
    page = visit("events?sector=chips&v=nope")
    assert page.inner_text("h1") == "This version cannot be opened"
    page.get_by_role("button", name=re.compile(re.escape(SECOND))).click()
    page.get_by_role("heading", name="Every record").wait_for()
    settle(page)
    assert query(page) == {"sector": ["chips"], "v": [SECOND]}
    assert "of 713 events" in page.inner_text("body")


def test_a_watch_survives_a_reload_and_is_seen_once(visit, newest):
    page = visit("timeline?sector=quantum")
    page.get_by_role("button", name="Watch this filter").click()
    page.get_by_role("button", name="Watched").wait_for()
    settle(page)
    assert kept(page) == [{"name": "Quantum", "query": {"sector": ["quantum"]}, "seen": newest}]
    keep(page, json.dumps([{**kept(page)[0], "seen": SECOND}]))
    page.goto(f"{page.url.partition('/timeline')[0]}/watch")
    page.get_by_role("button", name="Mark as seen", exact=True).wait_for()
    settle(page)
    assert re.search(r"\d+ new events?, \d+ corrected or gone since version", page.inner_text("body"))
    assert find_barriers(page) == []
    page.get_by_role("button", name="Mark as seen", exact=True).click()
    page.get_by_text("Nothing new or corrected since").wait_for()
    settle(page)
    page.reload()
    page.get_by_text("Nothing new or corrected since").wait_for()
    assert kept(page)[0]["seen"] == newest


def test_watches_that_are_none_are_not_believed(visit):
    page = visit("watch")
    for nonsense in ("{", "null", '[{"name": 7}]', "[" * 10_000, "x" * (MAX_TEXT + 1)):
        keep(page, nonsense)
        page.reload()
        page.get_by_role("heading", name="What is new").wait_for()
        settle(page)
        assert "You follow nothing yet" in page.inner_text("body")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_changed_has_no_barriers(visit, scheme):
    page = visit(f"changes?before={SECOND}", scheme=scheme)
    assert find_barriers(page) == []
    page.get_by_role("button", name="All of it as CSV").wait_for()
