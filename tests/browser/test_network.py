"""Who acts on whom in a browser: drawn, opened by a click, read as a table by keyboard, on a desk and on a phone.

Every visit fails on a console error and on a request to another host; conftest.py sees to it.
"""

from __future__ import annotations

from collections import Counter

import pytest

from decoupling import DATA_DIR
from decoupling.aggregate import aggregate
from decoupling.charts import CHARTS
from decoupling.charts.spec import Selection
from decoupling.checks import load_checked_dataset
from decoupling.filters import EventFilter
from decoupling.snapshot import build_snapshot
from tests.browser.conftest import settle

CARDS = {"sectors?sector=biotech": "network", "company?id=huawei": "organisation-network"}
NAMES_MEET = """card => {
    const boxes = [...document.querySelectorAll(`.st-key-card_${card} .textpoint text`)]
        .map(text => text.getBoundingClientRect());
    return boxes.flatMap((one, i) => boxes.slice(i + 1).filter(other =>
        one.left < other.right - 1 && other.left < one.right - 1
        && one.top < other.bottom - 3 && other.top < one.bottom - 3)).length;
}"""
NAMES_CUT = """card => {
    const paper = document.querySelector(`.st-key-card_${card} .main-svg`).getBoundingClientRect();
    return [...document.querySelectorAll(`.st-key-card_${card} .textpoint text`)]
        .map(text => text.getBoundingClientRect())
        .filter(box => box.left < paper.left || box.right > paper.right || box.bottom > paper.bottom).length;
}"""
each_card = pytest.mark.parametrize(("path", "card"), CARDS.items())


@each_card
@pytest.mark.parametrize(("scheme", "phone"), [("light", False), ("dark", True)])
def test_names_neither_meet_nor_leave_the_picture(visit, path, card, scheme, phone):
    page = visit(path, scheme=scheme, phone=phone)
    assert page.locator(f".st-key-card_{card} .textpoint text").count() > 20
    assert page.evaluate(NAMES_MEET, card) == 0
    assert page.evaluate(NAMES_CUT, card) == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@each_card
def test_a_click_on_a_band_opens_its_acts(visit, path, card):
    page = visit(path)
    mark = page.locator(f".st-key-card_{card} .js-plotly-plot .scatterlayer .point").nth(60)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 - 3, box["y"] + box["height"] / 2)
    page.wait_for_timeout(200)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(300)
    assert "→" in page.locator(f".st-key-card_{card} .hoverlayer").text_content()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settle(page)
    page.locator(f".st-key-marks_{card}").get_by_role("link").first.wait_for()


@each_card
def test_the_keyboard_reads_the_ties_as_a_table(visit, path, card):
    page = visit(path)
    page.locator(f".st-key-view_{card}").get_by_role("radio", name="Table").focus()
    page.keyboard.press("Space")
    settle(page)
    assert page.locator(f".st-key-card_{card}").get_by_test_id("stDataFrame").count() == 1
    assert page.locator(f".st-key-card_{card} .js-plotly-plot").count() == 0


@pytest.fixture
def finding():
    """What the ties inside biotech say, read from the dataset."""
    dataset = load_checked_dataset(DATA_DIR)
    snapshot, chosen = build_snapshot(dataset), EventFilter(sectors=("biotech",))
    network = CHARTS["network"]
    return network.read(
        Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen)), network.default_options()
    ).title


def leading_ties() -> tuple[int, list[tuple[str, str]]]:
    """How many acts the most frequent ties of biotech have, and those ties by name, counted from the records alone."""
    dataset = load_checked_dataset(DATA_DIR)
    name = {org.id: org.name for org in dataset.organisations.values()}
    ties = Counter(
        (name[one.id], name[other.id])
        for event in dataset.events
        if "biotech" in event.sectors
        for one in event.orgs
        if one.role == "actor"
        for other in event.orgs
        if other.role != "actor"
    )
    most = max(ties.values())
    return most, [tie for tie, acts in ties.items() if acts == most]


def test_ties_inside_one_sector_are_drawn_when_they_are_asked_for(visit, finding):
    page = visit("sectors?open=Biotech+%26+pharma")
    assert page.locator(".st-key-card_sector-network").count() == 0
    page.get_by_text("Who acts on whom in this sector").click()
    page.locator(".st-key-card_sector-network .main-svg").first.wait_for()
    settle(page)
    assert page.locator(".st-key-card_sector-network").get_by_role("heading", name=finding, exact=True).count() == 1
    most, leaders = leading_ties()
    assert f": {most} acts" in finding
    if len(leaders) > 2:
        assert finding.startswith(f"{len(leaders)} ties most often")
    else:
        assert all(f"{actor} acts on or hits {hit}" in finding for actor, hit in leaders)
