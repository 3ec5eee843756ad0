"""The calendar: which days it holds, and that a calendar program can read it."""

import datetime as dt

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


def test_the_address_takes_the_filter_and_nothing_else(client):
    answer = client.get("/calendar.ics?sector=minerals")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.content.count(b"BEGIN:VEVENT") == 1
    assert client.get("/calendar.ics?limit=3").status_code == 400
