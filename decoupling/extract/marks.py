"""Owns what a reader is shown in an article: names, places, dates and figures, each with what was made of it."""

from __future__ import annotations

from spacy.tokens import Doc, Span

from decoupling.candidates import Article, Mark, MarkKind
from decoupling.extract.gazetteer import MENTIONS
from decoupling.extract.mentions import date_of, value_of
from decoupling.extract.pipeline import default_extractor

_KINDS: dict[str, MarkKind] = {
    "company": "organisation",
    "government": "organisation",
    "other": "organisation",
    "capital": "organisation",
    "figurehead": "organisation",
    "place": "place",
    "country": "place",
    "date": "date",
    "money": "amount",
    "people": "amount",
}


def mark_mentions(article: Article) -> list[Mark]:
    """What lists and rules find in an article, in the order of its text; no weights are needed for it."""
    doc = default_extractor().reader.read_text(article.flat, article.published)
    return [mark for span in doc.spans[MENTIONS] if (mark := _mark(doc, span)) is not None]


def _mark(doc: Doc, span: Span) -> Mark | None:
    kind = _KINDS.get(span.label_)
    if kind is None:
        return None
    if span.label_ == "date":
        made = date_of(span).value or "no day can be told"
    elif span.label_ == "money":
        made = f"${float(value_of(span)):,.0f}"
    elif span.label_ == "people":
        made = f"{int(float(value_of(span))):,} people"
    else:
        made = span.text if span.label_ == "country" else span.id_
    return Mark(start=span.start_char, end=span.end_char, kind=kind, made=made)
