"""Owns the pages of a snapshot on single records, one event or one organisation, and lists of events."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from decoupling.charts.spec import Selection, count_of
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.export.citation import CITATION_FORMS
from decoupling.export.contents import EventPage
from decoupling.links import list_links
from decoupling.model import Event, Organisation, Source
from decoupling.site.shell import Page
from decoupling.snapshot import search_names
from decoupling.summary import summarise_organisation


def event_path(event_id: str) -> str:
    """Where the page of an event stands in the folder."""
    return f"events/{event_id}.html"


def organisation_path(org_id: str) -> str:
    """Where the page of an organisation stands in the folder."""
    return f"companies/{org_id}.html"


def site_address(site: str, path: str) -> str:
    """The full address of a file of the snapshot; empty where it is not known where the snapshot will stand."""
    return f"{site}/{path}" if site else ""


def link(path: str, words: str) -> str:
    """A link inside the snapshot."""
    return f"<a href='{html.escape(path, quote=True)}'>{html.escape(words)}</a>"


def list_events(events: Iterable[Event], dataset: Dataset, root: str, *, searchable: bool = False) -> str:
    """Events one a line, newest first; a `searchable` list holds every name of the organisations too."""
    return f"<ul class='acts'>{''.join(_item(event, dataset, root, searchable) for event in events)}</ul>"


def _item(event: Event, dataset: Dataset, root: str, searchable: bool) -> str:
    tax = dataset.taxonomy
    direction = html.escape(tax.directions.label(event.direction))
    sectors = ", ".join(tax.sectors.short(code) for code in event.sectors)
    rest = html.escape(f"{tax.actions.label(event.action)} · {sectors}")
    words = ""
    if searchable:
        names = (name for org in event.orgs for name in search_names(dataset, org.id))
        words = f" data-words='{html.escape(' '.join(dict.fromkeys(names)), quote=True)}'"
    return (
        f"<li{words}><time datetime='{event.date}'>{describe_date(event.date, short=True)}</time>"
        f"{link(root + event_path(event.id), event.headline)}"
        f"<small><span class='{event.direction}'>■</span> {direction} · {rest}</small></li>"
    )


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values; values are HTML."""
    return f"<dl>{''.join(f'<dt>{html.escape(name)}</dt><dd>{value}</dd>' for name, value in pairs if value)}</dl>"


# --- one event -----------------------------------------------------------------------------------


def event_page(record: EventPage, dataset: Dataset) -> Page:
    """The whole record: what happened, on what evidence, how it is coded, and how it is cited."""
    event, root = record.event, "../"
    label, _ = record.direction
    orgs = {role: _organisations(event, role, dataset, root) for role in dataset.taxonomy.roles.codes}
    named = {dataset.taxonomy.roles.label(role): names for role, names in orgs.items()}
    coded = [(name, named.get(name) or html.escape(value)) for name, value in record.facts]
    body = [
        f"<h1>{html.escape(record.title)}</h1><p class='small'>{html.escape(record.subtitle)} · "
        f"<span class='{event.direction}'>■ {html.escape(label)}</span></p>",
        f"<p class='lead'>{html.escape(event.summary)}</p>",
        facts(coded),
        _listed("Reasons given", (_reason(by, text, dataset) for by, text in ((r.by, r.text) for r in event.reasons))),
        _listed("History", (_step(step.date, step.status, dataset) for step in event.history)),
        _listed("Related acts", _related(event, dataset, root)),
        _listed("Sources", (_source(source, dataset) for source in event.sources)),
        _citation(record),
    ]
    return Page(event_path(event.id), record.title, "\n".join(body), record.citation.address)


def _organisations(event: Event, role: str, dataset: Dataset, root: str) -> str:
    involved = [org for org in event.orgs if org.role == role]
    return ", ".join(
        link(root + organisation_path(org.id), dataset.org_name(org.id))
        + (f" ({html.escape(org.unit)})" if org.unit else "")
        for org in involved
    )


def _listed(heading: str, items: Iterable[str]) -> str:
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f"<h3>{heading}</h3><ul>{lines}</ul>" if lines else ""


def _reason(by: str, text: str, dataset: Dataset) -> str:
    return html.escape(f"{dataset.taxonomy.reason_givers.label(by)}: {text}")


def _step(date: str, status: str, dataset: Dataset) -> str:
    return html.escape(f"{describe_date(date)}: {dataset.taxonomy.statuses.label(status).lower()}")


def _related(event: Event, dataset: Dataset, root: str) -> Iterable[str]:
    for other in list_links(event, dataset):
        words = html.escape(f"{other.relation} ({other.basis}), {describe_date(other.event.date)}: ")
        yield words + link(root + event_path(other.event.id), other.event.headline)


def _source(source: Source, dataset: Dataset) -> str:
    when = f", {describe_date(source.date)}" if source.date else ""
    kind = dataset.taxonomy.source_kinds.label(source.kind).lower()
    address = html.escape(source.url, quote=True)
    return (
        f"<a rel='noopener noreferrer' href='{address}'>{html.escape(source.publisher)}</a>"
        f"{html.escape(f'{when} · {kind}')}"
    )


def _citation(record: EventPage) -> str:
    forms = "".join(
        f"<details><summary>{form.label}</summary><pre>{html.escape(form.write(record.citation))}</pre></details>"
        for code, form in CITATION_FORMS.items()
        if code != "text"
    )
    text = html.escape(CITATION_FORMS["text"].write(record.citation))
    return f"<h3>Cite</h3><p>{text}</p><p class='small'>Event {html.escape(record.event.id)}</p>{forms}"


# --- one organisation ----------------------------------------------------------------------------


def organisation_page(org: Organisation, events: Sequence[Event], everything: Selection, site: str) -> Page:
    """Who it is, by which names it is known, and every act it takes part in, newest first."""
    dataset, root = everything.dataset, "../"
    tax = dataset.taxonomy
    owned = [other for other in dataset.organisations.values() if other.parent == org.id]
    known: Mapping[str, str] = {
        "Kind": tax.org_kinds.label(org.kind),
        "Country": tax.countries[org.country].label,
        "Sectors": ", ".join(tax.sectors.label(code) for code in org.sectors),
        "Chinese name": org.chinese_name or "",
        "Also known as": ", ".join(org.aliases),
        "Former names": ", ".join(org.former_names),
        "Listed": ", ".join(org.ticker),
        "Note": org.note or "",
    }
    kin = {
        "Belongs to": link(root + organisation_path(org.parent), dataset.org_name(org.parent)) if org.parent else "",
        "Owns": ", ".join(link(root + organisation_path(other.id), other.name) for other in owned),
    }
    body = [
        f"<h1>{html.escape(org.name)}</h1>",
        f"<p class='lead'>{html.escape(summarise_organisation(everything, org.id))}</p>",
        facts([*((name, html.escape(value)) for name, value in known.items()), *kin.items()]),
        f"<h3>{count_of(len(events), 'event')}</h3>",
        list_events(reversed(events), dataset, root),
    ]
    path = organisation_path(org.id)
    return Page(path, org.name, "\n".join(body), site_address(site, path))
