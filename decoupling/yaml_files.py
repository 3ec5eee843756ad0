"""Owns reading the data files: strict YAML, and the line a value stands on.

Reading YAML takes longer than all that follows, so what a file held is kept as JSON beside a digest of its content:
an unchanged file is not parsed twice, and a changed one never meets an old reading.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import yaml

from decoupling.files import state_dir, write_atomically

MAX_FILE_BYTES = 20_000_000
READING_RULES = b"1"  # to be raised when the same text is to be read in another way

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a data file: where, what, and what is allowed."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class _StrictLoader(_BaseLoader):
    """YAML without surprises: no dates, no yes/no booleans, no repeated keys."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 (PyYAML wants a class attribute)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep=True)
        if len(mapping) != len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise yaml.MarkedYAMLError(problem=f"field {key.value!r} stands twice", problem_mark=key.start_mark)
                seen.add(key.value)
        return mapping


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _StrictLoader.construct_mapping)
for tag, form, first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"[-+]?(0|[1-9][0-9_]*)", list("-+0123456789")),
    ("float", r"[-+]?[0-9][0-9_]*\.[0-9]+([eE][-+]?[0-9]+)?", list("-+0123456789")),
):
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{form})$"), first)


def read_yaml_list(path: Path, name: str) -> tuple[list[Any], list[Problem]]:
    """Items of a YAML list file, or the problem that makes it unreadable; `name` is the file in messages."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return [], [Problem(name, 1, f"file is larger than {MAX_FILE_BYTES:,} bytes; split it")]
        content = path.read_bytes()
    except FileNotFoundError:
        return [], [Problem(name, 1, "file is missing")]
    of = hashlib.sha256(READING_RULES + content).hexdigest()
    kept = state_dir() / "readings" / f"{name.replace('/', '-')}.json"
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        reading = orjson.loads(kept.read_bytes())
        if reading["of"] == of:
            return list(reading["items"]), []
    items, problems = _parse_list(content, name)
    if items:
        _keep(kept, {"of": of, "items": items})
    return items, problems


def _keep(kept: Path, reading: dict[str, Any]) -> None:
    """Store a reading; where that is not possible the file is simply parsed again next time."""
    with contextlib.suppress(OSError, TypeError):
        content = orjson.dumps(reading)
        if orjson.loads(content) == reading:
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(kept, content)


def _parse_list(content: bytes, name: str) -> tuple[list[Any], list[Problem]]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return [], [Problem(name, line, f"file must be UTF-8 text: {error.reason}")]
    try:
        items = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 (a safe loader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, text.find(chr(error.character))) + 1
        return [], [Problem(name, line, f"not readable as YAML: {error.reason}")]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = ", ".join(filter(None, (error.context, error.problem)))
        return [], [Problem(name, line, f"not readable as YAML: {reason}")]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return [], [Problem(name, 1, f"not readable as YAML: {error}")]
    if items is None:
        return [], []
    if not isinstance(items, list):
        return [], [Problem(name, 1, "file must hold a list: each record begins with '- '")]
    return items, []


class LineFinder:
    """Line numbers of values in one file; reads the file again only when asked the first time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._root: yaml.Node | None = None

    def line(self, where: Sequence[str | int]) -> int:
        """Line (from 1) of the deepest part of `where`, a path of keys and positions, that exists."""
        if self._root is None:
            self._root = yaml.compose(self._path.read_text(encoding="utf-8"), Loader=_StrictLoader)
        node, line = self._root, 1
        for step in where:
            found = _step_into(node, step)
            if found is None:
                break
            line, node = found
        return line


def _step_into(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None
