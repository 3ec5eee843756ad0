"""Partial dates: what they may mean, how they read, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from decoupling.dates import describe_date, first_day, last_day, parse_partial, precision


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "first", "last", "known"),
    [
        ("2025-07-23", "2025-07-23", "2025-07-23", "day"),
        ("2025-07", "2025-07-01", "2025-07-31", "month"),
        ("2025-12", "2025-12-01", "2025-12-31", "month"),
        ("2023-02", "2023-02-01", "2023-02-28", "month"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2025", "2025-01-01", "2025-12-31", "year"),
    ],
)
def test_a_partial_date_spans_every_day_it_may_mean(text, first, last, known):
    assert parse_partial(text) == (day(first), day(last), known)
    assert (first_day(text), last_day(text)) == (day(first), day(last))
    assert precision(text) == known


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025-7", "2025-7-3", "2025-07-23T00:00", "23 July 2025", "2025-07-", "2025/07", " 2025", "2025\n"],
)
def test_another_form_is_refused_with_the_allowed_ones(text):
    with pytest.raises(ValueError, match="must be YYYY-MM-DD, YYYY-MM or YYYY"):
        parse_partial(text)


def test_digits_of_other_scripts_are_refused():
    with pytest.raises(ValueError, match="must be YYYY"):
        parse_partial("２０２５")


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025-02-29", "2025-04-31", "2025-07-00", "0000"])
def test_a_day_outside_the_calendar_is_refused(text):
    with pytest.raises(ValueError, match=f"'{text}' is not in the calendar"):
        parse_partial(text)


@pytest.mark.parametrize(("text", "words"), [("2025-07-03", "3 July 2025"), ("2025-07", "July 2025"), ("2025", "2025")])
def test_a_date_is_told_no_finer_than_known(text, words):
    assert describe_date(text) == words


@pytest.mark.parametrize(("text", "words"), [("2025-07-03", "3 Jul 2025"), ("2025-07", "Jul 2025"), ("2025", "2025")])
def test_the_short_form_shortens_the_month(text, words):
    assert describe_date(text, short=True) == words
