"""Owns the step from token vectors to acts: names, triggers, who plays which part, and which mentions tell one act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc, Span

from decoupling.extract.features import Layout, MentionTable, Numbers, in_reach, pair_features, token_features
from decoupling.extract.heads import PARTS, STATUSES, TOLD, Matrix, average, sigmoid, softmax
from decoupling.extract.mentions import NAMED, date_of, value_of
from decoupling.extract.merge import GENERIC, merge_tellings
from decoupling.extract.resolve import Knowledge, Resolver
from decoupling.extract.told import Act, Part, Told
from decoupling.extract.unknown_names import add_unknown_names

TRIGGER_FLOOR = 0.3
PART_FLOOR = 0.5
FIGURE_FLOOR = 0.36
"""Lower than for other parts: what two acts claim goes to one of them, so that little is given twice."""
DATE_FLOOR = 0.3
BACKGROUND_DATE_FLOOR = 0.05
"""For a date in the sentence of an act of the past, which is not dated by the day of publication."""
NEAREST = 60
LIST_FLOOR = 0.2
"""For a name listed with another that plays the part."""
SWITCH_FLOOR = 0.15
BATCH = 64
"""Tellings whose mentions are judged at once: more would take much memory in a long text and save little time."""


class Run(NamedTuple):
    """Tokens `start`:`end` that trigger an act, and the score of each action."""

    start: int
    end: int
    actions: Matrix


class ActFinder:
    """Finds acts in documents whose mentions and vectors are set."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.heads = knowledge.heads

    def find(self, doc: Doc, layout: Layout) -> list[Act]:
        """All acts of a document in the order of the text; adds unknown names to its mentions."""
        if not len(doc):
            return []
        hidden = np.asarray(doc.tensor, dtype=np.float32)
        tokens = np.concatenate([hidden, token_features(doc)], axis=1)
        names = softmax(self.heads.run("names", tokens))
        add_unknown_names(doc, names, self.knowledge.name_words)
        narrow = self.heads.project(hidden)
        runs = list(_runs(softmax(self.heads.run("triggers", tokens)), layout))
        if not runs:
            return []
        around = _surroundings(layout, hidden, runs)
        told = self._triggers(runs, around)
        resolve = Resolver(self.knowledge, doc, layout, narrow)
        for first in range(0, len(told), BATCH):
            self._fill(layout, narrow, told[first : first + BATCH], resolve)
        self._sectors(around, told)
        return merge_tellings(self.knowledge, doc, layout, narrow, told)

    def _kinds(self, actions: Sequence[str]) -> Matrix:
        """(actions, codes): each action as a row of its own."""
        return np.eye(len(self.heads.actions), dtype=np.float32)[[self.heads.actions.index(a) for a in actions]]

    def _triggers(self, runs: list[Run], around: Matrix) -> list[Told]:
        actions = [self.heads.actions[int(run.actions.argmax())] for run in runs]
        statuses = softmax(self.heads.run("status", np.concatenate([around, self._kinds(actions)], axis=1)))
        result: list[Told] = []
        for run, action, status in zip(runs, actions, statuses, strict=True):
            told = float(sum(status[STATUSES.index(name)] for name in TOLD))
            best = STATUSES[int(status.argmax())]
            shares = dict(zip(self.heads.actions, map(float, run.actions), strict=True))
            result.append(Told(run.start, run.end, action, shares[action], best, told, shares))
        return result

    def _fill(self, layout: Layout, narrow: Matrix, tellings: list[Told], resolve: Resolver) -> None:
        """Give tellings their parts; the network judges the mentions near all of them at once."""
        table = resolve.table
        places = [(told.start, told.end, layout.sentence[told.start]) for told in tellings]
        windows = [_nearest(table, in_reach(table, sentence), start) for start, _, sentence in places]
        near = np.concatenate(windows)
        if len(near):
            sizes = [len(window) for window in windows]
            triggers = np.stack([average(narrow[told.start : told.end]) for told in tellings])
            same = [np.repeat(rows, sizes, axis=0) for rows in (triggers, self._kinds([t.action for t in tellings]))]
            vectors = resolve.mention_vectors[near]
            pairs = [pair_features(table, w, *place) for w, place in zip(windows, places, strict=True)]
            rows = np.concatenate([same[0], vectors, same[0] * vectors, np.concatenate(pairs), same[1]], axis=1)
            scores = np.split(sigmoid(self.heads.run("parts", rows)), np.cumsum(sizes)[:-1])
            for told, window, judged in zip(tellings, windows, scores, strict=True):
                if len(window):
                    self._take(layout, told, [table.spans[i] for i in window], judged, resolve)
        for told in tellings:
            self._settle(told, resolve)

    def _settle(self, told: Told, resolve: Resolver) -> None:
        """Find the actor nobody names, and let parts and action fit each other."""
        if not told.actors:
            told.actors = resolve.understood_actor(told)
        self._agree(told, resolve)
        if told.action != "legal_challenge":
            told.targets = [part for part in told.targets if part.name not in GENERIC]
        for part in told.actors:
            part.name = self.knowledge.keepers.get((part.name, told.action), part.name)

    def _agree(self, told: Told, resolve: Resolver) -> None:
        """Let actors and action fit: governments do not close shops, companies do not list."""
        fitting = [p for p in told.actors if self._may(told.action, p.name, resolve)]
        if fitting or not told.actors:
            told.actors = fitting
            return
        surest = max(told.actors, key=lambda part: part.score)
        able = {a: share for a, share in told.actions.items() if self._may(a, surest.name, resolve)}
        best = max(able, key=lambda a: able[a], default=told.action)
        if able.get(best, 0) >= SWITCH_FLOOR:
            told.action, told.score = best, able[best]
        else:
            told.actors = resolve.understood_actor(told)
            told.score *= 0.7

    def _may(self, action: str, name: str, resolve: Resolver) -> bool:
        kind = resolve.kind_of(name)
        if action == "legal_challenge":
            return True
        return kind == "other" or (kind == "company") == (action in self.knowledge.company_acts)

    def _take(self, layout: Layout, told: Told, window: list[Span], scores: Matrix, resolve: Resolver) -> None:
        column = {part: scores[:, k] for k, part in enumerate(PARTS)}
        orgs = [i for i, m in enumerate(window) if m.label_ in NAMED or m.label_ == "anaphor"]
        for part, into in (("A", told.actors), ("G", told.targets)):
            chosen = [i for i in orgs if column[part][i] >= PART_FLOOR]
            here = [i for i in chosen if layout.sentence[window[i].start] == layout.sentence[told.start]]
            if part == "A" and not chosen and orgs:
                best = max(orgs, key=lambda i: column["A"][i])
                chosen = [best] if column["A"][best] > 0.2 else []
            here = _names_before_nouns(window, column[part], here)
            here = sorted({*here, *_listed_with(window, column[part], here)})
            for i in here or chosen[:1]:
                if part == "G" and _own_unit(window[i], told.actors):
                    continue
                for name, sure in resolve(window[i]):
                    if all(name != other.name for other in into):
                        into.append(Part(name, window[i], float(column[part][i]) * sure))
        told.targets = [p for p in told.targets if all(p.name != a.name or p.score > a.score for a in told.actors)]
        latest = window[0].doc.user_data.get("published") or "9999"
        told.date = _date(window, column["D"], DATE_FLOOR, latest)
        if told.date is None and told.status == "background":
            here = [i for i, m in enumerate(window) if layout.sentence[m.start] == layout.sentence[told.start]]
            told.date = _date([window[i] for i in here], column["D"][here], BACKGROUND_DATE_FLOOR, latest)
        told.sums = _figures(window, column["U"], "money")
        told.people = _figures(window, column["H"], "people")
        places = [i for i, m in enumerate(window) if m.label_ in ("place", "capital") and column["P"][i] >= PART_FLOOR]
        told.places = [Part(_place_name(window[i]), window[i], float(column["P"][i])) for i in places]

    def _sectors(self, around: Matrix, tellings: list[Told]) -> None:
        priors = [self.sector_prior([p.name for p in t.actors], [p.name for p in t.targets]) for t in tellings]
        rows = np.concatenate([around, self._kinds([told.action for told in tellings]), np.stack(priors)], axis=1)
        scores = sigmoid(self.heads.run("sectors", rows))
        for told, row in zip(tellings, scores, strict=True):
            told.sectors = {code: float(score) for code, score in zip(self.heads.sectors, row, strict=True)}

    def sector_prior(self, actors: Iterable[str], targets: Iterable[str]) -> Matrix:
        """Shares of the sectors that actors and targets are known for: (2 x sectors) in a row."""
        prior = np.zeros((2, len(self.heads.sectors)), np.float32)
        for row, names in enumerate((actors, targets)):
            known = [self.knowledge.profiles[name].sectors for name in names if name in self.knowledge.profiles]
            for codes in known:
                for code in codes:
                    prior[row, self.heads.sectors.index(code)] += 1 / len(known)
        return prior.ravel()


def _own_unit(mention: Span, actors: list[Part]) -> bool:
    """A possessive behind an actor's name in its sentence ("McKinsey barred its Chinese unit"): the actor's own."""
    possessive = mention.label_ == "anaphor" and len(mention) > 1 and mention[0].lower_ in ("its", "their")
    sent = mention[0].sent.start
    return possessive and any(sent <= a.span.start < mention.start and a.span.label_ in NAMED for a in actors)


def _listed_with(window: list[Span], scores: Matrix, chosen: list[int]) -> Iterator[int]:
    """Names that stand in one list with a chosen one ("A, B and C"), each no less likely than `LIST_FLOOR`."""
    for step in (1, -1):
        for i in chosen:
            at = i
            while 0 <= at + step < len(window) and _adjoin(window[min(at, at + step)], window[max(at, at + step)]):
                at += step
                if window[at].label_ != window[i].label_ or scores[at] < LIST_FLOOR:
                    break
                yield at


def _adjoin(one: Span, two: Span) -> bool:
    between = one.doc[one.end : two.start]
    return 0 < len(between) <= 2 and all(token.lower_ in (",", "and", "&") for token in between)


def _names_before_nouns(window: list[Span], scores: Matrix, chosen: list[int]) -> list[int]:
    """Of the mentions of one sentence the named ones; a pronoun or common noun counts only when it is surer."""
    named = max((float(scores[i]) for i in chosen if window[i].label_ in NAMED), default=0.0)
    return [i for i in chosen if window[i].label_ in NAMED or scores[i] > named]


def _runs(scores: Matrix, layout: Layout) -> Iterator[Run]:
    """Stretches of tokens of one sentence that trigger an act."""
    some = 1 - scores[:, 0]
    i = 0
    while i < len(scores):
        if some[i] < TRIGGER_FLOOR:
            i += 1
            continue
        end = i + 1
        while end < len(scores) and some[end] >= TRIGGER_FLOOR and layout.sentence[end] == layout.sentence[i]:
            end += 1
        yield Run(i, end, np.asarray(scores[i:end, 1:].max(0), dtype=np.float32))
        i = end


def _surroundings(layout: Layout, hidden: Matrix, runs: list[Run]) -> Matrix:
    """(runs, 3 x width): what the words of each trigger say on average, those of its sentence, and the title's."""
    title = average(hidden[:12])
    bounds = (layout.bounds[layout.sentence[run.start]] for run in runs)
    return np.stack(
        [
            np.concatenate([average(hidden[run.start : run.end]), average(hidden[low:high]), title])
            for run, (low, high) in zip(runs, bounds, strict=True)
        ]
    )


def _nearest(table: MentionTable, rows: Numbers, at: int) -> Numbers:
    """Of these mentions those nearest to the token, in the order of the text."""
    if len(rows) <= NEAREST:
        return rows
    return np.sort(rows[np.argsort(abs(table.starts[rows] - at), kind="stable")[:NEAREST]])


def _date(window: list[Span], scores: Matrix, floor: float, latest: str) -> Part | None:
    able = [i for i, m in enumerate(window) if m.label_ == "date" and scores[i] >= floor]
    able = [i for i in able if (value := date_of(window[i]).value) and value <= latest]
    able = [i for i in able if not date_of(window[i]).ahead] or able
    if not able:
        return None
    best = max(able, key=lambda i: scores[i])
    return Part(date_of(window[best]).value or "", window[best], float(scores[best]))


def _figures(window: list[Span], scores: Matrix, kind: str) -> list[Part]:
    able = [i for i, m in enumerate(window) if m.label_ == kind and scores[i] >= FIGURE_FLOOR]
    return [Part(str(value_of(window[i])), window[i], float(scores[i])) for i in able]


def _place_name(span: Span) -> str:
    return span.text if span.label_ == "capital" else span.id_
