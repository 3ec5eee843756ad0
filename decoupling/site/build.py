"""Owns making a snapshot: the files of the folder, their order, what is said meanwhile, and that no half one stands."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import plotly.offline

from decoupling.aggregate import aggregate
from decoupling.api.agenda import write_calendar
from decoupling.api.entries import FEED_LENGTH, Places, newest_events, write_atom, write_json_feed
from decoupling.api.openapi import FORM_WORDS
from decoupling.charts.spec import Selection
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.export.browser import BrowserError
from decoupling.export.citation import describe_file
from decoupling.export.contents import EventPage, open_report
from decoupling.export.events import EVENT_FORMS, EVENTS_NOTE, stream_events
from decoupling.filters import EventFilter
from decoupling.model import Event
from decoupling.report import Report, ReportItem
from decoupling.site.figures import THEMES, SiteChart, draw_charts, figure_file, numbers_file
from decoupling.site.pages import Draft, data_page, draft_pages
from decoupling.site.records import event_page, event_path, organisation_page, site_address
from decoupling.site.shell import ASSETS, Frame, Page, frame_of, style_sheet, write_page
from decoupling.snapshot import Snapshot

Progress = Callable[[float, str], None]
"""Is told which part of the work is done, 0 to 1, and what is being done."""
Files = Iterator[tuple[str, bytes | Iterable[bytes]]]
MARK = "snapshot.json"
"""The file by which a folder is known as a snapshot that a newer one may replace."""
IN_SNAPSHOT = Places(
    lambda site, chosen: site_address(site, "events.html"), lambda site, id_: f"{site}/{event_path(id_)}"
)


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was made; `remark` says what is missing, empty when nothing is."""

    pages: int
    files: int
    size: int
    seconds: float
    remark: str


def build_site(
    dataset: Dataset, snapshot: Snapshot, out: Path, *, site: str, made: dt.date, progress: Progress
) -> SiteReport:
    """Write the snapshot into the folder `out`; `site` is the address at which it will stand, empty if not known.

    An older snapshot there is replaced at the end. ValueError when the folder holds anything else.
    """
    _check_free(out)
    begun, part = time.monotonic(), out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        remark = _fill(part, dataset, snapshot, site, made, progress)
        if out.exists():
            shutil.rmtree(out)
        part.replace(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    written = [path for path in out.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in written)
    size = sum(path.stat().st_size for path in written)
    return SiteReport(pages, len(written), size, time.monotonic() - begun, remark)


def _check_free(out: Path) -> None:
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).is_file())):
        raise ValueError(f"{out} holds something else than a snapshot; name a new or an empty folder")


def _fill(part: Path, dataset: Dataset, snapshot: Snapshot, site: str, made: dt.date, progress: Progress) -> str:
    @functools.cache
    def select(chosen: EventFilter) -> Selection:
        return Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen))

    progress(0.0, "Reading the numbers")
    everything, drafts = select(EventFilter()), draft_pages(select)
    progress(0.1, "Writing the data")
    sizes = {path: _write(part, path, content) for path, content in _data_files(everything, site)}
    progress(0.2, "Drawing")
    charts = [chart for draft in drafts for chart in draft.charts if not chart.read.frame.empty]
    remark = _put_charts(part, charts, lambda share: progress(0.2 + 0.6 * share, "Drawing"))
    frame = frame_of(dataset, describe_date(made.isoformat()), feeds=bool(site), interactive=bool(remark))
    progress(0.8, "Writing the pages")
    for page in _all_pages(drafts, everything, select, sizes, site, made, frame):
        _write(part, page.path, write_page(page, frame))
    _write(part, "assets/site.css", style_sheet(dataset).encode())
    _write(part, "assets/site.js", (ASSETS / "site.js").read_bytes())
    mark = {"title": "Decoupling Monitor, a snapshot", "version": dataset.version, "made": made.isoformat()}
    _write(part, MARK, json.dumps(mark, indent=1).encode())
    progress(1.0, "Done")
    return remark


def _write(folder: Path, path: str, content: bytes | Iterable[bytes]) -> int:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        return sum(map(file.write, [content] if isinstance(content, bytes) else content))


def _data_files(everything: Selection, site: str) -> Files:
    dataset = everything.dataset
    about = describe_file("Events", everything, EVENTS_NOTE, site_address(site, "events.html"))
    for form in EVENT_FORMS:
        yield f"data/events.{form}", stream_events(dataset.events, dataset, form, about)
    yield "calendar.ics", write_calendar(everything, site=site, at=IN_SNAPSHOT)
    if site:  # an entry of a feed is known by its full address
        newest = newest_events(everything, FEED_LENGTH)
        for path, write in (("feed.atom", write_atom), ("feed.json", write_json_feed)):
            yield path, write(everything, newest, site=site, own_address=f"{site}/{path}", at=IN_SNAPSHOT)


def _put_charts(part: Path, charts: list[SiteChart], told: Callable[[float], None]) -> str:
    """Numbers and pictures; where no browser draws them, scripts that do so on sight, and the reason is given back."""
    for chart in charts:
        _write(part, f"charts/{chart.name}.csv", numbers_file(chart))
    try:
        for path, svg in draw_charts(charts, lambda done: told(done / (len(THEMES) * len(charts)))):
            _write(part, path, svg)
    except BrowserError as error:
        for chart in charts:
            _write(part, f"charts/{chart.name}.js", figure_file(chart))
        _write(part, "assets/plotly.min.js", plotly.offline.get_plotlyjs().encode())
        _write(part, "assets/charts.js", (ASSETS / "charts.js").read_bytes())
        return str(error)
    return ""


def _all_pages(
    drafts: list[Draft],
    everything: Selection,
    select: Callable[[EventFilter], Selection],
    sizes: dict[str, int],
    site: str,
    made: dt.date,
    frame: Frame,
) -> Iterator[Page]:
    dataset = everything.dataset
    yield from (draft.finish(site, drawn=not frame.interactive) for draft in drafts)
    words = {f"data/events.{form}": what for form, what in FORM_WORDS.items()}
    words |= {"calendar.ics": "days on which acts take effect, are suspended or end", "feed.atom": "the newest acts"}
    files = {path: (words.get(path, "the newest acts, as JSON Feed"), size) for path, size in sizes.items()}
    yield data_page(files, everything, site)
    items = tuple(ReportItem(event=event.id, page=event_path(event.id)) for event in dataset.events)
    for record in open_report(Report(items=items), select, root=site, made=made).pages:
        if isinstance(record, EventPage):
            yield event_page(record, dataset)
    acts: dict[str, list[Event]] = defaultdict(list)
    for event in dataset.events:
        for org in dict.fromkeys(org.id for org in event.orgs):
            acts[org].append(event)
    for organisation in dataset.organisations.values():
        yield organisation_page(organisation, acts[organisation.id], everything, site)
