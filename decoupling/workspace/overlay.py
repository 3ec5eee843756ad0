"""Owns how decisions in force become part of the dataset, and what a person's version must fulfil to be accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from decoupling.candidates import Review
from decoupling.checks import check_event, check_organisation
from decoupling.dataset import Dataset
from decoupling.dates import first_day, last_day
from decoupling.model import Event, Organisation
from decoupling.workspace.records import Accepted, Attached, Decision


def lay_over(dataset: Dataset, decisions: Sequence[Decision], reviews: Sequence[Review], newest: int) -> Dataset:
    """The dataset with the accepted events and further sources of the decisions in force, and how candidates fared.

    `newest` is the store's last decision of any kind; it tells one version of the whole from the next.
    What the dataset holds by now itself, because it was promoted, is left out; what no longer fits it (a code or an
    organisation that is gone) is left out as well, so that one old record never stops the pages.
    """
    if not decisions:
        return replace(dataset, reviews=tuple(reviews)) if reviews else dataset
    laid = replace(dataset, reviews=tuple(reviews))
    for decision in decisions:
        if isinstance(decision.record, Accepted) and not problems_of(decision.record, laid):
            laid = _with_accepted(laid, [decision.record])
    laid = _with_sources(laid, [d.record for d in decisions if isinstance(d.record, Attached)])
    return _finished(laid, dataset, newest)


def problems_of(accepted: Accepted, dataset: Dataset, today: dt.date | None = None) -> list[str]:
    """Why a version cannot be part of the dataset, in sentences; none when it can."""
    event = accepted.event
    problems = []
    if event.id in dataset.by_id:
        problems.append(f"id: the dataset has an event {event.id} already; change the headline or the date")
    if today and first_day(event.date) > today:
        problems.append(f"date: {event.date} is still to come; an announcement is dated by the day it was made")
    taken = _names(dataset.organisations.values())
    for org in accepted.organisations:
        if org.id in dataset.organisations:
            continue
        for name in (org.name, *org.aliases):
            if name.casefold() in taken:
                problems.append(f"organisation: {name} belongs to {taken[name.casefold()]} already; choose that one")
    laid = _with_accepted(dataset, [accepted])
    for org in accepted.organisations:
        problems += [f"organisation {org.name}: {message}" for _, message in check_organisation(org, laid)]
    problems += [f"{'.'.join(map(str, where))}: {message}" for where, message in check_event(event, laid)]
    return problems


def _names(organisations: Iterable[Organisation]) -> dict[str, str]:
    return {name.casefold(): org.id for org in organisations for name in (org.name, *org.aliases)}


def _with_accepted(dataset: Dataset, accepted: Iterable[Accepted]) -> Dataset:
    """Cheap and unsorted: enough for checks."""
    events, organisations = list(dataset.events), dict(dataset.organisations)
    released = dataset.about.released
    for one in accepted:
        events.append(one.event)
        organisations |= {org.id: org for org in one.organisations if org.id not in organisations}
        released = _later(released, one.event)
    return replace(
        dataset,
        about=dataset.about.model_copy(update={"released": released}),
        events=tuple(events),
        organisations=MappingProxyType(organisations),
        by_id=MappingProxyType({**dataset.by_id, **{event.id: event for event in events[len(dataset.events) :]}}),
    )


def _later(released: str, event: Event) -> str:
    """The day up to which the data reaches: that of the newest event, when it came after the release."""
    days = [last_day(released), first_day(event.date)]
    if event.effective:
        days.append(min(first_day(event.effective), max(days)))
    return max(days).isoformat() if max(days) > days[0] else released


def _with_sources(dataset: Dataset, attached: Iterable[Attached]) -> Dataset:
    changed: dict[str, Event] = {}
    for one in attached:
        event = changed.get(one.event_id) or dataset.by_id.get(one.event_id)
        if event is not None and one.source.url not in {source.url for source in event.sources}:
            changed[event.id] = event.model_copy(update={"sources": (*event.sources, one.source)})
    return _with_events(dataset, {**dataset.by_id, **changed}) if changed else dataset


def _with_events(dataset: Dataset, by_id: Mapping[str, Event]) -> Dataset:
    events = tuple(sorted(by_id.values(), key=lambda event: (first_day(event.date), event.id)))
    return replace(dataset, events=events, by_id=MappingProxyType(dict(by_id)))


def _finished(laid: Dataset, dataset: Dataset, newest: int) -> Dataset:
    by_id = {event.id: _without_lost_links(event, laid) for event in laid.events}
    added = frozenset(by_id) - frozenset(dataset.by_id)
    return replace(_with_events(laid, by_id), version=f"{dataset.version}+w{newest}", added=added)


def _without_lost_links(event: Event, dataset: Dataset) -> Event:
    kept = tuple(link for link in event.links if link.event in dataset.by_id)
    return event if len(kept) == len(event.links) else event.model_copy(update={"links": kept})
