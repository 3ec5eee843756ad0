"""Owns reading a query strictly: what a page would drop is refused here, because no one looks at a program's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from decoupling.api.problems import RefusedError, wrong_parameter
from decoupling.charts.given import GIVEN, GivenOption, allowed_codes, find_wrong
from decoupling.charts.spec import ChartSpec, Options, Selection
from decoupling.compare import MOST_PARTS
from decoupling.dates import parse_partial
from decoupling.filters import (
    CHOICES,
    MAX_QUERY_LENGTH,
    MAX_VALUES,
    MAX_VERSION_LENGTH,
    QUERY_KEYS,
    VERSION_KEY,
    Codes,
    EventFilter,
    filter_from_query,
    filter_to_query,
    version_in,
)
from decoupling.pace_index import MOST_WEIGHT

Query = Mapping[str, Sequence[str]]
MAX_ADDRESS = 8_000
"""Characters of a query."""
MAX_LIMIT = 1_000
"""Events on a page of results, and entries in a feed."""
LISTED = 40


def check_length(words: str) -> None:
    """Refuse a query that is longer than any filter needs."""
    if len(words) > MAX_ADDRESS:
        detail = f"The query has {len(words):,} characters; at most {MAX_ADDRESS:,} are read. Give fewer values."
        raise RefusedError(414, "query-too-long", detail)


def check_names(query: Query, allowed: Iterable[str]) -> None:
    """Refuse a parameter that this address does not know."""
    names = [*QUERY_KEYS, *allowed]
    for name in query:
        if name not in names:
            raise wrong_parameter(
                name, f"{name!r} is no parameter of this address; allowed: {', '.join(names)}", allowed=names
            )


def read_filter(query: Query, codes: Codes) -> EventFilter:
    """The filter that the query asks for, as the page reads it; refuses unknown codes, malformed dates, repeats."""
    if len(single(query, "q")) > MAX_QUERY_LENGTH:
        raise wrong_parameter("q", f"q has {len(single(query, 'q'))} characters; at most {MAX_QUERY_LENGTH} are read.")
    for key in ("from", "to"):
        if key in query:
            _check_date(key, single(query, key))
    for choice in CHOICES:
        _check_codes(choice.key, query.get(choice.key, ()), codes[choice.key])
    return filter_from_query(query, codes)


def read_version(query: Query) -> str:
    """The version of the dataset that the query asks for; empty for the newest."""
    text = single(query, VERSION_KEY)
    if len(text) > MAX_VERSION_LENGTH:
        raise wrong_parameter(VERSION_KEY, f"{VERSION_KEY} has {len(text)} characters; a version is shorter.")
    return version_in(query)


def single(query: Query, name: str) -> str:
    """The value of a parameter that stands once; empty when it is not given."""
    values = query.get(name, ())
    if len(values) > 1:
        raise wrong_parameter(name, f"{name} stands {len(values)} times; give it once.")
    return values[0] if values else ""


def _check_date(name: str, text: str) -> None:
    try:
        parse_partial(text)
    except ValueError as error:
        allowed = ["YYYY", "YYYY-MM", "YYYY-MM-DD"]
        raise wrong_parameter(name, f"{name}: {error}", value=text, allowed=allowed) from None


def _check_codes(name: str, values: Sequence[str], allowed: Sequence[str]) -> None:
    if len(values) > MAX_VALUES:
        raise wrong_parameter(name, f"{name} stands {len(values)} times; at most {MAX_VALUES} values are read.")
    for value in values:
        if value not in allowed:
            raise _unknown(name, value, allowed)


def _unknown(name: str, value: str, allowed: Sequence[str]) -> RefusedError:
    listed = ", ".join(allowed[:LISTED]) + (f" and {len(allowed) - LISTED:,} more" if len(allowed) > LISTED else "")
    return wrong_parameter(name, f"unknown {name} {value!r}; allowed: {listed}", value=value, allowed=list(allowed))


def read_choice(query: Query, name: str, allowed: Sequence[str]) -> str:
    """One of the allowed values; the first when none is given."""
    if name not in query:
        return allowed[0]
    value = single(query, name)
    if value not in allowed:
        raise _unknown(name, value, allowed)
    return value


def option_names(spec: ChartSpec) -> tuple[str, ...]:
    """The parameters that a chart has beside the filter."""
    return (*(option.key for option in spec.options), *spec.given)


def read_options(query: Query, spec: ChartSpec, selection: Selection) -> dict[str, str]:
    """The reader's choices on a chart and those that its page settles, by code; what is not given is empty."""
    options = {option.key: read_choice(query, option.key, list(option.choices)) for option in spec.options}
    for key in spec.given:
        options[key] = _read_given(query, key, GIVEN[key], selection, options) if key in query else ""
    return options


def _read_given(query: Query, key: str, option: GivenOption, selection: Selection, options: Options) -> str:
    text = single(query, key)
    wrong = find_wrong(option, text, selection, options)
    if wrong is None:
        return text
    if option.kind == "day":
        raise wrong_parameter(key, f"{key} {text!r} is no day.", value=text, allowed=["YYYY-MM-DD"])
    if option.kind == "event":
        raise wrong_parameter(key, f"{key} {text!r} is the id of no event.", value=text)
    if option.kind == "weights":
        allowed = [f"{code}:1.5" for code in allowed_codes(option, selection, options)]
        words = f"{wrong!r} is no weight of {key}; allowed: {', '.join(allowed)}, from 0 to {MOST_WEIGHT:g}, each once."
        raise wrong_parameter(key, words, value=text, allowed=allowed)
    if wrong == text and "," in text:
        raise wrong_parameter(key, f"{key} names more than {MOST_PARTS} parts.", value=text)
    raise _unknown(key, wrong, list(allowed_codes(option, selection, options)))


def read_limit(query: Query) -> int | None:
    """How many events to give at most; None when the query does not say."""
    if "limit" not in query:
        return None
    text = single(query, "limit")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAX_LIMIT):
        raise wrong_parameter("limit", f"limit {text!r} must be a whole number from 1 to {MAX_LIMIT:,}.", value=text)
    return int(text)


def canonical(chosen: EventFilter) -> str:
    """The filter in one line, another one for every other filter, for tags and cursors."""
    return urlencode(filter_to_query(chosen), doseq=True)
