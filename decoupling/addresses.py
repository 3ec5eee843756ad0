"""Owns the addresses of views: which page shows what, and how a filter, an event or a chart is addressed on a site."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from decoupling.charts.spec import ChartSpec, Options
from decoupling.dataset import Dataset
from decoupling.filters import VERSION_KEY, EventFilter, filter_to_query

OVERVIEW_PATH = ""
TIMELINE_PATH = "timeline"
SECTORS_PATH = "sectors"
ANSWERS_PATH = "answers"
COMPANIES_PATH = "companies"
COMPANY_PATH = "company"
EXITS_PATH = "exits"
COMPARE_PATH = "compare"
PLACES_PATH = "places"
EVENTS_PATH = "events"
EVENT_PATH = "event"
METHOD_PATH = "method"
CHANGES_PATH = "changes"
WATCH_PATH = "watch"
CHART_PAGES = {
    "pace": OVERVIEW_PATH,
    "timeline": TIMELINE_PATH,
    "sector-ranking": SECTORS_PATH,
    "sector-years": OVERVIEW_PATH,
    "sector-actions": SECTORS_PATH,
    "sector-share": SECTORS_PATH,
    "action-ranking": SECTORS_PATH,
    "organisations": OVERVIEW_PATH,
    "counterparties": COMPANY_PATH,
    "instruments": SECTORS_PATH,
    "verification": METHOD_PATH,
    "sector-timeline": SECTORS_PATH,
    "organisation-timeline": COMPANY_PATH,
    "places-map": PLACES_PATH,
    "countries": PLACES_PATH,
    "cities": PLACES_PATH,
    "flows-map": PLACES_PATH,
    "compare-pace": COMPARE_PATH,
    "compare-acts": COMPARE_PATH,
    "compare-directions": COMPARE_PATH,
    "compare-places": COMPARE_PATH,
    "exit-ladder": EXITS_PATH,
    "exit-sectors": EXITS_PATH,
    "exit-sector-years": EXITS_PATH,
    "exit-functions": EXITS_PATH,
    "answers": ANSWERS_PATH,
    "after-act": ANSWERS_PATH,
    "answer-times": ANSWERS_PATH,
    "coverage": METHOD_PATH,
    "single-source": METHOD_PATH,
    "network": SECTORS_PATH,
    "organisation-network": COMPANY_PATH,
    "reviews": METHOD_PATH,
    "pace-index": OVERVIEW_PATH,
}
"""The page on which each chart of the registry is read in full."""
FRAME_WORDS = 190
"""Pixels that title, filter sentence and note need above and below an embedded figure, on two lines each."""


def view_address(site: str, path: str, query: Mapping[str, list[str]]) -> str:
    """The full address of a page; empty where the site is not known."""
    if not site:
        return ""
    words = urlencode(query, doseq=True)
    return f"{site}/{path}" + (f"?{words}" if words else "")


def pin_version(chosen: EventFilter, dataset: Dataset) -> EventFilter:
    """The filter for a citation: as of this version of the dataset, where that can be opened again."""
    return replace(chosen, version=dataset.version) if dataset.can_reopen else chosen


def pinned_query(query: Mapping[str, list[str]], dataset: Dataset) -> dict[str, list[str]]:
    """The parameters of a page for a citation, in the same way."""
    return {**query, VERSION_KEY: [dataset.version]} if dataset.can_reopen else dict(query)


def events_address(site: str, chosen: EventFilter) -> str:
    """The page that lists the events of a filter."""
    return view_address(site, EVENTS_PATH, filter_to_query(chosen))


def event_address(site: str, event_id: str) -> str:
    """The permanent address of one event."""
    return view_address(site, EVENT_PATH, {"id": [event_id]})


def cited_event_address(site: str, event_id: str, dataset: Dataset) -> str:
    """The address of one event as this version of the dataset has it, for citations."""
    return view_address(site, EVENT_PATH, pinned_query({"id": [event_id]}, dataset))


def chart_address(
    site: str, spec: ChartSpec, chosen: EventFilter, options: Options, page: Mapping[str, list[str]] | None = None
) -> str:
    """The page that shows a chart in full, under the filter and with the reader's choices.

    `page` is what the page's own switches add to the address.
    """
    path, query = CHART_PAGES[spec.id], filter_to_query(chosen)
    if path == COMPANY_PATH:
        if len(chosen.orgs) == 1:
            query = {"id": list(chosen.orgs), **query}
        else:
            path = COMPANIES_PATH
    # Streamlit keeps a chart's own choices in the address by the key and the label of the widget.
    for option in spec.options:
        if options[option.key] != option.default:
            query[f"{spec.id}-{option.key}"] = [option.choices[options[option.key]]]
    return view_address(site, path, {**query, **(page or {})})


def program_address(site: str, path: str, chosen: EventFilter) -> str:
    """An address for programs (`api/events.csv`, `feed.atom`) under a filter."""
    return view_address(site, path, filter_to_query(chosen))


def aggregate_address(site: str, spec: ChartSpec, chosen: EventFilter, options: Options) -> str:
    """The address of the numbers that a chart draws."""
    query = {**filter_to_query(chosen), **_changed(spec, options)}
    return view_address(site, f"api/aggregate/{spec.id}.json", query)


def _changed(spec: ChartSpec, options: Options) -> dict[str, list[str]]:
    defaults = spec.default_options()
    return {key: [code] for key, code in options.items() if code != defaults[key]}


def embed_address(site: str, spec: ChartSpec, chosen: EventFilter, options: Options, theme: str) -> str:
    """The address of one chart alone, for a frame in another page."""
    query = {**filter_to_query(chosen), **_changed(spec, options), "theme": [theme]}
    return view_address(site, f"embed/{spec.id}", query)


def embed_frame(address: str, title: str, height: int) -> str:
    """The line of HTML that shows an embedded chart; `height` is that of the figure, in pixels."""
    words = f'src="{html.escape(address)}" title="{html.escape(title)}" width="100%" height="{height + FRAME_WORDS}"'
    return f'<iframe {words} style="border:0" loading="lazy"></iframe>'
