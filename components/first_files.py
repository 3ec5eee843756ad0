"""Owns what a visit starts with: the page and Streamlit's own scripts, styles and fonts, at once and from memory.

A visit begins with about a hundred small files. Streamlit opens each of them anew in a thread and sends it through
several layers, which takes longer than anything else before the first chart. Its page names only the scripts it
starts with; those of single elements would be asked for as the elements arrive, each after the one before it. And a
page that does not stand at the root would look for the server beneath its own address first.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable
from pathlib import Path

import streamlit
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(streamlit.__file__).parent / "static"
SCRIPTS = STATIC / "static" / "js"
FOLDERS = ("js", "css", "media")
CHARTS = ("PlotlyChart",)
ELEMENTS = (
    "Html",
    "TextInput",
    "ButtonGroup",
    "DateInput",
    "Multiselect",
    "Selectbox",
    "Button",
    "Checkbox",
    "PageLink",
    "BidiComponent",
)
FOREVER = {"Cache-Control": "public, immutable, max-age=31536000"}
"""What Streamlit says of the same files: their names hold a digest of what is in them."""
IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
LENGTH_OF_IMPORTS = 8192
"""Characters at the head of a script that hold its imports."""
_HEAD = "<head>"
_SERVER = '<script>window.__streamlit = { BACKEND_BASE_URL: new URL(".", location.href).href }</script>'
"""The server is where the scripts are: beside the page, as all pages are one level deep."""


class FirstFiles:
    """Answers for the pages named, as paths without slashes, and for files that never change; passes all else on."""

    def __init__(self, app: ASGIApp, pages: Iterable[str]) -> None:
        self.app = app
        self.page = HTMLResponse(_write_page(), headers={"Cache-Control": "no-cache"})
        self.pages = {f"/{path}" for path in pages}
        self.files = {
            f"/static/{folder}/{path.name}": path
            for folder in FOLDERS
            for path in (STATIC / "static" / folder).iterdir()
        }
        self.ready: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a plain request; parts of files and questions about them are left to Streamlit."""
        answer = self._find(scope["path"]) if _asks_for_whole(scope) else None
        await (answer or self.app)(scope, receive, send)

    def _find(self, path: str) -> Response | None:
        if path in self.pages:
            return self.page
        if path not in self.ready and path in self.files:
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            self.ready[path] = Response(self.files[path].read_bytes(), media_type=kind, headers=FOREVER)
        return self.ready.get(path)


def _asks_for_whole(scope: Scope) -> bool:
    return (
        scope["type"] == "http" and scope["method"] == "GET" and all(name != b"range" for name, _ in scope["headers"])
    )


def _write_page() -> str:
    """Streamlit's page, which names in its head where the server is and which further scripts to load.

    The chart library comes first, as it is by far the largest; the rest yields to what the page itself starts with.
    """
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    charts = _scripts_of(CHARTS)
    rest = [name for name in _with_imports([*charts, *_scripts_of(ELEMENTS)]) if name not in page]
    links = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in charts]
    links += [
        f'<link rel="modulepreload" crossorigin fetchpriority="low" href="./static/js/{name}">'
        for name in rest
        if name not in charts
    ]
    return page.replace(_HEAD, "\n".join([_HEAD, _SERVER, *links]), 1)


def _scripts_of(elements: Iterable[str]) -> list[str]:
    """File names of elements' scripts; an element that this Streamlit does not know has none."""
    return [path.name for element in elements for path in sorted(SCRIPTS.glob(f"{element}.*.js"))]


def _with_imports(names: Iterable[str]) -> list[str]:
    """The scripts and all that they import, directly or not."""
    found: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            with (SCRIPTS / name).open(encoding="utf-8") as script:
                waiting += IMPORT.findall(script.read(LENGTH_OF_IMPORTS))
    return found
