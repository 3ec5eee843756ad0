"""Dates in running text, told apart and resolved as a reader of that day would."""

from __future__ import annotations

import pytest

from decoupling.extract.dates import find_dates

# Published on Monday, 6 June 2022.
MEANT = [
    ("The ban was announced on October 7, 2022.", "October 7, 2022", "2022-10-07"),
    ("It said so on 7 October 2021.", "7 October 2021", "2021-10-07"),
    ("The list of 2021-12-16 names eight.", "2021-12-16", "2021-12-16"),
    ("Staff were told on Wednesday.", "Wednesday", "2022-06-01"),
    ("Staff were told on Monday.", "Monday", "2022-06-06"),
    ("Staff were told last Monday.", "last Monday", "2022-05-30"),
    ("It closes next Friday.", "next Friday", "2022-06-10"),
    ("The lab shut on Oct. 7 for good.", "Oct. 7", "2021-10-07"),
    ("The rule of May 12 stands.", "May 12", "2022-05-12"),
    ("Exports stop from Sept. 24.", "Sept. 24", "2022-09-24"),
    ("It left in November.", "November", "2021-11"),
    ("It left in May.", "May", "2022-05"),
    ("Late last month it left.", "Late last month", "2022-05"),
    ("It left last year.", "last year", "2021"),
    ("It left in 2019.", "2019", "2019"),
    ("It opened in the autumn of 2018.", "autumn of 2018", "2018"),
    ("It said so yesterday.", "yesterday", "2022-06-05"),
    ("It said so today.", "today", "2022-06-06"),
    ("It left five months ago.", "five months ago", "2022-01"),
    ("It quit in May last year.", "May last year", "2021-05"),
    ("It quit in the second quarter of 2020.", "second quarter of 2020", "2020"),
    ("It quit last spring.", "last spring", "2022"),
    ("It quit in the spring.", "in the spring", "2022"),
    ("It quit over the winter.", "over the winter", "2021"),
    ("It quit in mid-2021.", "mid-2021", "2021"),
    ("It quit on 9 April this year.", "9 April this year", "2022-04-09"),
    ("It quit on October 10 of last year.", "October 10 of last year", "2021-10-10"),
    ("On Thursday, May 6, 2021, it quit.", "Thursday, May 6, 2021", "2021-05-06"),
    ("It quit on Monday 4 April.", "Monday 4 April", "2022-04-04"),
    ("It quit on the 2nd.", "on the 2nd", "2022-06-02"),
    ("It quit on the 25th.", "on the 25th", "2022-05-25"),
    ("It quit on the 31st.", "on the 31st", "2022-05-31"),
    ("It quit in the fall of last year.", "in the fall of last year", "2021"),
    ("It quit during the early spring.", "during the early spring", "2022"),
    ("It applies from January 1 next year.", "January 1 next year", "2023-01-01"),
    ("It quit on October 10, last year.", "October 10, last year", "2021-10-10"),
]


@pytest.mark.parametrize(("text", "words", "value"), MEANT)
def test_words_mean_the_date_a_reader_takes_them_for(text: str, words: str, value: str) -> None:
    dates = find_dates(text, "2022-06-06")
    assert [d.value for d in dates if words.casefold() in text[d.start : d.end].casefold()] == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("On May 19, 2020 it sued. Two days later it withdrew.", ["2020-05-19", "2020-05-21"]),
        ("On May 19, 2020 it sued. The same day it left.", ["2020-05-19", "2020-05-19"]),
        ("It sued in May 2020 and a year earlier had left.", ["2020-05", "2019"]),
        ("It sued in March 2019 and left that November.", ["2019-03", "2019-11"]),
        ("It sued on March 3, 2019. The day before it had left.", ["2019-03-03", "2019-03-02"]),
        ("It sued in October 2020 and left the following month.", ["2020-10", "2020-11"]),
        ("It sued in October 2020, a plan of the previous year.", ["2020-10", "2019"]),
        ("The Navy sued in January 2022. NASA followed on the 31st.", ["2022-01", "2022-01-31"]),
        ("It sued in February 2021. On the 31st it left.", ["2021-02", "2022-05-31"]),
        ("It sued in March 2019 and, over the summer of that year, left.", ["2019-03", "2019"]),
        ("It sued on March 30, 2020 and left the following week.", ["2020-03-30", "2020-04"]),
        ("On May 19, 2020 it sued, that year alone. Two days later it left.", ["2020-05-19", "2020", "2020-05-21"]),
    ],
)
def test_a_date_told_from_another_counts_from_that_one(text: str, values: list[str]) -> None:
    assert [d.value for d in find_dates(text, "2022-06-06")] == values


@pytest.mark.parametrize(
    "text",
    [
        "It sold 2,019 cars and 2021 people came.",
        "Huawei may be listed; the march goes on.",
        "Boeing’s 737 and Airbus’s A320 fly on.",
        "Today’s rule is final.",
        "February 30, 2021 is no day.",
        "It met on the 5th floor and on the 40th anniversary.",
        "It reported on the 20th Congress, on the 12th package and on the 10th round.",
        "It spoke of the fall in prices, in the fall in demand, in the summer Olympics.",
    ],
)
def test_what_only_looks_like_a_date_gives_none(text: str) -> None:
    assert [d.value for d in find_dates(text, "2022-06-06") if d.value] == []


def test_without_a_day_of_publication_only_full_dates_are_resolved() -> None:
    text = "On Tuesday, in May, on June 3 and on June 3, 2021."
    assert [d.value for d in find_dates(text, None) if d.value] == ["2021-06-03"]


def test_words_that_point_ahead_are_marked() -> None:
    ahead = {d.value: d.ahead for d in find_dates("Announced on May 3, effective July 1, until 2023.", "2022-06-06")}
    assert ahead == {"2022-05-03": False, "2022-07-01": True, "2023": True}
