"""Owns a chart of a snapshot: a picture for light and for dark, or drawn on sight; with its numbers and its words."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from decoupling.charts import CHARTS
from decoupling.charts.look import LOOKS, ThemeName
from decoupling.charts.spec import ChartSpec, Options, ReadChart, Selection
from decoupling.export.browser import draw_pictures
from decoupling.export.citation import cite_view
from decoupling.export.picture import bare_picture
from decoupling.export.report_html import screen_figure, table_html
from decoupling.export.tables import write_csv

WIDTH = 920
LEAST_WIDTH = 620
"""Pixels of a picture, and those below which it is scrolled instead of shrunk."""
BATCH = 12
"""Pictures of one start of the browser."""
THEMES: tuple[ThemeName, ...] = ("light", "dark")


@dataclass(frozen=True, slots=True, eq=False)
class SiteChart:
    """One chart under one filter; `name` is its own in the whole snapshot."""

    name: str
    spec: ChartSpec
    selection: Selection
    options: Options
    read: ReadChart

    def draw(self, theme: ThemeName) -> go.Figure:
        """The figure in the colours of a theme."""
        return self.spec.draw(self.read.frame, self.selection, LOOKS[theme], self.options)


def read_chart(chart_id: str, selection: Selection, *, name: str = "", given: Options | None = None) -> SiteChart:
    """A chart of the registry with its words, ready to be drawn."""
    spec = CHARTS[chart_id]
    options = spec.default_options() | dict(given or {})
    return SiteChart(name or chart_id, spec, selection, options, spec.read(selection, options))


def chart_section(chart: SiteChart, root: str, address: str, *, drawn: bool) -> str:
    """The chart with all that explains it; `drawn` says that there is a picture of it."""
    read, name = chart.read, chart.name
    words = f"{read.subtitle}. {chart.selection.sentence}"
    head = f"<section id='{name}'><h2>{html.escape(read.title)}</h2><p class='small'>{html.escape(words)}</p>"
    if read.frame.empty:
        return f"{head}</section>"
    cited = cite_view(read.title, chart.selection, f"{address}#{name}" if address else "")
    keep = f"<a href='{root}charts/{name}.csv' download>the numbers as CSV</a>"
    if drawn:
        keep += f", <a href='{root}charts/{name}-light.svg' download>the picture as SVG</a>"
    return (
        f"{head}{_picture(chart, root) if drawn else _place(chart, root)}"
        f"<p class='small'>{html.escape(read.note)} Take away: {keep}.</p>"
        f"{table_html(chart.spec.table(read.frame, chart.selection, chart.options))}"
        f"<details><summary>Cite</summary><p>{html.escape(cited)}</p></details></section>"
    )


def _picture(chart: SiteChart, root: str) -> str:
    alt = html.escape(f"{chart.read.title}. {chart.read.subtitle}. The numbers stand below.", quote=True)
    least = max(chart.spec.least_width, LEAST_WIDTH)
    base = f"{root}charts/{chart.name}"
    return (
        f"<div class='chart' tabindex='0' role='group' aria-label='Chart'><picture>"
        f"<source srcset='{base}-dark.svg' media='(prefers-color-scheme: dark)'>"
        f"<img src='{base}-light.svg' alt='{alt}' loading='lazy' width='{WIDTH}' height='{_height(chart)}'"
        f" style='min-width:{least}px'></picture></div>"
    )


def _height(chart: SiteChart) -> int:
    return int(chart.draw("light").layout.height)


def _place(chart: SiteChart, root: str) -> str:
    alt = html.escape(f"{chart.read.title}. {chart.read.subtitle}. The numbers stand below.", quote=True)
    return (
        f"<div class='chart' data-figure='{chart.name}' role='img' aria-label='{alt}'></div>"
        f"<script src='{root}charts/{chart.name}.js' defer></script>"
    )


# --- files ---------------------------------------------------------------------------------------


def numbers_file(chart: SiteChart) -> bytes:
    """The table of the chart as CSV."""
    return write_csv(chart.spec.table(chart.read.frame, chart.selection, chart.options))


def figure_file(chart: SiteChart) -> bytes:
    """The figure in both themes as a script that a page loads; what is in it cannot end the script."""
    both = {theme: screen_figure(chart.draw(theme), chart.spec.least_width) for theme in THEMES}
    text = json.dumps(both, ensure_ascii=False).replace("</", "<\\/")
    return f"(window.figures ||= {{}})[{json.dumps(chart.name)}] = {text}\n".encode()


def draw_charts(charts: Sequence[SiteChart], progress: Callable[[int], None]) -> Iterable[tuple[str, bytes]]:
    """Name of the file and SVG of each chart in each theme; BrowserError where no browser draws."""
    wanted = [(chart, theme) for chart in charts for theme in THEMES]
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        pictures = draw_pictures([bare_picture(chart.draw(theme), WIDTH) for chart, theme in batch], bitmaps=False)
        for (chart, theme), picture in zip(batch, pictures, strict=True):
            yield f"charts/{chart.name}-{theme}.svg", picture.svg
        progress(start + len(batch))
