"""Coverage in a browser: it fits a desk and a phone, no label is cut, and the keyboard reaches the switch."""

from __future__ import annotations

import pytest

from decoupling.charts.coverage_strip import HEADING
from tests.browser.conftest import click_mark, settle
from tests.browser.test_accessibility import find_barriers
from tests.browser.test_new_pages import SCROLLED

CUT = """card => {
    const figure = document.querySelector(`.st-key-card_${card} .js-plotly-plot`);
    const frame = figure.querySelector('.main-svg').getBoundingClientRect();
    const texts = [...figure.querySelectorAll('text')].filter(text => text.textContent.trim());
    return texts.map(text => [text.textContent, text.getBoundingClientRect()])
        .filter(([_, box]) => box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
            || box.top < frame.top - 1 || box.bottom > frame.bottom + 1))
        .map(([words]) => words);
}"""
LAPPING = """card => {
    const figure = document.querySelector(`.st-key-card_${card} .js-plotly-plot`);
    const labels = [...figure.querySelectorAll('.annotation text, .xtick text, .ytick text, .legendtext')]
        .filter(text => text.textContent.trim())
        .map(text => [text.textContent, text.getBoundingClientRect()]).filter(([_, box]) => box.width);
    const found = [];
    labels.forEach(([words, a], i) => labels.slice(i + 1).forEach(([others, b]) => {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 2 && high > 4) found.push(`${words} | ${others}`);
    }));
    return found;
}"""
each_screen = pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])


@each_screen
@pytest.mark.parametrize(
    ("path", "card"),
    [
        ("method", "coverage"),
        ("method", "single-source"),
        ("timeline?timeline-coverage=true", "timeline"),
        ("timeline?timeline-coverage=true&timeline-lane=Side&sector=minerals&sector=chips", "timeline"),
        ("?pace-coverage=true", "pace"),
        ("compare?compare-pace-coverage=true", "compare-pace"),
        ("compare?compare-pace-coverage=true&by=Periods", "compare-pace"),
    ],
)
def test_no_label_is_cut_or_covered(visit, path, card, phone):
    page = visit(path, phone=phone)
    page.locator(f".st-key-card_{card}").scroll_into_view_if_needed()
    settle(page)
    assert page.locator(f".st-key-card_{card} .js-plotly-plot text").count() > 10
    assert page.evaluate(CUT, card) == []
    assert page.evaluate(LAPPING, card) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@each_screen
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_timeline_with_its_band_has_no_serious_barrier(visit, scheme, phone):
    page = visit("timeline?timeline-coverage=true&sector=minerals", scheme=scheme, phone=phone)
    assert [found for found in find_barriers(page) if SCROLLED not in found] == []


def test_the_keyboard_switches_the_band_on_and_the_address_keeps_it(visit):
    page = visit("timeline?sector=minerals")
    heading = page.locator(".st-key-card_timeline .annotation").get_by_text(HEADING)
    assert heading.count() == 0
    page.get_by_role("checkbox", name="Coverage").or_(page.get_by_role("switch", name="Coverage")).first.focus()
    page.keyboard.press("Space")
    heading.first.wait_for()
    settle(page)
    assert "timeline-coverage=true" in page.url
    page.reload()
    page.wait_for_selector("h1")
    settle(page)
    assert heading.count() == 1
    page.get_by_role("checkbox", name="Coverage").or_(page.get_by_role("switch", name="Coverage")).first.focus()
    page.keyboard.press("Space")
    heading.first.wait_for(state="detached")


def test_a_cell_opens_its_events(visit):
    page = visit("method")
    click_mark(page, "coverage", ".scatterlayer .point", 0)
    page.locator(".st-key-marks_coverage").get_by_role("link").first.wait_for()


def test_a_bar_of_single_sources_opens_them(visit):
    page = visit("method")
    click_mark(page, "single-source", ".barlayer .trace:nth-child(2) .point path", 0)
    page.locator(".st-key-marks_single-source").wait_for()
