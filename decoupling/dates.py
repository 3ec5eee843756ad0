"""Owns partial dates: ISO days, months or years (EDTF level 0), never padded with a made-up day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Literal

Precision = Literal["day", "month", "year"]

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")
EPOCH = dt.date(1970, 1, 1)
MONTHS_A_QUARTER = 3


def parse_partial(text: str) -> tuple[dt.date, dt.date, Precision]:
    """First day, last day and precision of a partial date.

    Raises ValueError naming the text and the allowed forms.
    """
    match = _FORM.fullmatch(text)
    if not match:
        raise ValueError(f"date {text!r} must be YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    try:
        first = dt.date(year, month if match[2] else 1, day if match[3] else 1)
    except ValueError:
        raise ValueError(f"date {text!r} is not in the calendar") from None
    if match[3]:
        return first, first, "day"
    if match[2]:
        return first, first.replace(day=calendar.monthrange(year, month)[1]), "month"
    return first, dt.date(year, 12, 31), "year"


def first_day(text: str) -> dt.date:
    """First calendar day that the partial date may mean."""
    return parse_partial(text)[0]


def last_day(text: str) -> dt.date:
    """Last calendar day that the partial date may mean."""
    return parse_partial(text)[1]


def precision(text: str) -> Precision:
    """How finely the date is known; the text must be a valid partial date."""
    return _PRECISIONS[text.count("-")]


def month_number(text: str) -> int:
    """Months from January of the year 0 to a month YYYY-MM, or to that of a day; arithmetic runs on these."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def month_code(number: int) -> str:
    """The month YYYY-MM of such a number."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def describe_date(text: str, *, short: bool = False) -> str:
    """A partial date in words, no finer than known: 23 July 2025 · July 2025 · 2025."""
    first, _, known = parse_partial(text)
    if known == "year":
        return text
    month = f"{first:%b}" if short else f"{first:%B}"
    return f"{first.day} {month} {first.year}" if known == "day" else f"{month} {first.year}"
