"""Owns the rules a record and the whole set must keep, and what a complete check reports."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from decoupling.coverage_checks import check_coverage
from decoupling.dataset import Dataset, DatasetError, read_dataset
from decoupling.dates import first_day, last_day
from decoupling.model import EVENT_ID_FORM, Event, Move, MovedId, Organisation
from decoupling.taxonomy import Taxonomy, Vocabulary
from decoupling.yaml_files import LineFinder, Problem

DUPLICATE_WINDOW_DAYS = 7
_ID_IN_TEXT = re.compile(f"`({EVENT_ID_FORM})`")

Finding = tuple[Sequence[str | int], str]
"""Where inside a record (keys and positions) and what is wrong there."""


def load_checked_dataset(data_dir: Path) -> Dataset:
    """The dataset, complete and sound.

    Raises DatasetError with every problem of form and rule; a partly valid dataset is never returned.
    """
    dataset, problems = read_dataset(data_dir)
    if dataset is not None:
        problems = problems + find_rule_problems(dataset, data_dir)
    if problems or dataset is None:
        raise DatasetError(problems)
    return dataset


def find_rule_problems(dataset: Dataset, data_dir: Path) -> list[Problem]:
    """Problems of codes, references and consistency, over all records."""
    places = _Places(data_dir)
    found: list[Problem] = []
    for event in dataset.events:
        found += places.problems(dataset, ("event", event.id), check_event(event, dataset))
    for org in dataset.organisations.values():
        found += places.problems(dataset, ("organisation", org.id), check_organisation(org, dataset))
    for milestone in dataset.milestones:
        if milestone.event not in dataset.by_id:
            finding: Finding = (["event"], f"milestone names {milestone.event!r}: no such event")
            found += places.problems(dataset, ("milestone", milestone.event), [finding])
    for move in dataset.moves.values():
        found += places.problems(dataset, ("move", move.event), _check_move(move, dataset))
    for moved in dataset.moved.values():
        found += places.problems(dataset, ("moved id", moved.id), _check_moved(moved, dataset))
    for position, where, message in check_coverage(dataset):
        found += places.problems(dataset, ("coverage", str(position)), [(where, message)])
    found += _shared_names(dataset, places)
    found += check_ladder(dataset.taxonomy, data_dir)
    found += check_lanes(dataset.taxonomy, data_dir)
    found += check_weights(dataset.taxonomy, data_dir)
    return found


class _Places:
    """Turns findings inside a record into problems with file and line."""

    def __init__(self, data_dir: Path) -> None:
        self._root = data_dir.resolve().parent
        self._finders: dict[str, LineFinder] = {}

    def problems(self, dataset: Dataset, key: tuple[str, str], findings: Iterable[Finding]) -> Iterator[Problem]:
        for where, message in findings:
            location = dataset.locations[key]
            finder = self._finders.setdefault(location.file, LineFinder(self._root / location.file))
            yield Problem(location.file, finder.line([location.position, *where]), message)


def check_event(event: Event, dataset: Dataset) -> Iterator[Finding]:
    """Findings of one event against the vocabularies, the organisations, the places and the other events."""
    taxonomy = dataset.taxonomy
    yield from _check_codes(event, dataset)
    yield from _check_references(event, dataset)
    yield from _check_times(event, dataset)
    if event.action in taxonomy.actions and event.function and taxonomy.group_of(event.action) == "government":
        yield ["function"], "function belongs to company acts only; leave it out"
    for note, value in (("usd_note", "usd"), ("headcount_note", "headcount")):
        if getattr(event, note) and getattr(event, value) is None:
            yield [note], f"{note} stands without {value}"
    if event.usd is not None and not event.usd_note:
        yield ["usd"], "usd needs a usd_note that says what the sum measures"
    if event.action == "entity_listing" and not event.instrument:
        yield ["action"], "an entity listing names its list in `instrument`"
    named = {
        "sectors": event.sectors,
        "sources": [source.url for source in event.sources],
        "orgs": [org.id for org in event.orgs],
        "places": [", ".join(filter(None, (place.city, place.country))) for place in event.places],
    }
    for name, values in named.items():
        for value in _repeated(values):
            yield [name], f"{name} holds {value!r} twice"


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _check_codes(event: Event, dataset: Dataset) -> Iterator[Finding]:
    tax = dataset.taxonomy
    coded: list[tuple[Sequence[str | int], Vocabulary, str | None]] = [
        (["action"], tax.actions, event.action),
        (["direction"], tax.directions, event.direction),
        (["status"], tax.statuses, event.status),
        (["verification"], tax.verifications, event.verification),
        (["function"], tax.functions, event.function),
    ]
    coded += [(["sectors", i], tax.sectors, code) for i, code in enumerate(event.sectors)]
    coded += [(["orgs", i, "role"], tax.roles, org.role) for i, org in enumerate(event.orgs)]
    coded += [(["sources", i, "kind"], tax.source_kinds, source.kind) for i, source in enumerate(event.sources)]
    coded += [(["reasons", i, "by"], tax.reason_givers, reason.by) for i, reason in enumerate(event.reasons)]
    coded += [(["history", i, "status"], tax.statuses, step.status) for i, step in enumerate(event.history)]
    coded += [(["links", i, "type"], tax.link_types, link.type) for i, link in enumerate(event.links)]
    coded += [(["links", i, "basis"], tax.link_bases, link.basis) for i, link in enumerate(event.links)]
    for where, vocabulary, code in coded:
        if code is not None and code not in vocabulary:
            yield where, _unknown(str(where[-1] if isinstance(where[-1], str) else where[0]), code, vocabulary.codes)
    for i, dispute in enumerate(event.disputes):
        if dispute.field not in Event.model_fields:
            yield ["disputes", i, "field"], _unknown("field", dispute.field, Event.model_fields)
    countries: list[tuple[Sequence[str | int], str]] = [(["origin"], event.origin)]
    countries += [(["places", i, "country"], place.country) for i, place in enumerate(event.places)]
    for where, country in countries:
        if country not in tax.countries:
            yield where, f"unknown country {country!r}; add it to taxonomy/countries.yaml or mend it"


def _unknown(what: str, given: str, allowed: Iterable[str]) -> str:
    return f"unknown {what} {given!r}; allowed: {', '.join(allowed)}"


def _check_references(event: Event, dataset: Dataset) -> Iterator[Finding]:
    for i, involvement in enumerate(event.orgs):
        if involvement.id not in dataset.organisations:
            yield (
                ["orgs", i, "id"],
                f"organisation {involvement.id!r} is not in organisations.yaml; add its profile there",
            )
    if not any(org.role == "actor" for org in event.orgs):
        yield ["orgs"], "no organisation has the role actor; an event is an act by somebody"
    for i, place in enumerate(event.places):
        if place.city and (place.city, place.country) not in dataset.places:
            yield ["places", i, "city"], f"place {place.city!r}, {place.country} is not in places.yaml; add it there"
    for i, link in enumerate(event.links):
        other = dataset.by_id.get(link.event)
        if other is None or link.event == event.id:
            yield ["links", i, "event"], f"link to {link.event!r}: no such other event"
        elif first_day(other.date) > last_day(event.date):
            yield ["links", i, "event"], f"link to {link.event!r}, which is later; a link stands in the later event"


def _check_times(event: Event, dataset: Dataset) -> Iterator[Finding]:
    released = last_day(dataset.about.released)
    if first_day(event.date) > released:
        yield ["date"], f"date {event.date} is after the dataset's own date {dataset.about.released}"
    if event.checked and first_day(event.checked) > released:
        yield ["checked"], f"checked {event.checked} is after the dataset's own date {dataset.about.released}"
    for i, step in enumerate(event.history):
        if first_day(step.date) > released:
            yield (
                ["history", i, "date"],
                f"step of {step.date} is after the dataset's own date {dataset.about.released}",
            )
    if any(last_day(after.date) < first_day(step.date) for step, after in itertools.combinations(event.history, 2)):
        yield ["history"], "history must be in the order of its dates"
    if event.history and event.history[-1].status != event.status:
        yield ["status"], f"status {event.status!r} is not the last step of history ({event.history[-1].status!r})"


def _check_move(move: Move, dataset: Dataset) -> Iterator[Finding]:
    event = dataset.by_id.get(move.event)
    if event is None:
        yield ["event"], f"move names {move.event!r}: no such event"
    elif event.action in dataset.taxonomy.actions and dataset.taxonomy.group_of(event.action) != "company":
        yield ["event"], f"move names {move.event!r}, which is no company act"
    for end, ends in (("from", move.origin), ("to", move.to)):
        for i, place in enumerate(ends):
            if place.country not in dataset.taxonomy.countries:
                yield [end, i], f"unknown country {place.country!r}; add it to taxonomy/countries.yaml or mend it"
            elif place.city and (place.city, place.country) not in dataset.places:
                yield [end, i], f"place {place.city!r}, {place.country} is not in places.yaml; add it there"


def _check_moved(moved: MovedId, dataset: Dataset) -> Iterator[Finding]:
    if moved.id in dataset.by_id:
        yield ["id"], f"{moved.id!r} is an event of the dataset; an id that stands has not moved"
    seen, to = {moved.id}, moved.to
    while to is not None and to not in dataset.by_id:
        row = dataset.moved.get(to)
        if row is None or to in seen:
            yield ["to"], f"{moved.id!r} leads to {moved.to!r}, which leads to no event and to no reason"
            break
        seen.add(to)
        to = row.to


def check_ladder(taxonomy: Taxonomy, data_dir: Path) -> Iterator[Problem]:
    """Problems of the ladder of exits and its definitions: codes that do not exist."""
    rungs = tuple(taxonomy.rungs)
    for i, rung in enumerate(taxonomy.rungs.values()):
        actions = [code for code in taxonomy.actions.codes if taxonomy.group_of(code) == "company"]
        for action in rung.actions:
            if action not in actions:
                yield _taxonomy_problem(data_dir, "rungs", i, _unknown("company action", action, actions))
    for i, definition in enumerate(taxonomy.exits.values()):
        parts = [*definition.without, *definition.with_city]
        named: list[tuple[str, Iterable[str], Iterable[str]]] = [
            ("rung", [*definition.rungs, *(part.rung for part in parts)], rungs),
            ("direction", definition.directions, taxonomy.directions.codes),
            ("status", definition.statuses, taxonomy.statuses.codes),
            ("function", [code for part in parts for code in part.functions], taxonomy.functions.codes),
        ]
        for what, given, allowed in named:
            for code in given:
                if code not in allowed:
                    yield _taxonomy_problem(data_dir, "exits", i, _unknown(what, code, allowed))


def check_lanes(taxonomy: Taxonomy, data_dir: Path) -> Iterator[Problem]:
    """Problems of the lanes of answers: an act must stand in exactly one."""
    taken: dict[tuple[str, str], str] = {}
    for i, lane in enumerate(taxonomy.lanes.values()):
        if lane.side not in taxonomy.sides:
            yield _taxonomy_problem(data_dir, "lanes", i, _unknown("side", lane.side, taxonomy.sides.codes))
        for acts in lane.acts:
            other = taken.setdefault((lane.side, acts), lane.code)
            if other != lane.code:
                message = f"{acts} acts of side {lane.side!r} stand in lane {other!r} already; one lane holds them"
                yield _taxonomy_problem(data_dir, "lanes", i, message)
    for side, group in itertools.product(taxonomy.sides.codes, ("government", "company")):
        if (side, group) not in taken:
            yield _taxonomy_problem(data_dir, "lanes", 0, f"no lane holds {group} acts of side {side!r}")


def check_weights(taxonomy: Taxonomy, data_dir: Path) -> Iterator[Problem]:
    """Problems of the weights of the pace index: a kind of act must stand in exactly one group, of those who do it."""
    taken: dict[str, str] = {}
    for i, group in enumerate(taxonomy.weights.values()):
        for action in group.actions:
            message = None
            if action not in taxonomy.actions:
                message = _unknown("action", action, taxonomy.actions.codes)
            elif taken.setdefault(action, group.code) != group.code:
                message = f"action {action!r} stands in group {taken[action]!r} already; one group holds it"
            elif taxonomy.group_of(action) != group.group:
                message = f"action {action!r} is done by a {taxonomy.group_of(action)}; the group says {group.group!r}"
            if message:
                yield _taxonomy_problem(data_dir, "weights", i, message)
    for action in taxonomy.actions.codes:
        if action not in taken:
            yield _taxonomy_problem(data_dir, "weights", 0, f"no group holds {action!r}; put it into one")


def _taxonomy_problem(data_dir: Path, name: str, position: int, message: str) -> Problem:
    path = data_dir / "taxonomy" / f"{name}.yaml"
    line = LineFinder(path).line([position])
    return Problem(f"{data_dir.resolve().name}/taxonomy/{name}.yaml", line, message)


def check_organisation(org: Organisation, dataset: Dataset) -> Iterator[Finding]:
    """Findings of one organisation against the vocabularies and the other organisations."""
    tax = dataset.taxonomy
    if org.kind not in tax.org_kinds:
        yield ["kind"], _unknown("kind", org.kind, tax.org_kinds.codes)
    for i, code in enumerate(org.sectors):
        if code not in tax.sectors:
            yield ["sectors", i], _unknown("sector", code, tax.sectors.codes)
    if org.country not in tax.countries:
        yield ["country"], f"unknown country {org.country!r}; add it to taxonomy/countries.yaml or mend it"
    if org.side != tax.side_of(org.country):
        yield ["side"], f"side {org.side!r} does not fit country {org.country!r} (side {tax.side_of(org.country)!r})"
    if org.parent is not None and (org.parent == org.id or org.parent not in dataset.organisations):
        yield ["parent"], f"parent {org.parent!r} is not another organisation of organisations.yaml"
    elif org.id in _ancestors(org, dataset):
        yield ["parent"], f"parent {org.parent!r} leads back to {org.id!r}; ownership cannot run in a circle"


def _ancestors(org: Organisation, dataset: Dataset) -> list[str]:
    """Owners of an organisation from the nearest up, each once."""
    found: list[str] = []
    parent = org.parent
    while parent is not None and parent not in found:
        found.append(parent)
        owner = dataset.organisations.get(parent)
        parent = owner.parent if owner else None
    return found


def _shared_names(dataset: Dataset, places: _Places) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for org in dataset.organisations.values():
        names = [("name", org.name), *(("aliases", alias) for alias in org.aliases)]
        names += [("chinese_name", org.chinese_name)] if org.chinese_name else []
        for field, name in names:
            owner = owners.setdefault(name.casefold(), org.id)
            if owner != org.id:
                finding: Finding = (
                    [field],
                    f"name {name!r} belongs to {owner!r} already; a name leads to one organisation",
                )
                yield from places.problems(dataset, ("organisation", org.id), [finding])


def find_likely_duplicates(dataset: Dataset, decisions: str) -> list[tuple[Event, Event]]:
    """Pairs with a shared actor, the same action and near dates that DECISIONS.md does not explain.

    `decisions` is the text of DECISIONS.md; a line that names both ids explains the pair.
    """
    explained = [{match[1] for match in _ID_IN_TEXT.finditer(line)} for line in decisions.splitlines()]
    explained = [ids for ids in explained if len(ids) > 1]
    pairs = []
    events = sorted(dataset.events, key=lambda event: (event.action, first_day(event.date)))
    for _, same_action in itertools.groupby(events, key=lambda event: event.action):
        group = list(same_action)
        for i, earlier in enumerate(group):
            for later in group[i + 1 :]:
                if (first_day(later.date) - last_day(earlier.date)).days > DUPLICATE_WINDOW_DAYS:
                    break
                if _actors(earlier) & _actors(later) and not any({earlier.id, later.id} <= ids for ids in explained):
                    pairs.append((earlier, later))
    return pairs


def _actors(event: Event) -> set[str]:
    return {org.id for org in event.orgs if org.role == "actor"}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All that `check` found; clean when there is no problem."""

    problems: tuple[Problem, ...]
    dataset: Dataset | None

    @property
    def is_clean(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems


def check_all(data_dir: Path) -> CheckReport:
    """Every problem of the data folder; likely duplicates are sought once the rest is clean."""
    try:
        dataset = load_checked_dataset(data_dir)
    except DatasetError as error:
        return CheckReport(error.problems, None)
    decisions = data_dir / "DECISIONS.md"
    text = decisions.read_text(encoding="utf-8", errors="replace") if decisions.is_file() else ""
    places, problems = _Places(data_dir), []
    for earlier, later in find_likely_duplicates(dataset, text):
        message = (
            f"likely the same act as {earlier.id!r} (same actor and action, near dates); "
            "merge them, or explain the pair in DECISIONS.md with both ids on one line"
        )
        problems += list(places.problems(dataset, ("event", later.id), [(["id"], message)]))
    return CheckReport(tuple(sorted(problems)), dataset)
