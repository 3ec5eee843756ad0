"""Owns what the browser may fetch before Streamlit asks for it: the chart library, by far the largest script."""

from __future__ import annotations

from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(streamlit.__file__).parent / "static"
CHART_SCRIPTS = "static/js/PlotlyChart.*.js"


class PreloadCharts:
    """Names Streamlit's chart script in the header of every HTML page, so that it loads while the visit is set up."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        scripts = sorted(STATIC.glob(CHART_SCRIPTS))
        self.links = [f"</{script.relative_to(STATIC).as_posix()}>; rel=modulepreload" for script in scripts]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the header where the answer is a page."""

        async def send_with_links(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    for link in self.links:
                        headers.append("Link", link)
            await send(message)

        await self.app(scope, receive, send_with_links if scope["type"] == "http" else send)
