"""Owns the names that extraction knows: organisations, governments, places, and how they are found in a text.

Everything comes from `data/`: the dataset's own organisations with aliases, former and Chinese names, and the lists
in `data/extraction/`. A name found is a span whose label is its kind and whose `id_` the usual name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from decoupling.dataset import Dataset
from decoupling.yaml_files import read_yaml_list

MENTIONS = "mentions"
COMPANY_KINDS = ("company", "law_firm", "consultancy", "auditor", "fund", "bank", "exchange")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
GOVERNMENT_KINDS = ("agency", "government", "legislature", "court")


@dataclass(frozen=True, slots=True)
class Name:
    """A way to write `canonical`, and what kind of thing that is."""

    words: str
    canonical: str
    kind: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an organisation apart from its names."""

    kind: str
    side: str
    country: str
    sectors: tuple[str, ...]


@dataclass(frozen=True)
class Gazetteer:
    """All names, and the profiles by usual name."""

    names: tuple[Name, ...]
    profiles: dict[str, Profile]


def build_gazetteer(dataset: Dataset, folder: Path) -> Gazetteer:
    """Names and profiles from the dataset and the lists in `folder`. ValueError names a broken row."""
    profiles: dict[str, Profile] = {}
    names: list[Name] = []
    for org in dataset.organisations.values():
        kind = _kind_of(org.kind)
        profiles[org.name] = Profile(kind, org.side, org.country, org.sectors)
        words = [org.name, *org.aliases, *org.former_names, *([org.chinese_name] if org.chinese_name else [])]
        names += [Name(word, org.name, kind) for word in words]
    for row in read_rows(folder / "companies.yaml"):
        country = row.get("country", "US")
        profiles.setdefault(
            row["name"], Profile("company", dataset.taxonomy.side_of(country), country, tuple(row.get("sectors", ())))
        )
        names += [Name(word, row["name"], "company") for word in (row["name"], *row.get("aliases", ()))]
    for row in read_rows(folder / "governments.yaml"):
        profiles.setdefault(row["name"], Profile("government", "third", "", ()))
        for field, kind in (
            ("words", "government"),
            ("cities", "capital"),
            ("countries", "country"),
            ("people", "figurehead"),
        ):
            names += [Name(word, row["name"], kind) for word in row.get(field, ())]
        if " " in row["name"] or row["name"].isupper():
            names.append(Name(row["name"], row["name"], "government"))
    labels = [country.label for country in dataset.taxonomy.countries.values()]
    known = {name.words for name in names}
    names += [Name(label, label, "place") for label in labels if label not in known]
    for place in dataset.places.values():
        words = [place.city, *([place.chinese_name] if place.chinese_name else [])]
        names += [Name(word, place.city, "place") for word in words if word not in known]
    for file in ("publishers.txt", "lookalikes.txt"):
        names += [Name(word, word, "publisher") for word in read_lines(folder / file) if word not in known]
    spellings = [frozenset(row) for row in read_rows(folder / "spellings.yaml")]
    taken = {name.words for name in names}
    names += [
        Name(words, n.canonical, n.kind) for n in names for words in spell(n.words, spellings) if words not in taken
    ]
    taken |= {name.words for name in names}
    names += [
        Name(words, n.canonical, n.kind)
        for n in names
        if n.kind == "company"
        for words in recase(n.words)
        if words not in taken
    ]
    return Gazetteer(tuple(names), profiles)


def recase(name: str) -> Iterator[str]:
    """A name of one word as the press may write it: "Oppo" for OPPO, "Vivo" for vivo, "NVIDIA" for Nvidia."""
    if not name.isalpha() or not name.isascii():
        return
    if (name.isupper() and len(name) > 3) or name.islower():
        yield name.capitalize()
    if len(name) > 4 and not name.isupper():
        yield name.upper()


def spell(name: str, spellings: Iterable[frozenset[str]]) -> Iterator[str]:
    """The name with one word in its other spellings ("National University of Defence Technology")."""
    words = name.split()
    for i, word in enumerate(words if len(words) > 1 else ()):
        for ways in spellings:
            if word in ways:
                yield from (" ".join((*words[:i], way, *words[i + 1 :])) for way in sorted(ways - {word}))


def read_rows(path: Path) -> list[Any]:
    """Rows of a YAML list file; ValueError names the first problem."""
    rows, problems = read_yaml_list(path, path.name)
    if problems:
        raise ValueError(str(problems[0]))
    return rows


def read_lines(path: Path) -> list[str]:
    """Lines of a list file without comments and blanks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _kind_of(kind: str) -> str:
    return "company" if kind in COMPANY_KINDS else "government" if kind in GOVERNMENT_KINDS else "other"


class NameFinder:
    """Finds the gazetteer's names in a document and extends them by legal forms ("Inc.", "Group")."""

    def __init__(self, nlp: Language, gazetteer: Gazetteer, legal_forms: Iterable[str]) -> None:
        self.legal_forms = frozenset(legal_forms)
        self.by_key: dict[int, Name] = {}
        self.exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self.capitals = PhraseMatcher(nlp.vocab, attr="LOWER")
        chinese: dict[str, Name] = {}
        seen: set[tuple[str, str]] = set()
        for name in gazetteer.names:
            for words in {name.words, name.words.replace("’", "'"), name.words.replace("'", "’")}:
                if (words, name.kind) in seen:
                    continue
                seen.add((words, name.kind))
                if CHINESE.search(words):
                    chinese.setdefault(words, name)
                    continue
                key = f"{name.kind}|{name.canonical}"
                self.by_key[nlp.vocab.strings.add(key)] = name
                pattern = nlp.make_doc(words)
                self.exact.add(key, [pattern])
                if len(words) > 5 or " " in words:
                    self.capitals.add(key, [pattern])
        self.chinese = chinese
        self.chinese_form = re.compile("|".join(map(re.escape, sorted(chinese, key=len, reverse=True))) or r"(?!)")

    def find(self, doc: Doc, text: str) -> list[Span]:
        """Spans of known names in a document with that text, longest first, none inside another."""
        spans = [self._span(doc, key, start, end) for key, start, end in self.exact(doc)]
        shouted = _shouted_tokens(doc, text)
        for key, start, end in self.capitals(doc):
            if all(i in shouted for i in range(start, end)) or _all_capitalised(doc, start, end):
                spans.append(self._span(doc, key, start, end))
        spans += self._find_chinese(doc, text)
        return filter_spans([self._extended(span) for span in spans])

    def _span(self, doc: Doc, key: int, start: int, end: int) -> Span:
        name = self.by_key[key]
        return Span(doc, start, end, label=name.kind, span_id=name.canonical)

    def _find_chinese(self, doc: Doc, text: str) -> Iterator[Span]:
        if not CHINESE.search(text):  # a long choice of names is tried at every character
            return
        for hit in self.chinese_form.finditer(text):
            name = self.chinese[hit[0]]
            span = doc.char_span(
                hit.start(), hit.end(), label=name.kind, span_id=name.canonical, alignment_mode="expand"
            )
            if span is not None:
                yield span

    def _extended(self, span: Span) -> Span:
        if span.label_ != "company":
            return span
        doc, end = span.doc, span.end
        while end < len(doc) and end - span.end < 6:
            skip = 1 if doc[end].text == "," else 0
            if end + skip >= len(doc) or doc[end + skip].text not in self.legal_forms:
                break
            end += skip + 1
        return Span(doc, span.start, end, label=span.label_, span_id=span.id_)


def _all_capitalised(doc: Doc, start: int, end: int) -> bool:
    """Several words, each with a capital first: a name in another spelling ("SK Hynix" for "SK hynix")."""
    return end - start > 1 and all(not t.is_alpha or t.text[0].isupper() for t in doc[start:end])


def _shouted_tokens(doc: Doc, text: str) -> set[int]:
    """Tokens of lines written in capitals throughout, where names lose their usual case."""
    shouted: set[int] = set()
    start = 0
    for line in text.split("\n"):
        letters = [c for c in line if c.isalpha()]
        if len(letters) > 12 and sum(c.isupper() for c in letters) > 0.8 * len(letters):
            span = doc.char_span(start, start + len(line), alignment_mode="contract")
            if span is not None:
                shouted.update(range(span.start, span.end))
        start += len(line) + 1
    return shouted
