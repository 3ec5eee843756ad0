"""Owns whether a company's act bears on the tie at all: some word near it must point to the other side.

A plant that a Chinese maker opens at home, or lay-offs in Ohio, are acts but not ours. Near means the title, the
sentence that tells the act and those around it. Government acts are not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from spacy.tokens import Doc

from decoupling.extract.features import Layout
from decoupling.extract.gazetteer import MENTIONS, Profile

REACH = 2
_CHINA = re.compile(r"\b(?:China|Chinese|Beijing|mainland|Hong Kong|Macau|PRC|Taiwan Strait)\b|-China\b")
_ABROAD = re.compile(
    r"\b(?:U\.?S\.?|United States|America|American|Americans|Washington|Pentagon|foreign|overseas|Western|"
    r"export control|"
    r"export controls|sanctions?|tariffs?|Entity List|blacklist(?:ed)?|New York|Nasdaq|NYSE|abroad|imported|home-grown|"
    r"homegrown|domestic(?:ally)?|Europe|European|Japan|Japanese|Korea|Korean|Dutch|Taiwan|Taiwanese|German|Germany|"
    r"Britain|British|India|Indian)\b|\bUS\b"
)


def bears_on_tie(
    doc: Doc, layout: Layout, at: int, actors: tuple[str, ...], targets: tuple[str, ...],
    profiles: Mapping[str, Profile], chinese_places: frozenset[str],
) -> bool:  # fmt: skip
    """Whether a company act told at token `at` has the other side near it."""
    sides = {profiles[name].side for name in actors if name in profiles}
    others = {profiles[name].side for name in (*targets, *actors) if name in profiles}
    sentence = layout.sentence[at]
    low = layout.bounds[max(0, sentence - REACH)][0]
    high = layout.bounds[min(len(layout.bounds) - 1, sentence + REACH)][1]
    title = doc[: layout.bounds[0][1]].text
    near = f"{title}\n{doc[low:high].text}"
    mentions = [m for m in doc.spans[MENTIONS] if low <= m.start < high or layout.sentence[m.start] == 0]
    near_sides = {profiles[m.id_].side for m in mentions if m.id_ in profiles}
    if sides == {"CN"}:
        return bool(others - {"CN"}) or bool(near_sides & {"US", "third"}) or bool(_ABROAD.search(near))
    chinese = any(m.id_ in chinese_places for m in mentions if m.label_ in ("place", "capital"))
    return "CN" in others or "CN" in near_sides or chinese or bool(_CHINA.search(near))
