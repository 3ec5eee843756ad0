"""Owns how a chart, a view and an event are cited, and what every file says about itself.

A citation is one record; each form in which it leaves is one writer of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from decoupling.charts.spec import Selection
from decoupling.dataset import Dataset
from decoupling.dates import describe_date, first_day
from decoupling.filters import CHOICES
from decoupling.model import Event

PUBLISHER = "Decoupling Monitor"


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: `detail` is the filter sentence or the event's id, `released` the day of the dataset."""

    key: str
    title: str
    detail: str
    version: str
    released: str
    licence: str
    address: str

    @property
    def year(self) -> str:
        """Year of the dataset."""
        return self.released[:4]

    @property
    def version_line(self) -> str:
        """Version, day and licence in a few words."""
        return f"Dataset {self.version}, statuses as of {describe_date(self.released)}, {self.licence}"


def view_citation(title: str, selection: Selection, address: str, *, what: str = "view") -> Citation:
    """Citation of a chart or a filtered list; `what` goes into the key that BibTeX knows it by."""
    return _citation(file_stem(what, selection), title, selection.sentence, selection.dataset, address)


def event_citation(event: Event, dataset: Dataset, address: str) -> Citation:
    """Citation of one record."""
    title = f"{event.headline} ({describe_date(event.date)})"
    return _citation(f"decoupling-{event.id}", title, f"Event {event.id}", dataset, address)


def _citation(key: str, title: str, detail: str, dataset: Dataset, address: str) -> Citation:
    about = dataset.about
    return Citation(key, title, detail, dataset.version, about.released, about.licence, address)


# --- forms ---------------------------------------------------------------------------------------


def write_text(cited: Citation) -> str:
    """The citation in one line of plain text."""
    words = f"{PUBLISHER} ({cited.year}). {cited.title}. {cited.detail}. {cited.version_line}."
    return f"{words} {cited.address}".strip()


_BIBTEX_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: "\\" + sign for sign in "&%$#_"},
}


def write_bibtex(cited: Citation) -> str:
    """One BibTeX entry; `@misc` and `howpublished` are known to every style."""

    def escape(text: str) -> str:
        return "".join(_BIBTEX_SIGNS.get(sign, sign) for sign in text)

    fields = {
        "author": "{" + PUBLISHER + "}",
        "title": "{" + escape(cited.title) + "}",
        "year": cited.year,
        "month": first_day(cited.released).strftime("%b").lower(),
        "howpublished": escape("Data set"),
        "note": escape(f"{cited.detail}. {cited.version_line}"),
        "url": cited.address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}", ""])


def write_ris(cited: Citation) -> str:
    """One RIS record of type DATA, with the line ends that RIS asks for."""
    fields = {
        "TY": "DATA",
        "ID": cited.key,
        "AU": PUBLISHER,
        "TI": cited.title,
        "PY": cited.year,
        "DA": cited.released.replace("-", "/"),
        "PB": PUBLISHER,
        "ET": cited.version,
        "N1": f"{cited.detail}. {cited.version_line}",
        "UR": cited.address,
    }
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields.items() if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def write_csl(cited: Citation) -> str:
    """A CSL-JSON list with one item of type dataset."""
    day = first_day(cited.released)
    item = {
        "id": cited.key,
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": PUBLISHER}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "publisher": PUBLISHER,
        "version": cited.version,
        "note": f"{cited.detail}. {cited.version_line}",
        "URL": cited.address,
    }
    filled = {name: value for name, value in item.items() if value}
    return json.dumps([filled], ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class CitationForm:
    """One form of a citation: how it is called, how its file ends, and its writer."""

    label: str
    suffix: str
    write: Callable[[Citation], str]


CITATION_FORMS = {
    "text": CitationForm("Text", "txt", lambda cited: write_text(cited) + "\n"),
    "bibtex": CitationForm("BibTeX", "bib", write_bibtex),
    "ris": CitationForm("RIS", "ris", write_ris),
    "csl": CitationForm("CSL-JSON", "csl.json", write_csl),
}


# --- what files say about themselves -------------------------------------------------------------


def version_line(dataset: Dataset) -> str:
    """Version, day and licence of the dataset in a few words."""
    return _citation("", "", "", dataset, "").version_line


def cite_view(title: str, selection: Selection, address: str) -> str:
    """Citation of a chart or a filtered list in plain text."""
    return write_text(view_citation(title, selection, address))


def cite_event(event: Event, dataset: Dataset, address: str) -> str:
    """Citation of one record in plain text."""
    return write_text(event_citation(event, dataset, address))


def describe_file(title: str, selection: Selection, note: str, address: str) -> dict[str, str]:
    """What a data file says about itself; every export carries these facts."""
    dataset = selection.dataset
    return {
        "title": title,
        "filter": selection.sentence,
        "note": note,
        "source": f"{PUBLISHER}; each event names its sources",
        "version": dataset.version,
        "released": dataset.about.released,
        "licence": f"{dataset.about.licence} {dataset.about.licence_url}",
        "citation": cite_view(title, selection, address),
        "link": address,
    }


def file_stem(what: str, selection: Selection) -> str:
    """File name without suffix that says what the file holds: decoupling-timeline-chips-2022-2026."""
    chosen, parts = selection.chosen, ["decoupling", what]
    for choice in CHOICES:
        values = getattr(chosen, choice.field)
        parts += values[:3] + (("etc",) if len(values) > 3 else ())
    if chosen.q.strip():
        parts.append(chosen.q)
    first = chosen.start.year if chosen.start else selection.snapshot.first_year
    last = chosen.end.year if chosen.end else selection.snapshot.last_year
    parts.append(str(first) if first == last else f"{first}-{last}")
    slug = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
    return slug[:100].rstrip("-")
