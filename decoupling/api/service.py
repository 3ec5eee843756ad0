"""Owns what each address answers, and how answers are cached: a tag of dataset version, filter and form.

An answer may be kept but is asked for again each time (`no-cache`), which costs a 304 of a few bytes; so an edit of
the data shows at once. Tags are weak, because the server may compress the same answer or not. Any site may read
the answers from a visitor's browser (`Access-Control-Allow-Origin: *`): they hold what the pages show to everyone,
accepted workspace events included, and neither ask for nor set a cookie. A dashboard that is not open to everyone
answers none of it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from decoupling import PROJECT_ROOT
from decoupling.addresses import chart_address, pin_version
from decoupling.aggregate import aggregate
from decoupling.api.agenda import write_calendar
from decoupling.api.entries import FEED_LENGTH, newest_events, write_atom, write_json_feed
from decoupling.api.openapi import describe_addresses, list_addresses
from decoupling.api.paging import ResultPage, read_page
from decoupling.api.problems import (
    RefusedError,
    answer_broken_data,
    answer_failure,
    answer_http_error,
    answer_refusal,
    wrong_parameter,
)
from decoupling.api.queries import (
    canonical,
    check_length,
    check_names,
    option_names,
    read_choice,
    read_filter,
    read_limit,
    read_options,
    read_version,
)
from decoupling.charts import CHARTS
from decoupling.charts.given import page_query
from decoupling.charts.spec import ChartSpec, Selection
from decoupling.dataset import Dataset, DatasetError
from decoupling.export.citation import describe_file, file_stem
from decoupling.export.events import EVENT_FORMS, describe_event, describe_events, stream_events, write_events
from decoupling.export.tables import MAX_SHEET_ROWS, MIME_TYPES, frame_rows, write_json
from decoupling.filters import VERSION_KEY, filter_to_query
from decoupling.releases import UnknownVersionError, final_place
from decoupling.snapshot import Snapshot

Data = tuple[Dataset, Snapshot]
HEALTH_PATH = "/healthz"
THEMES = ("light", "dark")
ERROR_ANSWERS: Mapping[Any, Callable[[Request, Any], Response]] = {
    RefusedError: answer_refusal,
    DatasetError: answer_broken_data,
    HTTPException: answer_http_error,
    Exception: answer_failure,
}


def program_routes(load_data: Callable[[str], Data], is_open: Callable[[], bool]) -> list[Route]:
    """The routes of all addresses, for the server that shows the pages.

    `load_data` gives the dataset as of a version, that of the moment for empty text; UnknownVersionError where it
    cannot. What it raises as DatasetError is answered with 503. While `is_open` says that not everyone may read,
    programs, which cannot sign in, get no data.
    """
    service = Starlette(routes=ROUTES, middleware=[OPEN_TO_EVERY_SITE], exception_handlers=ERROR_ANSWERS)
    service.state.load_data, service.state.is_open = load_data, is_open
    # The whole of /api/ is the service's, so that a wrong address there is no page.
    others = [route.path for route in ROUTES if not route.path.startswith("/api")]
    return [Route(path, service) for path in ("/api", "/api/{rest:path}", *others)]


# --- answering -----------------------------------------------------------------------------------


def _load(request: Request, query: Mapping[str, list[str]] | None = None) -> Data:
    """The dataset as of the version that the query asks for."""
    if request.url.path != HEALTH_PATH and not request.app.state.is_open():
        raise RefusedError(403, "closed", "Only people on a list may read here; sign in on the pages and export there.")
    version = read_version(query or {})
    try:
        data: Data = request.app.state.load_data(version)
    except UnknownVersionError as error:
        allowed = [release.version for release in error.known]
        raise wrong_parameter(VERSION_KEY, f"{error}.", value=version, allowed=allowed) from None
    return data


def _query(request: Request, *own: str) -> dict[str, list[str]]:
    """The query, refused when it is too long or holds a name that is neither the filter's nor `own`."""
    check_length(request.url.query)
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    check_names(query, own)
    return query


def _site(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _own_address(request: Request, query: Mapping[str, list[str]]) -> str:
    words = urlencode(query, doseq=True)
    return f"{_site(request)}{request.url.path}" + (f"?{words}" if words else "")


@functools.cache
def _code_mark() -> str:
    """Changes with the program, so that no one keeps an answer that a newer one would give differently."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT_ROOT / "decoupling").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _answer(
    request: Request,
    tag: Iterable[str],
    media_type: str,
    build: Callable[[], bytes | Iterable[bytes]],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """What `build` makes; nothing is built for HEAD, nor where the reader has the answer already."""
    words = "\n".join([request.url.path, _site(request), _code_mark(), *tag])
    etag = f'W/"{hashlib.sha256(words.encode()).hexdigest()[:24]}"'
    kept = {
        "ETag": etag,
        "Cache-Control": "public, no-cache",
        "X-Content-Type-Options": "nosniff",
        **(headers or {}),
    }
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if known & {etag.removeprefix("W/"), "*"}:
        return Response(status_code=304, headers=kept)
    if request.method == "HEAD":
        return StreamingResponse(iter(()), headers=kept, media_type=media_type)
    content = build()
    if isinstance(content, bytes):
        return Response(content, headers=kept, media_type=media_type)
    return StreamingResponse(iter(content), headers=kept, media_type=media_type)


def _select(data: Data, query: Mapping[str, list[str]]) -> Selection:
    dataset, snapshot = data
    chosen = read_filter(query, snapshot.codes)
    return Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen))


# --- events --------------------------------------------------------------------------------------


def get_events(request: Request) -> Response:
    """Every event of the filter as a file, or a page of them where `limit` or `cursor` is given."""
    form = request.path_params["form"]
    if form not in EVENT_FORMS:
        raise RefusedError(404, "not-found", f"no events as {form!r}; allowed: {', '.join(EVENT_FORMS)}")
    query = _query(request, "limit", "cursor")
    selection = _select(_load(request, query), query)
    page = read_page(query, selection)
    start, stop = (page.start, page.stop) if page else (0, selection.counts.events)
    if form == "xlsx" and stop - start >= MAX_SHEET_ROWS:
        detail = (
            f"A sheet holds {MAX_SHEET_ROWS - 1:,} rows below its heading, and the filter selects {stop - start:,}; "
            "take csv, jsonl or parquet, or narrow the filter."
        )
        raise RefusedError(400, "too-many-rows", detail, rows=stop - start, limit=MAX_SHEET_ROWS - 1)
    about: dict[str, Any] = describe_events(selection, _site(request))
    headers = {"Content-Disposition": _disposition(form, file_stem("events", selection))}
    if page:
        about["note"] = f"Events {start + 1 if stop else 0:,} to {stop:,} of {selection.counts.events:,}."
        if page.following:
            about["next"] = _own_address(request, _next_query(query, selection, page))
            headers["Link"] = f'<{about["next"]}>; rel="next"'
    dataset = selection.dataset
    events = (dataset.events[i] for i in islice(selection.counts.positions, start, stop))
    tag = (dataset.version, canonical(selection.chosen), form, f"{start} {stop}" if page else "")
    return _answer(request, tag, MIME_TYPES[form], lambda: stream_events(events, dataset, form, about), headers)


def _next_query(query: Mapping[str, list[str]], selection: Selection, page: ResultPage) -> dict[str, list[str]]:
    limit = {"limit": query["limit"]} if "limit" in query else {}
    return {**filter_to_query(selection.chosen), **limit, "cursor": [page.following]}


def _disposition(form: str, stem: str) -> str:
    return f'{"inline" if form == "json" else "attachment"}; filename="{stem}.{form}"'


def get_event(request: Request) -> Response:
    """One event with every coded field, as the event's page gives it; to where it went if it is now part of another."""
    check_length(request.url.query)
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    for name in query.keys() - {VERSION_KEY}:
        detail = f"{name!r} is no parameter of this address; allowed: {VERSION_KEY}"
        raise wrong_parameter(name, detail, allowed=[VERSION_KEY])
    dataset, _ = _load(request, query)
    event = dataset.by_id.get(request.path_params["id"])
    if event is None:
        return _answer_moved(request.path_params["id"], dataset, query)
    about = describe_event(event, dataset, _site(request))
    return _answer(
        request,
        (dataset.version,),
        MIME_TYPES["json"],
        lambda: write_events([event], dataset, "json", about),
        {"Content-Disposition": _disposition("json", f"decoupling-{event.id}")},
    )


def _answer_moved(event_id: str, dataset: Dataset, query: Mapping[str, list[str]]) -> Response:
    """To the event that a record is now part of; refused where there is none, with the reason where there is one."""
    place = final_place(event_id, dataset)
    if place is not None and place.to in dataset.by_id:
        words = f"?{urlencode(query, doseq=True)}" if query else ""
        return RedirectResponse(f"{place.to}{words}", 301, headers={"Cache-Control": "public, no-cache"})
    if place is not None:
        raise RefusedError(410, "gone", f"The record {event_id} has been dropped: {place.why}", id=event_id)
    raise RefusedError(404, "not-found", "No event has this id; /api/events.jsonl holds all of them.")


def _no_filter(request: Request) -> None:
    check_length(request.url.query)
    for name in request.query_params:
        raise wrong_parameter(name, f"{name!r} is no parameter of this address; it takes none.", allowed=[])


# --- counts --------------------------------------------------------------------------------------


def _find_chart(request: Request) -> ChartSpec:
    chart = request.path_params["chart"]
    if chart not in CHARTS:
        raise RefusedError(404, "not-found", f"no chart {chart!r}; allowed: {', '.join(CHARTS)}", allowed=list(CHARTS))
    return CHARTS[chart]


def get_aggregate(request: Request) -> Response:
    """The numbers that a chart draws, as its export gives them."""
    spec = _find_chart(request)
    query = _query(request, *option_names(spec))
    selection = _select(_load(request, query), query)
    options = read_options(query, spec, selection)

    def build() -> bytes:
        chart = spec.read(selection, options)
        page = page_query(spec, selection, options)
        address = chart_address(_site(request), spec, pin_version(selection.chosen, selection.dataset), options, page)
        about = describe_file(chart.title, selection, chart.note, address)
        table = spec.table(chart.frame, selection, options)
        return write_json(frame_rows(table), about)

    tag = (selection.dataset.version, canonical(selection.chosen), *options.values())
    headers = {"Content-Disposition": _disposition("json", file_stem(spec.id, selection))}
    return _answer(request, tag, MIME_TYPES["json"], build, headers)


def get_embed(request: Request) -> Response:
    """To the page that shows one chart alone, once the filter is known to be right."""
    spec = _find_chart(request)
    query = _query(request, "theme", *option_names(spec))
    theme, selection = read_choice(query, "theme", THEMES), _select(_load(request, query), query)
    options = read_options(query, spec, selection)
    shown = {"embed": ["true"], "embed_options": [f"{theme}_theme"], "chart": [spec.id]}
    asked = {key: [code] for key, code in options.items() if code}
    words = urlencode({**shown, **asked, **filter_to_query(selection.chosen)}, doseq=True)
    # Relative, so that it also holds behind a proxy that serves the dashboard below a path of its own.
    return RedirectResponse(f"../embed?{words}", 307, headers={"Cache-Control": "public, no-cache"})


# --- feeds and calendar --------------------------------------------------------------------------


def get_atom(request: Request) -> Response:
    """The newest events of the filter as Atom."""
    return _feed(request, write_atom, "application/atom+xml")


def get_json_feed(request: Request) -> Response:
    """The newest events of the filter as JSON Feed."""
    return _feed(request, write_json_feed, "application/feed+json")


def _feed(request: Request, write: Callable[..., bytes], media_type: str) -> Response:
    query = _query(request, "limit")
    length = read_limit(query) or FEED_LENGTH
    selection = _select(_load(request, query), query)
    own = _own_address(request, query)

    def build() -> bytes:
        return write(selection, newest_events(selection, length), site=_site(request), own_address=own)

    return _answer(request, (selection.dataset.version, canonical(selection.chosen), str(length)), media_type, build)


def get_calendar(request: Request) -> Response:
    """Effective dates and later steps of the filter's events."""
    query = _query(request)
    selection = _select(_load(request, query), query)
    tag = (selection.dataset.version, canonical(selection.chosen))
    headers = {"Content-Disposition": 'inline; filename="decoupling.ics"'}
    return _answer(request, tag, "text/calendar", lambda: write_calendar(selection, site=_site(request)), headers)


# --- about the service ---------------------------------------------------------------------------


def get_index(request: Request) -> Response:
    """What addresses there are."""
    _no_filter(request)
    dataset, _ = _load(request)
    content = {
        "title": "Decoupling Monitor: addresses for programs",
        "version": dataset.version,
        "events": len(dataset.events),
        "versions": {release.version: release.events for release in dataset.releases},
        "licence": f"{dataset.about.licence} {dataset.about.licence_url}",
        "description": f"{_site(request)}/api/openapi.json",
        "addresses": {f"{_site(request)}{path}": what for path, what in list_addresses().items()},
    }
    return _answer(request, (dataset.version,), MIME_TYPES["json"], lambda: _as_json(content))


def get_openapi(request: Request) -> Response:
    """The description of all addresses (OpenAPI 3.1)."""
    _no_filter(request)
    dataset, snapshot = _load(request)
    return _answer(
        request,
        (dataset.version,),
        MIME_TYPES["json"],
        lambda: _as_json(describe_addresses(snapshot.codes, dataset, _site(request))),
    )


def get_health(request: Request) -> Response:
    """For operators: 200 with version and count, 503 with what to mend where the data is broken."""
    dataset, _ = _load(request)
    content = {"status": "ok", "version": dataset.version, "events": len(dataset.events)}
    return Response(_as_json(content), headers={"Cache-Control": "no-store"}, media_type=MIME_TYPES["json"])


def _as_json(content: Mapping[str, Any]) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


ROUTES = [
    Route("/api", get_index),
    Route("/api/", get_index),
    Route("/api/openapi.json", get_openapi),
    Route("/api/events.{form}", get_events),
    Route("/api/events/{id}", get_event),
    Route("/api/aggregate/{chart}.json", get_aggregate),
    Route("/feed.atom", get_atom),
    Route("/feed.json", get_json_feed),
    Route("/calendar.ics", get_calendar),
    Route("/embed/{chart}", get_embed),
    Route(HEALTH_PATH, get_health),
]
OPEN_TO_EVERY_SITE = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=["GET", "HEAD"],
    expose_headers=["Content-Disposition", "ETag", "Link"],
)
