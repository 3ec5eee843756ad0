"""The method page says what was gone through, and the switch puts a band under a timeline."""

from __future__ import annotations

import pytest

from decoupling import DATA_DIR
from decoupling.charts.coverage_strip import BAND_NOTE, HEADING
from decoupling.checks import load_checked_dataset
from tests.app.conftest import figures, words


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


def heads(app) -> list[str]:
    """The headings of all bands on the page."""
    notes = [note["text"] for figure in figures(app) for note in figure["layout"].get("annotations", [])]
    return [text for text in notes if text == f"<b>{HEADING}</b>"]


def test_the_method_page_shows_coverage_with_its_sentences_and_reasons(open_app, dataset):
    app = open_app("about/method")
    assert not app.exception
    text, events = words(app), len(dataset.events)
    single = sum(event.verification == "single" for event in dataset.events)
    assert f"Of {events:,} events, {single / events:.0%} ({single:,}) rest on one source" in text
    assert "Main series were gone through in" in text and "from July 2026 on nothing is complete." in text
    assert "of what is recorded stands where main series were gone through" in text
    assert "Semiconductors, Oct 2022 to Jun 2026: main series gone through." in text
    assert all(row.reason in text for row in dataset.coverage)


@pytest.mark.parametrize(("page", "key"), [("explore/timeline", "timeline"), ("", "pace")])
def test_the_switch_puts_the_band_under_the_axis_and_takes_it_away(open_app, page, key):
    app = open_app(page)
    assert heads(app) == [] and BAND_NOTE not in words(app)
    app.toggle(key=f"{key}-coverage").set_value(True).run()
    assert not app.exception
    assert len(heads(app)) == 1 and BAND_NOTE in words(app)
    app.toggle(key=f"{key}-coverage").set_value(False).run()
    assert heads(app) == []


def test_an_address_opens_with_the_band(open_app):
    app = open_app("explore/timeline", **{"timeline-coverage": "true", "sector": "minerals"})
    assert len(heads(app)) == 1


def test_one_event_has_its_band_and_none_says_so(open_app):
    app = open_app("explore/timeline", **{"timeline-coverage": "true", "q": "2022-10-07-bis-advanced-computing-rule"})
    assert not app.exception and len(heads(app)) == 1
    app = open_app("explore/timeline", **{"timeline-coverage": "true", "q": "no such words at all"})
    assert not app.exception and heads(app) == []
