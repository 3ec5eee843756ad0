"""Owns what a visit starts with: the page and Streamlit's own scripts, styles and fonts, at once and from memory.

A visit begins with about a hundred small files. Streamlit opens each of them anew in a thread and sends it through
several layers, which takes longer than anything else before the first chart. Its page names only the scripts it
starts with; those of single elements would be asked for as the elements arrive, each after the one before it. And a
page that does not stand at the root would look for the server beneath its own address first.
"""

from __future__ import annotations

import json
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
_SCRIPT = """    <script>
      // The server is where the scripts are: beside the page, as all pages are one level deep.
      window.__streamlit = { BACKEND_BASE_URL: new URL(".", location.href).href }
      addEventListener("load", () => {
        for (const name of NAMES) {
          const link = document.createElement("link")
          Object.assign(link, { rel: "modulepreload", crossOrigin: "", href: `./static/js/${name}` })
          document.head.append(link)
        }
      })
    </script>"""


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
    """Streamlit's page, which says in its head where the server is and which further scripts to fetch.

    These come once the page's own are in. Asked for at the same time, they hold up the start more than they save
    later; not asked for, each would cost a visitor from afar one more journey.
    """
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    names = [name for name in _with_imports(_scripts_of((*CHARTS, *ELEMENTS))) if name not in page]
    return page.replace(_HEAD, f"{_HEAD}\n{_SCRIPT.replace('NAMES', json.dumps(names))}", 1)


def _scripts_of(elements: Iterable[str]) -> list[str]:
    """File names of elements' scripts; an element that this Streamlit does not know has none."""
    return [path.name for element in elements for path in sorted(SCRIPTS.glob(f"{element}.*.js"))]


def _with_imports(names: Iterable[str]) -> list[str]:
    """The scripts, in their order, and all that they import, directly or not."""
    found: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            with (SCRIPTS / name).open(encoding="utf-8") as script:
                waiting += IMPORT.findall(script.read(LENGTH_OF_IMPORTS))
    return found
