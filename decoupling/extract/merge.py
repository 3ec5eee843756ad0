"""Owns which tellings are one act: of a title and its body, of several sentences, of an agency and its government."""

from __future__ import annotations

import datetime as dt

import numpy as np
from spacy.tokens import Doc

from decoupling.dates import first_day, last_day
from decoupling.extract.features import Layout, same_features
from decoupling.extract.heads import Matrix, average, sigmoid
from decoupling.extract.mentions import NAMED
from decoupling.extract.resolve import Knowledge
from decoupling.extract.told import Act, Part, Told

SAME_FLOOR = 0.6
SHADOW_REACH = 12
SHADOW_SHARE = 0.8
LEAD = 4
STOPS = (".", "!", "?", ".”", '."')
"""Ends of a sentence, which the headline of a text does not have."""
PAST = dt.timedelta(days=60)
"""How long before the news an act is of the past."""
GENERIC = {"Chinese government": "CN", "US government": "US", "White House": "US"}


def merge_tellings(knowledge: Knowledge, doc: Doc, layout: Layout, narrow: Matrix, tellings: list[Told]) -> list[Act]:
    """Acts in the order of the text, each with its tellings, the fullest first."""
    published = doc.user_data.get("published")
    groups: list[list[Told]] = []
    for told in tellings:
        home, best = None, SAME_FLOOR
        for group in groups:
            if group[0].action != told.action:
                continue
            body = [other for other in group if layout.sentence[other.start]]
            dated = [other for other in body if other.date and told.date]
            peers = dated or body or group
            score = max(_likeness(knowledge, layout, narrow, other, told, published) for other in peers)
            if score > best:
                home, best = group, score
        if home is None:
            groups.append([told])
        else:
            home.append(told)
    acts = [Act(sorted(group, key=lambda t: _fullness(layout, t), reverse=True)) for group in groups]
    acts = [
        act for act in acts if not any(_shadows(knowledge, layout, other, act) for other in acts if other is not act)
    ]
    return [act for act in acts if not _only_a_title(knowledge, doc, layout, act, acts)]


def actors_of(knowledge: Knowledge, act: Act) -> list[Part]:
    """Who acts: those of the fullest telling, a government giving way to its agency that another telling names."""
    actors = next((told.actors for told in act.tellings if told.actors), [])
    agencies = {
        side_of(knowledge, part.name): part
        for told in act.tellings
        for part in told.actors
        if part.name not in GENERIC
        and part.name in knowledge.profiles
        and knowledge.profiles[part.name].kind == "government"
    }
    return [agencies.get(GENERIC[part.name], part) if part.name in GENERIC else part for part in actors]


def side_of(knowledge: Knowledge, name: str) -> str | None:
    """Side of an organisation; None when it is not known."""
    profile = knowledge.profiles.get(name)
    return profile.side if profile else None


def _likeness(
    knowledge: Knowledge, layout: Layout, narrow: Matrix, one: Told, two: Told, published: str | None
) -> float:
    if _is_news_beside_past(one, two, published) or _is_news_beside_past(two, one, published):
        return 0.0
    actors = [{part.name for part in told.actors} for told in (one, two)]
    for mine, other in ((actors[0], actors[1]), (actors[1], actors[0])):
        for generic in GENERIC.keys() & mine:
            mine |= {name for name in other if side_of(knowledge, name) == GENERIC[generic]}
    shared = bool(actors[0] & actors[1])
    targets = [{part.name for part in told.targets} for told in (one, two)]
    if shared and 0 in (layout.sentence[one.start], layout.sentence[two.start]):
        return 1.0
    apart = bool(targets[0] and targets[1]) and not targets[0] & targets[1]
    same_sentence = layout.sentence[one.start] == layout.sentence[two.start]
    if shared and not apart and not same_sentence and not (one.date and two.date):
        return 1.0
    a, b = average(narrow[one.start : one.end]), average(narrow[two.start : two.end])
    row = same_features(
        layout, one.start, two.start, actors=(actors[0], actors[1]),
        targets=(targets[0], targets[1]),
        dates=(one.date.name if one.date else None, two.date.name if two.date else None), likeness=0.0,
    )  # fmt: skip
    rows = np.concatenate([a + b, np.abs(a - b), a * b, row])[None]
    return float(sigmoid(knowledge.heads.run("same", rows))[0, 0])


def _is_news_beside_past(news: Told, past: Told, published: str | None) -> bool:
    """What is told as news, of the day of publication if it has no date, is no act of the past dated long before."""
    day = news.date.name if news.date else published
    if not day or news.status != "actual" or not past.date or past.status != "background":
        return False
    return last_day(past.date.name) < first_day(day) - PAST


def _shadows(knowledge: Knowledge, layout: Layout, strong: Act, weak: Act) -> bool:
    """Two readings of the same words: another action for the same actors in the same sentence, nearby, and surer."""
    one, two = strong.main, weak.main
    companies = knowledge.company_acts
    return (
        one.action != two.action
        and (one.action in companies) == (two.action in companies)
        and layout.sentence[one.start] == layout.sentence[two.start]
        and abs(one.start - two.start) <= SHADOW_REACH
        and bool({p.name for p in one.actors} & {p.name for p in two.actors})
        and (one.date.span.start if one.date else -1) == (two.date.span.start if two.date else -1)
        and one.score * one.told * SHADOW_SHARE > two.score * two.told
    )


def _only_a_title(knowledge: Knowledge, doc: Doc, layout: Layout, act: Act, acts: list[Act]) -> bool:
    """A title's act that the text below does not tell, or that the lead tells under another code."""
    if any(layout.sentence[told.start] for told in act.tellings):
        return False
    if len(layout.bounds) > LEAD and not doc[: layout.bounds[0][1]].text.rstrip().endswith(STOPS):
        return True
    actors = {part.name for part in act.main.actors}
    companies = knowledge.company_acts
    return any(
        0 < layout.sentence[other.main.start] <= LEAD
        and (other.main.action in companies) == (act.main.action in companies)
        and bool(actors & {part.name for part in other.main.actors})
        for other in acts
        if other is not act
    )


def _fullness(layout: Layout, told: Told) -> float:
    at = layout.sentence[told.start]
    named = any(part.span.label_ in NAMED and layout.sentence[part.span.start] == at for part in told.actors)
    return told.score * told.told + 0.2 * bool(told.date) + 0.3 * bool(told.actors) + 0.3 * named - 0.7 * (at == 0)
