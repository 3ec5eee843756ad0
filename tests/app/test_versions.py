"""Frozen views, what changed between versions, and what is watched, without a browser."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from decoupling import DATA_DIR
from decoupling.changes import compare_datasets, summarise_changes
from decoupling.checks import load_checked_dataset
from decoupling.filters import EventFilter
from decoupling.releases import open_release
from decoupling.watches import make_watch
from tests.app.conftest import ANA, button, words
from tests.app.test_journeys import FILTERED, events_in_view

FIRST = "2026.11.23-13db4a40"
SECOND = "2026.11.25-64972d18"
MERGED, INTO = "2018-07-25-cn-qualcomm-nxp-lapse", "2018-07-25-qualcomm-drops-nxp-deal"
DROPPED = "2022-05-26-tw-raids-ten-chinese-chip-firms"


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


@pytest.mark.parametrize("page", FILTERED)
def test_a_page_opens_as_of_the_first_version(open_app, page, dataset):
    app = open_app(page, v=FIRST)
    assert not app.exception
    assert events_in_view(app) == 344
    assert f"As of 23 November 2026 (version {FIRST}); the newest has {len(dataset.events):,} events." in words(app)


@pytest.mark.parametrize("page", ["explore/company", "about/method", "explore/embed"])
def test_other_pages_open_as_of_a_version_too(open_app, page):
    app = open_app(page, v=FIRST, id="huawei", chart="pace")
    assert not app.exception and FIRST in words(app)


def test_the_newest_version_in_the_address_says_that_nothing_is_newer(open_app, dataset):
    app = open_app(v=dataset.version)
    assert "nothing newer yet" in words(app) and events_in_view(app) == len(dataset.events)


def test_a_filter_narrows_a_frozen_view_and_a_reset_keeps_it_frozen(open_app):
    app = open_app("explore/events", v=SECOND, sector="chips")
    opened = open_release(SECOND, DATA_DIR)
    assert events_in_view(app) == sum("chips" in event.sectors for event in opened.events)
    button(app, "Reset").click().run()
    assert events_in_view(app) == 713
    assert SECOND in app.query_params["v"]


def test_a_frozen_view_is_left_with_its_filter(open_app, dataset):
    app = open_app("explore/events", v=SECOND, sector="chips")
    button(app, "Leave").click().run()
    assert events_in_view(app) == sum("chips" in event.sectors for event in dataset.events)
    assert "v" not in app.query_params and "As of" not in words(app)


def test_a_frozen_view_stays_from_page_to_page(open_app):
    app = open_app("explore/timeline", v=SECOND)
    app.query_params.clear()
    app.switch_page("pages/explore/events.py").run()
    assert events_in_view(app) == 713


def test_a_filter_that_an_older_version_does_not_know_is_dropped(open_app, dataset):
    first = open_release(FIRST, DATA_DIR)
    later = next(org for org in dataset.organisations if org not in first.organisations)
    app = open_app("explore/events", v=FIRST, org=later)
    assert not app.exception and events_in_view(app) == 344


@pytest.mark.parametrize("page", ["explore/watch", "about/changes"])
def test_a_page_that_looks_back_is_of_the_newest_version_and_says_so_in_its_address(open_app, page, dataset):
    app = open_app(page, v=SECOND, sector="chips")
    assert not app.exception and "As of" not in words(app)
    assert "v" not in app.query_params and "chips" in app.query_params["sector"]


@pytest.mark.parametrize("version", ["nope", "2026.11.26-00000000", f"{FIRST}+w7", f"{FIRST}+wx", "../../etc"])
def test_an_unknown_version_names_those_that_can_be_opened(open_app, version):
    app = open_app("explore/events", v=version)
    assert not app.exception
    assert app.title[0].value == "This version cannot be opened"
    assert version in words(app)
    next(b for b in app.button if FIRST in b.label.replace("\\", "")).click().run()
    assert events_in_view(app) == 344


def test_after_an_unknown_version_the_visit_goes_on(open_app, dataset):
    app = open_app("explore/events", v="nope")
    app.query_params.clear()
    app.switch_page("pages/explore/timeline.py").run()
    assert events_in_view(app) == len(dataset.events)


def test_a_version_with_workspace_events_opens_as_it_was(open_app, queued, at_this_machine, dataset):
    review = open_app("research/review")
    button(review, "Accept").click().run()
    (decision,) = queued.in_force()
    version = f"{dataset.version}+w{decision.id}"
    assert events_in_view(open_app("explore/events", v=version)) == len(dataset.events) + 1
    queued.undo(ANA, decision)
    assert events_in_view(open_app("explore/events")) == len(dataset.events)
    app = open_app("explore/events", v=version)
    assert events_in_view(app) == len(dataset.events) + 1 and version in words(app)
    assert events_in_view(open_app("explore/events", v=dataset.version)) == len(dataset.events)
    assert open_app("explore/events", v=f"{dataset.version}+w99").title[0].value == "This version cannot be opened"


# --- records that moved --------------------------------------------------------------------------


def test_a_merged_record_leads_on_and_back(open_app, dataset):
    app = open_app("explore/event", id=MERGED)
    assert app.title[0].value == "This record is now part of another"
    labels = [link.proto.label.replace("\\", "") for link in app.get("page_link")]
    assert any(dataset.by_id[INTO].headline in label for label in labels)
    assert any(SECOND in label for label in labels)
    assert (
        open_app("explore/event", id=MERGED, v=SECOND).title[0].value.startswith("Qualcomm drops its $44 billion bid")
    )


def test_a_dropped_record_says_why(open_app):
    app = open_app("explore/event", id=DROPPED)
    assert app.title[0].value == "This record was dropped" and "another article" in words(app)


def test_a_corrected_record_leads_to_what_was_corrected(open_app, dataset):
    app = open_app("explore/event", id="2026-03-09-ca-lets-tiktok-stay")
    assert "26 November 2026: added, version 2026.11.26-06ff9c71" in words(app)
    links = [link.proto for link in app.get("page_link") if "corrected" in link.proto.label]
    assert links
    asked = dict(parse_qsl(links[-1].query_string))
    changes = open_app("about/changes", **asked)
    assert "1 corrected" in words(changes) or "1 event corrected" in words(changes)


# --- what changed --------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [(FIRST, SECOND), (SECOND, FIRST), (FIRST, "")])
def test_two_versions_are_compared(open_app, dataset, before, after):
    app = open_app("about/changes", before=before, after=after)
    assert not app.exception
    sides = [open_release(version, DATA_DIR) if version else dataset for version in (before, after)]
    changes = compare_datasets(*sides)
    assert summarise_changes(changes) in words(app)
    headings = [header.value for header in app.header]
    assert f"Added ({len(changes.of('added')):,})" in headings or not changes.of("added")


def test_a_version_compared_with_itself_has_no_changes(open_app, dataset):
    app = open_app("about/changes", before=dataset.version, after=dataset.version)
    assert not app.exception and "Nothing changed between these two versions." in words(app)


def test_changes_are_those_of_the_filter(open_app, dataset):
    app = open_app("about/changes", before=SECOND, sector="quantum")
    before = open_release(SECOND, DATA_DIR)
    ids = {event.id for side in (before, dataset) for event in side.events if "quantum" in event.sectors}
    assert summarise_changes(compare_datasets(before, dataset, ids)) in words(app)


def test_a_longer_list_is_opened_further(open_app):
    app = open_app("about/changes", before=FIRST, after=SECOND)
    listed = len(app.get("page_link"))
    button(app, "Show 20 more").click().run()
    assert len(app.get("page_link")) >= listed + 20


def test_an_unknown_version_to_compare_is_said(open_app):
    app = open_app("about/changes", before="nope")
    assert not app.exception and "cannot be opened" in words(app)


# --- watch ---------------------------------------------------------------------------------------


def with_watches(app, *watches):
    """The app as if the browser had given these watches back."""
    app.session_state["watches"] = watches
    return app.run()


def test_without_a_watch_the_page_says_what_one_is(open_app):
    app = open_app("explore/watch")
    assert not app.exception and "You follow nothing yet" in words(app)


def test_a_watch_shows_what_is_new_and_corrected_since(open_app, dataset):
    watch = make_watch("Quantum", EventFilter(sectors=("quantum",)), SECOND)
    app = with_watches(open_app("explore/watch"), watch)
    before = open_release(SECOND, DATA_DIR)
    ids = {event.id for side in (before, dataset) for event in side.events if "quantum" in event.sectors}
    changes = compare_datasets(before, dataset, ids)
    new = len(changes.of("added"))
    assert new and not app.exception
    assert f"{new} new event" in words(app) and "You follow 1 watch." in words(app)
    button(app, "Mark as seen").click().run()
    assert app.session_state["watches"][0].seen == dataset.version
    assert f"Nothing new or corrected since version {dataset.version}" in words(app)


def test_a_watch_of_a_version_that_is_lost_falls_back_and_says_so(open_app):
    watch = make_watch("Lost", EventFilter(sectors=("legal",)), "2026.11.24-ffffffff")
    app = with_watches(open_app("explore/watch"), watch)
    assert f"compared with {FIRST}, the nearest release before it" in words(app)
    never = make_watch("Never", EventFilter(), "2020.01.01-ffffffff")
    assert "be told from now on" in words(with_watches(open_app("explore/watch"), never))


def test_a_filter_is_watched_from_its_page_and_let_go(open_app, dataset):
    app = open_app("explore/timeline", sector="chips", side="CN")
    button(app, "Watch this filter").click().run()
    (watch,) = app.session_state["watches"]
    assert watch.query == {"sector": ("chips",), "side": ("CN",)} and watch.seen == dataset.version
    assert watch.name == "Semiconductors, China"
    button(app, "✓ Watched").click().run()
    assert app.session_state["watches"] == ()


def test_a_company_is_watched_from_its_page_whatever_the_version_in_view(open_app, dataset):
    app = open_app("explore/company", id="huawei", v=SECOND)
    button(app, "Watch Huawei").click().run()
    (watch,) = app.session_state["watches"]
    assert (watch.name, watch.query, watch.seen) == ("Huawei", {"org": ("huawei",)}, dataset.version)


def test_organisations_and_sectors_are_watched_by_the_form(open_app):
    app = open_app("explore/watch")
    next(w for w in app.multiselect if w.key == "watch_orgs").set_value(["huawei"]).run()
    next(w for w in app.multiselect if w.key == "watch_sectors").set_value(["chips"]).run()
    button(app, "Watch these").click().run()
    (watch,) = app.session_state["watches"]
    assert watch.query == {"org": ("huawei",), "sector": ("chips",)} and not app.exception
    button(app, "Remove").click().run()
    assert "You follow nothing yet" in words(app)
