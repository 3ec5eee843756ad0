"""Owns the way of an article from outside into the store: found, read for acts, kept once with its candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from decoupling.access import Person
from decoupling.candidates import Article
from decoupling.extract import read
from decoupling.intake import IntakeError
from decoupling.intake.feeds import read_feed
from decoupling.intake.fetch import KINDS, fetch
from decoupling.intake.found import Found
from decoupling.intake.gather import read_address
from decoupling.intake.readers import FORMS
from decoupling.intake.sandbox import MAX_BYTES, read_content_apart, read_file
from decoupling.workspace.store import Added, Store


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an article, and why it gave no candidate, if so."""

    added: Added
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something to bring in: what to call it, the address it is known by, and how to find its article."""

    name: str
    address: str | None
    find: Callable[[], Found]


def keep_article(store: Store, person: Person, found: Found) -> Kept:
    """Read an article and keep it with its candidates; one that is in the store is not read again.

    Raises NotAllowed when the person may not add.
    """
    if store.knows(found.digest):
        return Kept(store.add_article(person, found, ()))
    reading = read(Article(id=found.digest[:12], title=found.title, published=found.published, text=found.text))
    return Kept(store.add_article(person, found, reading.events), reading.note)


def list_items(sources: list[str]) -> Iterator[Item | IntakeError]:
    """What files, folders, addresses and feeds offer, in order; a source that cannot be opened gives its error."""
    for source in sources:
        try:
            if urlsplit(source).scheme in ("http", "https"):
                yield from _pages(source)
            else:
                yield from _files(Path(source))
        except IntakeError as error:
            yield error


def _pages(address: str) -> Iterator[Item]:
    fetched = fetch(address)
    kind = KINDS[fetched.media_type]
    if kind != ".xml":
        page = partial(read_content_apart, charset=fetched.charset, address=fetched.address)
        yield Item(address, None, partial(page, fetched.address, kind, fetched.content))
        return
    for entry in read_feed(fetched.content, fetched.address, charset=fetched.charset):
        yield Item(entry.title, entry.address, partial(read_address, entry.address))


def _files(path: Path) -> Iterator[Item | IntakeError]:
    if not path.exists():
        yield IntakeError(f"{path}: there is no such file or folder")
        return
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if not file.is_file() or (path.is_dir() and file.suffix.lower() not in FORMS):
            continue
        size = file.stat().st_size
        if size > MAX_BYTES:
            yield IntakeError(f"{file.name}: {size:,} bytes are more than the {MAX_BYTES:,} an article may have")
            continue
        yield Item(file.name, None, partial(_read_path, file))


def _read_path(file: Path) -> Found:
    return read_file(file.name, file.read_bytes())
