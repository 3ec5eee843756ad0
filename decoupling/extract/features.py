"""Owns what the model sees beside the token vectors: letter case, known names, distances, order, agreement.

Every function gives rows of plain numbers for one question: is this token part of a name or a trigger; does this
mention play a part in this act; does this noun stand for that organisation; do these two triggers tell one act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from decoupling.extract.gazetteer import MENTIONS, Profile
from decoupling.extract.mentions import FIGURES, KINDS, NAMED, PRONOUNS, date_of

Vector = NDArray[np.float32]
Numbers = NDArray[np.int_]
LOOK_BACK, LOOK_AHEAD, FIGURES_AHEAD = 2, 1, 2
"""Sentences before and behind a trigger whose mentions may play a part in its act; figures reach further behind it."""
STEPS = (0, 1, 3, 6, 11, 21, 41)
PREPOSITIONS = ("of", "to", "from", "with", "against", "in", "at", "for", "by", "on", "as", "and")


@dataclass(frozen=True)
class Layout:
    """Where each token of a document stands: its sentence, its paragraph; and the sentences' bounds."""

    sentence: tuple[int, ...]
    paragraph: tuple[int, ...]
    bounds: tuple[tuple[int, int], ...]


def lay_out(doc: Doc) -> Layout:
    """Sentence and paragraph number of every token."""
    sentence: list[int] = []
    bounds: list[tuple[int, int]] = []
    for number, sent in enumerate(doc.sents):
        sentence += [number] * len(sent)
        bounds.append((sent.start, sent.end))
    paragraph: list[int] = []
    at = 0
    for token in doc:
        paragraph.append(at)
        at += token.is_space and "\n" in token.text
    return Layout(tuple(sentence), tuple(paragraph), tuple(bounds))


@lru_cache(maxsize=65536)
def _shape(text: str) -> tuple[bool, bool, bool, bool, bool, bool, bool, bool]:
    """Of a word: a capital first, capitals only, digits, a mark first, room for whether it begins a sentence, a hyphen,
    only space, a capital inside."""
    return (
        text[:1].isupper(),
        len(text) > 1 and text.isupper(),
        any(c.isdigit() for c in text),
        not text[:1].isalnum(),
        False,
        "-" in text,
        text.isspace(),
        any(c.isupper() for c in text[1:]),
    )


def token_features(doc: Doc) -> Vector:
    """(tokens, 8 + kinds): case, shape, place in the sentence, and the kind of the known name the token lies in."""
    rows = np.zeros((len(doc), 8 + len(KINDS) + 1), dtype=np.float32)
    if len(doc):
        rows[:, :8] = [_shape(token.text) for token in doc]
        rows[[sent.start for sent in doc.sents], 4] = 1
    for span in doc.spans[MENTIONS]:
        rows[span.start : span.end, 8 + KINDS.index(span.label_) if span.label_ in KINDS else -1] = 1
    return rows


_GAP = len(KINDS)
_OFFSET = _GAP + 2 * len(STEPS)
_CUE = _OFFSET + 6
_FORM = _CUE + len(PREPOSITIONS)
PAIR_WIDTH = _FORM + 6 + 6
"""Columns of a pair: kind of the mention, words between, sentences between, preposition before it, form and rank,
date."""
_SENTENCES_APART = np.array([2, 1, 0, 3, 4])
"""Column of a mention two or more sentences before a trigger, one before, in its sentence, one behind, further."""
_GROUP = np.array([0 if kind in NAMED else number for number, kind in enumerate(KINDS)])
"""Of each kind, the group in which its mentions are counted: names of all kinds are one."""
_REACH = np.array([FIGURES_AHEAD if kind in FIGURES else LOOK_AHEAD for kind in KINDS])
"""Of each kind, how many sentences behind a trigger its mentions may play a part."""


@dataclass(frozen=True)
class MentionTable:
    """Mentions in the order of the text, one row each: where it begins and ends, its sentence, how many sentences
    behind a trigger it may stand, its group, and what it brings to a pair whatever the trigger."""

    spans: tuple[Span, ...]
    starts: Numbers
    ends: Numbers
    sentences: Numbers
    reach: Numbers
    groups: Numbers
    own: Vector


def tabulate(doc: Doc, layout: Layout, mentions: Sequence[Span]) -> MentionTable:
    """The table of mentions, all of the kinds that may play a part in an act."""
    kinds = [KINDS.index(m.label_) for m in mentions]
    own = np.zeros((len(mentions), PAIR_WIDTH), dtype=np.float32)
    for row, kind, mention in zip(own, kinds, mentions, strict=True):
        row[kind] = 1
        _describe(doc, layout, mention, row)
    return MentionTable(
        tuple(mentions),
        starts=np.array([m.start for m in mentions], dtype=int),
        ends=np.array([m.end for m in mentions], dtype=int),
        sentences=np.array([layout.sentence[m.start] for m in mentions], dtype=int),
        reach=_REACH[kinds],
        groups=_GROUP[kinds],
        own=own,
    )


def _describe(doc: Doc, layout: Layout, mention: Span, row: Vector) -> None:
    cue = doc[mention.start - 1].lower_ if mention.start else ""
    if cue in ("the", "a", "an") and mention.start > 1:
        cue = doc[mention.start - 2].lower_
    if cue in PREPOSITIONS:
        row[_CUE + PREPOSITIONS.index(cue)] = 1
    after = doc[mention.end].text if mention.end < len(doc) else ""
    row[_FORM] = after in ("'s", "’s", "'", "’") or mention.text.lower() in ("its", "their")
    row[_FORM + 1] = mention.start == layout.bounds[layout.sentence[mention.start]][0]
    row[_FORM + 5] = layout.sentence[mention.start] == 0
    if mention.label_ == "date":
        date = date_of(mention)
        length = len(date.value or "")
        row[_FORM + 6 :] = (date.ahead, date.basis == "explicit", length == 10, length == 7, length == 4, length == 0)


def in_reach(table: MentionTable, sentence: int) -> Numbers:
    """Rows of the mentions that may play a part in an act told in that sentence."""
    offsets = table.sentences - sentence
    return np.flatnonzero((offsets >= -LOOK_BACK) & (offsets <= table.reach))


def pair_features(table: MentionTable, near: Numbers, start: int, end: int, sentence: int) -> Vector:
    """A row for each mention `near`: does it play a part in the act told by tokens `start`:`end` of the sentence?

    To what a mention brings come its distance, and its rank: how many mentions of the same group lie between the two,
    and in the mention's sentence.
    """
    rows = table.own[near]
    starts, ends, sentences, groups = (c[near] for c in (table.starts, table.ends, table.sentences, table.groups))
    each = np.arange(len(near))
    before = starts < start
    gaps = np.maximum(0, np.where(before, start - ends, starts - end))
    rows[each, _GAP + np.searchsorted(STEPS, gaps, side="right") - 1 + np.where(before, 0, len(STEPS))] = 1
    rows[each, _OFFSET + _SENTENCES_APART[np.clip(sentences - sentence, -2, 2) + 2]] = 1
    rows[:, _OFFSET + 5] = (starts < end) & (start < ends)
    same = groups[:, None] == groups
    np.fill_diagonal(same, val=False)
    low, high = np.where(before, ends, end), np.where(before, start, starts)
    between = (same & (low[:, None] <= starts) & (starts < high[:, None])).sum(axis=1)
    beside = (same & (sentences[:, None] == sentences)).sum(axis=1)
    rows[:, _FORM + 2] = between == 0
    rows[:, _FORM + 3] = np.minimum(between, 4) / 4
    rows[:, _FORM + 4] = np.minimum(beside, 6) / 6
    return rows


LINK_WIDTH = 6 + 5 + 14


def link_features(
    doc: Doc, layout: Layout, noun: Span, named: Span, *, seen: Mapping[str, int], recency: int,
    wants: tuple[str, str | None] | None, profile: Profile | None, nationalities: Mapping[str, frozenset[str]],
) -> Vector:  # fmt: skip
    """One row: does `noun` (pronoun, common noun, or a trigger without actor) stand for the organisation `named`?"""
    row = np.zeros(LINK_WIDTH, dtype=np.float32)
    gap = layout.sentence[noun.start] - layout.sentence[named.start]
    row[0 if gap == 0 else 1 if gap == 1 else 2 if gap == 2 else 3 if gap <= 4 else 4 if gap <= 8 else 5] = 1
    row[6 + min(recency, 4)] = 1
    company = named.label_ == "company"
    hints = {t.lower_ for t in noun}
    country = profile.country if profile else ""
    agrees = [code for code, words in nationalities.items() if hints & words]
    most = max(seen.values(), default=1)
    row[11:] = (
        noun.text.lower() in PRONOUNS,
        wants is None,
        wants is not None and wants[0] == "company" and company,
        wants is not None and wants[0] == "government" and named.label_ == "government",
        wants is not None and wants[0] == "other" and named.label_ == "other",
        wants is not None and (wants[0] == "company") != company,
        bool(wants and wants[1] and profile and wants[1] in profile.sectors),
        bool(wants and wants[1] and profile and profile.sectors and wants[1] not in profile.sectors),
        bool(agrees) and country in agrees,
        bool(agrees) and bool(country) and country not in agrees,
        named.start == layout.bounds[layout.sentence[named.start]][0],
        layout.paragraph[noun.start] == layout.paragraph[named.start],
        seen.get(named.id_, 0) == most,
        company,
    )
    return row


SAME_WIDTH = 12


def same_features(
    layout: Layout, first: int, second: int, *, actors: tuple[set[str], set[str]], targets: tuple[set[str], set[str]],
    dates: tuple[str | None, str | None], likeness: float,
) -> Vector:  # fmt: skip
    """One row: do two triggers of the same action tell one act?"""
    one, two = dates
    gap = abs(layout.sentence[first] - layout.sentence[second])
    fits = bool(one and two) and (one.startswith(two) or two.startswith(one))  # type: ignore[union-attr,arg-type]
    return np.array(
        (
            gap == 0, gap == 1, min(gap, 10) / 10, layout.sentence[min(first, second)] == 0,
            bool(actors[0] & actors[1]), bool(actors[0] and actors[1]) and not actors[0] & actors[1],
            bool(targets[0] & targets[1]), bool(targets[0] and targets[1]) and not targets[0] & targets[1],
            fits, bool(one and two) and not fits, not (one and two), likeness,
        ),
        dtype=np.float32,
    )  # fmt: skip
