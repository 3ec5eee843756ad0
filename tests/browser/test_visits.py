"""What a visitor does: deep links, filters, marks, phone, dark mode, keyboard."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlparse

import pytest

from tests.browser.conftest import click_mark, serve, settle

LAB = "2025-07-23-amazon-shanghai-ai-lab"
PATHS = {
    "overview": "",
    "timeline": "timeline",
    "sectors": "sectors",
    "companies": "companies",
    "company": "company?id=huawei",
    "events": "events",
    "event": f"event?id={LAB}",
    "report": "report",
    "method": "method",
}


def sentence(page) -> str:
    return page.get_by_text(re.compile(r": [\d,]+ of [\d,]+ events")).first.inner_text()


def query(page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def test_a_deep_link_works_on_a_fresh_server(visit):
    with serve() as base:
        page = visit("timeline?sector=chips", base=base)
        assert page.locator("h1").inner_text() == "What happened when"
        assert page.get_by_role("dialog").count() == 0
        assert sentence(page).startswith("Each mark") or "Semiconductors" in sentence(page)


def test_the_scripts_of_the_first_page_are_named_with_it_and_asked_for_once(browser, address):
    page, asked = browser.new_page(), []
    page.on("request", lambda request: asked.append(urlparse(request.url).path))
    answer = page.goto(address)
    named = answer.text()
    page.wait_for_selector(".js-plotly-plot .main-svg")
    settle(page)
    page.close()
    scripts = [path for path in asked if path.endswith(".js")]
    assert any("/PlotlyChart." in path for path in scripts)
    assert len(scripts) == len(set(scripts))
    assert [path for path in scripts if path.rpartition("/")[2] not in named] == []


def test_a_choice_in_the_sidebar_goes_into_the_address(visit):
    page = visit()
    page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile("^Recoupling")).click()
    settle(page)
    assert query(page) == {"direction": ["recoupling"]}
    assert "recoupling" in sentence(page)


def test_a_link_reopens_the_same_count_in_another_browser(visit):
    link = "events?sector=chips&org=nvidia&action=compliant_product&from=2022-01-01&to=2022-12-31&q=A800"
    first, second = visit(link), visit(link, scheme="dark", phone=True)
    assert sentence(first) == sentence(second)
    assert ": 1 of " in sentence(first)
    assert query(first) == query(second) == parse_qs(link.partition("?")[2])


def test_the_back_button_returns_to_the_filter_before(visit):
    page = visit("?sector=chips")
    before = sentence(page)
    page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile("^Recoupling")).click()
    settle(page)
    assert sentence(page) != before
    page.go_back()
    settle(page)
    assert sentence(page) == before
    assert query(page) == {"sector": ["chips"]}


def test_the_menu_keeps_the_filter(visit):
    page = visit("?sector=chips&from=2023-01-01")
    before = sentence(page)
    page.get_by_role("link", name="Timeline").click()
    page.wait_for_selector("text=What happened when")
    settle(page)
    assert sentence(page).split(". ")[-1] == before
    assert query(page) == {"sector": ["chips"], "from": ["2023-01-01"]}


def test_a_chip_drops_its_condition_and_reset_drops_all(visit):
    page = visit("?sector=chips&direction=recoupling&side=US")
    page.locator(".st-key-filter_chips").get_by_role("button", name="Recoupling").click()
    settle(page)
    assert query(page) == {"sector": ["chips"], "side": ["US"]}
    page.locator(".st-key-filter_chips").get_by_role("button", name="Reset").click()
    settle(page)
    assert query(page) == {}


@pytest.mark.parametrize(
    ("path", "card", "selector"),
    [
        ("timeline", "timeline", ".point"),
        ("", "pace", ".barlayer .point path"),
        ("", "sector-years", ".scatterlayer .point"),
        ("sectors", "sector-ranking", ".barlayer .point path"),
    ],
)
def test_a_click_on_a_mark_shows_the_events_behind_it(visit, path, card, selector):
    page = visit(path)
    click_mark(page, card, selector, 3)
    page.locator(f".st-key-marks_{card}").get_by_role("link").first.wait_for()


def test_a_brushed_range_lists_its_events_and_narrows_the_period(visit):
    page = visit("timeline")
    page.get_by_text("Brush", exact=True).click()
    settle(page)
    box = page.locator(".st-key-card_timeline .js-plotly-plot .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.62, box["y"] + 70, steps=6)
    page.mouse.up()
    settle(page)
    panel = page.locator(".st-key-marks_timeline")
    number = int(re.match(r"([\d,]+) events", panel.inner_text())[1])
    assert number > 1
    panel.get_by_role("button", name=re.compile("^Narrow the period")).click()
    page.wait_for_url(re.compile("from="))
    settle(page)
    assert {"from", "to"} <= set(query(page))
    assert int(re.search(r": ([\d,]+) of", sentence(page))[1]) >= number


def test_a_headline_opens_its_event_and_back_returns(visit):
    page = visit()
    link = page.locator(".st-key-card_latest").get_by_role("link").first
    headline = link.inner_text()
    link.click()
    page.wait_for_url(re.compile("/event"))
    settle(page)
    assert page.locator("h1").inner_text() == headline
    page.go_back()
    page.wait_for_selector("text=What is splitting")


def test_a_row_of_the_event_table_opens_its_event(visit):
    page = visit("events?q=A800&action=compliant_product&to=2022-12-31")
    box = page.locator('[data-testid="stDataFrame"] canvas').first.bounding_box()
    page.mouse.click(box["x"] + 250, box["y"] + 35 + 17)
    page.wait_for_url(re.compile("/event"))
    settle(page)
    assert "A800" in page.locator("h1").inner_text()


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(("scheme", "phone"), [("light", False), ("dark", False), ("light", True), ("dark", True)])
def test_a_page_fits_its_screen(visit, name, scheme, phone):
    page = visit(PATHS[name], scheme=scheme, phone=phone)
    inside = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert inside
    assert page.get_by_test_id("stException").count() == 0
    spilling = page.evaluate(
        """[...document.querySelectorAll('[data-testid="stMainBlockContainer"] :is(h1, h2, h3, p)')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().right > window.innerWidth + 1
            && !e.closest('.st-key-export_preview, [data-testid="stDataFrame"], .stButtonGroup, details:not([open])'))
        .map(e => e.textContent.slice(0, 60))"""
    )
    assert spilling == []


def test_charts_follow_the_dark_theme(visit):
    papers = [
        visit(scheme=scheme).evaluate(
            "getComputedStyle(document.querySelector('.js-plotly-plot .main-svg')).background"
        )
        for scheme in ("light", "dark")
    ]
    assert "rgb(251, 250, 246)" in papers[0]
    assert "rgb(21, 24, 27)" in papers[1]


def test_the_keyboard_alone_filters_and_opens_an_event(visit):
    page = visit()
    search = (
        page.get_by_test_id("stSidebar").get_by_role("searchbox").or_(page.get_by_label("Search", exact=True)).first
    )
    search.focus()
    page.keyboard.type("McKinsey")
    page.keyboard.press("Enter")
    settle(page)
    assert query(page) == {"q": ["McKinsey"]}
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.getAttribute('href') || ''")
        if "event" in focused and "events" not in focused:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/event"))
    settle(page)
    assert "McKinsey" in page.locator("h1").inner_text()


def test_the_table_view_holds_the_chart_numbers_for_readers_without_sight(visit):
    page = visit()
    card = page.locator(".st-key-card_pace")
    card.get_by_role("radio", name="Table").or_(card.get_by_role("button", name="Table")).first.click()
    card.locator('[data-testid="stDataFrame"]').wait_for()
    settle(page)
    assert card.locator(".js-plotly-plot").count() == 0


def test_a_choice_on_a_chart_and_the_filter_share_the_address(visit):
    page = visit("timeline?timeline-lane=Organisation&sector=chips")
    assert page.locator(".st-key-card_timeline h3").inner_text().startswith("BIS")
    page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile("^Recoupling")).click()
    settle(page)
    wanted = {"timeline-lane": ["Organisation"], "sector": ["chips"], "direction": ["recoupling"]}
    assert query(page) == wanted
    page.locator(".st-key-filter_chips").get_by_role("button", name="Semiconductors").click()
    settle(page)
    del wanted["sector"]
    assert query(page) == wanted


def test_a_link_from_event_to_event_keeps_filter_address_and_history(visit):
    page = visit("event?id=2025-07-14-us-h20-mi308-licences&sector=chips")
    first = page.locator("h1").inner_text()
    length = page.evaluate("history.length")
    page.get_by_role("link", name="US demands licences").click()
    page.wait_for_url(re.compile("2025-04-15-bis-h20"))
    settle(page)
    assert page.locator("h1").inner_text() != first
    assert query(page) == {"id": ["2025-04-15-bis-h20-mi308-licence-demand"], "sector": ["chips"]}
    assert page.evaluate("history.length") == length + 1
    page.go_back()
    page.wait_for_url(re.compile("2025-07-14-us-h20"))
    settle(page)
    assert page.locator("h1").inner_text() == first


@pytest.mark.parametrize("path", ["timeline?q=no-such-words", "report", "event?id=no-such-event"])
def test_a_page_that_ends_early_keeps_its_sidebar(visit, path):
    page = visit(path)
    page.get_by_role("searchbox", name="Search").wait_for()
