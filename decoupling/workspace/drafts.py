"""Owns the way from a candidate to an event: the draft that a person corrects, and the record that comes of it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from decoupling import DATA_DIR
from decoupling.candidates import Candidate
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.model import Event, Link, Organisation
from decoupling.workspace.overlay import problems_of
from decoupling.workspace.records import Accepted, StoredArticle
from decoupling.yaml_files import read_yaml_list

HEADLINE_LENGTH, SUMMARY_LENGTH = 120, 500
NEW = "new:"
"""Marks an organisation that has no profile yet: "new:Hanmi Logic"."""
_STATUS = {"planned": "announced"}
_OFFICIAL_KINDS = ("official", "company")


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as the form holds it: codes and texts, nothing checked yet.

    Organisations are ids of the dataset, or `new:` and a name; places are pairs of city (or nothing) and country.
    """

    date: str
    headline: str
    summary: str
    action: str
    direction: str
    status: str
    origin: str
    actors: tuple[str, ...]
    publisher: str
    address: str
    targets: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    effective: str = ""
    usd: float | None = None
    usd_note: str = ""
    headcount: int | None = None
    headcount_note: str = ""
    instrument: str = ""
    function: str = ""
    source_date: str = ""
    source_kind: str = "news"
    verification: str = "single"
    links: tuple[Link, ...] = ()

    @property
    def new_names(self) -> tuple[str, ...]:
        """Names of the organisations that still need a profile."""
        named = (*self.actors, *self.targets, *self.affected)
        return tuple(dict.fromkeys(name.removeprefix(NEW) for name in named if name.startswith(NEW)))


def draft_event(candidate: Candidate, article: StoredArticle, dataset: Dataset) -> Draft:
    """What the machine proposes, as far as it knows; what it does not know is left empty."""
    by_name = _by_name(dataset)
    actors, targets = (
        tuple(by_name.get(name.casefold(), NEW + name) for name in names)
        for names in (candidate.actors, candidate.targets)
    )
    origin = next((dataset.organisations[org].country for org in actors if org in dataset.organisations), "")
    places = tuple(filter(None, (_find_place(name, dataset) for name in candidate.places)))
    headline = _headline(candidate, places, dataset)
    return Draft(
        date=candidate.date or "",
        headline=headline,
        summary=_summary(headline, candidate, dataset),
        action=candidate.action,
        direction=candidate.direction,
        status=_STATUS.get(candidate.status, "done"),
        origin=origin,
        actors=actors,
        targets=targets,
        sectors=candidate.sectors,
        places=places,
        usd=candidate.usd,
        usd_note="as the article gives it" if candidate.usd else "",
        headcount=candidate.headcount,
        headcount_note="as the article gives it" if candidate.headcount else "",
        publisher=article.publisher,
        address=article.address or "",
        source_date=article.published or "",
    )


def _by_name(dataset: Dataset) -> dict[str, str]:
    found: dict[str, str] = {}
    for org in dataset.organisations.values():
        for name in (org.name, *org.aliases, *org.former_names, *filter(None, [org.chinese_name])):
            found.setdefault(name.casefold(), org.id)
    return found


def _find_place(name: str, dataset: Dataset) -> tuple[str, str] | None:
    folded = name.casefold()
    for city, country in dataset.places:
        if city.casefold() == folded:
            return city, country
    for code, country_record in dataset.taxonomy.countries.items():
        if country_record.label.casefold() == folded:
            return "", code
    return None


@lru_cache(maxsize=1)
def _wordings() -> Mapping[str, Mapping[str, str]]:
    rows, problems = read_yaml_list(DATA_DIR / "extraction" / "headlines.yaml", "extraction/headlines.yaml")
    if problems:
        raise ValueError(str(problems[0]))
    return {row["action"]: row for row in rows}


def _headline(candidate: Candidate, places: tuple[tuple[str, str], ...], dataset: Dataset) -> str:
    wording = _wordings()[candidate.action]
    target = _join(candidate.targets) or wording.get("party", "")
    words = wording["words"].format(actor=_lead(candidate.actors), target=target)
    if places:
        city, country = places[0]
        words += f" in {city or dataset.taxonomy.countries[country].label}"
    words = words[:1].upper() + words[1:]
    return words if len(words) <= HEADLINE_LENGTH else words[: HEADLINE_LENGTH - 1] + "…"


def _lead(actors: tuple[str, ...]) -> str:
    """The first actor, whom the verb agrees with, and those beside it."""
    first, others = actors[0], _join(actors[1:])
    return f"{first}, with {others}," if others else first


def _join(names: tuple[str, ...]) -> str:
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} others"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _summary(headline: str, candidate: Candidate, dataset: Dataset) -> str:
    sectors = ", ".join(dataset.taxonomy.sectors.label(code).lower() for code in candidate.sectors)
    parts = [f"{headline}{f', {describe_date(candidate.date)}' if candidate.date else ''}."]
    parts += [f"Sectors: {sectors}."] if sectors else []
    parts += [f"{candidate.headcount:,} people are affected."] if candidate.headcount else []
    parts += [f"The sum given is ${candidate.usd:,.0f}."] if candidate.usd else []
    return " ".join(parts)[:SUMMARY_LENGTH]


def slug(text: str) -> str:
    """Text as part of an id: lower case, plain letters, hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def event_id(draft: Draft, candidate_id: int) -> str:
    """Id of the event that a candidate becomes; its last part makes it the only one of this workspace."""
    words = slug(draft.headline)[:48].strip("-") or "act"
    if not any(character.isalpha() for character in words.split("-")[0]):
        words = f"act-{words}"
    return f"{draft.date}-{words}-w{candidate_id}"


def compose(
    draft: Draft,
    candidate_id: int,
    dataset: Dataset,
    *,
    organisations: tuple[Organisation, ...] = (),
    unchanged: bool = False,
    apart: tuple[str, ...] = (),
    today: dt.date | None = None,
) -> tuple[Accepted | None, list[str]]:
    """The record that a draft makes, or the sentences that say what is missing or wrong in it.

    `organisations` are the profiles of the draft's new names.
    """
    ids = {NEW + org.name: org.id for org in organisations}
    problems = [
        f"{name}: choose an organisation or add its profile" for name in draft.new_names if NEW + name not in ids
    ]
    asked = {
        "date": (draft.date, "the first day the act was public, as YYYY-MM-DD, YYYY-MM or YYYY"),
        "headline": (draft.headline, "one line that names who did what"),
        "summary": (draft.summary, "what happened, in your own words"),
        "origin": (draft.origin, "the country of the actor"),
        "actors": (draft.actors, "who acts; an event is an act by somebody"),
        "sectors": (draft.sectors, "at least one sector"),
        "publisher": (draft.publisher, "who published the article"),
        "address": (draft.address, "the web address of the article; an event without a page cannot be checked"),
    }
    problems += [f"{name} is missing: give {words}" for name, (value, words) in asked.items() if not value]
    if problems:
        return None, problems
    event, problems = _event(draft, event_id(draft, candidate_id), ids)
    if event is None:
        return None, problems
    accepted = Accepted(event=event, organisations=organisations, unchanged=unchanged, apart=apart)
    problems = problems_of(accepted, dataset, today)
    return (None, problems) if problems else (accepted, [])


def _event(draft: Draft, new_id: str, ids: Mapping[str, str]) -> tuple[Event | None, list[str]]:
    orgs: dict[str, str] = {}
    for role, names in (("actor", draft.actors), ("target", draft.targets), ("affected", draft.affected)):
        for name in names:
            orgs.setdefault(ids.get(name, name), role)
    values: dict[str, Any] = {
        "id": new_id,
        "date": draft.date,
        "effective": draft.effective or None,
        "headline": draft.headline,
        "summary": draft.summary,
        "action": draft.action,
        "direction": draft.direction,
        "status": draft.status,
        "origin": draft.origin,
        "orgs": [{"id": org, "role": role} for org, role in orgs.items()],
        "sectors": draft.sectors,
        "places": [{"city": city or None, "country": country} for city, country in draft.places],
        "usd": draft.usd or None,
        "usd_note": draft.usd_note or None if draft.usd else None,
        "headcount": draft.headcount or None,
        "headcount_note": draft.headcount_note or None if draft.headcount else None,
        "instrument": draft.instrument or None,
        "function": draft.function or None,
        "links": draft.links,
        "sources": [
            {
                "publisher": draft.publisher,
                "url": draft.address,
                "date": draft.source_date or None,
                "kind": draft.source_kind,
            }
        ],
        "verification": draft.verification,
    }
    try:
        return Event.model_validate(values), []
    except ValidationError as error:
        return None, [
            f"{'.'.join(map(str, detail['loc']))}: {detail['msg'][0].lower()}{detail['msg'][1:]}"
            for detail in error.errors(include_url=False)
        ]
