"""Owns the calendar: days on which an act takes effect, lapses, is suspended or withdrawn, past and to come.

One all-day entry an act and day, only for days that are known to the day. The day of the act itself is no entry,
unless it takes effect on it; where a step of its history says no more than the effective date, one entry stands. An
act that was suspended or reversed before its effective date did not take effect on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from decoupling.api.entries import ON_DASHBOARD, Places, day_of_record
from decoupling.charts.spec import Selection
from decoupling.dates import first_day, precision
from decoupling.export.citation import PUBLISHER, version_line
from decoupling.model import Event
from decoupling.summary import selected_events

EFFECTIVE = "effective"
_SAME_AS_EFFECTIVE = ("done", "announced")
_TAKEN_BACK = ("suspended", "reversed")


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A day in the life of an act; `what` is EFFECTIVE or the status that the act then has."""

    event: Event
    what: str
    day: str


def list_steps(event: Event) -> list[DatedStep]:
    """The days of an act that a calendar can hold, in order."""
    return sorted(_steps(event), key=lambda step: step.day)


def _steps(event: Event) -> Iterator[DatedStep]:
    if event.effective and precision(event.effective) == "day" and _stands_on(event, event.effective):
        yield DatedStep(event, EFFECTIVE, event.effective)
    for step in event.history:
        told = step.date == event.effective and step.status in _SAME_AS_EFFECTIVE
        if precision(step.date) == "day" and step.date != event.date and not told:
            yield DatedStep(event, step.status, step.date)


def _stands_on(event: Event, day: str) -> bool:
    """False when the last step up to that day took the act back."""
    steps = sorted((first_day(step.date), step.status) for step in event.history)
    known = [status for date, status in steps if date <= first_day(day)]
    return not known or known[-1] not in _TAKEN_BACK


def write_calendar(selection: Selection, *, site: str, at: Places = ON_DASHBOARD) -> bytes:
    """The dated steps of the selected events as iCalendar (RFC 5545); without a site, entries name no page."""
    import icalendar

    dataset = selection.dataset
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{PUBLISHER}//{dataset.version}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{PUBLISHER}: effective dates, suspensions, ends")
    calendar.add("x-wr-caldesc", f"{selection.sentence}. {version_line(dataset)}.")
    statuses, sectors = dataset.taxonomy.statuses, dataset.taxonomy.sectors
    for event in selected_events(selection):
        touched = dt.datetime.fromisoformat(day_of_record(event, dataset)).replace(tzinfo=dt.UTC)
        for step in list_steps(event):
            what = "Takes effect" if step.what == EFFECTIVE else statuses.label(step.what)
            entry = icalendar.Event()
            entry.add("uid", f"{event.id}.{step.what}.{step.day}@decoupling-monitor")
            entry.add("dtstamp", touched)
            entry.add("dtstart", dt.date.fromisoformat(step.day))
            entry.add("summary", f"{what}: {event.headline}")
            entry.add("description", event.summary)
            entry.add("categories", [sectors.label(code) for code in event.sectors])
            entry.add("transp", "TRANSPARENT")
            if site:
                entry.add("url", at.event(site, event.id))
            calendar.add_component(entry)
    return bytes(calendar.to_ical())
