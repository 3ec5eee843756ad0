"""Owns which organisation a mention stands for: pronouns, common nouns, and actors nobody names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc, Span

from decoupling.extract.features import Layout, link_features, tabulate
from decoupling.extract.gazetteer import MENTIONS, Profile
from decoupling.extract.heads import Heads, Matrix, average, sigmoid
from decoupling.extract.mentions import NAMED, Nouns, noun_of
from decoupling.extract.told import Part, Told
from decoupling.extract.unknown_names import NameWords


@dataclass(frozen=True)
class Knowledge:
    """What stays the same from article to article: weights, profiles, nouns, and who is understood to act."""

    heads: Heads
    profiles: Mapping[str, Profile]
    nouns: Nouns
    understood: Sequence[tuple[tuple[str, ...], str]]
    keepers: Mapping[tuple[str, str], str]
    """(government, action) -> the agency that acts for it."""
    name_words: NameWords
    company_acts: frozenset[str]


class Resolver:
    """Says which organisation a mention stands for."""

    def __init__(self, knowledge: Knowledge, doc: Doc, layout: Layout, narrow: Matrix) -> None:
        self.knowledge, self.doc, self.layout, self.narrow = knowledge, doc, layout, narrow
        mentions = list(doc.spans[MENTIONS])
        self.named = [m for m in mentions if m.label_ in NAMED]
        self.table = tabulate(doc, layout, mentions)
        self.memory: dict[tuple[int, int], list[tuple[str, float]]] = {}
        self.vectors: dict[tuple[int, int], Matrix] = {}
        self.mention_vectors = np.stack([self.vector(m) for m in mentions]) if mentions else narrow[:0]

    def __call__(self, mention: Span) -> list[tuple[str, float]]:
        """Names a mention stands for, each with how sure that is; empty when it stands for none."""
        if mention.label_ in NAMED:
            return [(mention.id_, 1.0)]
        key = (mention.start, mention.end)
        if key not in self.memory:
            self.memory[key] = self._resolve(mention)
        return self.memory[key]

    def vector(self, mention: Span) -> Matrix:
        """The narrow vector of a mention or a trigger: it is asked for with each noun near it."""
        key = (mention.start, mention.end)
        if key not in self.vectors:
            self.vectors[key] = average(self.narrow[mention.start : mention.end])
        return self.vectors[key]

    def understood_actor(self, told: Told) -> list[Part]:
        """The actor nobody names: the keeper of an instrument in the sentence, else whom the model takes."""
        trigger = Span(self.doc, told.start, told.end, label="anaphor")
        low, high = self.layout.bounds[self.layout.sentence[told.start]]
        text = self.doc[low:high].text
        company_act = told.action in self.knowledge.company_acts
        if not company_act:
            for words, actor in self.knowledge.understood:
                if any(word in text for word in words):
                    return [Part(actor, trigger, 0.5)]
        found = [
            (name, score) for name, score in self._scores(trigger) if (self.kind_of(name) == "company") == company_act
        ]
        if found:
            name, score = max(found, key=lambda pair: pair[1])
            return [Part(name, trigger, 0.3 + 0.3 * score)]
        return []

    def kind_of(self, name: str) -> str:
        """Kind of an organisation: by its profile, else by how the text's mention of it was taken."""
        profile = self.knowledge.profiles.get(name)
        if profile:
            return profile.kind
        label = next((m.label_ for m in self.named if m.id_ == name), "company")
        return "government" if label in ("capital", "country", "figurehead") else label

    def _resolve(self, noun: Span) -> list[tuple[str, float]]:
        scores = self._scores(noun)
        if not scores:
            return []
        name, score = max(scores, key=lambda pair: pair[1])
        return [(name, 0.5 + 0.5 * score)] if score > 0.1 else []

    def _scores(self, noun: Span) -> list[tuple[str, float]]:
        found = list(self._candidates(noun))
        if not found:
            return []
        spans, names, links = zip(*found, strict=True)
        vector = self.vector(noun)
        others = np.stack([self.vector(span) for span in spans])
        same = np.tile(vector, (len(found), 1))
        rows = np.concatenate([same, others, vector * others, np.stack(links)], axis=1)
        scores = sigmoid(self.knowledge.heads.run("links", rows))[:, 0]
        return [(name, float(score)) for name, score in zip(names, scores, strict=True)]

    def _candidates(self, noun: Span) -> Iterator[tuple[Span, str, Matrix]]:
        yield from link_candidates(
            self.doc, self.layout, noun, [(m, m.id_) for m in self.named], self.knowledge.nouns, self.knowledge.profiles
        )


def link_candidates(
    doc: Doc, layout: Layout, noun: Span, names: Sequence[tuple[Span, str]],
    nouns: Nouns, profiles: Mapping[str, Profile],
) -> Iterator[tuple[Span, str, Matrix]]:  # fmt: skip
    """What a noun may stand for: the last mention before it of each organisation, the latest first, twelve at most."""
    seen: dict[str, int] = {}
    last: dict[str, Span] = {}
    for span, name in names:
        if span.start < noun.start:
            seen[name] = seen.get(name, 0) + 1
            last.pop(name, None)
            last[name] = span
    wants = noun_of(noun[-1].lower_, nouns.kinds)
    for recency, (name, span) in enumerate(list(reversed(last.items()))[:12]):
        counts = {**seen, span.id_: seen[name]}
        yield span, name, link_features(
            doc, layout, noun, span, seen=counts, recency=recency, wants=wants, profile=profiles.get(name),
            nationalities=nouns.nationalities,
        )  # fmt: skip
