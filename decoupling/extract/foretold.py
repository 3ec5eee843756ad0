"""Owns acts that somebody only foretells, denies or hears of ("he warned that it would close"): supposed, not told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spacy.tokens import Doc

from decoupling.extract.gazetteer import read_rows

Words = frozenset[str]
Foretelling = tuple[tuple[Words, Words], ...]


def read_foretelling(path: Path) -> Foretelling:
    """Pairs of words that come first, and of words that must follow them before the act."""
    return tuple((frozenset(row["first"]), frozenset(row["then"])) for row in read_rows(path))


def is_foretold(doc: Doc, trigger: int, foretelling: Foretelling) -> bool:
    """Whether the sentence, before the token `trigger`, has a word of a pair's first and then one of its second."""
    before = [token.lower_ for token in doc[doc[trigger].sent.start : trigger]]
    return any(_in_turn(before, first, then) for first, then in foretelling)


def _in_turn(words: Sequence[str], first: Words, then: Words) -> bool:
    start = next((i for i, word in enumerate(words) if word in first), len(words))
    return any(word in then for word in words[start + 1 :])
