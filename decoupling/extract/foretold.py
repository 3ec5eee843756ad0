"""Owns acts that somebody only foretells ("he warned that it would close plants"): they are supposed, not told."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.tokens import Doc

from decoupling.extract.gazetteer import read_rows

Words = frozenset[str]


def read_foretelling(path: Path) -> tuple[Words, Words]:
    """Words that say so, and the modals that must follow them."""
    (row,) = read_rows(path)
    return frozenset(row["says"]), frozenset(row["modals"])


def is_foretold(doc: Doc, trigger: int, foretelling: tuple[Words, Words]) -> bool:
    """Whether the sentence, before the token `trigger`, has a word that foretells and then a modal."""
    says, modals = foretelling
    before = [token.lower_ for token in doc[doc[trigger].sent.start : trigger]]
    said = _last(before, says)
    return said is not None and any(word in modals for word in before[said:])


def _last(words: Iterable[str], wanted: Words) -> int | None:
    return max((i for i, word in enumerate(words) if word in wanted), default=None)
