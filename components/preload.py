"""Owns what the browser may fetch before Streamlit asks for it: the scripts of the elements on the first page.

Streamlit's page names the scripts it starts with. Those of single elements are asked for only as the elements
arrive, each after the one before it, and the chart library is by far the largest of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(streamlit.__file__).parent / "static"
SCRIPTS = STATIC / "static" / "js"
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
IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
LENGTH_OF_IMPORTS = 8192
"""Characters at the head of a script that hold its imports."""


class PreloadScripts:
    """Names scripts in the header of every HTML page, so that they load while the visit is set up.

    The chart library comes first; the rest yields to what the page itself starts with.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        charts = _scripts_of(CHARTS)
        started_with = (STATIC / "index.html").read_text(encoding="utf-8")
        rest = [name for name in _with_imports([*charts, *_scripts_of(ELEMENTS)]) if name not in started_with]
        self.links = [f"</static/js/{name}>; rel=modulepreload" for name in charts]
        self.links += [
            f"</static/js/{name}>; rel=modulepreload; fetchpriority=low" for name in rest if name not in charts
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the header where the answer is a page."""

        async def send_with_links(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", ", ".join(self.links))
            await send(message)

        await self.app(scope, receive, send_with_links if scope["type"] == "http" else send)


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
