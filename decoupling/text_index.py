"""Owns full-text search: which texts hold a word, or a phrase, anywhere in them.

Texts are split into words once; a search looks through the distinct words, not through all texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]


def fold(text: str) -> str:
    """Text as it is compared in search: case, width and accents folded away."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    marks = [character for character in set(decomposed) if unicodedata.combining(character)]
    # Most texts have no marks, and a translation that changes nothing takes twice as long as all the rest.
    return (decomposed.translate(dict.fromkeys(map(ord, marks))) if marks else decomposed).casefold()


def split_query(query: str) -> list[str]:
    """Words and "quoted phrases" of a search text, folded for comparison."""
    straight = re.sub("[“”„＂]", '"', query)
    parts = (fold(phrase or word).strip() for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', straight))
    return [part for part in parts if part]


@dataclass(frozen=True, slots=True, eq=False)
class TextIndex:
    """Folded texts by position, and for each distinct word the positions of the texts that hold it."""

    texts: Sequence[str]
    words: dict[str, npt.NDArray[np.int64]]

    def match(self, query: str) -> BoolArray:
        """One mask over all texts: true where every word and phrase of the query occurs."""
        matches = np.ones(len(self.texts), dtype=bool)
        for part in split_query(query):
            matches &= self._match_part(part)
        return matches

    def _match_part(self, part: str) -> BoolArray:
        matches = np.ones(len(self.texts), dtype=bool)
        pieces = part.split()
        for piece in pieces:
            matches &= self._match_piece(piece)
        if len(pieces) > 1:
            for position in np.flatnonzero(matches).tolist():
                matches[position] = part in self.texts[position]
        return matches

    def _match_piece(self, piece: str) -> BoolArray:
        matches = np.zeros(len(self.texts), dtype=bool)
        for word, positions in self.words.items():
            if piece in word:
                matches[positions] = True
        return matches


def build_text_index(texts: Sequence[str]) -> TextIndex:
    """Index of texts that are folded already."""
    positions: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        for word in dict.fromkeys(text.split()):
            positions.setdefault(word, []).append(position)
    return TextIndex(texts, {word: np.array(found, dtype=np.int64) for word, found in positions.items()})
