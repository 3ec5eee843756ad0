"""Owns a report as one interactive HTML file that asks no host for anything, and the same page made ready for paper."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from string import Template

import pandas as pd
import plotly.graph_objects as go
import plotly.offline

from decoupling.charts.look import LIGHT
from decoupling.export.cells import neutralise_frame
from decoupling.export.contents import ChartPage, Contents, EndNote, EventPage
from decoupling.export.measure import wrap_text
from decoupling.export.picture import FILE_SANS, FILE_SERIF, column_picture

PAPER_WIDTH, PAPER_HEIGHT = 680, 980
"""Pixels of a sheet of A4 that are printed on."""
TABLE_ROWS = 300
Progress = Callable[[int], None]


def write_report_html(
    contents: Contents, *, for_paper: bool = False, cover: bool = True, progress: Progress = lambda done: None
) -> bytes:
    """The report as UTF-8; plotly.js is inside once. `for_paper` fixes sizes for printing and leaves tables out.

    Without `cover`, the method is left out too.
    """
    figures: dict[str, object] = {}
    sections = []
    for done, page in enumerate(contents.pages, start=1):
        if isinstance(page, ChartPage) and not page.frame.empty:
            figures[f"chart-{page.number}"] = _figure(page, for_paper=for_paper)
        sections.append(_event(page) if isinstance(page, EventPage) else _chart(page, for_paper=for_paper))
        progress(done)
    drawn = json.dumps(figures, ensure_ascii=False).replace("</", "<\\/")
    text = _PAGE.substitute(
        title=html.escape(contents.title),
        style=_STYLE,
        kind="paper" if for_paper else "screen",
        cover=f"<header>{_cover(contents)}</header>" if cover else "",
        sections="\n".join(sections),
        method=_method(contents) if cover else "",
        notes="\n".join(map(_note, contents.notes)),
        plotly=plotly.offline.get_plotlyjs(),
        figures=drawn,
    )
    return text.encode("utf-8")


def _figure(page: ChartPage, *, for_paper: bool) -> dict[str, object]:
    figure = page.draw()
    if for_paper:
        figure = column_picture(figure, PAPER_WIDTH / chart_room(page))
        shrink = min(PAPER_WIDTH / figure.layout.width, chart_room(page) / figure.layout.height, 1)
        return {**json.loads(figure.to_json()), "shrink": shrink}
    return screen_figure(figure, page.spec.least_width)


def screen_figure(figure: go.Figure, least_width: int) -> dict[str, object]:
    """A figure as a web page of ours draws it: fonts that every machine has, and the width it is not squeezed below."""
    figure.update_layout(font={"family": FILE_SANS}, hoverlabel={"font": {"family": FILE_SANS}}, dragmode=False)
    return {**json.loads(figure.to_json()), "least": least_width}


def chart_room(page: ChartPage) -> float:
    """Height in pixels that a chart may take so that its words stand on the same sheet."""
    # Sizes and widths are those of the style below, in pixels; 1.6 is a line with some air.
    small = f"{page.subtitle} {page.counting} Source: Decoupling Monitor, end note 10."
    notes = sum(len(wrap_text(line, 540, 14)) for line in page.note.split("\n"))
    title = len(wrap_text(page.title, PAPER_WIDTH, 22.4, "serif"))
    return PAPER_HEIGHT - title * 22.4 * 1.4 - notes * 14 * 1.6 - (len(wrap_text(small, 640, 12)) + 2) * 12 * 1.6 - 40


def _cover(contents: Contents) -> str:
    lines = "".join(
        f"<p>{html.escape(line)}</p>" for line in (contents.author, contents.made, contents.version) if line
    )
    return f"<h1>{html.escape(contents.title)}</h1><hr>{lines}"


def _method(contents: Contents) -> str:
    made = f"{contents.version}. Made on {contents.made}."
    return (
        f"<section><h2>Method</h2><p>{html.escape(contents.method)}</p>"
        f"<p class='small'>{html.escape(made)}</p></section>"
    )


def _chart(page: ChartPage, *, for_paper: bool) -> str:
    parts = [_head(page)]
    if page.note:
        parts.append(f"<p>{_lines(page.note)}</p>")
    if not page.frame.empty:
        alt = html.escape(f"{page.title}. {page.subtitle}", quote=True)
        parts.append(f"<div class='chart' id='chart-{page.number}' role='img' aria-label='{alt}'></div>")
    parts.append(f"<p class='small'>{html.escape(page.counting)} {_source(page)}</p>")
    if not page.frame.empty and not for_paper:
        parts.append(table_html(page.table()))
    return f"<section>{''.join(parts)}</section>"


def _head(page: ChartPage | EventPage) -> str:
    return f"<h2>{html.escape(page.title)}</h2><p class='small'>{html.escape(page.subtitle)}</p>"


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _source(page: ChartPage | EventPage) -> str:
    return f"Source: Decoupling Monitor, <a href='#note-{page.number}'>end note {page.number}</a>."


def table_html(table: pd.DataFrame) -> str:
    """The numbers of a chart, folded away; the first of them where they are many."""
    frame = neutralise_frame(table)
    shown = frame.head(TABLE_ROWS)
    cells = shown.to_html(index=False, border=0, na_rep="", escape=True)
    more = f"<p class='small'>The first {TABLE_ROWS} of {len(frame):,} rows.</p>" if len(frame) > TABLE_ROWS else ""
    return f"<details><summary>The numbers</summary><div class='table'>{cells}</div>{more}</details>"


def _event(page: EventPage) -> str:
    label, ink = page.direction
    facts = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in page.facts)
    note = f"<p class='own'>{_lines(page.note)}</p>" if page.note else ""
    return (
        f"<section>{_head(page)}<p><b style='color:{ink}'>{html.escape(label)}</b></p>"
        f"<p class='lead'>{html.escape(page.event.summary)}</p>{note}<dl>{facts}</dl>"
        f"<p class='small'>Event {html.escape(page.event.id)}. {_source(page)}</p></section>"
    )


def _note(note: EndNote) -> str:
    links = "".join(
        f"<li>{html.escape(words)}: <a rel='noreferrer' href='{html.escape(address, quote=True)}'>"
        f"{html.escape(address)}</a></li>"
        for words, address in note.links
    )
    text, address = html.escape(note.text), html.escape(note.address, quote=True)
    if address:
        text = text.replace(html.escape(note.address), f"<a href='{address}'>{address}</a>")
    pages = f"<ul>{links}</ul>" if links else ""
    return f"<li id='note-{note.number}' value='{note.number}'>{text}{pages}</li>"


_STYLE = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0; background: {LIGHT.paper}; color: {LIGHT.ink}; font: 16px/1.5 {FILE_SANS};
  font-variant-numeric: tabular-nums; }}
main {{ max-width: 1000px; margin: 0 auto; padding: 0 24px 64px; }}
.paper main {{ max-width: none; width: {PAPER_WIDTH}px; padding: 0; font-size: 14px; }}
h1, h2 {{ font-family: {FILE_SERIF}; line-height: 1.2; text-wrap: balance; overflow-wrap: anywhere; }}
h1 {{ font-size: 2.6em; margin: 0 0 0.4em; }}
h2 {{ font-size: 1.6em; margin: 0 0 0.3em; }}
header {{ padding: 18vh 0 10vh; }}
.paper header {{ padding: 220px 0 0; }}
hr {{ border: 0; border-top: 2px solid {LIGHT.ink}; margin: 0 0 1em; }}
section {{ border-top: 1px solid {LIGHT.grid}; padding: 28px 0; }}
.paper section {{ border: 0; padding: 0; }}
p, dd, li {{ overflow-wrap: anywhere; }}
p {{ margin: 0 0 0.7em; max-width: 75ch; }}
.small {{ font-size: 0.85em; color: {LIGHT.muted}; max-width: 100ch; }}
.lead {{ font-size: 1.15em; }}
.own {{ border-left: 3px solid {LIGHT.grid}; padding-left: 12px; }}
.chart {{ overflow-x: auto; margin: 0 0 0.5em; }}
dl {{ display: grid; grid-template-columns: 9em 1fr; gap: 2px 12px; margin: 0 0 1em; }}
dt {{ color: {LIGHT.muted}; }} dd {{ margin: 0; }}
.table {{ overflow: auto; max-height: 480px; }}
table {{ border-collapse: collapse; font-size: 0.85em; }}
th, td {{ text-align: left; padding: 3px 12px 3px 0; border-bottom: 1px solid {LIGHT.grid}; vertical-align: top; }}
summary {{ cursor: pointer; font-size: 0.85em; }}
a {{ color: #2F5D8C; }}
ol, ul {{ padding-left: 1.6em; }} li {{ margin-bottom: 0.4em; font-size: 0.92em; }}
@page {{ size: A4; margin: 15mm; }}
@media print {{
  body {{ background: #fff; }}
  section {{ break-before: page; border: 0; padding: 0; }}
  section.flow {{ break-before: auto; padding-top: 20px; }}
  header {{ padding: 220px 0 0; }}
  details {{ display: none; }}
  h2 {{ break-after: avoid; }}
  .chart, dl {{ break-inside: avoid; }}
}}
"""
# The policy forbids every request: a report opened years later must show what it showed, and tell nobody.
_PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<style>$style</style></head>
<body class="$kind"><main>
$cover
$sections
$method
<section class="flow"><h2>Sources</h2><ol>$notes</ol></section>
</main>
<script>$plotly</script>
<script type="application/json" id="figures">$figures</script>
<script>
(() => {
  const settings = {displaylogo: false, displayModeBar: false, showSendToCloud: false, responsive: false}
  const figures = JSON.parse(document.getElementById("figures").textContent)
  const paper = document.body.className === "paper"
  const fit = (place, figure, room) => Math.max(figure.least || 0, room)
  for (const [id, figure] of Object.entries(figures)) {
    const place = document.getElementById(id)
    if (paper) {
      place.style.zoom = figure.shrink
      settings.staticPlot = true
    } else {
      figure.layout.width = fit(place, figure, place.clientWidth)
    }
    Plotly.newPlot(place, figure.data, figure.layout, settings)
  }
  if (paper) return
  const redraw = room => {
    for (const [id, figure] of Object.entries(figures)) {
      const place = document.getElementById(id)
      Plotly.relayout(place, {width: room || fit(place, figure, place.clientWidth)})
    }
  }
  addEventListener("resize", () => redraw())
  addEventListener("beforeprint", () => redraw(680))
  addEventListener("afterprint", () => redraw())
})()
</script></body></html>
""")
