"""Owns reading articles from files on this machine, for the command line: which files, and an Article of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
from pydantic import ValidationError

from decoupling.candidates import Article
from decoupling.intake import IntakeError
from decoupling.intake.found import check_length
from decoupling.intake.readers import FORMS
from decoupling.intake.sandbox import check_size, read_file

SUFFIXES = (*FORMS, ".json")


def read_article(path: Path, published: str | None = None) -> Article:
    """The article of one file. `published` (a partial date) wins over a date in the file.

    Raises IntakeError naming the file and the mend, OSError when there is no such file.
    """
    check_size(path.name, path.stat().st_size)
    if path.suffix.lower() == ".json":
        article = _read_json(path.name, path.read_bytes())
    else:
        found = read_file(path.name, path.read_bytes())
        article = Article(id=path.stem, title=found.title, published=found.published, text=found.text)
    return article.model_copy(update={"published": published}) if published else article


def find_files(paths: list[Path]) -> Iterator[Path]:
    """The given files, and those of a readable kind in the given folders, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        else:
            yield path


def _read_json(name: str, content: bytes) -> Article:
    """An article in our own form, taken as it is: character offsets of marked articles count in it."""
    try:
        row = orjson.loads(content)
        if not isinstance(row, dict):
            raise ValueError("not one object")
        known = {key: row[key] for key in ("id", "title", "published", "text") if row.get(key) is not None}
        article = Article(**({"id": Path(name).stem} | known))
    except (ValueError, ValidationError, TypeError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise IntakeError(f"{name}: not an article in JSON ({reason}); it needs id, title, published, text") from None
    check_length(name, article.flat)
    return article
