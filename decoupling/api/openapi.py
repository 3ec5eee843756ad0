"""Owns the description of the addresses (OpenAPI 3.1), written as data; a test holds it to what the routes do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from decoupling import __version__
from decoupling.api.entries import FEED_LENGTH
from decoupling.api.problems import PROBLEM_TYPE, TITLES
from decoupling.api.queries import MAX_ADDRESS, MAX_LIMIT
from decoupling.charts import CHARTS
from decoupling.charts.given import GIVEN
from decoupling.charts.spec import ChartSpec
from decoupling.dataset import Dataset
from decoupling.export.events import EVENT_FORMS
from decoupling.export.tables import MIME_TYPES
from decoupling.filters import (
    CHOICES,
    MAX_QUERY_LENGTH,
    MAX_VALUES,
    MAX_VERSION_LENGTH,
    QUERY_KEYS,
    VERSION_KEY,
    Codes,
)

Json = dict[str, Any]
FORM_WORDS = {
    "csv": "CSV, a row an event",
    "xlsx": "a workbook; at most 1,048,575 events",
    "json": "one JSON object that says what it holds",
    "jsonl": "JSON lines, an event a line",
    "parquet": "Parquet, a row an event",
}
NOTES = (
    "The filter of the pages, for programs: the parameters are those of a page's address. What a page would drop is "
    "refused here with a problem document (RFC 9457) that names the parameter and what is allowed. Every answer but "
    "/healthz carries an ETag; send it back as If-None-Match and get 304 while nothing has changed. Answers are "
    "compressed where the reader accepts gzip. Reading is open to every site; there are no cookies and no keys. "
    f"A query holds at most {MAX_ADDRESS:,} characters."
)


def _parameter(name: str, what: str, schema: Json, *, place: str = "query") -> Json:
    return {"name": name, "in": place, "required": place == "path", "description": what, "schema": schema}


def _filter_parameters(codes: Codes) -> dict[str, Json]:
    date = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
    words = "Words that must all occur; a phrase in quotes"
    found = {
        "q": _parameter("q", words, {"type": "string", "maxLength": MAX_QUERY_LENGTH}),
        "from": _parameter("from", "First day: YYYY, YYYY-MM or YYYY-MM-DD", date),
        "to": _parameter("to", "Last day, in the same forms", date),
    }
    for choice in CHOICES:
        # Hundreds of organisations would bury the rest; a wrong id is answered with all of them.
        item: Json = {"type": "string"} if choice.key == "org" else {"type": "string", "enum": list(codes[choice.key])}
        schema = {"type": "array", "items": item, "maxItems": MAX_VALUES}
        what = f"{choice.label}; may be repeated, values are alternatives"
        found[choice.key] = _parameter(choice.key, what, schema) | {"style": "form", "explode": True}
    what = "Version of the dataset to answer from, for ever the same; /api/ lists them. Without it, the newest."
    found[VERSION_KEY] = _parameter(VERSION_KEY, what, {"type": "string", "maxLength": MAX_VERSION_LENGTH})
    return found


def _paging_parameters() -> dict[str, Json]:
    return {
        "limit": _parameter(
            "limit",
            "At most so many events: a page. Without it and without a cursor, all of them.",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT},
        ),
        "cursor": _parameter(
            "cursor",
            "Where the next page begins, from `next` in JSON or the Link header in every form. Holds for one dataset "
            "version and one filter; 410 when the dataset has changed.",
            {"type": "string"},
        ),
    }


def _feed_limit() -> Json:
    schema = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": FEED_LENGTH}
    return _parameter("limit", "Entries at most, newest acts first", schema)


def _option_parameters(dataset: Dataset) -> dict[str, Json]:
    """The choices that charts have, under names that say on which; those that a page settles, under `given`."""
    found = {}
    for key, given in GIVEN.items():
        form: Json = {"type": "string"}
        if choices := given.choices(dataset.taxonomy):
            form |= {"enum": list(choices), "default": next(iter(choices))}
        if given.kind == "day":
            form["format"] = "date"
        found[f"given.{key}"] = _parameter(key, given.label, form)
    for spec in CHARTS.values():
        for option in spec.options:
            schema = {"type": "string", "enum": list(option.choices), "default": option.default}
            found[f"{spec.id}.{option.key}"] = _parameter(option.key, option.label, schema)
    return found


def _option_references(spec: ChartSpec) -> list[str]:
    return [*(f"{spec.id}.{option.key}" for option in spec.options), *(f"given.{key}" for key in spec.given)]


def _refer(kind: str, names: Sequence[str]) -> list[Json]:
    return [{"$ref": f"#/components/{kind}/{name}"} for name in names]


def _answers(media_type: str, what: str, refusals: Sequence[str], schema: Json | None = None) -> Json:
    headers = {"ETag": {"$ref": "#/components/headers/ETag"}}
    good = {"description": what, "headers": headers, "content": {media_type: {"schema": schema or {"type": "string"}}}}
    kept = {"200": good, "304": {"description": "Nothing has changed since the ETag that was sent"}}
    return kept | {status: {"$ref": f"#/components/responses/{status}"} for status in ("403", *refusals, "503")}


def _get(summary: str, parameters: list[Json], responses: Json) -> Json:
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


OBJECT = {"type": "object"}
ROWS = {
    "type": "object",
    "required": ["title", "filter", "version", "licence", "citation", "rows"],
    "properties": {
        **{
            name: {"type": "string"}
            for name in (
                "title",
                "filter",
                "note",
                "source",
                "version",
                "released",
                "licence",
                "citation",
                "link",
                "next",
            )
        },
        "rows": {"type": "array", "items": OBJECT},
    },
}


def describe_addresses(codes: Codes, dataset: Dataset, site: str) -> Json:
    """The whole description; `site` is the server that gives it."""
    by_filter = _refer("parameters", QUERY_KEYS)
    by_page = _refer("parameters", ("limit", "cursor"))
    paths: Json = {}
    for form in EVENT_FORMS:
        schema = ROWS if form == "json" else None
        answers = _answers(MIME_TYPES[form], FORM_WORDS[form], ("400", "410", "414"), schema)
        answers["200"]["headers"]["Link"] = {"$ref": "#/components/headers/Link"}
        paths[f"/api/events.{form}"] = _get(f"Events of a filter: {FORM_WORDS[form]}", [*by_filter, *by_page], answers)
    event_id = _parameter("id", "Id of the event", {"type": "string"}, place="path")
    answers = _answers(MIME_TYPES["json"], "The event, in `rows`", ("400", "404", "414"), OBJECT)
    answers["301"] = {"description": "To the event that this record is now part of"}
    answers["410"] = _problem(TITLES["gone"])
    version = _refer("parameters", [VERSION_KEY])
    paths["/api/events/{id}"] = _get("One event with every coded field", [event_id, *version], answers)
    for chart, spec in CHARTS.items():
        own = _refer("parameters", _option_references(spec))
        title = f"The numbers of the chart “{spec.subtitle(spec.default_options())}”"
        answers = _answers(MIME_TYPES["json"], "The table that the chart draws, in `rows`", ("400", "414"), ROWS)
        paths[f"/api/aggregate/{chart}.json"] = _get(title, [*by_filter, *own], answers)
    feed = [*by_filter, *_refer("parameters", ["feed-limit"])]
    for path, media_type, name in (
        ("/feed.atom", "application/atom+xml", "Atom"),
        ("/feed.json", "application/feed+json", "JSON Feed 1.1"),
    ):
        paths[path] = _get(
            f"The newest events of a filter, as {name}", feed, _answers(media_type, name, ("400", "414"))
        )
    answers = _answers("text/calendar", "iCalendar", ("400", "414"))
    paths["/calendar.ics"] = _get(
        "Days on which the events of a filter take effect, are suspended or end", by_filter, answers
    )
    for chart, spec in CHARTS.items():
        own = _refer("parameters", ["theme", *_option_references(spec)])
        answers = {"307": {"description": "To the page with the chart"}}
        answers |= {status: {"$ref": f"#/components/responses/{status}"} for status in ("400", "403", "414", "503")}
        paths[f"/embed/{chart}"] = _get("One chart alone, for a frame in another page", [*by_filter, *own], answers)
    answers = _answers(MIME_TYPES["json"], "An object", ("400", "414"), OBJECT)
    paths["/api/"] = _get("What addresses there are", [], answers)
    paths["/api/openapi.json"] = _get("This description", [], answers)
    healthy = {"description": "The data can be used", "content": {MIME_TYPES["json"]: {"schema": OBJECT}}}
    paths["/healthz"] = _get("For operators", [], {"200": healthy, "503": {"$ref": "#/components/responses/503"}})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Decoupling Monitor",
            "version": __version__,
            "summary": f"Dataset {dataset.version}",
            "description": NOTES,
            "license": {"name": dataset.about.licence, "url": dataset.about.licence_url},
        },
        "servers": [{"url": site}],
        "paths": paths,
        "components": {
            "parameters": {
                **_filter_parameters(codes),
                **_paging_parameters(),
                **_option_parameters(dataset),
                "feed-limit": _feed_limit(),
                "theme": _parameter("theme", "Colours of the chart", {"type": "string", "enum": ["light", "dark"]}),
            },
            "headers": {
                "ETag": {"description": "Tag of the answer", "schema": {"type": "string"}},
                "Link": {"description": "The next page, with rel=next", "schema": {"type": "string"}},
            },
            "responses": {
                "400": _problem("A parameter is wrong, or a form cannot hold the rows"),
                "403": _problem(TITLES["closed"]),
                "404": _problem(TITLES["not-found"]),
                "410": _problem(TITLES["cursor-outdated"]),
                "414": _problem(TITLES["query-too-long"]),
                "503": _problem(TITLES["data-broken"]),
            },
            "schemas": {
                "Problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {
                            "type": "string",
                            "enum": [f"urn:decoupling-monitor:problem:{kind}" for kind in TITLES],
                        },
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "parameter": {"type": "string"},
                        "value": {"type": "string"},
                        "allowed": {"type": "array", "items": {"type": "string"}},
                    },
                }
            },
        },
    }


def _problem(what: str) -> Json:
    return {"description": what, "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def list_addresses() -> Mapping[str, str]:
    """The addresses with their purpose, in a line each."""
    return {
        **{f"/api/events.{form}": f"Events of a filter: {words}" for form, words in FORM_WORDS.items()},
        "/api/events/{id}": "One event",
        "/api/aggregate/{chart}.json": f"The numbers of a chart: {', '.join(CHARTS)}",
        "/feed.atom": "The newest events of a filter, as Atom",
        "/feed.json": "The same, as JSON Feed",
        "/calendar.ics": "Days on which the events of a filter take effect, are suspended or end",
        "/embed/{chart}": "One chart alone, for a frame in another page",
        "/api/openapi.json": "The parameters of all these (OpenAPI 3.1)",
        "/healthz": "Whether the data can be used",
    }
