"""Owns names that no list knows: what the model takes for one, and how it agrees with the names that are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from spacy.tokens import Doc, Span

from decoupling.extract.gazetteer import MENTIONS, Name, read_lines
from decoupling.extract.heads import NAME_LABELS, Matrix
from decoupling.extract.mentions import KINDS, read_common_nouns

NAME_FLOOR = 0.5
NAME_HINT = 0.15
ORDINARY_FLOOR = 0.25
WIDEN_HINT = 0.05
POSSESSIVES = ("'s", "’s")
TITLE_CASE = 0.6
"""Share of capitals from which a sentence is a headline, where a capital says nothing of names."""


@dataclass(frozen=True, slots=True)
class NameWords:
    """Words that decide about names: legal forms, names that are also ordinary words, words of many names.

    `institutes` are common nouns for what is no company, in lower case; `regions` say behind a company's name where a
    part of it is at home; `shortened` gives known companies by the first word that tells them from all others.
    """

    legal_forms: frozenset[str]
    ordinary: frozenset[str]
    generic: frozenset[str]
    institutes: frozenset[str]
    regions: frozenset[str] = frozenset()
    shortened: Mapping[str, str] = field(default_factory=dict)


def read_name_words(folder: Path, names: Iterable[Name]) -> NameWords:
    """The word lists in `folder`, and the short forms of `names`."""
    legal_forms, ordinary, generic, regions = (
        frozenset(read_lines(folder / file))
        for file in ("legal_forms.txt", "ordinary_words.txt", "generic_words.txt", "region_words.txt")
    )
    nouns = read_common_nouns(folder / "common_nouns.yaml")
    institutes = frozenset(noun for noun, (kind, _) in nouns.items() if kind == "other")
    return NameWords(legal_forms, ordinary, generic, institutes, regions, shorten(names, generic | legal_forms))


def shorten(names: Iterable[Name], generic: frozenset[str]) -> dict[str, str]:
    """Companies by their first word where only words of many names follow it ("GGV" of "GGV Capital").

    A word that opens the names of two companies, or is a name by itself, stands for neither.
    """
    homes: dict[str, set[str]] = defaultdict(set)
    whole = {name.words for name in names}
    short: set[str] = set()
    for name in names:
        first, *rest = name.words.replace(",", "").split() or [""]
        homes[first].add(name.canonical)
        own = name.kind == "company" and first in name.canonical.split() and first not in generic
        if own and rest and all(word in generic for word in rest):
            short.add(first)
    return {word: min(homes[word]) for word in short if len(homes[word]) == 1 and len(word) > 2 and word not in whole}


def add_unknown_names(doc: Doc, scores: Matrix, words: NameWords) -> None:
    """Add the model's names to the mentions; one that holds a known name and more ("Samsung Biologics") replaces it.

    A known name that is also an ordinary word ("Sharp") stays only where the model reads a name.
    """
    named = 1 - scores[:, 0]
    known = [
        span
        for span in doc.spans[MENTIONS]
        if span.label_ != "company"
        or span.text not in words.ordinary
        or named[span.start : span.end].max() >= ORDINARY_FLOOR
    ]
    fixed: set[int] = set()
    at: dict[int, Span] = {}
    for span in known:
        if span.label_ in ("date", "money", "government", "publisher", "figurehead"):
            fixed.update(range(span.start, span.end))
        if span.label_ != "anaphor":
            at.update(dict.fromkeys(range(span.start, span.end), span))
    replaced: set[int] = set()
    for found, end, kind in _names_in(doc, scores):
        start, end = _trim(doc, found, end, words.legal_forms)
        if start < end and kind == "company" and not at.keys() & range(start, end):
            start, end = _widen(doc, start, end, at.keys() | fixed, 1 - scores[:, 0], words)
        if start >= end or fixed.intersection(range(start, end)) or not any(c.isupper() for c in doc[start:end].text):
            continue
        inside = list({id(at[i]): at[i] for i in range(start, end) if i in at}.values())
        if inside and not all(start <= s.start and s.end <= end and len(s) < end - start for s in inside):
            continue
        if inside and (kind != "company" or len(inside) > 1 or not _extends(doc, inside[0], start, end, words)):
            continue
        if any(token.lower_ in words.institutes for token in doc[start:end]):
            kind = "other"
        replaced.update(id(span) for span in inside)
        known.append(Span(doc, start, end, label=kind, span_id=doc[start:end].text.strip()))
    known = [span for span in known if id(span) not in replaced and not _names_nothing(span, words)]
    known = _agree_on_names(known, words)
    doc.spans[MENTIONS] = sorted((s for s in known if s.label_ in KINDS), key=lambda span: span.start)


def _extends(doc: Doc, known: Span, start: int, end: int, words: NameWords) -> bool:
    """Every further word is part of a name: a capital first, no number, no possessive, and not only a region behind."""
    more = [doc[i] for i in range(start, end) if not known.start <= i < known.end]
    if known.label_ == "company" and start == known.start and all(t.text in words.regions for t in more):
        return False
    return known.label_ in ("company", "place") and all(t.text[0].isupper() and t.is_alpha for t in more)


def _widen(doc: Doc, start: int, end: int, taken: set[int], named: Matrix, words: NameWords) -> tuple[int, int]:
    """The run of capitals around a name as far as the model half reads a name or the word belongs to many names.

    It ends at names and dates that are known, and does not leave the sentence; headlines are left alone.
    """
    sent = doc[start].sent
    spelled = [token for token in sent if token.is_alpha]
    headline = not sent.text.rstrip().endswith((".", "!", "?"))
    if headline and sum(token.text[0].isupper() for token in spelled) > TITLE_CASE * len(spelled):
        return start, end

    def belongs(i: int) -> bool:
        token = doc[i]
        return (
            i not in taken
            and token.is_alpha
            and token.text[0].isupper()
            and token.text not in words.legal_forms
            and (named[i] >= WIDEN_HINT or token.text in words.generic)
        )

    while start - 1 > sent.start and belongs(start - 1):
        start -= 1
    while end < sent.end and belongs(end):
        end += 1
    return start, end


def _names_nothing(span: Span, words: NameWords) -> bool:
    """A name that no list knows and that consists of words of many names only ("Telecommunications Equipment")."""
    return span.label_ == "company" and span.id_ == span.text and all(token.text in words.generic for token in span)


def _agree_on_names(spans: list[Span], words: NameWords) -> list[Span]:
    """Names that no list knows take the name of what they stand for.

    That is the known name in brackets behind them ("Zhongxing Telecommunications Equipment Corp. (ZTE)"), else the one
    longer name they are part of ("AppTec" of "WuXi AppTec"), else the known company whose short form they are.
    """
    companies = [span for span in spans if span.label_ == "company"]
    whole = {tuple(token.text for token in span): span.id_ for span in companies}
    opening = {span.start: span for span in companies}

    def agreed(span: Span) -> Span:
        if span.label_ != "company" or span.id_ != span.text:
            return span
        part = tuple(token.text for token in span)
        homes = {name for tokens, name in whole.items() if len(tokens) > len(part) and _holds(tokens, part)}
        if not homes and span.text in words.shortened:
            homes = {words.shortened[span.text]}
        short = opening.get(_after_bracket(span, words))
        if short is not None:
            homes = {short.id_}
        return Span(span.doc, span.start, span.end, label=span.label, span_id=homes.pop()) if len(homes) == 1 else span

    return [agreed(span) for span in spans]


def _after_bracket(span: Span, words: NameWords) -> int:
    """Where a bracket right behind a name and its legal form begins to speak; -1 without one."""
    doc, at = span.doc, span.end
    while at < len(doc) and doc[at].text in words.legal_forms:
        at += 1
    if at >= len(doc) or doc[at].text != "(":
        return -1
    at += 1
    return at + 1 if at < len(doc) and doc[at].is_quote else at


def _holds(tokens: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(tokens[i : i + len(part)] == part for i in range(len(tokens) - len(part) + 1))


def _trim(doc: Doc, start: int, end: int, legal_forms: frozenset[str]) -> tuple[int, int]:
    while start < end and (doc[start].lower_ in ("the", "a", "an") or doc[start].is_space):
        start += 1
    while end > start + 1 and (
        doc[end - 1].text in legal_forms
        or doc[end - 1].is_space
        or doc[end - 1].is_punct
        or doc[end - 1].lower_ in POSSESSIVES
    ):
        end -= 1
    return start, end


def _names_in(doc: Doc, scores: Matrix) -> Iterator[tuple[int, int, str]]:
    """Stretches of tokens that the model takes for a name, with their kind."""
    kinds = ("company", "government", "other")
    mass = np.stack([scores[:, [NAME_LABELS.index(f"B-{k}"), NAME_LABELS.index(f"I-{k}")]].sum(1) for k in kinds], 1)
    begins = scores[:, [NAME_LABELS.index(f"B-{k}") for k in kinds]].sum(1)
    total = mass.sum(1)
    start: int | None = None
    last = 0
    for i in range(len(scores) + 1):
        inside = i < len(scores) and total[i] >= NAME_FLOOR
        if start is not None and (not inside or begins[i] > 0.5):
            yield start, i, kinds[int(mass[start:i].sum(0).argmax())]
            start, last = None, i
        if inside and start is None:
            start = i
            while (
                start > last
                and total[start - 1] >= NAME_HINT
                and doc[start - 1].text[0].isupper()
                and doc[start - 1].is_alpha
            ):
                start -= 1
