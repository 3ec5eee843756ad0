"""A report over the tiny world that the tests of every form share."""

import datetime as dt

from decoupling.export.contents import open_report
from decoupling.report import Report, ReportItem
from tests.unit.charts.drawn import OF_EVENTS

ROOT = "http://localhost:8501"
NOTE = "A note of my own <b>with markup</b> & more."
EVENT = "2024-05-02-acme-shanghai-lab"
OPTIONS = {chart: {"org": ("acme",)} for chart in ("organisation-timeline", "counterparties", "organisation-network")}


def item(chart, **changes):
    return ReportItem(chart=chart, page="timeline", query=OPTIONS.get(chart, {}), **changes)


def whole_report():
    """Every chart, and an event with a note."""
    event = ReportItem(event=EVENT, page="event", query={"id": (EVENT,)}, note=NOTE)
    return Report("A title of mine", "An author", (*(item(chart, note=NOTE) for chart in OF_EVENTS), event))


def contents(select, report=None):
    """The contents of a report, looked up in the tiny world."""
    return open_report(report or whole_report(), lambda chosen: select_as(select, chosen), root=ROOT, made=DAY)


DAY = dt.date(2026, 1, 31)


def select_as(select, chosen):
    return select(**{name: getattr(chosen, name) for name in chosen.__dataclass_fields__})
