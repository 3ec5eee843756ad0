"""Owns what a sentence offers to an act: names, common nouns and pronouns for organisations, places, dates, figures.

All are spans in `doc.spans["mentions"]`: the label is the kind, `id_` the usual name of a known organisation or place,
and `doc.user_data` holds the value of dates and figures under "value KIND START END".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Span

from decoupling.extract.dates import DateMention, find_dates
from decoupling.extract.figures import find_figures
from decoupling.extract.gazetteer import MENTIONS, NameFinder, read_rows

NAMED = ("company", "government", "other", "capital", "country", "figurehead")
FIGURES = ("money", "people")
KINDS = (*NAMED, "anaphor", "place", "date", *FIGURES)
PRONOUNS = frozenset(["it", "its", "itself", "they", "their", "them", "both", "we", "our", "us"])
_DETERMINERS = frozenset(["the", "its", "this", "that", "these", "those", "their", "his", "another", "same"])
_STOPPERS = frozenset(
    [
        ".",
        ";",
        ":",
        "!",
        "?",
        "(",
        ")",
        '"',
        "“",
        "”",
        "and",
        "or",
        "but",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "with",
        "for",
        "from",
        "as",
        "that",
        "which",
        "who",
        "said",
        "says",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "will",
    ]
)
REACH = 7


@dataclass(frozen=True, slots=True)
class Nouns:
    """Common nouns with the kind they stand for and the sector they hint at, and words that hint at a country."""

    kinds: dict[str, tuple[str, str | None]]
    nationalities: dict[str, frozenset[str]]


def read_nouns(folder: Path) -> Nouns:
    """Both lists in `folder`."""
    rows = read_rows(folder / "nationalities.yaml")
    return Nouns(
        read_common_nouns(folder / "common_nouns.yaml"), {row["country"]: frozenset(row["words"]) for row in rows}
    )


class MentionFinder:
    """Sets the mentions the text and the lists give; the model adds unknown names."""

    def __init__(self, names: NameFinder, folder: Path) -> None:
        self.names = names
        self.nouns = read_common_nouns(folder / "common_nouns.yaml")

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["mentions"]` in order; only a common noun may hold another ("the Shenzhen company")."""
        taken = [False] * len(doc)
        spans: list[Span] = []
        published = doc.user_data.get("published")
        text = doc.text  # spaCy puts it together anew each time
        for date in find_dates(text, published):
            _add(spans, taken, _value_span(doc, date.start, date.end, "date", date))
        for span in self.names.find(doc, text):  # before figures: "Two Sigma employees" are not two
            _add(spans, taken, span)
        for figure in find_figures(text):
            _add(spans, taken, _value_span(doc, figure.start, figure.end, figure.kind, figure.value))
        known = {(span.start, span.end) for span in spans}
        anaphors = (span for span in find_anaphors(doc, self.nouns) if not taken[span.end - 1])
        spans += [span for span in anaphors if (span.start, span.end) not in known]
        doc.spans[MENTIONS] = sorted(spans, key=lambda span: span.start)
        return doc


def read_common_nouns(path: Path) -> dict[str, tuple[str, str | None]]:
    """Noun -> (kind of organisation it stands for, sector it hints at)."""
    return {noun: (row["kind"], row.get("sector")) for row in read_rows(path) for noun in row["nouns"]}


def find_anaphors(doc: Doc, nouns: dict[str, tuple[str, str | None]]) -> list[Span]:
    """Pronouns, and common nouns with a determiner ("the Idaho chipmaker"), that may stand for an organisation."""
    spans: list[Span] = []
    for token in doc:
        if token.lower_ in PRONOUNS:
            spans.append(Span(doc, token.i, token.i + 1, label="anaphor"))
            continue
        if noun_of(token.lower_, nouns) is None:
            continue
        start = _noun_start(doc, token.i)
        if start is not None:
            while spans and spans[-1].end > start and spans[-1].start >= start:
                spans.pop()
            spans.append(Span(doc, start, token.i + 1, label="anaphor"))
    return spans


def noun_of(word: str, nouns: dict[str, tuple[str, str | None]]) -> tuple[str, str | None] | None:
    """Kind and sector of a common noun, plural or not; None when it is none of ours."""
    return nouns.get(word) or (nouns.get(word[:-1]) if word.endswith("s") else None)


def _noun_start(doc: Doc, end: int) -> int | None:
    for i in range(end - 1, max(-1, end - REACH), -1):
        token = doc[i]
        if token.lower_ in _DETERMINERS:
            return i
        if token.lower_ in _STOPPERS or token.is_space or token.is_sent_start:
            return None if token.lower_ not in _DETERMINERS else i
    return None


def _value_span(doc: Doc, start: int, end: int, label: str, value: Any) -> Span | None:
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    if span is not None:
        doc.user_data[_value_key(span)] = value
    return span


def _value_key(span: Span) -> str:
    return f"value {span.label_} {span.start} {span.end}"


def value_of(span: Span) -> Any:
    """The value of a date or figure span: a DateMention, dollars or people."""
    return span.doc.user_data[_value_key(span)]


def date_of(span: Span) -> DateMention:
    """The resolved date of a date span."""
    value = value_of(span)
    assert isinstance(value, DateMention)  # noqa: S101
    return value


def _add(spans: list[Span], taken: list[bool], span: Span | None) -> None:
    if span is None or any(taken[span.start : span.end]):
        return
    taken[span.start : span.end] = [True] * len(span)
    spans.append(span)
