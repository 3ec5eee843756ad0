"""Owns reading `data/` into one immutable Dataset, or into problems with file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from decoupling.candidates import Review
from decoupling.dates import first_day
from decoupling.model import (
    CountryRecord,
    Event,
    ExitDefinition,
    Milestone,
    Move,
    NamedPeriod,
    Organisation,
    PartialDate,
    Place,
    Record,
    Rung,
    Term,
    Text,
    WebAddress,
)
from decoupling.taxonomy import VOCABULARIES, Taxonomy, Vocabulary
from decoupling.yaml_files import LineFinder, Problem, read_yaml_list

RecordT = TypeVar("RecordT", bound=Record)


class DatasetError(ValueError):
    """The data files cannot be used; `problems` says where and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class About(Record):
    """Title, day of status and licence of the dataset."""

    title: Text
    released: PartialDate
    licence: Text
    licence_url: WebAddress


@dataclass(frozen=True, slots=True)
class Location:
    """Where a record stands: file and position in its list."""

    file: str
    position: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """The whole curated dataset. Events are sorted by first possible day, then id."""

    about: About
    events: tuple[Event, ...]
    organisations: Mapping[str, Organisation]
    places: Mapping[tuple[str, str], Place]
    taxonomy: Taxonomy
    milestones: tuple[Milestone, ...]
    moves: Mapping[str, Move]
    """By event; only acts whose record says both ends."""
    version: str
    locations: Mapping[tuple[str, str], Location] = field(default_factory=dict, repr=False)
    by_id: Mapping[str, Event] = field(default_factory=dict, repr=False)
    added: frozenset[str] = frozenset()
    """Ids of events that come from the workspace and not from the data files."""
    reviews: tuple[Review, ...] = field(default=(), repr=False)
    """How the candidates of this workspace fared."""

    def org_name(self, org_id: str) -> str:
        """Usual English short name of an organisation id."""
        return self.organisations[org_id].name


@dataclass
class _Reader:
    """Collects records and problems while the files are read."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)
    finders: dict[str, LineFinder] = field(default_factory=dict)

    def read(self, relative: str, record: type[RecordT]) -> list[tuple[RecordT, Location]]:
        """Valid records of one file; what is wrong goes to `problems`."""
        path, name = self.root / relative, f"{self.root.name}/{relative}"
        if path.is_file():
            self.digest.update(relative.encode() + b"\0" + path.read_bytes())
        items, problems = read_yaml_list(path, name)
        self.problems += problems
        adapter, records = TypeAdapter(record), []
        for position, item in enumerate(items):
            try:
                records.append((adapter.validate_python(item), Location(name, position)))
            except ValidationError as error:
                self.problems += self._explain(error, path, name, position, record)
        return records

    def _explain(
        self, error: ValidationError, path: Path, name: str, position: int, record: type[Record]
    ) -> Iterable[Problem]:
        finder = self.finders.setdefault(name, LineFinder(path))
        details = error.errors(include_url=False)
        for detail in details:
            inside = [other for other in details if other["loc"][: len(detail["loc"])] == detail["loc"]]
            if detail["type"] == "too_short" and len(inside) > 1:
                continue  # short only because what it holds is wrong, which has its own message
            where = [position, *detail["loc"]]
            yield Problem(name, finder.line(where), _explain_detail(detail, record))


def _explain_detail(detail: Mapping[str, Any], record: type[Record]) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "record"
    given = repr(detail["input"])[:80]
    match detail["type"]:
        case "extra_forbidden" if len(detail["loc"]) == 1:
            return f"unknown field {place!r}; allowed: {', '.join(record.model_fields)}"
        case "extra_forbidden":
            return f"unknown field {place!r}"
        case "missing":
            return f"field {place!r} is missing"
        case "too_short":
            return f"{place} must hold at least {detail['ctx']['min_length']}"
        case "string_too_long":
            return f"{place} has {len(detail['input'])} characters; at most {detail['ctx']['max_length']} are allowed"
        case "string_pattern_mismatch":
            return f"{place}: {given} is not of the form {detail['ctx']['pattern']}"
        case "value_error":
            return f"{place}: {detail['ctx']['error']}"
        case _:
            return f"{place}: {given}: {detail['msg'][0].lower()}{detail['msg'][1:]}"


def read_dataset(data_dir: Path) -> tuple[Dataset | None, list[Problem]]:
    """Dataset built from every valid record, and all problems of form. None where the base files are broken."""
    data_dir = data_dir.resolve()
    reader = _Reader(data_dir)
    taxonomy = _read_taxonomy(reader)
    about = [record for record, _ in reader.read("dataset.yaml", About)]
    organisations = reader.read("organisations.yaml", Organisation)
    places = reader.read("places.yaml", Place)
    milestones = reader.read("milestones.yaml", Milestone)
    moves = reader.read("moves.yaml", Move)
    event_files = sorted(path.relative_to(data_dir).as_posix() for path in data_dir.glob("events/*.yaml"))
    reader.problems += _event_folder_problems(data_dir)
    events = [pair for file in event_files for pair in reader.read(file, Event)]
    about_file = f"{data_dir.name}/dataset.yaml"
    if len(about) != 1 and not any(problem.file == about_file for problem in reader.problems):
        reader.problems.append(Problem(about_file, 1, "must hold 1 record"))
    if taxonomy is None or len(about) != 1:
        return None, reader.problems
    events.sort(key=lambda pair: (first_day(pair[0].date), pair[0].id))
    dataset = Dataset(
        about=about[0],
        events=tuple(event for event, _ in events),
        organisations=_keyed(reader, "organisation", ((o.id, o, where) for o, where in organisations)),
        places=_keyed(reader, "place", (((p.city, p.country), p, where) for p, where in places)),
        taxonomy=taxonomy,
        milestones=tuple(_keyed(reader, "milestone", ((m.event, m, where) for m, where in milestones)).values()),
        moves=_keyed(reader, "move", ((m.event, m, where) for m, where in moves)),
        version=f"{about[0].released.replace('-', '.')}-{reader.digest.hexdigest()[:8]}",
        locations=MappingProxyType(
            {("event", event.id): where for event, where in events}
            | {("organisation", org.id): where for org, where in organisations}
            | {("milestone", milestone.event): where for milestone, where in milestones}
            | {("move", move.event): where for move, where in moves}
        ),
        by_id=_keyed(reader, "event", ((event.id, event, where) for event, where in events)),
    )
    return dataset, reader.problems


def _keyed(reader: _Reader, kind: str, rows: Iterable[tuple[Any, Record, Location]]) -> Mapping[Any, Any]:
    by_key: dict[Any, Record] = {}
    for key, record, where in rows:
        if key in by_key:
            path = reader.root.parent / where.file
            line = reader.finders.setdefault(where.file, LineFinder(path)).line([where.position])
            reader.problems.append(Problem(where.file, line, f"{kind} {key!r} stands twice; it must be unique"))
        by_key[key] = record
    return MappingProxyType(by_key)


def _read_taxonomy(reader: _Reader) -> Taxonomy | None:
    terms = {name: _read_codes(reader, name, Term) for name in VOCABULARIES}
    countries = _read_codes(reader, "countries", CountryRecord)
    rungs, exits = _read_codes(reader, "rungs", Rung), _read_codes(reader, "exits", ExitDefinition)
    periods = _read_codes(reader, "periods", NamedPeriod)
    if not all(terms.values()) or not all((countries, rungs, exits, periods)):
        return None
    vocabularies = {name: Vocabulary(name, terms[name]) for name in VOCABULARIES}
    return Taxonomy(countries=countries, rungs=rungs, exits=exits, periods=periods, **vocabularies)


def _event_folder_problems(data_dir: Path) -> list[Problem]:
    """An empty folder, and files that would be passed over in silence."""
    folder = data_dir / "events"
    files = [path for path in folder.glob("*") if not path.name.startswith(".")] if folder.is_dir() else []
    passed_over = [path for path in files if path.suffix != ".yaml"]
    problems = [
        Problem(f"{data_dir.name}/events/{path.name}", 1, "is not read: event files end in .yaml")
        for path in passed_over
    ]
    if len(files) == len(passed_over):
        problems.append(
            Problem(f"{data_dir.name}/events", 1, "holds no event file; events stand in events/<year>.yaml")
        )
    return problems


def _read_codes(
    reader: _Reader, name: str, record: type[Term] | type[CountryRecord] | type[NamedPeriod]
) -> Mapping[str, Any]:
    known = len(reader.problems)
    rows = reader.read(f"taxonomy/{name}.yaml", record)
    if not rows and len(reader.problems) == known:
        reader.problems.append(Problem(f"{reader.root.name}/taxonomy/{name}.yaml", 1, "must hold at least one code"))
    return _keyed(reader, "code", ((row.code, row, where) for row, where in rows))
