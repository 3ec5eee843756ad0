"""Owns what the network learns from: marked articles and the dataset's records as rows of numbers with answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from spacy.tokens import Span

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from decoupling.extract.encoder import WordPieces, cut_chunks
from decoupling.extract.features import in_reach, lay_out, pair_features, same_features, tabulate, token_features
from decoupling.extract.gazetteer import MENTIONS
from decoupling.extract.heads import NAME_LABELS, PARTS, STATUSES, TOLD
from decoupling.extract.language import build_reader
from decoupling.extract.mentions import KINDS, NAMED, date_of
from decoupling.extract.resolve import link_candidates
from training.corpus import MarkedArticle, MarkedOrganisation, organisation_of

Named = Mapping[tuple[int, int], MarkedOrganisation]
Roles = dict[int, dict[str, set[str]]]


@dataclass
class Example:
    """One article as numbers: pieces by chunk, labels by token, and rows with answers for each head."""

    chunks: list
    tokens: np.ndarray
    names: np.ndarray
    acts: np.ndarray
    triggers: list[tuple[int, int, int, int]] = field(default_factory=list)  # start, end, action, status
    sentences: list[tuple[int, int]] = field(default_factory=list)
    parts: list[tuple[int, int, int, np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)
    links: list[tuple[int, int, int, int, np.ndarray, float]] = field(default_factory=list)
    same: list[tuple[int, int, np.ndarray, float]] = field(default_factory=list)
    sectors: list[tuple[int, np.ndarray, np.ndarray]] = field(default_factory=list)


@dataclass
class Hint:
    """A record of the dataset as a text that tells one known act somewhere in its first line."""

    chunks: list
    tokens: np.ndarray
    line: int
    action: int
    sectors: np.ndarray


class Preparer:
    """Turns marked articles into examples."""

    def __init__(self) -> None:
        dataset = self.dataset = load_checked_dataset(DATA_DIR)
        self.reader = build_reader(dataset, DATA_DIR / "extraction")
        self.profiles = self.reader.gazetteer.profiles
        self.actions = dataset.taxonomy.actions.codes
        self.sectors = dataset.taxonomy.sectors.codes
        self.pieces: WordPieces

    def hints(self) -> list[Hint]:
        """The dataset's own records: headline and summary, with action and sectors."""
        result = []
        for event in self.dataset.events:
            doc = self.reader.read_text(f"{event.headline}\n\n{event.summary}", None)
            doc.spans[MENTIONS] = [span for span in doc.spans[MENTIONS] if span.label_ in KINDS]
            answer = np.zeros(len(self.sectors), np.float32)
            answer[[self.sectors.index(code) for code in event.sectors]] = 1
            line = lay_out(doc).bounds[0][1]
            chunks = cut_chunks(doc, self.pieces)
            result.append(Hint(chunks, token_features(doc), line, self.actions.index(event.action), answer))
        return result

    def prepare(self, article: MarkedArticle) -> Example:
        doc = self.reader.read_text(article.text, article.published)
        named = {(s, e): o for s, e, o in article.named()}
        self._add_missing_mentions(doc, article, named)
        layout = lay_out(doc)
        example = Example(
            cut_chunks(doc, self.pieces), token_features(doc), np.zeros(len(doc), int), np.zeros(len(doc), int)
        )
        for (start, end), org in named.items():
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                kind = NAME_LABELS.index(f"B-{org.kind}")
                example.names[span.start : span.end] = kind + 1
                example.names[span.start] = kind
        triggers = self._triggers(doc, article, example)
        if not triggers and not named:
            return example
        mentions = list(doc.spans[MENTIONS])
        table = tabulate(doc, layout, mentions)
        owners = [self._owner(article, m, named) for m in mentions]
        roles = {n: {p: set() for p in "AG"} for n in article.events}
        for mark in article.marks:
            if mark.part in ("A", "G") and mark.number in roles:
                org = organisation_of(article, mark, named)
                if org:
                    roles[mark.number][mark.part].add(org.name)
        for t, (start, end, number) in enumerate(triggers):
            event = article.events[number]
            self._pairs(doc, article, layout, example, t, (start, end), event, table, owners, roles)
            if event.status in TOLD:
                answer = np.zeros(len(self.sectors), np.float32)
                answer[[self.sectors.index(s) for s in event.sectors]] = 1
                example.sectors.append((t, self.sector_prior(roles[number]), answer))
        self._links(doc, article, layout, example, mentions, owners, named, triggers)
        self._same(layout, article, example, triggers, roles)
        example.sentences = [layout.bounds[layout.sentence[s]] for s, _, _ in triggers]
        return example

    def sector_prior(self, roles: dict[str, set[str]]) -> np.ndarray:
        prior = np.zeros((2, len(self.sectors)), np.float32)
        for row, part in enumerate("AG"):
            known = [self.profiles[name].sectors for name in roles[part] if name in self.profiles]
            for codes in known:
                for code in codes:
                    prior[row, self.sectors.index(code)] += 1 / len(known)
        return prior.ravel()

    def _owner(self, article, mention: Span, named) -> str | None:
        start, end = mention.start_char, mention.end_char
        for mark in article.marks:
            if mark.name and mark.start < end and start < mark.end and abs(mark.end - end) <= 2:
                return mark.name
        if mention.label_ in NAMED:
            for (s, e), org in named.items():
                if s < end and start < e:
                    return org.name
        return None

    def _add_missing_mentions(self, doc, article, named) -> None:
        spans = list(doc.spans[MENTIONS])
        wanted = [(s, e, o.kind, o.name) for (s, e), o in named.items()]
        wanted += [(m.start, m.end, "anaphor", "") for m in article.marks if m.name]
        for start, end, label, name in wanted:
            span = doc.char_span(start, end, label=label, span_id=name, alignment_mode="expand")
            kinds = NAMED if label != "anaphor" else (*NAMED, "anaphor")
            is_trigger = any(m.part == "T" and m.start < end and start < m.end for m in article.marks)
            if span is None or (label == "anaphor" and is_trigger):
                continue
            if not any(m.label_ in kinds and m.start < span.end and span.start < m.end for m in spans):
                spans.append(span)
        doc.spans[MENTIONS] = sorted((s for s in spans if s.label_ in KINDS), key=lambda s: s.start)

    def _triggers(self, doc, article, example) -> list[tuple[int, int, int]]:
        result = []
        for mark in article.marks:
            if mark.part != "T" or mark.number not in article.events:
                continue
            span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
            if span is None:
                continue
            event = article.events[mark.number]
            action = self.actions.index(event.action)
            example.acts[span.start : span.end] = action + 1
            example.triggers.append((span.start, span.end, action, STATUSES.index(event.status)))
            result.append((span.start, span.end, mark.number))
        return result

    def _pairs(self, doc, article, layout, example, t, trigger, event, table, owners, roles) -> None:
        start, end = trigger
        at = layout.sentence[start]
        near = in_reach(table, at)
        marks = [m for m in article.marks if m.number == event.number and m.part in PARTS]
        rows = pair_features(table, near, start, end, at)
        in_sentence = {
            part
            for m in marks
            for part in (m.part,)
            if layout.bounds[at][0] <= self._token(doc, m.start) < layout.bounds[at][1]
        }
        for i, row in zip(near, rows, strict=True):
            mention = table.spans[i]
            answer = np.zeros(len(PARTS), np.float32)
            weight = np.ones(len(PARTS), np.float32)
            for k, part in enumerate(PARTS):
                hit = any(m.part == part and m.start < mention.end_char and mention.start_char < m.end for m in marks)
                same_sentence = layout.sentence[mention.start] == at
                if hit:
                    answer[k] = 1
                    if not same_sentence and part in in_sentence:
                        answer[k], weight[k] = 0, 0
                elif part in "AG" and owners[i] and owners[i] in roles[event.number][part]:
                    if same_sentence and part not in in_sentence:
                        answer[k] = 1
                    else:
                        weight[k] = 0
                elif part == "D" and mention.label_ == "date" and event.date and date_of(mention).value == event.date:
                    weight[k] = 0
            example.parts.append((t, mention.start, mention.end, row, answer, weight))

    @staticmethod
    def _token(doc, char: int) -> int:
        span = doc.char_span(char, char + 1, alignment_mode="expand")
        return span.start if span is not None else 0

    def _links(self, doc, article, layout, example, mentions, owners, named, triggers) -> None:
        nouns = [(m, o) for m, o in zip(mentions, owners, strict=True) if m.label_ == "anaphor" and o]
        for mark in article.marks:
            if mark.name and any(m.part == "T" and (m.start, m.end) == (mark.start, mark.end) for m in article.marks):
                span = doc.char_span(mark.start, mark.end, label="anaphor", alignment_mode="expand")
                if span is not None:
                    nouns.append((span, mark.name))
        names = [(m, o) for m, o in zip(mentions, owners, strict=True) if m.label_ in NAMED and o]
        for noun, owner in nouns:
            rows = list(link_candidates(doc, layout, noun, names, self.reader.nouns, self.profiles))
            if any(name == owner for _, name, _ in rows):
                for named_span, name, row in rows:
                    example.links.append(
                        (noun.start, noun.end, named_span.start, named_span.end, row, float(name == owner))
                    )

    def _same(self, layout, article, example, triggers, roles) -> None:
        for j, (start_j, _, n_j) in enumerate(triggers):
            for i, (start_i, _, n_i) in enumerate(triggers[:j]):
                one, two = article.events[n_i], article.events[n_j]
                if one.action != two.action:
                    continue
                row = same_features(
                    layout, start_i, start_j, actors=(roles[n_i]["A"], roles[n_j]["A"]),
                    targets=(roles[n_i]["G"], roles[n_j]["G"]), dates=(one.date, two.date), likeness=0.0,
                )  # fmt: skip
                example.same.append((i, j, row, float(n_i == n_j)))
