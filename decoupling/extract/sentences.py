"""Owns where sentences begin: at line starts, and after a full stop that ends more than an abbreviation."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

_STOPS = {".", "!", "?", "。", "！", "？", "…"}
_CLOSERS = {'"', "”", "’", "'", ")", "]", "»", "''"}
_OPENERS = {'"', "“", "‘", "(", "[", "«", "``", "—", "-", "–", "*", "•"}
# Abbreviations that can also end a sentence: a word that begins one must follow.
_MAYBE = re.compile(r"^(?:[A-Za-z]\.){2,}$|^(?:Inc|Corp|Co|Ltd|LLC|Jr|Sr|a\.m|p\.m|etc|Bros)\.$")
_STARTERS = frozenset(
    [
        "the",
        "a",
        "an",
        "it",
        "its",
        "in",
        "on",
        "at",
        "by",
        "but",
        "and",
        "he",
        "she",
        "they",
        "we",
        "this",
        "that",
        "these",
        "those",
        "for",
        "from",
        "with",
        "under",
        "after",
        "before",
        "as",
        "when",
        "while",
        "if",
        "since",
        "last",
        "several",
        "both",
        "other",
        "many",
        "most",
        "some",
        "one",
        "two",
        "three",
        "four",
        "five",
        "analysts",
        "officials",
        "beijing",
        "washington",
        "shares",
        "sales",
        "china",
        "chinese",
        "american",
        "president",
        "such",
        "now",
        "there",
        "then",
        "still",
        "meanwhile",
        "however",
        "no",
        "not",
    ]
)


@Language.component("sentence_breaks")
def break_sentences(doc: Doc) -> Doc:
    """Set sentence starts; every line begins one."""
    words = [token.text for token in doc]
    starts = np.full(len(words), -1)  # the code of spaCy for a token that begins no sentence
    after_stop = False
    new_line = False
    for i, word in enumerate(words):
        if word.isspace():
            new_line = new_line or "\n" in word
            starts[i] = 1 if i == 0 else -1
            continue
        is_start = i == 0 or new_line
        if after_stop:
            if word in _CLOSERS and not doc[i - 1].whitespace_:
                continue
            is_start = is_start or _begins(word, words[i - 1])
            after_stop = False
        if is_start:
            starts[i] = 1
        new_line = False
        if word in _STOPS:
            after_stop = not _is_number_sign(words, i)
        elif word[-1] == "." and _MAYBE.match(word) and _next_starts(words, i):
            after_stop = True
    codes: Any = starts[:, None].astype(np.uint64)
    return doc.from_array(["SENT_START"], codes) if words else doc


def _is_number_sign(words: list[str], i: int) -> bool:
    """The stop of "No. 61" and "Nos. 61 and 62"."""
    return (
        i > 0 and i + 1 < len(words) and words[i - 1] in {"No", "Nos", "Art", "Sec", "pp"} and words[i + 1][0].isdigit()
    )


def _begins(text: str, before: str) -> bool:
    if before in _STOPS - {"."} or before in _CLOSERS:
        return text[0].isupper() or text[0].isdigit() or text in _OPENERS
    return text[0].isupper() or text[0].isdigit() or text in _OPENERS or not text[0].isalpha()


def _next_starts(words: list[str], i: int) -> bool:
    return i + 1 < len(words) and words[i + 1][0].isupper() and words[i + 1].lower() in _STARTERS
