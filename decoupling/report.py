"""Owns a report as a value: title, author, and charts and events in their order; kept as text in the browser.

The text comes back from a visitor's browser, so it is read like any hostile input: too long, malformed or unknown
parts are dropped, and nothing else is lost.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from decoupling.charts import CHARTS
from decoupling.export.cells import legal_text
from decoupling.filters import QUERY_KEYS
from decoupling.model import Record

MAX_ITEMS = 40
MAX_TITLE = 160
MAX_NOTE = 1_200
MAX_TEXT = 400_000
"""Most items of a report, and most characters of a title, of a note, and of a whole report as text."""

REPORT_FORMS = {"pptx": "PowerPoint", "docx": "Word", "html": "Web page", "pdf": "PDF"}

Code = Annotated[str, Field(max_length=200)]
Values = Annotated[tuple[Code, ...], Field(max_length=200)]


class ReportItem(Record):
    """A chart with its options and filter, or an event; with the visitor's own title and note.

    `page` and `query` are where it was found: the filter, and what else of the address the page needs.
    """

    chart: Code = ""
    event: Code = ""
    options: Annotated[dict[Code, Code], Field(max_length=10)] = Field(default={})
    page: Code = ""
    query: Annotated[dict[Code, Values], Field(max_length=30)] = Field(default={})
    title: Annotated[str, Field(max_length=MAX_TITLE), AfterValidator(legal_text)] = ""
    note: Annotated[str, Field(max_length=MAX_NOTE), AfterValidator(legal_text)] = ""

    @property
    def subject(self) -> tuple[object, ...]:
        """What the item shows, apart from the visitor's words; the same subject is not added twice."""
        filters = {key: values for key, values in self.query.items() if key in QUERY_KEYS}
        defaults = CHARTS[self.chart].default_options() if self.chart in CHARTS else {}
        return (self.chart, self.event, sorted((defaults | self.options).items()), sorted(filters.items()))


@dataclass(frozen=True, slots=True)
class Report:
    """What a visitor has put together."""

    title: str = ""
    author: str = ""
    items: tuple[ReportItem, ...] = ()

    def __contains__(self, item: ReportItem) -> bool:
        return item.subject in [other.subject for other in self.items]


# --- changing ------------------------------------------------------------------------------------


def add_item(report: Report, item: ReportItem) -> Report:
    """The report with the item at its end; unchanged where it is full or holds the same already."""
    if item in report or len(report.items) >= MAX_ITEMS:
        return report
    return replace(report, items=(*report.items, item))


def remove_item(report: Report, position: int) -> Report:
    """The report without the item at a position."""
    return replace(report, items=report.items[:position] + report.items[position + 1 :])


def move_item(report: Report, position: int, step: int) -> Report:
    """The report with an item moved by `step` places; one at the edge stays."""
    items = list(report.items)
    items.insert(min(max(position + step, 0), len(items)), items.pop(position))
    return replace(report, items=tuple(items))


def describe_item(report: Report, position: int, *, title: str | None = None, note: str | None = None) -> Report:
    """The report with other words on an item; what is too long is cut."""
    words: dict[str, str] = {}
    if title is not None:
        words["title"] = legal_text(title.strip())[:MAX_TITLE]
    if note is not None:
        words["note"] = legal_text(note.strip())[:MAX_NOTE]
    items = list(report.items)
    items[position] = items[position].model_copy(update=words)
    return replace(report, items=tuple(items))


# --- as text -------------------------------------------------------------------------------------


def write_report(report: Report) -> str:
    """The report as JSON text."""
    items = [item.model_dump(mode="json", exclude_defaults=True) for item in report.items]
    return json.dumps({"title": report.title, "author": report.author, "items": items}, ensure_ascii=False)


def read_report(text: object) -> Report:
    """The report that a text holds; what it cannot be is left out, never an error."""
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return Report()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return Report()
    if not isinstance(content, dict):
        return Report()
    report = Report(_words(content.get("title")), _words(content.get("author")))
    items = content.get("items")
    for item in (items if isinstance(items, list) else [])[:MAX_ITEMS]:
        if readable := _read_item(item):
            report = add_item(report, readable)
    return report


def _words(value: Any) -> str:
    return legal_text(value)[:MAX_TITLE] if isinstance(value, str) else ""


def _read_item(content: Any) -> ReportItem | None:
    try:
        item = ReportItem.model_validate(content)
    except ValidationError:
        return None
    if bool(item.chart) == bool(item.event) or (item.chart and item.chart not in CHARTS):
        return None
    if item.event:
        return item
    spec = CHARTS[item.chart]
    fits = all(item.options.get(option.key, option.default) in option.choices for option in spec.options)
    return item if fits and item.options.keys() <= spec.default_options().keys() else None
