"""Owns reading `data/` into one immutable Dataset, or into problems with file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from decoupling.candidates import Review
from decoupling.dates import first_day
from decoupling.model import (
    CountryRecord,
    CoverageRow,
    CoverageState,
    Event,
    ExitDefinition,
    Lane,
    Milestone,
    Move,
    MovedId,
    NamedPeriod,
    Organisation,
    PartialDate,
    Place,
    Record,
    Release,
    Rung,
    Term,
    Text,
    WebAddress,
    WeightGroup,
)
from decoupling.taxonomy import VOCABULARIES, Taxonomy, Vocabulary
from decoupling.yaml_files import LineFinder, Problem, read_yaml_list

RecordT = TypeVar("RecordT", bound=Record)
Contents = Mapping[str, Sequence[Any]]
"""What data files hold, as plain items by file below the data folder; the files of all years are one: `events`."""
EVENTS = "events"
KEYS = {
    EVENTS: ("id",),
    "organisations.yaml": ("id",),
    "places.yaml": ("city", "country"),
    "moves.yaml": ("event",),
}
"""Files whose records are known by these fields, so that their order means nothing."""
NOT_DATED = ("moved.yaml", "releases.yaml")
"""Files that tell of versions, and are not part of one."""


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
    coverage: tuple[CoverageRow, ...]
    """What was gone through, in the order of its file."""
    version: str
    moved: Mapping[str, MovedId] = field(default_factory=dict, repr=False)
    """What became of ids that no event has any more."""
    releases: tuple[Release, ...] = ()
    """Every version that can be opened again, oldest first."""
    locations: Mapping[tuple[str, str], Location] = field(default_factory=dict, repr=False)
    by_id: Mapping[str, Event] = field(default_factory=dict, repr=False)
    added: frozenset[str] = frozenset()
    """Ids of events that come from the workspace and not from the data files."""
    reviews: tuple[Review, ...] = field(default=(), repr=False)
    """How the candidates of this workspace fared."""

    @property
    def can_reopen(self) -> bool:
        """True when this very version can be opened again later."""
        base = self.version.partition("+")[0]
        return any(release.version == base for release in self.releases)

    def org_name(self, org_id: str) -> str:
        """Usual English short name of an organisation id."""
        return self.organisations[org_id].name


@dataclass
class _Reader:
    """Collects records and problems while the files are read."""

    root: Path
    given: Contents = field(default_factory=dict)
    """Taken instead of the files of these names."""
    problems: list[Problem] = field(default_factory=list)
    contents: dict[str, list[Any]] = field(default_factory=dict)
    finders: dict[str, LineFinder] = field(default_factory=dict)

    def read(self, relative: str, record: type[RecordT]) -> list[tuple[RecordT, Location]]:
        """Valid records of one file; what is wrong goes to `problems`."""
        path, name = self.root / relative, f"{self.root.name}/{relative}"
        if relative in self.given:
            items: Sequence[Any] = self.given[relative]
        else:
            items, problems = read_yaml_list(path, name)
            self.problems += problems
        if relative not in NOT_DATED:
            self.contents.setdefault(EVENTS if relative.startswith(f"{EVENTS}/") else relative, []).extend(items)
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
        details = error.errors(include_url=False)
        for detail in details:
            inside = [other for other in details if other["loc"][: len(detail["loc"])] == detail["loc"]]
            if detail["type"] == "too_short" and len(inside) > 1:
                continue  # short only because what it holds is wrong, which has its own message
            yield Problem(name, self.line(path, name, [position, *detail["loc"]]), _explain_detail(detail, record))

    def line(self, path: Path, name: str, where: Sequence[str | int]) -> int:
        """Line of a value; the place in the list where there is no file to look into."""
        if name.partition("/")[2] in self.given:
            return int(where[0]) + 1
        return self.finders.setdefault(name, LineFinder(path)).line(where)


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


def name_version(released: str, contents: Contents) -> str:
    """The version of what files hold: day and digest. Order of records, layout and comments make no difference."""
    digest = hashlib.sha256()
    for file, items in sorted(contents.items()):
        lines = [_canonical(item) for item in items]
        for line in [file.encode(), *(sorted(lines) if file in KEYS else lines)] if lines else []:
            digest.update(line + b"\n")
    return f"{released.replace('-', '.')}-{digest.hexdigest()[:8]}"


def _canonical(item: Any) -> bytes:
    try:
        return orjson.dumps(item, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    except TypeError:  # a number beyond 64 bits; its record is refused
        return repr(item).encode()


def read_contents(data_dir: Path) -> Contents:
    """What the data files of a folder hold; files that are not there are left out."""
    reader = _Reader(data_dir.resolve())
    _build(reader, data_dir.resolve())
    return {file: items for file, items in reader.contents.items() if items}


def read_dataset(data_dir: Path, given: Contents | None = None) -> tuple[Dataset | None, list[Problem]]:
    """Dataset built from every valid record, and all problems of form. None where the base files are broken.

    What is `given` stands for the files of the folder, which lend only what it lacks.
    """
    reader = _Reader(data_dir.resolve(), given or {})
    return _build(reader, data_dir.resolve()), reader.problems


def _build(reader: _Reader, data_dir: Path) -> Dataset | None:
    taxonomy = _read_taxonomy(reader)
    about = [record for record, _ in reader.read("dataset.yaml", About)]
    organisations = reader.read("organisations.yaml", Organisation)
    places = reader.read("places.yaml", Place)
    milestones = reader.read("milestones.yaml", Milestone)
    moves = reader.read("moves.yaml", Move)
    coverage = reader.read("coverage.yaml", CoverageRow)
    moved = reader.read("moved.yaml", MovedId)
    has_released = (data_dir / "releases.yaml").is_file()
    releases = [release for release, _ in reader.read("releases.yaml", Release)] if has_released else []
    if EVENTS in reader.given:
        event_files = [EVENTS]
    else:
        event_files = sorted(path.relative_to(data_dir).as_posix() for path in data_dir.glob("events/*.yaml"))
        reader.problems += _event_folder_problems(data_dir)
    events = [pair for file in event_files for pair in reader.read(file, Event)]
    about_file, coverage_file = (f"{data_dir.name}/{name}.yaml" for name in ("dataset", "coverage"))
    if len(about) != 1 and not any(problem.file == about_file for problem in reader.problems):
        reader.problems.append(Problem(about_file, 1, "must hold 1 record"))
    if not coverage and not any(problem.file == coverage_file for problem in reader.problems):
        reader.problems.append(Problem(coverage_file, 1, "holds no row; it says what was gone through, month by month"))
    if taxonomy is None or len(about) != 1:
        return None
    events.sort(key=lambda pair: (first_day(pair[0].date), pair[0].id))
    organisations.sort(key=lambda pair: pair[0].id)
    return Dataset(
        about=about[0],
        events=tuple(event for event, _ in events),
        organisations=_keyed(reader, "organisation", ((o.id, o, where) for o, where in organisations)),
        places=_keyed(reader, "place", (((p.city, p.country), p, where) for p, where in places)),
        taxonomy=taxonomy,
        milestones=tuple(_keyed(reader, "milestone", ((m.event, m, where) for m, where in milestones)).values()),
        moves=_keyed(reader, "move", ((m.event, m, where) for m, where in moves)),
        coverage=tuple(row for row, _ in coverage),
        version=name_version(about[0].released, reader.given or reader.contents),
        moved=_keyed(reader, "moved id", ((m.id, m, where) for m, where in moved)),
        releases=tuple(releases),
        locations=MappingProxyType(
            {("event", event.id): where for event, where in events}
            | {("organisation", org.id): where for org, where in organisations}
            | {("milestone", milestone.event): where for milestone, where in milestones}
            | {("move", move.event): where for move, where in moves}
            | {("coverage", str(i)): where for i, (_, where) in enumerate(coverage)}
            | {("moved id", row.id): where for row, where in moved}
        ),
        by_id=_keyed(reader, "event", ((event.id, event, where) for event, where in events)),
    )


def _keyed(reader: _Reader, kind: str, rows: Iterable[tuple[Any, Record, Location]]) -> Mapping[Any, Any]:
    by_key: dict[Any, Record] = {}
    for key, record, where in rows:
        if key in by_key:
            path = reader.root.parent / where.file
            line = reader.line(path, where.file, [where.position])
            reader.problems.append(Problem(where.file, line, f"{kind} {key!r} stands twice; it must be unique"))
        by_key[key] = record
    return MappingProxyType(by_key)


def _read_taxonomy(reader: _Reader) -> Taxonomy | None:
    terms = {name: _read_codes(reader, name, Term) for name in VOCABULARIES}
    countries = _read_codes(reader, "countries", CountryRecord)
    rungs, exits = _read_codes(reader, "rungs", Rung), _read_codes(reader, "exits", ExitDefinition)
    lanes, periods = _read_codes(reader, "lanes", Lane), _read_codes(reader, "periods", NamedPeriod)
    states = _read_codes(reader, "coverage_states", CoverageState)
    weights = _read_codes(reader, "weights", WeightGroup)
    if not all(terms.values()) or not all((countries, rungs, exits, lanes, periods, states, weights)):
        return None
    vocabularies = {name: Vocabulary(name, terms[name]) for name in VOCABULARIES}
    return Taxonomy(
        countries=countries,
        rungs=rungs,
        exits=exits,
        lanes=lanes,
        periods=periods,
        coverage_states=states,
        weights=weights,
        **vocabularies,
    )


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
