"""From a candidate to a draft, and from a corrected draft to a record or to what is missing in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from decoupling.model import Organisation
from decoupling.workspace.drafts import HEADLINE_LENGTH, compose, draft_event, event_id, slug
from decoupling.workspace.duplicates import find_duplicates
from decoupling.workspace.records import StoredArticle
from tests.unit.workspace.conftest import TEXT, candidate

ARTICLE = StoredArticle(
    id=1, digest="d", title="Acme closes", publisher="Daily Chip", address="https://example.org/acme",
    published="2024-05-03", text=TEXT, added_at="2026-01-01T00:00:00Z", added_by="ana",
)  # fmt: skip
TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def draft(tiny_dataset):
    """The draft of the tiny article's closure."""
    return draft_event(candidate(), ARTICLE, tiny_dataset)


def test_a_draft_holds_what_the_machine_read(draft):
    assert (draft.action, draft.date, draft.status, draft.origin) == ("closure", "2024-05-01", "done", "US")
    assert (draft.actors, draft.sectors, draft.places) == (("acme",), ("ai",), (("Shanghai", "CN"),))
    assert (draft.headcount, draft.headcount_note) == (140, "as the article gives it")
    assert (draft.publisher, draft.address, draft.source_date) == ("Daily Chip", ARTICLE.address, "2024-05-03")
    assert draft.headline == "Acme closes a site or service in Shanghai"
    assert "140 people are affected" in draft.summary


@pytest.mark.parametrize("name", ["Acme", "acme cloud", "APEX"])
def test_an_organisation_is_known_by_any_of_its_names(name, tiny_dataset):
    assert draft_event(candidate(actors=(name,)), ARTICLE, tiny_dataset).actors == ("acme",)


def test_an_unknown_organisation_is_marked_as_new(tiny_dataset):
    draft = draft_event(candidate(actors=("Hanmi Logic",), targets=("龙芯片",)), ARTICLE, tiny_dataset)
    assert draft.actors == ("new:Hanmi Logic",)
    assert draft.targets == ("dragon",)
    assert draft.new_names == ("Hanmi Logic",)
    assert draft.origin == ""


@pytest.mark.parametrize(("status", "coded"), [("actual", "done"), ("background", "done"), ("planned", "announced")])
def test_the_status_follows_how_the_act_is_told(status, coded, tiny_dataset):
    assert draft_event(candidate(status=status), ARTICLE, tiny_dataset).status == coded


def test_every_kind_of_act_has_a_headline_that_fits():
    dataset = load_checked_dataset(DATA_DIR)
    for action in dataset.taxonomy.actions.codes:
        for targets in ((), ("A" * 60, "B" * 60, "C", "D")):
            told = candidate(action=action, actors=("Amazon",), targets=targets, places=())
            headline = draft_event(told, ARTICLE, dataset).headline
            assert headline.startswith("Amazon")
            assert len(headline) <= HEADLINE_LENGTH
            assert "{" not in headline


def test_the_headline_of_several_actors_agrees_with_the_first(tiny_dataset):
    draft = draft_event(candidate(actors=("Acme", "Dragon")), ARTICLE, tiny_dataset)
    assert draft.headline == "Acme, with Dragon, closes a site or service in Shanghai"


def test_a_draft_as_it_stands_becomes_a_record(draft, tiny_dataset):
    accepted, problems = compose(draft, 12, tiny_dataset, unchanged=True, apart=("x",), today=TODAY)
    assert problems == []
    assert accepted.event.id == "2024-05-01-acme-closes-a-site-or-service-in-shanghai-w12"
    assert (accepted.unchanged, accepted.apart) == (True, ("x",))
    assert [(org.id, org.role) for org in accepted.event.orgs] == [("acme", "actor")]
    assert accepted.event.sources[0].url == ARTICLE.address


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("date", "", "date is missing"),
        ("date", "next week", "must be YYYY-MM-DD"),
        ("date", "2031", "still to come"),
        ("headline", "", "headline is missing"),
        ("summary", "", "summary is missing"),
        ("actors", (), "actors is missing"),
        ("actors", ("new:Nobody",), "Nobody: choose an organisation"),
        ("sectors", (), "sectors is missing"),
        ("origin", "", "origin is missing"),
        ("publisher", "", "publisher is missing"),
        ("address", "", "address is missing"),
        ("address", "no address", "url"),
        ("source_date", "yesterday", "must be YYYY-MM-DD"),
        ("places", (("Atlantis", "CN"),), "not in places.yaml"),
        ("effective", "soon", "must be YYYY-MM-DD"),
        ("function", "dancing", "unknown function"),
    ],
)
def test_what_is_missing_or_wrong_is_named(field, value, words, draft, tiny_dataset):
    accepted, problems = compose(replace(draft, **{field: value}), 1, tiny_dataset, today=TODAY)
    assert accepted is None
    assert words in " ".join(problems)


def test_a_new_organisation_takes_its_place_by_its_profile(draft, tiny_dataset):
    newcomer = Organisation(id="hanmi-logic", name="Hanmi Logic", kind="company", side="third", country="KR")
    changed = replace(draft, actors=("new:Hanmi Logic", "acme"), origin="KR")
    accepted, problems = compose(changed, 1, tiny_dataset, organisations=(newcomer,), today=TODAY)
    assert problems == []
    assert [org.id for org in accepted.event.orgs] == ["hanmi-logic", "acme"]
    assert accepted.organisations == (newcomer,)


def test_an_organisation_has_one_role_the_strongest(draft, tiny_dataset):
    both = replace(draft, targets=("acme", "dragon"), affected=("dragon",))
    accepted, _ = compose(both, 1, tiny_dataset, today=TODAY)
    assert [(org.id, org.role) for org in accepted.event.orgs] == [("acme", "actor"), ("dragon", "target")]


@pytest.mark.parametrize("headline", ["华为退出", "3Com leaves", "  ", "A" * 120])
def test_an_id_has_the_form_of_an_id_whatever_the_headline(headline, draft, tiny_dataset):
    words = replace(draft, headline=headline.strip() or "x")
    accepted, problems = compose(words, 3, tiny_dataset, today=TODAY)
    assert problems == []
    assert accepted.event.id == event_id(words, 3)
    assert accepted.event.id.endswith("-w3")


@pytest.mark.parametrize(("text", "plain"), [("Société Générale", "societe-generale"), ("A & B", "a-b"), ("华为", "")])
def test_a_slug_is_plain(text, plain):
    assert slug(text) == plain


# --- likely duplicates ---------------------------------------------------------------------------


def test_the_same_act_is_found_with_the_reasons(draft, tiny_dataset):
    (best, *_) = find_duplicates(replace(draft, date="2024-05-02"), candidate().evidence, tiny_dataset)
    assert best.event.id == "2024-05-02-acme-shanghai-lab"
    assert best.score >= 0.7
    assert best.reasons[:3] == ("same actor (Acme)", "same kind of act (closure)", "same date")


@pytest.mark.parametrize(
    "changes", [{"actors": ("lithotool",)}, {"date": "2019-01-01"}, {"actors": ("new:Someone",), "targets": ()}]
)
def test_another_act_is_not_taken_for_it(changes, draft, tiny_dataset):
    found = find_duplicates(replace(draft, **changes), "", tiny_dataset)
    assert "2024-05-02-acme-shanghai-lab" not in [one.event.id for one in found]


def test_a_draft_without_a_date_still_meets_its_like(draft, tiny_dataset):
    found = find_duplicates(replace(draft, date=""), candidate().evidence, tiny_dataset)
    assert "2024-05-02-acme-shanghai-lab" in [one.event.id for one in found]
