"""Articles, review and log without a browser: what editors find, and what an accepted event does to every page."""

from __future__ import annotations

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from tests.app.conftest import button, words


@pytest.mark.parametrize("page", ["research/articles", "research/review", "research/log"])
def test_an_empty_workspace_says_what_to_do(page, open_app, store, at_this_machine):
    app = open_app(page)
    assert not app.exception
    assert len(words(app)) > 60


@pytest.mark.parametrize("page", ["research/articles", "research/review", "research/log"])
def test_a_visitor_does_not_find_the_research_pages(page, open_app, queued):
    app = open_app(page)
    assert "is not open to you" in app.title[0].value


def test_accepting_puts_the_event_on_the_pages_and_undoing_takes_it_away(open_app, queued, at_this_machine):
    review = open_app("research/review")
    assert "2 candidates wait" in words(review)
    button(review, "Accept").click().run()
    assert not review.exception
    (decision,) = queued.in_force()
    event = decision.record.event
    assert event.orgs[0].id == "amazon"
    assert event.headline in words(open_app("explore/event", id=event.id))
    total = len(load_checked_dataset(DATA_DIR).events) + 1
    assert f": 1 of {total:,} events" in words(open_app("explore/events", record="workspace"))
    assert "judged" in words(open_app("about/method"))
    button(review, "Undo").click().run()
    assert queued.in_force() == []
    assert "No such event" in words(open_app("explore/event", id=event.id))


def test_what_is_missing_is_said_and_nothing_is_written(open_app, queued, at_this_machine):
    review = open_app("research/review")
    next(field for field in review.text_input if field.label == "Date").set_value("").run()
    button(review, "Accept").click().run()
    assert "date is missing" in review.error[0].value
    assert queued.log() == []


def test_rejecting_goes_on_to_the_next_candidate(open_app, queued, at_this_machine):
    review = open_app("research/review")
    assert "Candidate 1, open" in words(review)
    button(review, "Reject").click().run()
    assert "Candidate 2, open" in words(review)
    assert queued.log()[0].reason == "no_act"


def test_a_store_that_cannot_be_read_leaves_the_pages_standing(open_app, monkeypatch):
    monkeypatch.setenv("DECOUPLING_DATABASE_URL", "postgresql://desk:secret-word@127.0.0.1:1/none")
    app = open_app("explore/overview")
    assert not app.exception
    warning = app.sidebar.warning[0].value
    assert "cannot be used" in warning.replace("\\", "")
    assert "secret-word" not in warning
