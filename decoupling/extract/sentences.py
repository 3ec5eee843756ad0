"""Owns where sentences begin: at line starts, and after a full stop that ends more than an abbreviation."""

from __future__ import annotations

import re

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
    after_stop = False
    new_line = False
    for token in doc:
        is_start = token.i == 0 or new_line
        if after_stop and not token.is_space:
            if token.text in _CLOSERS and not doc[token.i - 1].whitespace_:
                token.is_sent_start = False
                continue
            is_start = is_start or _begins(token.text, doc[token.i - 1].text)
            after_stop = False
        if token.is_space:
            new_line = new_line or "\n" in token.text
            token.is_sent_start = token.i == 0
            continue
        token.is_sent_start = is_start
        new_line = False
        if token.text in _STOPS and _is_number_sign(doc, token.i):
            continue
        if token.text in _STOPS or (_MAYBE.match(token.text) and _next_starts(doc, token.i)):
            after_stop = True
    return doc


def _is_number_sign(doc: Doc, i: int) -> bool:
    """The stop of "No. 61" and "Nos. 61 and 62"."""
    return (
        i > 0
        and i + 1 < len(doc)
        and doc[i - 1].text in {"No", "Nos", "Art", "Sec", "pp"}
        and doc[i + 1].text[0].isdigit()
    )


def _begins(text: str, before: str) -> bool:
    if before in _STOPS - {"."} or before in _CLOSERS:
        return text[0].isupper() or text[0].isdigit() or text in _OPENERS
    return text[0].isupper() or text[0].isdigit() or text in _OPENERS or not text[0].isalpha()


def _next_starts(doc: Doc, i: int) -> bool:
    return i + 1 < len(doc) and doc[i + 1].text[0].isupper() and doc[i + 1].lower_ in _STARTERS
