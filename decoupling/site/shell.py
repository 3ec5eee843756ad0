"""Owns the frame around every page of a snapshot: head, menu, foot, colours, and what a page may load."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path

from decoupling.charts.look import DARK, LIGHT, Look
from decoupling.dataset import Dataset
from decoupling.export.citation import PUBLISHER, version_line

ASSETS = Path(__file__).parent / "assets"
MENU = {
    "index.html": "Overview",
    "timeline.html": "Timeline",
    "sectors.html": "Sectors",
    "companies.html": "Companies",
    "exits.html": "Exits",
    "compare.html": "Compare",
    "places.html": "Places",
    "answers.html": "Answers",
    "events.html": "Events",
    "data.html": "Data",
    "method.html": "Method",
}
# Nothing may come from another host. Browsers differ in whether 'self' covers files, so these are named too.
_POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; img-src 'self' file: data:"
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its path in the folder, its title, and its body as HTML. `address` is its own, where it is known."""

    path: str
    title: str
    body: str
    address: str = ""

    @property
    def root(self) -> str:
        """The way from the page up to the folder: empty, or `../`."""
        return "../" * self.path.count("/")


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages share. `feeds` says that the folder holds some, `interactive` that charts are drawn on sight."""

    version: str
    made: str
    feeds: bool
    interactive: bool


def frame_of(dataset: Dataset, made: str, *, feeds: bool, interactive: bool) -> Frame:
    """The frame of a dataset's pages."""
    return Frame(version_line(dataset), made, feeds, interactive)


def write_page(page: Page, frame: Frame) -> bytes:
    """The whole page as UTF-8."""
    root, title = page.root, html.escape(page.title)
    section = page.path.split("/")[0].removesuffix(".html")
    items = "".join(
        f"<a href='{root}{path}'{_current(path.removesuffix('.html') == section)}>{label}</a>"
        for path, label in MENU.items()
    )
    links = f"<link rel='stylesheet' href='{root}assets/site.css'>"
    if page.address:
        links += f"<link rel='canonical' href='{html.escape(page.address, quote=True)}'>"
    if frame.feeds:
        links += f"<link rel='alternate' type='application/atom+xml' title='Newest acts' href='{root}feed.atom'>"
    name = "" if page.title == PUBLISHER else f" · {PUBLISHER}"
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        f"<title>{title}{name}</title><meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<meta name='color-scheme' content='light dark'>"
        f"<meta http-equiv='Content-Security-Policy' content=\"{_POLICY}\">"
        f"{links}</head>\n<body><a class='skip' href='#main'>To the content</a>"
        f"<nav aria-label='Pages'><a class='name' href='{root}index.html'>{PUBLISHER}</a>{items}</nav>\n"
        f"<main id='main'>\n{page.body}\n</main>\n"
        f"<footer><p>{html.escape(frame.version)}. Snapshot of {html.escape(frame.made)}.</p></footer>"
        f"{_scripts(page, frame)}</body></html>\n"
    ).encode()


def _current(here: bool) -> str:
    return " aria-current='page'" if here else ""


def _scripts(page: Page, frame: Frame) -> str:
    names = ["site.js"] if "id='find'" in page.body else []
    if frame.interactive and "data-figure=" in page.body:
        names = ["plotly.min.js", "charts.js", *names]
    return "".join(f"<script src='{page.root}assets/{name}' defer></script>" for name in names)


def style_sheet(dataset: Dataset) -> str:
    """The style of all pages, its colours those of the look and of the directions."""
    dark = _colours(DARK, dataset)
    rest = (ASSETS / "site.css").read_text(encoding="utf-8")
    return (
        f":root {{ {_colours(LIGHT, dataset)} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{rest}"
    )


def _colours(look: Look, dataset: Dataset) -> str:
    directions = dataset.taxonomy.directions
    link = look.scale[-2]
    colours = {"paper": look.paper, "ink": look.ink, "muted": look.muted, "grid": look.grid, "link": link}
    colours |= {code: look.colour(directions, code) for code in directions.codes}
    return " ".join(f"--{name}: {value};" for name, value in colours.items())
