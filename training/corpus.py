"""Owns the form of the training corpus: articles with marks in the running text, read into characters and offsets.

    === c01-001 | wire | 2025-07-24
    # Amazon {shuts|1T} {Shanghai|1P} AI lab
    {Amazon|1A} said on {Wednesday|1D} that {it|=Amazon} ...
    ---
    1 closure actual 2025-07-23 | ai,cloud | Shanghai | - | -
    org Amazon | company | AWS; Amazon Web Services

`python -m training.corpus FILE…` checks files and prints what they hold.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from decoupling.dates import parse_partial

CORPUS_DIR = DATA_DIR / "extraction" / "corpus"
HEAD = re.compile(r"^=== (?P<id>[a-z0-9]+-\d{3}) \| (?P<style>[a-z_ ]+) \| (?P<published>\d{4}-\d{2}-\d{2})\s*$")
MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
TAG = re.compile(r"^(?:(?P<number>\d+)(?P<part>[TAGDPUH])|=(?P<name>.+))$")
EVENT = re.compile(r"^(?P<number>\d+) (?P<action>[a-z_]+) (?P<status>[a-z]+) (?P<date>\S+)$")
STATUSES = ("actual", "planned", "background", "hypothetical", "denied", "ordinary")
TOLD = ("actual", "planned", "background")
KINDS = ("company", "government", "other")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of the text play `part` in event `number`, or stand for organisation `name`."""

    start: int
    end: int
    number: int | None
    part: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """What an article tells (or, by its status, does not tell) as an act."""

    number: int
    action: str
    status: str
    date: str | None
    sectors: tuple[str, ...]
    places: tuple[str, ...]
    usd: float | None
    headcount: float | None


@dataclass(frozen=True, slots=True)
class MarkedOrganisation:
    """An organisation of an article with the words that name it there."""

    name: str
    kind: str
    words: tuple[str, ...]


@dataclass(slots=True)
class MarkedArticle:
    """One article: plain text, marks by offset, events by number, organisations by name."""

    id: str
    style: str
    published: str
    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    events: dict[int, MarkedEvent] = field(default_factory=dict)
    organisations: dict[str, MarkedOrganisation] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """First line of the text."""
        return self.text.split("\n", 1)[0]

    def named(self) -> Iterator[tuple[int, int, MarkedOrganisation]]:
        """Every stretch of text that names an organisation of the article; longest first, none inside another."""
        taken: list[tuple[int, int]] = []
        words = sorted(((w, o) for o in self.organisations.values() for w in o.words), key=lambda p: -len(p[0]))
        for word, organisation in words:
            for hit in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", self.text):
                if not any(start < hit.end() and hit.start() < end for start, end in taken):
                    taken.append(hit.span())
                    yield (*hit.span(), organisation)


def read_corpus(path: Path) -> list[MarkedArticle]:
    """All articles of one file; ValueError that names article and line when the form is broken."""
    articles: list[MarkedArticle] = []
    body: list[str] = []
    in_text = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if line.startswith("==="):
            head = HEAD.match(line)
            if not head:
                raise ValueError(f"{where}: a head reads '=== id | style | YYYY-MM-DD', not {line!r}")
            parse_partial(head["published"])
            articles.append(MarkedArticle(head["id"], head["style"].strip(), head["published"]))
            body, in_text = [], True
        elif line.strip() == "---" and in_text:
            _set_text(articles[-1], "\n".join(body).strip(), where)
            in_text = False
        elif in_text:
            body.append(line.rstrip())
        elif line.strip():
            if not articles:
                raise ValueError(f"{where}: text before the first '===' head")
            _read_record(articles[-1], line.strip(), where)
    return articles


def _set_text(article: MarkedArticle, marked: str, where: str) -> None:
    if not marked.startswith("# "):
        raise ValueError(f"{where}: the text of {article.id} begins with '# ' and its title")
    marked = marked[2:]
    plain, at = "", 0
    for hit in MARK.finditer(marked):
        plain += marked[at : hit.start()]
        for tag in re.split(r",\s*(?=\d|=)", hit[2]):
            form = TAG.match(tag.strip())
            if not form:
                raise ValueError(f"{where}: {article.id}: mark {hit[0]!r}: {tag!r} is neither 1T…1H nor =Name")
            event = int(form["number"]) if form["number"] else None
            article.marks.append(Mark(len(plain), len(plain) + len(hit[1]), event, form["part"], form["name"]))
        plain += hit[1]
        at = hit.end()
    article.text = plain + marked[at:]
    if "{" in article.text or "}" in article.text or "|" in article.text:
        raise ValueError(f"{where}: {article.id}: a broken mark is left in the text (brace or bar)")


def _read_record(article: MarkedArticle, line: str, where: str) -> None:
    cells = [cell.strip() for cell in line.split("|")]
    if cells[0].startswith("org "):
        if len(cells) != 3 or cells[1] not in KINDS:
            raise ValueError(f"{where}: {article.id}: 'org Name | {' or '.join(KINDS)} | words; words', not {line!r}")
        name = cells[0][4:].strip()
        words = tuple(dict.fromkeys([name, *(w.strip() for w in cells[2].split(";") if w.strip() not in ("", "-"))]))
        article.organisations[name] = MarkedOrganisation(name, cells[1], words)
        return
    form = EVENT.match(cells[0])
    if not form or len(cells) != 5:
        raise ValueError(
            f"{where}: {article.id}: 'n action status date | sectors | places | usd | heads', not {line!r}"
        )
    sectors, places = (tuple(x.strip() for x in c.split(",") if x.strip() not in ("", "-")) for c in cells[1:3])
    try:
        usd, heads = (None if c in ("-", "") else float(c.replace(",", "").removeprefix("$")) for c in cells[3:])
    except ValueError:
        raise ValueError(f"{where}: {article.id}: usd and headcount are plain numbers or -, not {cells[3:]}") from None
    date = None if form["date"] == "-" else form["date"]
    article.events[int(form["number"])] = MarkedEvent(
        int(form["number"]), form["action"], form["status"], date, sectors, places, usd, heads
    )


def find_faults(article: MarkedArticle, actions: set[str], sectors: set[str]) -> Iterator[str]:
    """What a second look must mend: marks without event, events without trigger or actor, unknown codes and names."""
    for event in article.events.values():
        parts = {mark.part for mark in article.marks if mark.number == event.number}
        if event.action not in actions:
            yield f"event {event.number}: unknown action {event.action!r}"
        if event.status not in STATUSES:
            yield f"event {event.number}: unknown status {event.status!r}"
        if set(event.sectors) - sectors:
            yield f"event {event.number}: unknown sectors {sorted(set(event.sectors) - sectors)}"
        if event.date:
            try:
                parse_partial(event.date)
            except ValueError as error:
                yield f"event {event.number}: {error}"
        if "T" not in parts:
            yield f"event {event.number}: no trigger {{words|{event.number}T}} in the text"
        if event.status in TOLD and "A" not in parts:
            yield f"event {event.number}: no actor {{words|{event.number}A}} in the text"
        if event.status in TOLD and not event.sectors:
            yield f"event {event.number}: no sector"
        if (event.usd and "U" not in parts) or (event.headcount and "H" not in parts):
            yield f"event {event.number}: the figure has no {{words|{event.number}U}} or H mark"
    for mark in article.marks:
        if mark.number is not None and mark.number not in article.events:
            yield f"mark {article.text[mark.start : mark.end]!r}: event {mark.number} has no line below ---"
        if mark.name and mark.name not in article.organisations:
            yield f"mark {article.text[mark.start : mark.end]!r}: no 'org {mark.name}' line"
    places = {(start, end): organisation for start, end, organisation in article.named()}
    for mark in article.marks:
        if mark.part in ("A", "G") and not organisation_of(article, mark, places):
            yield f"mark {article.text[mark.start : mark.end]!r}: add =Name, or an org line whose words hold it"
    for organisation in article.organisations.values():
        if not any(o is organisation for o in places.values()) and not any(
            m.name == organisation.name for m in article.marks
        ):
            yield f"org {organisation.name}: none of its words is in the text"


def organisation_of(
    article: MarkedArticle, mark: Mark, places: dict[tuple[int, int], MarkedOrganisation]
) -> MarkedOrganisation | None:
    """The organisation a marked stretch stands for: by its =Name, or by the name that overlaps it."""
    for other in article.marks:
        if other.name and (other.start, other.end) == (mark.start, mark.end):
            return article.organisations.get(other.name)
    for (start, end), organisation in places.items():
        if start < mark.end and mark.start < end:
            return organisation
    return None


def load_corpus(folder: Path = CORPUS_DIR) -> list[MarkedArticle]:
    """All articles of the corpus, file by file."""
    return [article for path in sorted(folder.glob("*.txt")) for article in read_corpus(path)]


def describe_version(corpus: Path) -> str:
    """Version of the weights: the first figures of a digest of the corpus they were trained on."""
    digest = hashlib.sha256()
    for path in sorted(corpus.glob("*.txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def main(paths: list[str]) -> int:
    """Print faults and totals of the files; 1 when there is a fault."""
    taxonomy = load_checked_dataset(DATA_DIR).taxonomy
    actions, sectors = set(taxonomy.actions.codes), set(taxonomy.sectors.codes)
    faults, count, sentences = 0, Counter[str](), 0
    for path in paths:
        for article in read_corpus(Path(path)):
            count["articles"] += 1
            sentences += len(re.findall(r"[.!?][\"”’)]*(?:\s|$)", article.text))
            count.update(
                f"{event.action} ({'event' if event.status in TOLD else 'no event'})"
                for event in article.events.values()
            )
            for fault in find_faults(article, actions, sectors):
                faults += 1
                print(f"{Path(path).name}: {article.id}: {fault}")
    print(f"{faults} fault(s); {count.pop('articles', 0)} articles, about {sentences} sentences")
    print(", ".join(f"{name} {number}" for name, number in sorted(count.items())))
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
