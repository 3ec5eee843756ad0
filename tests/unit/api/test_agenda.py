"""The calendar: which days it holds, and that a calendar program can read it."""

import dataclasses
import datetime as dt
import re

import icalendar
import pytest

from decoupling.api.agenda import list_steps, write_calendar
from decoupling.model import StatusStep
from tests.unit.api.conftest import SITE

METALS = "2024-07-01-ministry-metal-controls"


def made(dataset, **changes):
    steps = tuple(StatusStep(date=date, status=status) for date, status in changes.pop("history", ()))
    event = dataset.by_id[METALS].model_copy(update={"effective": None, **changes, "history": steps})
    return event, [(step.what, step.day) for step in list_steps(event)]


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({}, []),
        ({"effective": "2024-08-01"}, [("effective", "2024-08-01")]),
        ({"effective": "2024-07-01"}, [("effective", "2024-07-01")]),
        ({"effective": "2024-08"}, []),
        ({"history": [("2024-07-01", "done")]}, []),
        ({"history": [("2025-11", "suspended")]}, []),
        ({"history": [("2026-11-10", "done"), ("2025-11-10", "suspended")]}, [
            ("suspended", "2025-11-10"),
            ("done", "2026-11-10"),
        ]),
        ({"effective": "2024-08-01", "history": [("2024-08-01", "done")]}, [("effective", "2024-08-01")]),
        ({"effective": "2024-08-01", "history": [("2024-08-01", "reversed")]}, [("reversed", "2024-08-01")]),
        ({"effective": "2024-08-01", "history": [("2024-07-20", "suspended")]}, [("suspended", "2024-07-20")]),
        ({"effective": "2024-08-01", "history": [("2024-07", "reversed")]}, []),
        ({"effective": "2024-08-01", "history": [("2024-07-20", "suspended"), ("2024-07-25", "announced")]}, [
            ("suspended", "2024-07-20"),
            ("announced", "2024-07-25"),
            ("effective", "2024-08-01"),
        ]),
        ({"effective": "2024-08-01", "history": [("2025-07-20", "suspended")]}, [
            ("effective", "2024-08-01"),
            ("suspended", "2025-07-20"),
        ]),
        ({"effective": "2099-01-01"}, [("effective", "2099-01-01")]),
    ],
)  # fmt: skip
def test_days_known_to_the_day_that_are_not_the_act_itself(changes, steps, tiny_dataset):
    assert made(tiny_dataset, **changes)[1] == steps


def entries(selection):
    calendar = icalendar.Calendar.from_ical(write_calendar(selection, site=SITE))
    assert calendar["version"] == "2.0" and calendar["prodid"]
    return calendar.walk("VEVENT")


def test_a_calendar_program_reads_whole_days_with_their_words(select):
    selection = select()
    wanted = [step for event in selection.dataset.events for step in list_steps(event)]
    found = entries(selection)
    assert wanted and len(found) == len(wanted)
    for entry, step in zip(found, wanted, strict=True):
        assert entry.decoded("dtstart") == dt.date.fromisoformat(step.day)
        assert not isinstance(entry.decoded("dtstart"), dt.datetime)
        assert str(entry["summary"]).endswith(f": {step.event.headline}")
        assert str(entry["description"]) == step.event.summary
        assert str(entry["url"]) == f"{SITE}/event?id={step.event.id}"
        assert entry.decoded("dtstamp").tzinfo is not None


def test_a_suspension_says_so(select):
    words = {str(entry["uid"]): str(entry["summary"]) for entry in entries(select(sectors=("minerals",)))}
    assert words[f"{METALS}.suspended.2025-11-10@decoupling-monitor"].startswith("Suspended: ")


def test_ids_are_unique_and_stay(select):
    found = [str(entry["uid"]) for entry in entries(select())]
    assert len(found) == len(set(found)) and found == [str(entry["uid"]) for entry in entries(select())]


def test_the_same_filter_gives_the_same_bytes(select):
    assert write_calendar(select(), site=SITE) == write_calendar(select(), site=SITE)


def test_lines_end_and_break_as_the_format_asks(select):
    lines = write_calendar(select(), site=SITE).split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lines)) <= 75 and not any(b"\n" in line for line in lines)


def unfolded(text):
    return text.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]


def test_every_entry_has_what_the_format_asks_for_and_is_a_whole_day(select):
    # RFC 5545: UID and DTSTAMP (in UTC) once each; a DATE without an end lasts that one day (3.6.1).
    lines = unfolded(write_calendar(select(), site=SITE))
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    for name in ("VERSION:2.0", "PRODID:", "METHOD:PUBLISH"):
        assert sum(line.startswith(name) for line in lines) == 1
    starts = [place for place, line in enumerate(lines) if line == "BEGIN:VEVENT"]
    ends = [place for place, line in enumerate(lines) if line == "END:VEVENT"]
    assert starts and len(starts) == len(ends) and lines.count("BEGIN:VCALENDAR") == 1
    for start, end in zip(starts, ends, strict=True):
        names = [re.match(r"[A-Z-]+", line)[0] for line in lines[start + 1 : end]]
        assert {names.count(name) for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL")} == {1}
        assert "DTEND" not in names and "DURATION" not in names
        entry = dict(line.split(":", 1) for line in lines[start + 1 : end])
        assert re.fullmatch(r"\d{8}", entry["DTSTART;VALUE=DATE"])
        assert re.fullmatch(r"\d{8}T\d{6}Z", entry["DTSTAMP"])


def test_long_chinese_words_break_between_characters_and_come_back(select, tiny_dataset):
    words = "商务部公布对镓和锗相关物项实施出口管制的公告，自公布之日起施行；" * 6
    event, _ = made(tiny_dataset, effective="2024-08-01", headline=f"{words}a, b; c\\d", summary=f"{words}\nsecond")
    dataset = dataclasses.replace(tiny_dataset, events=(event,))
    selection = dataclasses.replace(select(), dataset=dataset)
    counts = dataclasses.replace(selection.counts, positions=selection.counts.positions[:1])
    text = write_calendar(dataclasses.replace(selection, counts=counts), site=SITE)
    for line in text.split(b"\r\n"):
        assert len(line) <= 75 and line.decode("utf-8") is not None
    entry = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert str(entry["summary"]).endswith(event.headline) and str(entry["description"]) == event.summary


def test_without_a_site_entries_name_no_page(select):
    calendar = icalendar.Calendar.from_ical(write_calendar(select(), site=""))
    assert not [entry for entry in calendar.walk("VEVENT") if "url" in entry]


def test_the_address_takes_the_filter_and_nothing_else(client):
    answer = client.get("/calendar.ics?sector=minerals")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.content.count(b"BEGIN:VEVENT") == 1
    assert client.get("/calendar.ics?limit=3").status_code == 400
