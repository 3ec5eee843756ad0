"""Owns pages of results: a cursor holds dataset version, filter and place, so that no event is skipped or repeated.

Events of one version never change or move. A cursor therefore ends with its version, and says so.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from decoupling.api.problems import RefusedError, wrong_parameter
from decoupling.api.queries import MAX_LIMIT, Query, canonical, read_limit, single
from decoupling.charts.spec import Selection


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Which of the selected events to give; `following` is the cursor of the next page, empty on the last."""

    start: int
    stop: int
    following: str


def read_page(query: Query, selection: Selection) -> ResultPage | None:
    """The page that `limit` and `cursor` ask for; None when neither is given and the whole is wanted."""
    limit = read_limit(query)
    if limit is None and "cursor" not in query:
        return None
    events = selection.counts.events
    start = _read_cursor(single(query, "cursor"), selection) if "cursor" in query else 0
    stop = min(start + (limit or MAX_LIMIT), events)
    return ResultPage(start, stop, _write_cursor(selection, stop) if stop < events else "")


def _write_cursor(selection: Selection, place: int) -> str:
    text = f"{selection.dataset.version} {_filter_mark(selection)} {place}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, selection: Selection) -> int:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        version, mark, place = text.split(" ")
        position = int(place)
    except (binascii.Error, ValueError):
        detail = "cursor is none that was handed out here; begin at the first page, without one."
        raise wrong_parameter("cursor", detail) from None
    if version != selection.dataset.version:
        detail = f"The cursor is of version {version[:60]}; begin again at the first page, without a cursor."
        raise RefusedError(410, "cursor-outdated", detail, parameter="cursor", version=selection.dataset.version)
    if mark != _filter_mark(selection) or not 0 < position < selection.counts.events:
        detail = "cursor belongs to another filter; give the filter of its first page, or begin without a cursor."
        raise wrong_parameter("cursor", detail)
    return position


def _filter_mark(selection: Selection) -> str:
    return hashlib.sha256(canonical(selection.chosen).encode()).hexdigest()[:12]
