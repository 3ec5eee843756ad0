"""Owns figures in running text: sums of money in US dollars, and counts of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}
_AMOUNT = r"(?>(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?))"
_SCALE = r"(?>(?:[\s-]?(?P<s>thousand|million|billion|trillion|mn|bn|tn|m|b)\b)?)"
_NOT_A_SHARE = r"(?![\s-](?:a|per|each)[\s-]share\b)"
_MONEY = (
    re.compile(rf"(?:US\$|U\.S\.\$|USD\s?|\$)\s?{_AMOUNT}{_SCALE}{_NOT_A_SHARE}", re.IGNORECASE),
    re.compile(rf"(?<![\w$€£¥.,]){_AMOUNT}{_SCALE}\s(?:US|U\.S\.|American)?\s?dollars\b{_NOT_A_SHARE}", re.IGNORECASE),
)
_OTHER_DOLLAR = re.compile(r"(?:HK|NT|A|C|S|AU|NZ)$")
_PEOPLE = (
    r"(?:people|employees?|workers?|staff(?:ers)?|jobs?|posts?|positions|engineers?|researchers?|scientists?|lawyers?|"
    r"consultants?|partners|staff\smembers|members\sof\sstaff|developers?|attorneys|analysts|programmers|technicians|"
    r"redundancies|layoffs|lay-offs|roles|students?|professionals|specialists|bankers|contractors|personnel|hands|"
    r"colleagues|auditors|experts|associates|executives|managers|nationals|citizens)"
)
_UNITS = "two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SCALED = rf"(?:a|one|{_UNITS}|{_TEENS}|{_TENS})\s(?:hundred|thousand)|(?:a|{_UNITS})\sdozen"
_NO_COUNT = (
    r"(?!\s?(?:percent|per\scent|%|hundred|thousand|dozen|million|billion|trillion|yuan|thirds?|quarters?|nm|"
    r"nanomet\w+|years?|months?|weeks?|days?|hours?|minutes?|times)(?!\w))"
)
_COUNT = re.compile(
    rf"(?<![\w$€£¥.,%-])(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{2,6}}|{_SCALED}|(?:{_TENS})(?:-(?:one|{_UNITS}))?)"
    rf"(?![\d,]*\d){_NO_COUNT}(?:\s(?:or\sso|or\smore))?(?P<gap>(?:\s(?:(?:[a-z]\.){{2,}}|[\w'’-]+)){{0,5}}?)\s{_PEOPLE}\b",
    re.IGNORECASE,
)
_FEW = re.compile(
    rf"(?<![\w$€£¥.,%-])(?<!\sin\s)(?P<n>{_UNITS}|{_TEENS}|[2-9]){_NO_COUNT}(?!\sin\b|\sof\sten\b)"
    rf"(?P<gap>(?:\s[a-z’'-]+){{0,2}}?)\s{_PEOPLE}\b"
    r"(?!,?\s(?:familiar|briefed|close\sto|with\s(?:direct\s)?knowledge|said|told|who\s(?:asked|declined|knows?|saw)))",
    re.IGNORECASE,
)
"""A number that small may belong to something else unless the people stand near."""
_SOURCES = re.compile(r"(?:according\sto|said|say|told|cit(?:ed|es|ing))\s(?:the\s)?$", re.IGNORECASE)
"""Words before a reporter's sources, who are not counted."""
_PART_OF = re.compile(
    rf"(?<![\w$€£¥.,%-])(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{2,6}})\sof\s(?=[^.;]{{3,60}}\s{_PEOPLE}\b|(?:them|whom)\b)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\b(?=[lcdfaswhe])(?:laid\soff|lay\soff|laying\soff|let\sgo|dismiss(?:ed|ing)?|cut|cutting|fired|axed|shed|sacked|employ(?:s|ed|ing)?|"
    r"workforce\sof|staff\sof|headcount\sof)\s(?:of\s)?(?:(?:about|around|some|more\sthan|roughly|nearly|almost|up\sto|as\smany\sas|at\sleast|over|another|an\sestimated)\s)?"
    r"(?P<n>\d{1,3}(?:,\d{3})+|\d{2,6})\b(?!\s?(?:percent|per\scent|%|million|billion|yuan|stores|shops))",
    re.IGNORECASE,
)
_WHOM = re.compile(r"(?:them|whom)\b", re.IGNORECASE)
_ANY_PEOPLE = re.compile(rf"\b{_PEOPLE}\b", re.IGNORECASE)
_WORDS = {"a": 1, "one": 1}
_WORDS |= {word: value for value, word in enumerate(f"{_UNITS}|{_TEENS}".split("|"), 2)}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS.split("|"), 2)}


@dataclass(frozen=True, slots=True)
class FigureMention:
    """Characters `start`:`end` that state `value`: US dollars, or a number of people."""

    start: int
    end: int
    kind: Literal["money", "people"]
    value: float


def find_figures(text: str) -> list[FigureMention]:
    """Sums in US dollars and numbers of people, in order; sums in other currencies are left out."""
    found = [*_find_money(text), *_find_people(text)]
    found.sort(key=lambda figure: (figure.start, -figure.end))
    kept: list[FigureMention] = []
    for figure in found:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


def _find_money(text: str) -> Iterator[FigureMention]:
    for form in _MONEY:
        for match in form.finditer(text):
            if not _OTHER_DOLLAR.search(text[max(0, match.start() - 2) : match.start()]):
                scale = _SCALES[match["s"].lower()] if match["s"] else 1
                yield FigureMention(*match.span(), "money", float(match["n"].replace(",", "")) * scale)


def _find_people(text: str) -> Iterator[FigureMention]:
    for form in (_COUNT, _FEW, _PART_OF, _BARE):
        for match in form.finditer(text):
            if form is _FEW and _SOURCES.search(text[max(0, match.start() - 16) : match.start()]):
                continue
            if _WHOM.match(text, match.end()) and not _ANY_PEOPLE.search(_sentence_before(text, match.start())):
                continue
            value = _count(match["n"].lower())
            if value and not (
                1900 <= value <= 2050 and "," not in match["n"] and form is _COUNT and len(match["n"]) == 4
            ):
                yield FigureMention(match.start("n"), match.end("n"), "people", value)


def _sentence_before(text: str, at: int) -> str:
    return re.split(r"[.!?]\s", text[max(0, at - 240) : at])[-1]


def _count(words: str) -> float:
    if words[0].isdigit():
        return float(words.replace(",", ""))
    first, *rest = words.split()
    factor = {"hundred": 100, "thousand": 1000, "dozen": 12}[rest[0]] if rest else 1
    return float(sum(_WORDS[word] for word in first.split("-")) * factor)
