"""Owns dates in running text: which words are one, and which day, month or year they mean to a reader of that day.

A resolved date is as precise as its words and no finer. "Tuesday" is the last one up to the day of publication, that
day included; a month or a day without a year is the nearest one that fits the words around it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Basis = Literal["explicit", "relative", "publication"]

MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
DAYS = {name[:3].lower(): number for number, name in enumerate(calendar.day_name)}
NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ]
    )
} | {"a": 1, "an": 1, "couple": 2, "several": 0, "few": 0}

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_MONTH_UPPER = r"(?:JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19[89]\d|20[0-4]\d)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Tues|Wed|Thurs|Thur|Tue|Mon|Fri|Sat|Sun)\.(?=\s)"
_UNIT = r"(?:days?|weeks?|months?|years?|decades?)"
_COUNT = r"(?i:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|a\ few|several|a\ couple\ of)"
_PART = r"(?i:early|late|mid|mid-|the\ start\ of|the\ end\ of|the\ beginning\ of|the\ middle\ of|earlier|later)"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_ITS_YEAR = rf"(?:,?\s(?P<y>{_YEAR})|,?\s(?:of\s)?(?P<w>last|this|next|the\sfollowing)\syear)?"
_NTH = r"(?:[12]\d|3[01]|[1-9])(?:st|nd|rd|th)"
_NUMBERED = (
    r"(?:century|anniversary|floor|of|day|time|meeting|round|package|page|try|attempt|quarter|generation|hour|birthday|"
    r"party|circuit|amendment|straight|consecutive|batch|list|tranche|item|step|place|edition|version|session)\b"
)

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which a season begins."""

# What a form of several beginnings may begin with stands first, `(?=[...])`: it halves the time of reading.
_FORMS = (
    ("iso", rf"\b(?P<y>{_YEAR})-(?P<n>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b"),
    ("mdy", rf"\b(?=[A-Z])(?:(?:{_WEEKDAY}),?\s)?(?P<m>{_MONTH}|{_MONTH_UPPER})\s(?P<d>{_DAY}){_ITS_YEAR}\b(?!\d|,\d|\.\d|\s(?:percent|per\scent|million|billion))"),
    ("dmy", rf"\b(?=[0-9A-Z])(?:(?:{_WEEKDAY}),?\s)?(?P<d>{_DAY})(?:\sof)?\s(?P<m>{_MONTH}){_ITS_YEAR}\b"),
    ("my", rf"\b(?=[A-Zelmst])(?:{_PART}[\s-])?(?P<m>{_MONTH}|{_MONTH_UPPER}),?\s(?:of\s)?(?P<y>{_YEAR})\b"),
    ("quarter", rf"\b(?:the\s)?(?:first|second|third|fourth|last|Q[1-4])(?:\squarter)?(?:\sof)?\s(?P<y>{_YEAR})\b"),
    ("season", rf"\b(?=[ELMTelmtsafw])(?:{_PART}\s)?(?:the\s)?(?P<s>{_SEASON})\s(?:of\s)?(?P<y>{_YEAR})\b"),
    ("monthrel", rf"\b(?P<w>[Ll]ast|[Tt]his|[Nn]ext)\s(?P<m>{_MONTH})\b(?!\s\d)"),
    ("monththen", rf"\bthat\s(?P<m>{_MONTH})\b|\b(?P<m2>{_MONTH})\sof\s(?:that|the\ssame)\syear\b"),
    ("monthof", rf"\b(?P<m>{_MONTH})\s(?P<w>last|this|next|of\slast|of\sthis|of\snext|of\sthe\sfollowing)\syear\b"),
    ("seasonrel", rf"\b(?P<w>[Ll]ast|[Tt]his|[Nn]ext)\s(?P<s>{_SEASON})\b"),
    ("seasonthe", rf"\b(?:[Ii]n|[Oo]ver|[Dd]uring|[Ss]ince)\sthe\s(?:(?:early|late)\s)?(?P<s>{_SEASON})(?:\sof\s(?P<w>last|this|that|the\ssame)\syear)?\b(?![-’']|\s(?:of|in|Olympics|Games|games|term|semester|festival)\b)"),
    ("dayof", rf"\b[Oo]n\sthe\s(?P<d>{_NTH})(?![\w-]|\s(?:[A-Z]|{_NUMBERED}))"),
    ("weekday", rf"\b(?=[A-Zltnp])(?:(?P<w>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast)\s)?(?P<wd>{_WEEKDAY})"),
    ("ago", rf"\b(?=[0-9A-Za-fnost])(?P<c>{_COUNT})\s(?P<u>{_UNIT})\s(?P<w>ago|earlier|later|before|after|afterwards?|previously|prior)\b"),
    ("after", r"\b(?P<w>[Dd]ays|[Hh]ours|[Ww]ithin\s(?:days|hours|weeks))(?P<l>\s(?:later|earlier|before|afterwards?|after))?\b"),
    ("same", r"\b(?i:the|that|on\sthe)\s(?:same|very)\s(?P<u>day|week|month|year)\b|\b(?i:that)\s(?P<u2>day|week|month|year)\b"),
    ("theday", r"\b(?i:the|a)\s(?P<u>day|week|month|year)\s(?P<w>before|earlier|after|later)\b"),
    ("rel", rf"\b(?=[ELMTNelmtn])(?:{_PART}\s)?(?P<w>[Ll]ast|[Tt]his|[Nn]ext|[Tt]he\sprevious|[Tt]he\sfollowing|[Tt]he\spast)\s(?P<u>week|month|year|quarter|weekend)\b"),
    ("today", r"\b(?P<w>[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight|[Ee]arlier\stoday|[Tt]his\s(?:morning|afternoon|evening))\b(?!['’]s)"),
    ("month", rf"\b(?=[A-Zelmst])(?:{_PART}[\s-])?(?P<m>January|February|April|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.|(?<=\b[Ii]n\s)(?:March|May)|(?<=\b[Ss]ince\s)(?:March|May)|(?<=\blate\s)(?:March|May)|(?<=\bearly\s)(?:March|May)|(?<=\bmid-)(?:March|May)|(?<=\bof\s)(?:March|May)|(?<=\b[Bb]y\s)(?:March|May)|(?<=\b[Uu]ntil\s)(?:March|May)|(?<=\b[Ff]rom\s)(?:March|May))(?![\w])"),
    ("year", rf"(?<![\w$€£.,/-])(?:(?i:mid|early|late)[\s-])?(?P<y>{_YEAR})(?![\w%])(?!\s(?:entities|companies|people|employees|workers|staff|jobs|firms|engineers|users|stores|products|items))(?!-)"),
)  # fmt: skip
_ALL = tuple((kind, re.compile(form.replace("\\ ", " "))) for kind, form in _FORMS)
_AHEAD = re.compile(
    r"(?:\b(?:by|until|till|through|from|effective|starting|beginning|before|due|on or after|as of|next|since|to)\s+"
    r"(?:the\s(?:end|start|middle)\sof\s)?(?:early|late|mid)?[\s-]?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words `start`:`end` (characters) that mean `value`, a partial date; None when they fix none."""

    start: int
    end: int
    value: str | None
    basis: Basis
    ahead: bool


def find_dates(text: str, published: str | None) -> list[DateMention]:
    """All date words of a text in order, each resolved against the day of publication and the dates before it."""
    day = dt.date.fromisoformat(published) if published and len(published) == 10 else None
    found: list[DateMention] = []
    anchor: str | None = None
    for start, end, kind, match in _spans(text):
        ahead = bool(_AHEAD.search(text[max(0, start - 32) : start]))
        value = _resolve(kind, match, day, anchor, ahead)
        basis: Basis = "explicit" if kind in ("iso", "mdy", "dmy", "my", "quarter", "season", "year") else "relative"
        found.append(DateMention(start, end, value, basis, ahead))
        if value and not ahead and not (anchor and anchor.startswith(value)):
            anchor = value
    return found


def _spans(text: str) -> Iterator[tuple[int, int, str, re.Match[str]]]:
    found: list[tuple[int, int, str, re.Match[str]]] = []
    taken = bytearray(len(text))
    for kind, form in _ALL:
        for match in form.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"1" * (end - start)
                found.append((start, end, kind, match))
    yield from sorted(found, key=lambda item: item[0])


def _month_text(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def _shift_months(day: dt.date, months: int) -> tuple[int, int]:
    total = day.year * 12 + day.month - 1 + months
    return total // 12, total % 12 + 1


def _resolve(kind: str, match: re.Match[str], day: dt.date | None, anchor: str | None, ahead: bool) -> str | None:
    parts = match.groupdict()
    year = int(parts["y"]) if parts.get("y") else None
    month = MONTHS[parts["m"][:3].lower()] if parts.get("m") else None
    if kind == "iso":
        return _day_text(int(parts["y"]), int(parts["n"]), int(parts["d"]))
    if kind in ("mdy", "dmy"):
        number = int(re.sub(r"\D", "", parts["d"]))
        if parts.get("w") and day:
            year = day.year + _turn(parts["w"])
        year = year or _year_of(day, month, number, ahead)
        return _day_text(year, month, number) if year and month else None
    if kind in ("quarter", "season", "year"):
        return str(year)
    if kind == "my":
        return _month_text(year, month) if year and month else None
    if day is None:
        return None
    if kind == "month":
        year = _year_of(day, month, None, ahead)
        return _month_text(year, month) if year and month else None
    if kind == "monththen":
        month = month or MONTHS[parts["m2"][:3].lower()]
        return _month_text(int(anchor[:4]), month) if anchor else None
    if kind == "monthof" and month:
        return _month_text(day.year + _turn(parts["w"]), month)
    if kind == "monthrel" and month:
        if parts["w"].lower() == "next":
            return _month_text(day.year + (month <= day.month), month)
        return _month_text(day.year - (month >= day.month), month)
    if kind == "seasonrel":
        return str(_season_year(parts["w"].lower(), parts["s"], day))
    if kind == "seasonthe":
        return _season(parts["s"], parts["w"], day, anchor)
    if kind == "dayof":
        return _day_of_month(int(parts["d"][:-2]), day, anchor)
    if kind == "weekday":
        return _weekday(parts["wd"], (parts["w"] or "").lower(), day).isoformat()
    if kind == "today":
        word = parts["w"].lower()
        return (day + dt.timedelta(days={"yesterday": -1, "tomorrow": 1}.get(word, 0))).isoformat()
    if kind == "rel":
        word, unit = parts["w"].lower(), parts["u"]
        if word in ("the following", "the previous") and anchor and unit in ("week", "month", "year"):
            turn = 1 if word == "the following" else -1
            whole = len(anchor) == 10
            return _shift_day(dt.date.fromisoformat(anchor), unit, turn) if whole else _shift_coarse(anchor, unit, turn)
        return _relative_unit(word, unit, day)
    return _from_anchor(kind, parts, day, anchor)


def _day_text(year: int, month: int, number: int) -> str | None:
    try:
        return dt.date(year, month, number).isoformat()
    except ValueError:
        return None


def _turn(words: str) -> int:
    return -1 if "last" in words else 1 if "next" in words or "following" in words else 0


def _year_of(day: dt.date | None, month: int | None, number: int | None, ahead: bool) -> int | None:
    """Year of a month named without one: the last such month, or the coming one when the words point ahead."""
    if day is None or month is None:
        return None
    this = (day.year, month, number or 1)
    today = (day.year, day.month, day.day if number else 1)
    gap = (month - day.month) % 12
    if this <= today:
        # A month that is over can still be meant for the year to come, when close and said to be ahead.
        return day.year + 1 if ahead and (day.month - month) >= 6 else day.year
    return day.year if ahead or (number and gap == 0) else day.year - 1


def _day_of_month(number: int, day: dt.date, anchor: str | None) -> str | None:
    """A day told by its number: of the month told last, else the latest such day up to that of publication."""
    if anchor and len(anchor) >= 7 and (told := _day_text(int(anchor[:4]), int(anchor[5:7]), number)):
        return told
    months = (_shift_months(day, -back) for back in range(number > day.day, 4))
    return next((told for year, month in months if (told := _day_text(year, month, number))), None)


def _season(season: str, word: str | None, day: dt.date, anchor: str | None) -> str:
    """Year of a season: of the year its words or the date before name, else of the last one that has begun."""
    if word in ("that", "the same") and anchor:
        return anchor[:4]
    return str(day.year + _turn(word) if word else day.year - (day.month < _SEASONS[season]))


def _season_year(word: str, season: str, day: dt.date) -> int:
    begins = _SEASONS[season]
    if word == "last":
        return day.year if day.month >= begins + 3 else day.year - 1
    return day.year + (word == "next" and day.month > begins)


def _weekday(name: str, word: str, day: dt.date) -> dt.date:
    back = (day.weekday() - DAYS[name[:3].lower()]) % 7
    if word == "next":
        return day + dt.timedelta(days=(7 - back) or 7)
    if word == "last" and back == 0:
        back = 7
    return day - dt.timedelta(days=back)


def _relative_unit(word: str, unit: str, day: dt.date) -> str:
    turn = {"last": -1, "the previous": -1, "the past": -1, "next": 1, "the following": 1}.get(word, 0)
    if unit in ("week", "weekend"):
        moved = day + dt.timedelta(weeks=turn)
        return _month_text(moved.year, moved.month)
    if unit == "year":
        return str(day.year + turn)
    months = turn * (3 if unit == "quarter" else 1)
    year, month = _shift_months(day, months)
    return str(year) if unit == "quarter" else _month_text(year, month)


def _from_anchor(kind: str, parts: dict[str, str], day: dt.date, anchor: str | None) -> str | None:
    """Dates told from another date: "two days later", "the same month", "a year ago"."""
    if kind == "same":
        unit = parts["u"] or parts["u2"]
        return _cut(anchor, unit) if anchor else None
    if kind == "after":
        return _cut(anchor, "month") if anchor else None
    word = parts["w"]
    count = 1 if kind == "theday" else _number(parts["c"].lower())
    unit = parts["u"].rstrip("s")
    if count is None or unit == "decade":
        return None
    base = day if word == "ago" else dt.date.fromisoformat(anchor) if anchor and len(anchor) == 10 else None
    sign = 1 if word in ("later", "after", "afterward", "afterwards") else -1
    if base is None:
        if not anchor:
            base = day if sign < 0 else None
        if base is None and anchor:
            return _shift_coarse(anchor, unit, sign * count)
    return _shift_day(base, unit, sign * count) if base else None


def _number(words: str) -> int | None:
    if words.isdigit():
        return int(words)
    count = NUMBERS.get(words.split()[-2] if words.endswith("couple of") else words.split()[-1])
    return count or None


def _shift_day(base: dt.date, unit: str, count: int) -> str:
    if unit == "day":
        return (base + dt.timedelta(days=count)).isoformat()
    if unit == "week":
        moved = base + dt.timedelta(weeks=count)
        return _month_text(moved.year, moved.month)
    if unit == "month":
        return _month_text(*_shift_months(base, count))
    return str(base.year + count)


def _shift_coarse(anchor: str, unit: str, count: int) -> str | None:
    if unit == "year":
        return str(int(anchor[:4]) + count)
    if len(anchor) < 7:
        return None
    base = dt.date.fromisoformat(anchor[:7] + "-15")
    return anchor[:7] if unit in ("day", "week") else _month_text(*_shift_months(base, count))


def _cut(anchor: str, unit: str) -> str:
    return anchor[: {"day": 10, "week": 7, "month": 7, "year": 4}[unit]]
