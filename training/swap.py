"""Owns the one trick of training: the same article with other companies in it, so that names teach nothing."""

from __future__ import annotations

import random
from dataclasses import replace

from decoupling.extract.gazetteer import Gazetteer
from training.corpus import MarkedArticle, MarkedOrganisation

ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "qu",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "x",
    "y",
    "z",
    "zh",
]
MIDDLES = ["a", "e", "i", "o", "u", "ai", "ao", "ei", "en", "ia", "in", "ing", "on", "ou", "ua", "un"]
TAILS = [
    "tech",
    "soft",
    "chip",
    "works",
    "nova",
    "tron",
    "gen",
    "pharma",
    "cell",
    "link",
    "systems",
    "labs",
    "motors",
    "optics",
    "data",
    "cloud",
]


def swap_names(article: MarkedArticle, rng: random.Random, gazetteer: Gazetteer, share: float = 0.6) -> MarkedArticle:
    """The article with some companies renamed throughout; marks and acts stay."""
    pool = [name for name, p in gazetteer.profiles.items() if p.kind == "company" and name not in article.organisations]
    new: dict[str, str] = {}
    for name, organisation in article.organisations.items():
        if organisation.kind == "company" and rng.random() < share:
            chosen = invent(rng) if rng.random() < 0.3 else rng.choice(pool)
            if chosen not in article.text and chosen not in new.values():
                new[name] = chosen
    if not new:
        return article
    return _rewrite(article, new)


def invent(rng: random.Random) -> str:
    """A company name that no list knows."""
    word = "".join(rng.choice(ONSETS) + rng.choice(MIDDLES) for _ in range(rng.choice((1, 2, 2, 3)))).capitalize()
    form = rng.random()
    if form < 0.3:
        return word + rng.choice(TAILS)
    return f"{word} {rng.choice(TAILS).capitalize()}" if form < 0.55 else word


def _rewrite(article: MarkedArticle, new: dict[str, str]) -> MarkedArticle:
    spots = sorted((s, e, new[o.name]) for s, e, o in article.named() if o.name in new)
    text, at = "", 0
    moves: list[tuple[int, int, int, int]] = []
    for start, end, words in spots:
        text += article.text[at:start]
        moves.append((start, end, len(text), len(text) + len(words)))
        text += words
        at = end
    text += article.text[at:]

    def move(char: int, *, is_end: bool) -> int:
        shift = 0
        for start, end, new_start, new_end in moves:
            if char < start or (char == start and is_end):
                break
            if char < end or (char == end and is_end):
                return new_end if is_end else new_start
            shift = new_end - end
        return char + shift

    marks = [
        replace(m, start=move(m.start, is_end=False), end=move(m.end, is_end=True), name=new.get(m.name or "", m.name))
        for m in article.marks
    ]
    organisations = {}
    for name, organisation in article.organisations.items():
        renamed = new.get(name)
        organisations[renamed or name] = (
            MarkedOrganisation(renamed, organisation.kind, (renamed,)) if renamed else organisation
        )
    return MarkedArticle(article.id, article.style, article.published, text, marks, article.events, organisations)
