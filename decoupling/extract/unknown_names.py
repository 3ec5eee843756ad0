"""Owns names that no list knows: what the model takes for one, and how it agrees with the names that are known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from spacy.tokens import Doc, Span

from decoupling.extract.gazetteer import MENTIONS
from decoupling.extract.heads import NAME_LABELS, Matrix
from decoupling.extract.mentions import KINDS

NAME_FLOOR = 0.5
NAME_HINT = 0.15
ORDINARY_FLOOR = 0.25
POSSESSIVES = ("'s", "’s")


def add_unknown_names(doc: Doc, scores: Matrix, legal_forms: frozenset[str], ordinary: frozenset[str]) -> None:
    """Add the model's names to the mentions; one that holds a known name and more ("Samsung Biologics") replaces it.

    A known name that is also an ordinary word ("Sharp") stays only where the model reads a name.
    """
    named = 1 - scores[:, 0]
    known = [
        span
        for span in doc.spans[MENTIONS]
        if span.label_ != "company" or span.text not in ordinary or named[span.start : span.end].max() >= ORDINARY_FLOOR
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
        start, end = _trim(doc, found, end, legal_forms)
        if start >= end or fixed.intersection(range(start, end)) or not any(c.isupper() for c in doc[start:end].text):
            continue
        inside = list({id(at[i]): at[i] for i in range(start, end) if i in at}.values())
        if inside and not all(start <= s.start and s.end <= end and len(s) < end - start for s in inside):
            continue
        if inside and (kind != "company" or len(inside) > 1 or not _extends(doc, inside[0], start, end)):
            continue
        replaced.update(id(span) for span in inside)
        known.append(Span(doc, start, end, label=kind, span_id=doc[start:end].text.strip()))
    known = [span for span in known if id(span) not in replaced]
    doc.spans[MENTIONS] = sorted((s for s in known if s.label_ in KINDS), key=lambda span: span.start)


def _extends(doc: Doc, known: Span, start: int, end: int) -> bool:
    """Every further word is part of a name: a capital first, no number, no possessive."""
    more = [doc[i] for i in range(start, end) if not known.start <= i < known.end]
    return known.label_ in ("company", "place") and all(t.text[0].isupper() and t.is_alpha for t in more)


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
