"""Owns what a report says once its items are looked up: pages in their order, end notes, method, version and date.

Deck, document, web page and PDF are written from this and nothing else, so that they say the same.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pandas as pd
import plotly.graph_objects as go

from decoupling.addresses import pinned_query
from decoupling.charts import CHARTS
from decoupling.charts.look import LIGHT
from decoupling.charts.spec import ChartSpec, Selection, count_of
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.export.cells import legal_text
from decoupling.export.citation import Citation, event_citation, view_citation, write_text
from decoupling.filters import EventFilter, filter_from_query, version_in
from decoupling.model import Event, Source
from decoupling.releases import UnknownVersionError
from decoupling.report import Report, ReportItem
from decoupling.summary import selected_events

UNTITLED = "US–China technology decoupling"
NAMED_PUBLISHERS = 5
Select = Callable[[EventFilter], Selection]


@dataclass(frozen=True, slots=True, eq=False)
class ChartPage:
    """One chart with its words. An empty frame means that the filter leaves nothing to draw."""

    number: int
    spec: ChartSpec
    selection: Selection
    options: Mapping[str, str]
    frame: pd.DataFrame
    title: str
    subtitle: str
    note: str
    counting: str
    citation: Citation

    def draw(self) -> go.Figure:
        """The figure as on light paper."""
        return self.spec.draw(self.frame, self.selection, LIGHT, self.options)

    def table(self) -> pd.DataFrame:
        """The numbers as the chart card's table shows them."""
        return self.spec.table(self.frame, self.selection, self.options)


@dataclass(frozen=True, slots=True, eq=False)
class EventPage:
    """One event with the visitor's words; `facts` are name and value of what is coded."""

    number: int
    event: Event
    title: str
    subtitle: str
    note: str
    direction: tuple[str, str]
    facts: tuple[tuple[str, str], ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class EndNote:
    """The sources of one page: a sentence that holds the address of the view, then pages as words and address."""

    number: int
    text: str
    address: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """A whole report, ready to be written."""

    title: str
    author: str
    made: str
    version: str
    method: str
    pages: tuple[ChartPage | EventPage, ...]
    notes: tuple[EndNote, ...]


def open_report(report: Report, select: Select, *, root: str, made: dt.date) -> Contents:
    """Look up every item, each as of the version it was found in. `root` is the dashboard's address.

    An event that the dataset does not have, and an item of a version that cannot be opened, is left out.
    """
    dataset = select(EventFilter()).dataset
    known = [item for item in report.items if can_open(item, select)]
    pages = tuple(_open_item(item, select, root=root, number=number) for number, item in enumerate(known, start=1))
    return Contents(
        title=report.title or UNTITLED,
        author=report.author,
        made=describe_date(made.isoformat()),
        version=f"{pages[0].citation.version_line if pages else dataset.version}",
        method=describe_method(dataset),
        pages=pages,
        notes=tuple(_end_note(page) for page in pages),
    )


def can_open(item: ReportItem, select: Select) -> bool:
    """Whether the version the item was found in can still be opened, and has what it shows."""
    try:
        dataset = select(EventFilter(version=version_in(item.query))).dataset
    except UnknownVersionError:
        return False
    return bool(item.chart) or item.event in dataset.by_id


def _open_item(item: ReportItem, select: Select, *, root: str, number: int = 1) -> ChartPage | EventPage:
    """The page of one item. KeyError for an event that the dataset does not have."""
    selection = select(EventFilter(version=version_in(item.query)))
    address = item_address(item, root, selection.dataset)
    if item.event:
        return _event_page(item, selection.dataset, address, number)
    selection = select(filter_from_query(item.query, selection.snapshot.codes))
    spec = CHARTS[item.chart]
    options = spec.default_options() | item.options
    frame = spec.frame(selection, options)
    sentence = legal_text(f"{spec.subtitle(options)}. {selection.sentence}")
    finding, counting = "Nothing to draw here", "No act in view carries what this chart shows."
    if not frame.empty:
        finding, counting = (words(frame, selection, options) for words in (spec.title, spec.note))
    title = item.title or finding
    cited = view_citation(legal_text(title), selection, address, what=spec.id)
    return ChartPage(number, spec, selection, options, frame, title, sentence, item.note, counting, cited)


def item_address(item: ReportItem, root: str, dataset: Dataset) -> str:
    """The full address that reopens an item as `dataset` has it; empty where the dashboard's own address is not known.

    It names the version where that can be opened again.
    """
    if not root:
        return ""
    query = {key: list(values) for key, values in item.query.items()}
    words = urlencode(pinned_query(query, dataset), doseq=True)
    return f"{root}/{quote(item.page)}" + (f"?{words}" if words else "")


def _event_page(item: ReportItem, dataset: Dataset, address: str, number: int) -> EventPage:
    event, tax = dataset.by_id[item.event], dataset.taxonomy
    facts = {
        **{
            tax.roles.label(role): ", ".join(
                dataset.org_name(org.id) + (f" ({org.unit})" if org.unit else "")
                for org in event.orgs
                if org.role == role
            )
            for role in tax.roles.codes
        },
        "Kind of act": tax.actions.label(event.action),
        "Origin": tax.countries[event.origin].label,
        "Sectors": ", ".join(tax.sectors.label(code) for code in event.sectors),
        "Status": tax.statuses.label(event.status),
        "Instrument": event.instrument or "",
        "In effect": describe_date(event.effective) if event.effective else "",
        "Money": f"${event.usd:,.0f}" + (f", {event.usd_note}" if event.usd_note else "") if event.usd else "",
        "People": f"{event.headcount:,}" + (f", {event.headcount_note}" if event.headcount_note else "")
        if event.headcount
        else "",
        "Verification": tax.verifications.label(event.verification),
        "Disputed": "; ".join(f"{d.field.replace('_', ' ')}: {d.value} ({d.source})" for d in event.disputes),
    }
    return EventPage(
        number=number,
        event=event,
        title=item.title or event.headline,
        subtitle=describe_date(event.date),
        note=item.note,
        direction=(tax.directions.label(event.direction), LIGHT.colour(tax.directions, event.direction)),
        facts=tuple((name, value) for name, value in facts.items() if value),
        citation=event_citation(event, dataset, address),
    )


# --- end notes and method ------------------------------------------------------------------------


def _end_note(page: ChartPage | EventPage) -> EndNote:
    if isinstance(page, EventPage):
        links = tuple((_source_words(source), source.url) for source in page.event.sources)
        return EndNote(page.number, write_text(page.citation), page.citation.address, links)
    events = selected_events(page.selection)
    words = f"{write_text(page.citation)} {describe_sources(events)}"
    return EndNote(page.number, words, page.citation.address)


def _source_words(source: Source) -> str:
    return source.publisher + (f", {describe_date(source.date)}" if source.date else "")


def describe_sources(events: Sequence[Event]) -> str:
    """How many pages of which publishers some events rest on; every event's own record names them all."""
    pages = {source.url: source.publisher for event in events for source in event.sources}
    publishers = Counter(pages.values()).most_common()
    named = ", ".join(name for name, _ in publishers[:NAMED_PUBLISHERS])
    most = "most often" if len(publishers) > NAMED_PUBLISHERS else "namely"
    return (
        f"Rests on {count_of(len(pages), 'page')} of {count_of(len(publishers), 'publisher')} that the "
        f"{count_of(len(events), 'event')} name, {most} {named}."
    )


def describe_method(dataset: Dataset) -> str:
    """How events are coded and counted, in one paragraph with the figures of the dataset itself."""
    total = len(dataset.events)
    firm = _share(event.verification in ("official", "corroborated") for event in dataset.events)
    return (
        "An event is one dated act by one identifiable actor that loosens or re-tightens a technology tie between the "
        "United States and China, or that follows directly from such an act; one act is one event, however many "
        f"articles report it. The dataset holds {total:,} events; {firm} rest on an official text or on two independent"
        " publishers. A chart counts distinct events unless its note says otherwise; an event in two sectors counts in "
        "both. Dates are drawn no finer than they are known. Every event has a permanent id and names the pages it "
        f"rests on. Licence of the data: {dataset.about.licence} ({dataset.about.licence_url})."
    )


def _share(answers: Iterable[bool]) -> str:
    given = list(answers)
    return f"{sum(given) / len(given):.0%}" if given else "none"
