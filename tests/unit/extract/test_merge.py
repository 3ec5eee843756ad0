"""Which tellings are one act, with scores set by hand instead of weights."""

from __future__ import annotations

import numpy as np
import pytest
import spacy

import decoupling.extract.sentences  # noqa: F401
from decoupling.extract import merge
from decoupling.extract.dates import DateMention
from decoupling.extract.features import SAME_WIDTH, lay_out
from decoupling.extract.gazetteer import Profile
from decoupling.extract.heads import Heads, Status
from decoupling.extract.mentions import Nouns
from decoupling.extract.merge import actors_of, merge_tellings
from decoupling.extract.resolve import Knowledge
from decoupling.extract.told import Part, Told
from decoupling.extract.unknown_names import NameWords

TEXT = "Acme shuts lab\n\nAcme closed a lab. Acme cut jobs and closed a shop. Beijing answered. It was the ministry."
NLP = spacy.blank("en")
NLP.add_pipe("sentence_breaks")
DOC = NLP(TEXT)
DOC.user_data["published"] = "2025-07-24"
PROFILES = {
    "Acme": Profile("company", "US", "US", ("chips",)),
    "MOFCOM": Profile("government", "CN", "CN", ()),
    "Chinese government": Profile("government", "CN", "CN", ()),
}


def knowledge(verdict: float = -5.0) -> Knowledge:
    """Weights that answer every pair with one verdict (a logit)."""
    width = 3 * 2 + SAME_WIDTH
    weights = {
        "same.w1": np.zeros((width, 1), np.float32),
        "same.b1": np.zeros(1, np.float32),
        "same.w2": np.zeros((1, 1), np.float32),
        "same.b2": np.array([verdict], np.float32),
    }
    heads = Heads(weights, ("closure", "workforce_cut"), (), "x")
    company = frozenset({"closure", "workforce_cut"})
    return Knowledge(heads, PROFILES, Nouns({}, {}), (), {}, NameWords(*[frozenset()] * 4), company)


def token(words: str, nth: int = 0) -> int:
    return [t.i for t in DOC if t.text == words][nth]


def told(
    action: str, at: int, actor: str = "Acme", date: str | None = None, score: float = 0.9, status: Status = "actual"
) -> Told:
    telling = Told(at, at + 1, action, score, status, 1.0, {action: score})
    telling.actors = [Part(actor, DOC[at : at + 1], 0.9)]
    if date:
        DOC.user_data["d"] = DateMention(0, 1, date, "explicit", False)
        telling.date = Part(date, DOC[at : at + 1], 0.9)
    return telling


def merged(*tellings: Told, verdict: float = -5.0) -> list[list[int]]:
    narrow = np.zeros((len(DOC), 2), np.float32)
    acts = merge_tellings(knowledge(verdict), DOC, lay_out(DOC), narrow, list(tellings))
    return [sorted(t.start for t in act.tellings) for act in acts]


TITLE, BODY, SHOP, CUT = token("shuts"), token("closed"), token("closed", 1), token("cut")


def test_a_title_and_its_lead_tell_one_act():
    assert merged(told("closure", TITLE), told("closure", BODY)) == [[TITLE, BODY]]


def test_two_acts_of_different_days_stay_two():
    days = (told("closure", BODY, date="2025-07-23"), told("closure", SHOP, date="2024-05-01"))
    assert merged(*days) == [[BODY], [SHOP]]


def test_a_telling_without_a_date_joins_the_act_of_the_same_actor():
    assert merged(told("closure", BODY, date="2025-07-23"), told("closure", SHOP)) == [[BODY, SHOP]]


def test_the_model_decides_between_dated_tellings():
    days = (told("closure", BODY, date="2025-07-23"), told("closure", SHOP, date="2025-07"))
    assert merged(*days, verdict=5.0) == [[BODY, SHOP]]


def test_undated_news_is_no_act_of_years_ago():
    past = told("closure", SHOP, date="2021-10", status="background")
    assert merged(told("closure", BODY), past, verdict=5.0) == [[BODY], [SHOP]]


def test_undated_news_may_be_told_again_with_a_date_of_last_month():
    recent = told("closure", SHOP, date="2025-06", status="background")
    assert merged(told("closure", BODY), recent) == [[BODY, SHOP]]


def test_a_dated_telling_joins_by_its_date_and_not_by_an_undated_one_between():
    tellings = (told("closure", BODY, date="2025-07-23"), told("closure", CUT), told("closure", SHOP, date="2024-05"))
    assert merged(*tellings) == [[BODY, CUT], [SHOP]]


def test_a_headline_whose_act_the_text_never_tells_tells_none():
    assert merged(told("closure", TITLE)) == []


def test_two_readings_of_the_same_words_leave_the_surer():
    assert merged(told("workforce_cut", CUT, score=0.5), told("closure", SHOP, score=0.95)) == [[SHOP]]


def test_a_title_read_as_another_act_than_its_lead_gives_way():
    assert merged(told("workforce_cut", TITLE), told("closure", BODY)) == [[BODY]]


def test_a_government_gives_way_to_its_agency_in_one_act():
    first = told("export_control", token("answered"), actor="Chinese government")
    second = told("export_control", token("ministry"), actor="MOFCOM")
    (act,) = merge_tellings(knowledge(5.0), DOC, lay_out(DOC), np.zeros((len(DOC), 2), np.float32), [first, second])
    assert [part.name for part in actors_of(knowledge(), act)] == ["MOFCOM"]


@pytest.mark.parametrize("name", sorted(merge.GENERIC))
def test_the_general_names_are_known_governments(name):
    assert merge.GENERIC[name] in ("US", "CN")
