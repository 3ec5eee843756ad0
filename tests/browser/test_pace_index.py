"""The pace index in a browser: weights set by keyboard, carried into what leaves, fitting a phone, without a barrier.

Every visit fails on a console error and on a request to another host; conftest.py sees to it.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import click_mark, settle

CARD = ".st-key-card_pace-index"


def test_weights_are_set_by_keyboard_and_leave_with_the_chart(visit):
    page = visit()
    before = page.locator(f"{CARD} h3").inner_text()
    page.locator(".st-key-index_weights button").first.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("spinbutton", name="Bars, lists and duties")
    field.wait_for()
    field.focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settle(page)
    assert "weights=bars%3A1" in page.url or "weights=bars:1" in page.url
    page.reload()
    page.wait_for_selector("h1")
    settle(page)
    assert page.locator(f"{CARD} h3").inner_text() != before
    assert page.get_by_text("Weights set by the reader: bars, lists and duties 1,").count() == 1
    page.locator(f"{CARD} .st-key-export_open_pace-index button").first.click()
    page.get_by_text("Address of the numbers, for programs").wait_for()
    settle(page)
    codes = " ".join(page.get_by_role("dialog").locator("code").all_inner_texts())
    assert codes.count("weights=bars%3A1") >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panels_fit_a_phone_with_every_label(visit, scheme):
    page = visit(scheme=scheme, phone=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    plot = page.locator(f"{CARD} .js-plotly-plot").bounding_box()
    texts = page.locator(f"{CARD} .js-plotly-plot :is(.annotation-text, g[class$='tick'] text)").all()
    boxes = [box for text in texts if (box := text.bounding_box())]
    assert len(boxes) > 20  # six names, two directions, years and numbers
    for box in boxes:
        assert plot["x"] - 1 <= box["x"] and box["x"] + box["width"] <= plot["x"] + plot["width"] + 1
    years = page.locator(f"{CARD} .js-plotly-plot g[class^='x'][class$='tick'] text").all()
    row = sorted((box["x"], box["x"] + box["width"]) for text in years if (box := text.bounding_box()))
    assert len(row) > 6 and all(end <= start for (_, end), (start, _) in pairwise(row))
    page.locator(".st-key-index_weights button").first.click()
    page.get_by_role("spinbutton", name="Bars, lists and duties").wait_for()
    settle(page)
    report = Axe().run(page).response
    found = [
        f"{violation['id']}: {node['target']}"
        for violation in report["violations"]
        if violation["impact"] in ("serious", "critical") and violation["id"] != "scrollable-region-focusable"
        for node in violation["nodes"]
    ]
    assert found == []


def test_a_mark_opens_the_acts_of_its_month(visit):
    page = visit("?sector=chips&pace-index-show=One+line&from=2024-01-01&to=2024-06-30")
    click_mark(page, "pace-index", ".scatterlayer .point", 2)
    page.locator(".st-key-marks_pace-index").get_by_text("events").first.wait_for()
