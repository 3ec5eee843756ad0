"""Accepted events join the dataset, say where they are from, and leave it when the decision is reversed."""

from __future__ import annotations

import datetime as dt

import pytest

from decoupling.aggregate import aggregate
from decoupling.candidates import Review
from decoupling.filters import EventFilter
from decoupling.model import Involvement, Link, Organisation, Source
from decoupling.snapshot import build_snapshot
from decoupling.workspace.overlay import lay_over, problems_of
from decoupling.workspace.records import Accepted, Attached, Decision

LAB = "2024-05-02-acme-shanghai-lab"
NEW_ID = "2024-05-09-acme-closes-w1"


def decision(record, number=1):
    kind = "accept" if isinstance(record, Accepted) else "attach"
    return Decision(
        id=number, candidate_id=number, revision=1, late_for=None, kind=kind, reason="", record=record, by="ana",
        at="2026-01-01T00:00:00.000Z",
    )  # fmt: skip


@pytest.fixture
def accepted(tiny_dataset):
    """An act of the tiny world, as a person accepted it."""

    def make(**changes):
        event = tiny_dataset.by_id[LAB].model_copy(update={"id": NEW_ID, "date": "2024-05-09", **changes})
        return Accepted(event=event)

    return make


def test_without_decisions_the_dataset_is_the_very_same(tiny_dataset):
    assert lay_over(tiny_dataset, [], [], 0) is tiny_dataset


def test_an_accepted_event_stands_in_its_place_in_time(tiny_dataset, accepted):
    laid = lay_over(tiny_dataset, [decision(accepted())], [], 7)
    ids = [event.id for event in laid.events]
    assert ids[ids.index(NEW_ID) - 1] == "2024-05-06-acme-beijing-office"
    assert set(ids) - {NEW_ID} == {event.id for event in tiny_dataset.events}
    assert laid.by_id[NEW_ID].date == "2024-05-09"
    assert laid.added == {NEW_ID}


def test_the_version_tells_the_state_of_the_workspace(tiny_dataset, accepted):
    versions = {lay_over(tiny_dataset, [decision(accepted())], [], newest).version for newest in (3, 4)}
    assert versions == {f"{tiny_dataset.version}+w3", f"{tiny_dataset.version}+w4"}


def test_workspace_events_can_be_filtered(tiny_dataset, accepted):
    snapshot = build_snapshot(lay_over(tiny_dataset, [decision(accepted())], [], 1))
    counts = aggregate(snapshot, EventFilter(records=("workspace",)))
    assert [snapshot.ids[i] for i in counts.positions] == [NEW_ID]
    assert counts.facets["record"] == {"curated": 12, "workspace": 1}
    assert aggregate(snapshot, EventFilter(records=("curated",))).events == 12


def test_a_new_organisation_comes_with_its_event(tiny_dataset, accepted):
    newcomer = Organisation(id="newco", name="Newco", kind="company", side="US", country="US")
    record = accepted(orgs=(Involvement(id="newco", role="actor"),)).model_copy(update={"organisations": (newcomer,)})
    laid = lay_over(tiny_dataset, [decision(record)], [], 1)
    assert laid.org_name("newco") == "Newco"
    assert "newco" not in tiny_dataset.organisations


def test_an_event_after_the_release_moves_the_day_of_the_data(tiny_dataset, accepted):
    laid = lay_over(tiny_dataset, [decision(accepted(date="2026-03-04"))], [], 1)
    assert laid.about.released == "2026-03-04"
    assert lay_over(tiny_dataset, [decision(accepted())], [], 1).about.released == tiny_dataset.about.released


def test_a_further_source_is_added_once(tiny_dataset):
    source = Source(publisher="Weekly", url="https://example.org/weekly", date="2024-05-04", kind="news")
    attached = [decision(Attached(event_id=LAB, source=source), number) for number in (1, 2)]
    laid = lay_over(tiny_dataset, attached, [], 2)
    assert laid.by_id[LAB].sources == (*tiny_dataset.by_id[LAB].sources, source)
    assert laid.added == frozenset()
    assert len(laid.events) == len(tiny_dataset.events)


def test_a_source_for_an_event_that_was_accepted_here_is_added_too(tiny_dataset, accepted):
    source = Source(publisher="Weekly", url="https://example.org/weekly", kind="news")
    decisions = [decision(accepted()), decision(Attached(event_id=NEW_ID, source=source), 2)]
    assert source in lay_over(tiny_dataset, decisions, [], 2).by_id[NEW_ID].sources


def test_a_promoted_event_is_not_doubled(tiny_dataset, accepted):
    event = tiny_dataset.by_id[LAB].model_copy(update={"headline": "As it was accepted"})
    laid = lay_over(tiny_dataset, [decision(Accepted(event=event))], [], 1)
    assert laid.by_id[LAB] == tiny_dataset.by_id[LAB]
    assert len(laid.events) == len(tiny_dataset.events)


def test_an_old_record_that_no_longer_fits_stops_nothing(tiny_dataset, accepted):
    laid = lay_over(tiny_dataset, [decision(accepted(action="gone")), decision(accepted(), 2)], [], 2)
    assert laid.added == {NEW_ID}
    assert laid.by_id[NEW_ID].action == "closure"


def test_a_link_to_an_event_that_was_taken_back_is_dropped(tiny_dataset, accepted):
    first = accepted()
    link = Link(type="extends", event=NEW_ID, basis="stated")
    second = accepted(id="2024-05-10-acme-more-w2", date="2024-05-10", links=(link,))
    both = lay_over(tiny_dataset, [decision(first), decision(second, 2)], [], 2)
    assert both.by_id["2024-05-10-acme-more-w2"].links == (link,)


def test_how_candidates_fared_comes_along(tiny_dataset):
    reviews = [Review(action="closure", confidence=0.9, outcome="rejected")]
    assert lay_over(tiny_dataset, [], reviews, 1).reviews == tuple(reviews)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": LAB}, "has an event"),
        ({"date": "2030-01-01"}, "still to come"),
        ({"action": "closing"}, "unknown action"),
        ({"sectors": ("chips", "chips")}, "twice"),
        ({"orgs": (Involvement(id="nobody", role="actor"),)}, "not in organisations.yaml"),
        ({"orgs": (Involvement(id="acme", role="target"),)}, "no organisation has the role actor"),
        ({"links": (Link(type="extends", event="2020-nothing", basis="stated"),)}, "no such other event"),
        ({"headcount_note": "the lab", "headcount": None}, "stands without headcount"),
    ],
)
def test_what_is_wrong_is_said_before_it_is_accepted(changes, words, tiny_dataset, accepted):
    assert words in " ".join(problems_of(accepted(**changes), tiny_dataset, dt.date(2026, 1, 1)))


def test_a_new_organisation_may_not_take_a_name_that_is_taken(tiny_dataset, accepted):
    twin = Organisation(id="acme-two", name="ACME CLOUD", kind="company", side="US", country="US")
    record = accepted(orgs=(Involvement(id="acme-two", role="actor"),)).model_copy(update={"organisations": (twin,)})
    assert "belongs to acme already" in " ".join(problems_of(record, tiny_dataset))
