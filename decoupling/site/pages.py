"""Owns which pages a snapshot has and what stands on each: those of the dashboard, as far as they need no controls."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt

from decoupling import DATA_DIR
from decoupling.answer_summary import summarise_answers
from decoupling.charts.spec import Selection, count_of
from decoupling.compare import Comparison, complete_comparison
from decoupling.compare_summary import summarise_comparison
from decoupling.exit_summary import compare_definitions, describe_definition, summarise_exits
from decoupling.exits import ExitView
from decoupling.export.citation import PUBLISHER, cite_view
from decoupling.export.contents import describe_method
from decoupling.filters import EventFilter
from decoupling.place_summary import summarise_places
from decoupling.quality import measure_quality
from decoupling.site.figures import SiteChart, chart_section, read_chart
from decoupling.site.records import link, list_events, organisation_path, site_address
from decoupling.site.shell import Page
from decoupling.summary import (
    list_key_figures,
    selected_events,
    summarise_companies,
    summarise_records,
    summarise_sectors,
    summarise_state,
    summarise_time,
)

LATEST = 8
DOCUMENTS = {
    "What was gone through, and what is missing": "COVERAGE.md",
    "How to read the charts": "READING.md",
    "The pace index": "INDEX.md",
    "What the codebook leaves open, and how it was decided": "DECISIONS.md",
}
Select = Callable[[EventFilter], Selection]


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A page before it is known how its charts are shown: words, then charts, then more words, all HTML."""

    path: str
    title: str
    lead: str
    charts: tuple[SiteChart, ...] = ()
    rest: str = ""

    def finish(self, site: str, *, drawn: bool) -> Page:
        """The page, its charts as pictures where they are drawn."""
        root, address = "../" * self.path.count("/"), site_address(site, self.path)
        sections = [chart_section(chart, root, address, drawn=drawn) for chart in self.charts]
        return Page(self.path, self.title, "\n".join([self.lead, *sections, self.rest]), address)


def draft_pages(select: Select) -> list[Draft]:
    """Every page but those of single records and that of the data files."""
    everything = select(EventFilter())
    return [
        _overview(everything),
        _timeline(everything),
        *_sectors(everything, select),
        _companies(everything),
        _exits(everything),
        _compare(everything),
        _places(everything),
        _answers(everything),
        _events(everything),
        _method(everything),
    ]


def _head(title: str, lead: str, selection: Selection) -> str:
    return (
        f"<h1>{html.escape(title)}</h1><p class='lead'>{html.escape(lead)}</p>"
        f"<p class='small'>{html.escape(selection.sentence)}</p>"
    )


def _charts(selection: Selection, *ids: str, given: Mapping[str, str] | None = None) -> tuple[SiteChart, ...]:
    return tuple(read_chart(chart_id, selection, given=given) for chart_id in ids)


def _overview(selection: Selection) -> Draft:
    figures = "".join(
        f"<li><b>{html.escape(figure.value)}</b>{html.escape(figure.label)}</li>"
        for figure in list_key_figures(selection)
    )
    latest = list_events(selected_events(selection)[: -LATEST - 1 : -1], selection.dataset, "")
    return Draft(
        "index.html",
        PUBLISHER,
        f"{_head('What is splitting, and what is new', summarise_state(selection), selection)}"
        f"<ul class='figures'>{figures}</ul>",
        _charts(selection, "pace", "sector-years", "organisations", "pace-index"),
        f"<section><h2>Latest</h2>{latest}<p>{link('events.html', 'All events')}</p></section>",
    )


def _timeline(selection: Selection) -> Draft:
    head = _head("What happened when", summarise_time(selection), selection)
    return Draft("timeline.html", "Timeline", head, _charts(selection, "timeline"))


def _sectors(everything: Selection, select: Select) -> Iterable[Draft]:
    names = everything.dataset.taxonomy.sectors
    ranked = everything.counts.sector_directions.sort_values("events", ascending=False, kind="stable")
    places = [(code, count) for code, count in zip(ranked["sector"], ranked["events"], strict=True)]
    items = "".join(f"<li>{link(f'sectors/{code}.html', names.label(code))} {count:,}</li>" for code, count in places)
    yield Draft(
        "sectors.html",
        "Sectors",
        _head("Which sectors are splitting", summarise_sectors(everything), everything)
        + f"<ul class='names'>{items}</ul>",
        _charts(everything, "sector-ranking", "action-ranking", "sector-actions", "sector-share", "network"),
    )
    for code, _ in places:
        inside = select(EventFilter(sectors=(code,)))
        charts = ("sector-timeline", "network", "organisations", "instruments")
        acts = list_events(reversed(selected_events(inside)), inside.dataset, "../")
        yield Draft(
            f"sectors/{code}.html",
            names.label(code),
            _head(names.label(code), f"{names[code].description}. {summarise_time(inside)}", inside),
            tuple(read_chart(chart, inside, name=f"{code}-{chart}") for chart in charts),
            f"<section><h2>{count_of(inside.counts.events, 'event')}</h2>{acts}</section>",
        )


def _companies(selection: Selection) -> Draft:
    dataset, frame = selection.dataset, selection.counts.organisations
    tax, events = dataset.taxonomy, dataset.events
    rows = "".join(
        f"<tr id='{row.org}' data-words='{html.escape(' '.join(_other_names(selection, row.org)), quote=True)}'>"
        f"<td>{link(organisation_path(row.org), dataset.org_name(row.org))}</td>"
        f"<td>{html.escape(dataset.organisations[row.org].chinese_name or '')}</td>"
        f"<td>{html.escape(tax.sides.label(dataset.organisations[row.org].side))}</td>"
        f"<td class='number'>{row.events:,}</td><td class='number'>{row.actor:,}</td>"
        f"<td class='number'>{row.target:,}</td><td class='number'>{row.affected:,}</td>"
        f"<td class='number'>{events[row.first].date}</td><td class='number'>{events[row.last].date}</td></tr>"
        for row in frame.itertuples()
    )
    headings = "".join(f"<th>{words}</th>" for words in ("Organisation", "Chinese name", "Side"))
    headings += "".join(
        f"<th class='number'>{words}</th>" for words in ("Acts", "Actor", "Target", "Affected", "First", "Last")
    )
    table = f"<div class='whole wide'><table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div>"
    lead = summarise_companies(selection, frame["org"])
    return Draft(
        "companies.html",
        "Companies",
        f"{_head('Who acted, who was hit', lead, selection)}{_find('a name')}",
        rest=table,
    )


def _other_names(selection: Selection, org_id: str) -> Sequence[str]:
    org = selection.dataset.organisations[org_id]
    return (*org.aliases, *org.former_names)


def _find(what: str) -> str:
    """The field that narrows the list of a page; shown by the script that makes it work."""
    return (
        f"<form class='find' role='search' hidden><label for='find'>Find {what}</label>"
        "<input id='find' type='search' autocomplete='off'>"
        "<span id='found' class='small' aria-live='polite'></span></form>"
    )


def _exits(selection: Selection) -> Draft:
    taxonomy = selection.dataset.taxonomy
    view = ExitView(next(iter(taxonomy.exits)))
    ids = ("exit-ladder", "exit-sectors", "exit-sector-years", "exit-functions")
    terms = [(term.label, html.escape(describe_definition(code, taxonomy))) for code, term in taxonomy.exits.items()]
    terms += [(rung.label, html.escape(f"{rung.description}.")) for rung in taxonomy.rungs.values()]
    meaning = "".join(f"<li><b>{html.escape(label)}.</b> {words}</li>" for label, words in terms)
    return Draft(
        "exits.html",
        "Exits",
        f"{_head('Who pulled back, and how far', summarise_exits(selection, view), selection)}"
        f"<p>{html.escape(compare_definitions(selection, view))}</p>",
        _charts(selection, *ids, given=view.to_options()),
        f"<section><h2>What counts, and what a rung is</h2><ul>{meaning}</ul></section>",
    )


def _compare(selection: Selection) -> Draft:
    comparison = complete_comparison(Comparison("sector", ()), selection)
    ids = ("compare-pace", "compare-directions", "compare-acts", "compare-places")
    lead = summarise_comparison(selection, comparison)
    return Draft(
        "compare.html",
        "Compare",
        _head("The two busiest sectors, side by side", lead, selection),
        _charts(selection, *ids, given=comparison.to_options()),
    )


def _places(selection: Selection) -> Draft:
    head = _head("Where it happens", summarise_places(selection), selection)
    return Draft("places.html", "Places", head, _charts(selection, "places-map", "countries", "cities", "flows-map"))


def _answers(selection: Selection) -> Draft:
    head = _head("What answers what", summarise_answers(selection), selection)
    return Draft("answers.html", "Answers", head, _charts(selection, "answers", "answer-times"))


def _events(selection: Selection) -> Draft:
    acts = list_events(reversed(selected_events(selection)), selection.dataset, "", searchable=True)
    lead = f"{_head('Every record', summarise_records(selection), selection)}{_find('words or names')}"
    return Draft("events.html", "Events", lead, rest=acts)


# --- method --------------------------------------------------------------------------------------


def _method(selection: Selection) -> Draft:
    dataset = selection.dataset
    tax = dataset.taxonomy
    firm = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(value))}</td>" for value in row.values()) + "</tr>"
        for row in measure_quality(dataset)
    )
    codebook = {"Kinds of act": tax.actions, "Sectors": tax.sectors, "Directions": tax.directions}
    codebook |= {"Statuses": tax.statuses, "Roles": tax.roles, "Functions": tax.functions}
    codebook |= {"Verification": tax.verifications, "Links": tax.link_types, "Kinds of organisation": tax.org_kinds}
    terms = "".join(
        f"<details><summary>{heading} ({len(vocabulary.codes)})</summary><ul>"
        + "".join(
            f"<li><b>{html.escape(term.label)}</b> ({html.escape(term.code)}): {html.escape(term.description)}</li>"
            for term in vocabulary.terms.values()
        )
        + "</ul></details>"
        for heading, vocabulary in codebook.items()
    )
    sections = [f"<section><h2>The codebook</h2>{terms}</section>"]
    render = MarkdownIt("commonmark", {"html": False}).render
    for heading, name in DOCUMENTS.items():
        words = render((DATA_DIR / name).read_text(encoding="utf-8"))
        sections.append(f"<section class='words'><h2>{heading}</h2>{words}</section>")
    return Draft(
        "method.html",
        "Method",
        f"<h1>Can I trust it?</h1><p class='lead'>{html.escape(describe_method(dataset))}</p>"
        f"<h3>How firm the records are</h3><div class='whole'><table><tbody>{firm}</tbody></table></div>",
        _charts(selection, "verification", "single-source", "coverage"),
        "\n".join(sections),
    )


# --- data ----------------------------------------------------------------------------------------


def data_page(files: Mapping[str, tuple[str, int]], selection: Selection, site: str) -> Page:
    """What can be taken along: path, what it is and size in bytes of each file; and how the whole is cited."""
    about = selection.dataset.about
    rows = "".join(
        f"<tr><td><a href='{path}' download>{path.rpartition('/')[2]}</a></td><td>{html.escape(what)}</td>"
        f"<td class='number'>{size / 1e6:,.2f} MB</td></tr>"
        for path, (what, size) in files.items()
    )
    address = site_address(site, "data.html")
    cited = cite_view("Events of US–China technology decoupling", selection, address)
    licence = html.escape(about.licence_url, quote=True)
    body = (
        f"<h1>Take it with you</h1><p class='lead'>Every event with all that is coded and its sources. Each chart has "
        f"its own numbers below it.</p><div class='whole'><table><tbody>{rows}</tbody></table></div>"
        f"<h3>Cite</h3><p>{html.escape(cited)}</p><h3>Licence</h3>"
        f"<p><a rel='noopener noreferrer license' href='{licence}'>{html.escape(about.licence)}</a></p>"
    )
    return Page("data.html", "Data", body, address)
