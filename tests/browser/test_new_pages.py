"""The pages that answer one question each, in a browser: they draw, fit a phone, and hold no serious barrier.

Every visit fails on a console error and on a request to another host; conftest.py sees to it.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import click_mark, settle

SERIOUS = ("serious", "critical")
SCROLLED = "scrollable-region-focusable"
"""A wide chart is scrolled on a phone. Browsers let the keyboard reach a scroller; the Table view is there too."""
PATHS = {"answers": "answers", "exits": "exits", "compare": "compare", "places": "places"}
each_page = pytest.mark.parametrize("name", PATHS)


@each_page
@pytest.mark.parametrize(("scheme", "phone"), [("light", False), ("dark", False), ("light", True), ("dark", True)])
def test_a_page_draws_fits_and_has_no_serious_barrier(visit, name, scheme, phone):
    page = visit(PATHS[name], scheme=scheme, phone=phone)
    assert page.locator(".js-plotly-plot .main-svg").count()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert page.get_by_test_id("stException").count() == 0
    report = Axe().run(page).response
    found = [
        f"{violation['id']}: {node['target']} {node['failureSummary'][:200]}"
        for violation in report["violations"]
        if violation["impact"] in SERIOUS and not (phone and violation["id"] == SCROLLED)
        for node in violation["nodes"]
    ]
    assert found == []


def test_a_cell_of_the_ladder_opens_its_acts(visit):
    page = visit("exits?sector=legal")
    click_mark(page, "exit-ladder", ".scatterlayer .point", 0)
    page.locator(".st-key-marks_exit-ladder").get_by_role("link").first.wait_for()


def test_the_keyboard_changes_what_counts(visit):
    page = visit("exits")
    page.locator(".st-key-counts").get_by_role("radio", name="Left").focus()
    page.keyboard.press("Space")
    settle(page)
    assert "counts=Left" in page.url
    assert page.get_by_text("All numbers count acts by “left”").count() == 1


def test_a_mark_in_a_lane_opens_its_act(visit):
    page = visit("answers?sector=minerals")
    click_mark(page, "answers", ".scatterlayer .point", 0)
    page.locator(".st-key-marks_answers").get_by_role("link").first.wait_for()


def test_an_act_that_is_chosen_by_keyboard_stands_in_the_address(visit):
    page = visit("answers")
    page.get_by_role("combobox", name="The act to look at").focus()
    page.keyboard.type("2022-10-07")
    page.keyboard.press("Enter")
    settle(page)
    assert "act=2022-10-07-bis-advanced-computing-rule" in page.url
    page.reload()
    page.wait_for_selector("h1")
    settle(page)
    assert page.get_by_text("After 7 October 2022").count() == 1


def test_an_event_leads_to_what_followed_it(visit):
    page = visit("event?id=2023-07-03-cn-gallium-germanium-controls")
    page.get_by_role("link", name="What followed it").click()
    page.get_by_role("heading", name="What followed one act").wait_for()
    settle(page)
    assert "act=2023-07-03-cn-gallium-germanium-controls" in page.url
    assert page.get_by_text("After 3 July 2023").count() == 1


def test_a_bar_of_one_part_opens_its_acts(visit):
    page = visit("compare?by=Sides")
    click_mark(page, "compare-directions", ".barlayer .point path", 0)
    page.locator(".st-key-marks_compare-directions").wait_for()


def test_a_mark_on_the_map_opens_its_acts(visit):
    page = visit("places?q=A800")
    click_mark(page, "places-map", ".scatterlayer .point", 0)
    page.locator(".st-key-marks_places-map").wait_for()
