"""Owns what a visitor follows: named filters, each with the version last seen; kept as text in the browser.

The text comes back from a visitor's browser, so it is read like any hostile input: too long, malformed or unknown
parts are dropped, and nothing else is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from decoupling.changes import Changes, EventChange
from decoupling.charts.spec import count_of
from decoupling.export.cells import legal_text
from decoupling.filters import MAX_VERSION_LENGTH, QUERY_KEYS, EventFilter, filter_to_query
from decoupling.model import Record, Release

MAX_WATCHES = 30
MAX_NAME = 80
MAX_TEXT = 200_000
"""Most watches of a visitor, and most characters of a name and of all watches as text."""

Code = Annotated[str, Field(max_length=200)]
Values = Annotated[tuple[Code, ...], Field(max_length=200)]


class Watch(Record):
    """A filter that somebody follows, as query parameters, and the version of the dataset that was last seen."""

    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(legal_text)]
    query: Annotated[dict[Code, Values], Field(max_length=len(QUERY_KEYS))] = Field(default={})
    seen: Annotated[str, Field(min_length=1, max_length=MAX_VERSION_LENGTH)]

    @property
    def subject(self) -> list[tuple[str, list[str]]]:
        """What is followed, apart from its name; the same is not followed twice."""
        return sorted((key, sorted(values)) for key, values in self.query.items())


Watches = tuple[Watch, ...]


def make_watch(name: str, chosen: EventFilter, version: str) -> Watch:
    """A watch of a filter, of the newest data whatever the version in view, seen as of `version`."""
    query = filter_to_query(replace(chosen, version=""))
    return Watch.model_validate({"name": legal_text(name)[:MAX_NAME] or "A watch", "query": query, "seen": version})


def find_watch(watches: Watches, watch: Watch) -> int | None:
    """The place of the watch that follows the same."""
    return next((place for place, other in enumerate(watches) if other.subject == watch.subject), None)


def add_watch(watches: Watches, watch: Watch) -> Watches:
    """With the watch at the end; unchanged where there are too many or the same is followed already."""
    if len(watches) >= MAX_WATCHES or find_watch(watches, watch) is not None:
        return watches
    return (*watches, watch)


def remove_watch(watches: Watches, place: int) -> Watches:
    """Without the watch at a place."""
    return watches[:place] + watches[place + 1 :]


def mark_seen(watches: Watches, version: str, places: Iterable[int]) -> Watches:
    """With the watches at these places seen as of a version."""
    seen = set(places)
    return tuple(
        watch.model_copy(update={"seen": version}) if place in seen else watch for place, watch in enumerate(watches)
    )


def rename_watch(watches: Watches, place: int, name: str) -> Watches:
    """With another name on a watch; an empty one changes nothing."""
    words = legal_text(name.strip())[:MAX_NAME]
    changed = watches[place].model_copy(update={"name": words}) if words else watches[place]
    return (*watches[:place], changed, *watches[place + 1 :])


# --- as text -------------------------------------------------------------------------------------


def write_watches(watches: Watches) -> str:
    """The watches as JSON text."""
    return json.dumps([watch.model_dump(mode="json") for watch in watches], ensure_ascii=False)


def read_watches(text: object) -> Watches:
    """The watches that a text holds; what it cannot be is left out, never an error."""
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return ()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    watches: Watches = ()
    for item in (content if isinstance(content, list) else [])[:MAX_WATCHES]:
        if watch := _read_watch(item):
            watches = add_watch(watches, watch)
    return watches


def _read_watch(content: Any) -> Watch | None:
    try:
        watch = Watch.model_validate(content)
    except ValidationError:
        return None
    return watch if watch.query.keys() <= set(QUERY_KEYS) - {"v"} else None


# --- since when ----------------------------------------------------------------------------------


def nearest_release(version: str, releases: Sequence[Release]) -> str | None:
    """The last release before a version that cannot be opened itself; None when there is none.

    Which of two versions of one day came first, their names do not say: a release of an earlier day then tells more
    than is new, never less.
    """
    base = version.partition("+")[0]
    day = base.partition("-")[0]
    if any(release.version == base for release in releases):
        return base
    days = [(release.version.partition("-")[0], release.version) for release in releases]
    earlier = [found for on, found in days if on < day]
    same = [found for on, found in days if on == day]
    return earlier[-1] if earlier else next(iter(same), None)


def news_of(changes: Changes) -> tuple[list[EventChange], list[EventChange]]:
    """What is new and what is corrected, merged or gone, as one who follows reads it."""
    new = changes.of("added")
    return new, [change for change in changes.events if change.kind != "added"]


def summarise_watches(news: Sequence[tuple[str, int, int]]) -> str:
    """Two sentences over all watches, each given as name, number of new and of changed events."""
    if not news:
        return ""
    new, changed = sum(row[1] for row in news), sum(row[2] for row in news)
    followed = f"You follow {count_of(len(news), 'watch', 'watches')}."
    if not new and not changed:
        where = "it" if len(news) == 1 else "them"
        return f"{followed} Nothing in {where} is new or corrected since you last looked."
    most = max(news, key=lambda row: row[1] + row[2])
    where = f", most of it in “{most[0]}”" if len(news) > 1 else ""
    return f"{followed} Since you last looked, {count_of(new, 'event')} came and {changed:,} changed{where}."
