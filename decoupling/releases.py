"""Owns released versions: what each of them changed, in text beside the data, and how one is opened or made.

A release is a file of JSON lines that holds what it changed against the release before: records by their key, and
whole vocabularies. Replaying the files up to a release gives the data as it then was; its digest must be that of its
version, so a count that was once cited cannot change unseen. A vocabulary that a release does not have yet, because
the program did not ask for it then, is today's.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from decoupling.checks import check_all
from decoupling.dataset import EVENTS, KEYS, Contents, Dataset, DatasetError, name_version, read_contents, read_dataset
from decoupling.files import write_atomically
from decoupling.model import MovedId, Release
from decoupling.yaml_files import Problem, read_yaml_list

FOLDER = "releases"
LIST = "releases.yaml"
LIST_HEAD = "# Every version that can be opened again, oldest first; written by `python -m decoupling release`.\n"


class UnknownVersionError(ValueError):
    """A version that cannot be opened; `known` are those that can, oldest first."""

    def __init__(self, asked: str, known: Sequence[Release]) -> None:
        self.asked, self.known = asked, tuple(known)
        listed = ", ".join(release.version for release in known) or "none yet"
        super().__init__(f"version {asked[:60]!r} cannot be opened; released: {listed}")


def open_release(version: str, data_dir: Path) -> Dataset:
    """The dataset as of a release.

    UnknownVersionError for a version that was not released, DatasetError for a release whose files were tampered with.
    """
    releases = list_releases(data_dir)
    if version not in [release.version for release in releases]:
        raise UnknownVersionError(version, releases)
    contents = replay(version, releases, data_dir)
    dataset, problems = read_dataset(data_dir, {**dict.fromkeys(KEYS, ()), **contents})
    if dataset is None or problems:
        raise DatasetError(problems)
    if dataset.version != version:
        message = f"does not give version {version} but {dataset.version}; restore the files of releases from git"
        raise DatasetError([Problem(_file(data_dir, version), 1, message)])
    return dataset


def list_releases(data_dir: Path) -> list[Release]:
    """All releases, oldest first; DatasetError when the list is broken."""
    path = data_dir / LIST
    if not path.is_file():
        return []
    items, problems = read_yaml_list(path, f"{data_dir.resolve().name}/{LIST}")
    if problems:
        raise DatasetError(problems)
    return [Release.model_validate(item) for item in items]


def replay(version: str, releases: Sequence[Release], data_dir: Path) -> Contents:
    """What the data files held as of a release, as plain items."""
    tables: dict[str, dict[str, Any]] = {}
    wholes: dict[str, list[Any]] = {}
    for release in releases:
        for line in _read_lines(data_dir, release.version):
            file = line["file"]
            if "items" in line:
                wholes[file] = line["items"]
            elif "record" in line:
                tables.setdefault(file, {})[line["key"]] = line["record"]
            else:
                del tables[file][line["key"]]
        if release.version == version:
            break
    return {**wholes, **{file: [rows[key] for key in sorted(rows)] for file, rows in tables.items()}}


def _read_lines(data_dir: Path, version: str) -> Iterator[dict[str, Any]]:
    try:
        content = (data_dir / FOLDER / f"{version}.jsonl").read_bytes()
        yield from map(orjson.loads, content.splitlines())
    except (OSError, ValueError) as error:
        message = f"cannot be read: {error}; restore it from git"
        raise DatasetError([Problem(_file(data_dir, version), 1, message)]) from None


def _file(data_dir: Path, version: str) -> str:
    return f"{data_dir.resolve().name}/{FOLDER}/{version}.jsonl"


def record_history(event_id: str, data_dir: Path) -> list[tuple[Release, Mapping[str, Any] | None]]:
    """The releases that added, corrected or dropped an event, oldest first, each with the record it gave or None.

    The day of a second reading alone is no correction.
    """
    key, found = json.dumps(event_id).encode(), []
    told: dict[str, Any] | None = None
    for release in list_releases(data_dir):
        # Looking for the id in the text of a release is far cheaper than reading it all.
        content = (data_dir / FOLDER / f"{release.version}.jsonl").read_bytes()
        lines = [orjson.loads(line) for line in content.splitlines() if key in line] if key in content else []
        for line in lines:
            if (line["file"], line.get("key")) != (EVENTS, event_id):
                continue
            record = line.get("record")
            read = record and {name: value for name, value in record.items() if name != "checked"}
            if read != told:
                found.append((release, record))
            told = read
    return found


def find_last_version_with(event_id: str, data_dir: Path) -> str | None:
    """The newest release that has an event; None when no release ever had it."""
    history = record_history(event_id, data_dir)
    if not history:
        return None
    releases = [release.version for release in list_releases(data_dir)]
    release, record = history[-1]
    return releases[-1] if record else releases[releases.index(release.version) - 1]


# --- making one ----------------------------------------------------------------------------------


def make_release(data_dir: Path, note: str, day: dt.date) -> Release | None:
    """Release the data as it stands; None when it has not changed since a release.

    DatasetError when the check is not clean, or when a released event vanished and `moved.yaml` does not say where to.
    """
    report = check_all(data_dir)
    if not report.is_clean or report.dataset is None:
        raise DatasetError(report.problems)
    dataset = report.dataset
    if any(release.version == dataset.version for release in dataset.releases):
        return None
    lost = find_lost(dataset, data_dir)
    if lost:
        message = "was released and stands no more; say in moved.yaml where it went (`to`) or why it is gone (`why`)"
        raise DatasetError([Problem(f"{data_dir.resolve().name}/moved.yaml", 1, f"{i} {message}") for i in lost])
    return write_release(data_dir, read_contents(data_dir), note, day)


def find_lost(dataset: Dataset, data_dir: Path) -> list[str]:
    """Ids of released events that neither stand in the dataset nor in its list of moved ids."""
    released = {
        line["key"]
        for release in dataset.releases
        for line in _read_lines(data_dir, release.version)
        if line["file"] == EVENTS
    }
    return sorted(released - dataset.by_id.keys() - dataset.moved.keys())


def write_release(data_dir: Path, contents: Contents, note: str, day: dt.date) -> Release:
    """Write what some contents changed against the last release, then a row in the list."""
    version = name_version(contents["dataset.yaml"][0]["released"], contents)
    releases = list_releases(data_dir)
    before = replay(releases[-1].version, releases, data_dir) if releases else {}
    lines = [orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in _compare(before, contents)]
    release = Release(version=version, date=day.isoformat(), events=len(contents[EVENTS]), note=note)
    (data_dir / FOLDER).mkdir(exist_ok=True)
    write_atomically(data_dir / FOLDER / f"{version}.jsonl", b"".join(lines))
    path = data_dir / LIST
    text = path.read_text(encoding="utf-8") if path.is_file() else LIST_HEAD
    row = f"version: {version}, date: {release.date}, events: {release.events}, "
    text += f"- {{{row}note: {json.dumps(release.note, ensure_ascii=False)}}}\n"
    write_atomically(path, text.encode("utf-8"))
    return release


def _compare(before: Contents, after: Contents) -> Iterator[Mapping[str, Any]]:
    for file in sorted({*before, *after}):
        if file not in KEYS:
            if before.get(file) != after.get(file):
                yield {"file": file, "items": after.get(file, [])}
            continue
        old, new = (_by_key(file, contents.get(file, ())) for contents in (before, after))
        for key in sorted({*old, *new}):
            if key not in new:
                yield {"file": file, "key": key}
            elif old.get(key) != new[key]:
                yield {"file": file, "key": key, "record": new[key]}


def _by_key(file: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {"|".join(str(item[name]) for name in KEYS[file]): item for item in items}


def final_place(event_id: str, dataset: Dataset) -> MovedId | None:
    """Where a record that is gone went: the row that names an event of the dataset, or says why there is none."""
    row = dataset.moved.get(event_id)
    for _ in dataset.moved:
        if row is None or not row.to or row.to in dataset.by_id or row.to not in dataset.moved:
            break
        row = dataset.moved[row.to]
    return row
