"""Owns how accepted events become records of the data files: as text, checked, and with what they still lack."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from decoupling.checks import load_checked_dataset
from decoupling.dataset import Dataset
from decoupling.files import write_atomically
from decoupling.model import Event, Organisation, Source
from decoupling.workspace.records import Accepted, Attached, Decision


@dataclass(frozen=True, slots=True)
class Promotion:
    """Text of each file that changes, by path below the data folder, with the ids of new events and what they lack."""

    files: Mapping[str, str]
    events: tuple[str, ...]
    sources: tuple[str, ...]
    lacking: tuple[str, ...]


def plan_promotion(decisions: Sequence[Decision], dataset: Dataset, data_dir: Path) -> Promotion:
    """What the decisions in force add to the data files; what the dataset holds already is passed over."""
    accepted = [
        d.record for d in decisions if isinstance(d.record, Accepted) and d.record.event.id not in dataset.by_id
    ]
    texts: dict[str, str] = {}

    def text_of(name: str) -> str:
        path = data_dir / name
        return texts.get(name) or (path.read_text(encoding="utf-8") if path.exists() else "")

    orgs: dict[str, Organisation] = {}
    by_year: dict[str, list[Event]] = defaultdict(list)
    for one in accepted:
        by_year[one.event.date[:4]].append(one.event)
        orgs |= {org.id: org for org in one.organisations if org.id not in dataset.organisations}
    for year, events in sorted(by_year.items()):
        name = f"events/{year}.yaml"
        texts[name] = _append(text_of(name), (_lines(event) for event in events), gap=True)
    if orgs:
        texts["organisations.yaml"] = _append(text_of("organisations.yaml"), (_lines(org) for org in orgs.values()))
    added = _add_sources(decisions, dataset, text_of, texts)
    lacking = [f"{one.event.id}: {words}" for one in accepted for words in _lacks(one)]
    return Promotion(texts, tuple(one.event.id for one in accepted), tuple(added), tuple(lacking))


def write_promotion(promotion: Promotion, data_dir: Path) -> None:
    """Write the files, if the data is sound with them; DatasetError names what is not, and then nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / data_dir.name
        shutil.copytree(data_dir, trial, ignore=shutil.ignore_patterns("extraction", "releases"))
        for name, text in promotion.files.items():
            (trial / name).write_text(text, encoding="utf-8")
        load_checked_dataset(trial)
    for name, text in promotion.files.items():
        write_atomically(data_dir / name, text.encode("utf-8"))


def _append(text: str, records: Iterable[str], *, gap: bool = False) -> str:
    between = "\n" if gap else ""
    return text.rstrip("\n") + "\n" * bool(text.strip()) + "".join(f"{between}{record}" for record in records)


def _lines(record: Event | Organisation) -> str:
    """A record as an item of a YAML list, fields in the codebook's order, nothing that is not known."""
    return _to_yaml([record.model_dump(mode="json", exclude_none=True, exclude_defaults=True)], flow=None)


def _to_yaml(values: list[dict[str, Any]], *, flow: bool | None) -> str:
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=flow)
    # The data files hold dates without quotes.
    return re.sub(r"'(\d{4}(?:-\d{2}){0,2})'", r"\1", text)


def _add_sources(decisions: Sequence[Decision], dataset: Dataset, text_of: Any, texts: dict[str, str]) -> list[str]:
    added = []
    for decision in decisions:
        record = decision.record
        if not isinstance(record, Attached):
            continue
        event = dataset.by_id.get(record.event_id)
        if event is None or record.source.url in {source.url for source in event.sources}:
            continue
        name = dataset.locations["event", event.id].file.partition("/")[2]
        texts[name] = _with_source(text_of(name), event, record.source)
        added.append(f"{event.id} ← {record.source.url}")
    return added


def _with_source(text: str, event: Event, source: Source) -> str:
    """The file's text with one more source at the end of the event's list of sources."""
    lines = text.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if re.match(rf"- id: ['\"]?{re.escape(event.id)}['\"]?\s*$", line))
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith("- ")), len(lines))
    first = next(i for i in range(start, end) if lines[i].startswith("  sources:"))
    last = next((i for i in range(first + 1, end) if re.match(r"  \w", lines[i]) or not lines[i].strip()), end)
    if lines[first].strip() == "sources:":
        lines[last:last] = _source_lines([source])
    else:  # the list stands in one line
        lines[first:last] = ["  sources:\n", *_source_lines([*event.sources, source])]
    return "".join(lines)


def _source_lines(sources: Sequence[Source]) -> list[str]:
    values = [source.model_dump(mode="json", exclude_none=True) for source in sources]
    return [f"    {line}\n" for line in _to_yaml(values, flow=False).splitlines()]


def _lacks(accepted: Accepted) -> list[str]:
    event, lacks = accepted.event, []
    if not event.checked:
        lacks.append(f"read it a second time and add `checked: {dt.date.today().isoformat()}`")
    if accepted.unchanged:
        lacks.append("headline and summary are the machine's draft; word them")
    if len(event.sources) == 1 and event.verification == "single":
        lacks.append("one publisher only; look for an official or a second source")
    if not event.places:
        lacks.append("no place is given")
    lacks += [f"new organisation {org.id}: add aliases and its Chinese name" for org in accepted.organisations]
    return lacks
