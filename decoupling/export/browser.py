"""Owns what only a browser can draw on the server: pictures of figures, and PDF. One start serves a whole report.

The browser reads one file from a folder of its own that is deleted afterwards, and finds no host on any network.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import unquote_to_bytes

import plotly.graph_objects as go
import plotly.offline

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
BROWSER_VARIABLE = "DECOUPLING_BROWSER"
TIME_LIMIT = 60
PATIENCE = 60
"""Seconds a browser may take, and seconds to wait for the one before."""
SCALE = 2.5
"""Pixels of a bitmap for each pixel of the layout: about 220 a printed inch on a slide."""
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=60000",
)
_one_at_a_time = threading.Lock()


class BrowserError(RuntimeError):
    """No picture or PDF can be made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One figure as a bitmap and as vectors."""

    png: bytes
    svg: bytes


MISSING = (
    "No browser was found on the server, and pictures and PDF need one. Install Chromium or Chrome there, or name "
    f"one in {BROWSER_VARIABLE}. Until then, save the picture with “Save PNG”, or save HTML and print it to PDF."
)


NO_PICTURE = "The picture needs a browser on the server, which was not there or did not answer."


def find_browser() -> str | None:
    """Path of a Chromium on this machine: the one the environment names, else the first that is installed."""
    named = os.environ.get(BROWSER_VARIABLE)
    return shutil.which(named) if named is not None else next(filter(None, map(shutil.which, BROWSERS)), None)


def draw_pictures(figures: Sequence[go.Figure], *, bitmaps: bool = True) -> list[Picture]:
    """Each figure at its own width and height; BrowserError where that cannot be done.

    Without `bitmaps` there are vectors only, in half the time, and `png` is empty.
    """
    if not figures:
        return []
    drawn = ",".join(figure.to_json().replace("</", "<\\/") for figure in figures)
    page = _PICTURE_PAGE.substitute(plotly=plotly.offline.get_plotlyjs(), figures=drawn, scale=SCALE if bitmaps else 0)
    with tempfile.TemporaryDirectory() as folder:
        dumped = _run(Path(folder), page, ["--dump-dom"])
    found = re.findall(r'<pre class="picture">([^|<]*)\|([^<]*)</pre>', dumped.decode("utf-8", "replace"))
    if len(found) != len(figures):
        raise BrowserError(f"The browser drew {len(found)} of {len(figures)} pictures. Try again.")
    return [Picture(base64.b64decode(png.partition(",")[2]), _read_svg(svg)) for png, svg in found]


_PICTURE_PAGE = Template("""<!doctype html><meta charset="utf-8"><script>$plotly</script><body><script>
(async () => {
  const settings = {staticPlot: true, showSendToCloud: false}
  for (const figure of [$figures]) {
    const place = document.body.appendChild(document.createElement("div"))
    const size = {width: figure.layout.width, height: figure.layout.height}
    await Plotly.newPlot(place, figure.data, figure.layout, settings)
    const png = $scale ? await Plotly.toImage(place, {format: "png", scale: $scale, ...size}) : ""
    const svg = await Plotly.toImage(place, {format: "svg", ...size})
    place.remove()
    const answer = document.body.appendChild(document.createElement("pre"))
    answer.className = "picture"
    answer.textContent = png + "|" + svg
  }
  document.querySelectorAll("script").forEach(script => script.remove())
})()
</script>""")


def _read_svg(address: str) -> bytes:
    return unquote_to_bytes(address.partition(",")[2].replace("&amp;", "&"))


def print_pdf(page: bytes) -> bytes:
    """An HTML page as PDF, on the paper its own style asks for; BrowserError where that cannot be done."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page.pdf"
        _run(Path(folder), page.decode("utf-8"), [f"--print-to-pdf={target}", "--no-pdf-header-footer"])
        if not target.is_file():
            raise BrowserError("The browser made no PDF. Try again, or save HTML and print it to PDF.")
        return target.read_bytes()


def _run(folder: Path, page: str, job: Sequence[str]) -> bytes:
    browser = find_browser()
    if browser is None:
        raise BrowserError(MISSING)
    source = folder / "page.html"
    source.write_text(page, encoding="utf-8")
    # Chromium refuses to sandbox itself for root, which servers in containers often are.
    rootless = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [browser, *_FLAGS, *rootless, f"--user-data-dir={folder / 'profile'}", *job, source.as_uri()]
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise BrowserError("Other visitors are exporting just now. Try again in a minute.")
    try:
        done = subprocess.run(  # noqa: S603 (our own command; nothing of a visitor is in it)
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        raise BrowserError(f"The browser took longer than {TIME_LIMIT} seconds. Try again with fewer items.") from None
    finally:
        _one_at_a_time.release()
    if done.returncode:
        raise BrowserError(f"The browser {browser} stopped with code {done.returncode}. Does it start on the server?")
    return done.stdout
