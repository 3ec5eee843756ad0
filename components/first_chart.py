"""Owns what reaches the browser first: a visit's first chart; the rest of the page follows as soon as that is drawn.

A browser lays out all that has arrived before it draws any chart, so that on a page of many parts the first chart
would wait for the last of them, widgets and charts below the fold included. The first card's own tools, which come
before its chart, leave their places empty until then.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

CARD_TOOLS = "card_tools_"
"""How the key of the container with a card’s own tools begins."""
LONGEST_WAIT = 3.0
"""Seconds after which the rest follows even when the browser has not said that it drew the chart."""
_VISIT = "first_chart_visit"
_NAMED = re.compile(r"drawn/([\w-]+)")
_SCRIPT = """<script>
  const started = performance.now()
  const look = setInterval(() => {
    const drawn = document.querySelector(".js-plotly-plot :is(.mlayer :is(path, image), .gl-canvas)")
    if (!drawn && performance.now() - started < 30_000) return
    clearInterval(look)
    // In the frame after the next the chart is on the screen.
    const tell = () => fetch("drawn/VISIT", { method: "POST" })
    if (document.hidden) tell()
    else requestAnimationFrame(() => setTimeout(tell))
  }, 20)
</script>"""

_drawn: dict[str, asyncio.Event] = {}


def ask_for_word() -> None:
    """On the first run of a visit, have the browser say when it has drawn its first chart."""
    with st.container(key="first_chart"):  # keeps the place of what follows when it is empty; the style hides it
        if _VISIT not in st.session_state:
            st.session_state[_VISIT] = visit = secrets.token_urlsafe(12)
            st.html(_SCRIPT.replace("VISIT", visit), unsafe_allow_javascript=True)


async def _take_word(request: Request) -> Response:
    if waiting := _drawn.get(request.path_params["visit"]):
        waiting.set()
    return Response(status_code=204)


DRAWN_ROUTE = Route("/drawn/{visit}", _take_word, methods=["POST"])


def _empty_place(sent: ForwardMsg) -> bytes:
    """An empty element for the place of another."""
    place = ForwardMsg(metadata=sent.metadata, hash=f"{sent.hash} later")
    place.metadata.cacheable = False
    place.delta.new_element.empty.SetInParent()
    return bytes(place.SerializeToString())


class FirstChartFirst:
    """Holds back, on the first run of a visit, what follows the first chart."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on in its order."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        visit, first_run = "", True
        tools: list[int] | None = None
        late: list[Message] = []

        async def send_late() -> None:
            nonlocal first_run
            first_run = False
            for message in late:
                await send(message)
            late.clear()

        async def send_in_turn(message: Message) -> None:
            nonlocal visit, tools
            if not first_run or message["type"] != "websocket.send":
                await send(message)
                return
            sent = ForwardMsg.FromString(message["bytes"])
            element, path = sent.delta.new_element, list(sent.metadata.delta_path)
            kind = element.WhichOneof("type")
            if visit and kind and tools and path[: len(tools)] == tools:
                late.append(message)
                await send({**message, "bytes": _empty_place(sent)})
                return
            if sent.WhichOneof("type") == "script_finished":
                await send_late()
            await send(message)
            if kind == "html" and (named := _NAMED.search(element.html.body)):
                visit = named[1]
                _drawn[visit] = asyncio.Event()
            elif CARD_TOOLS in sent.delta.add_block.id:
                tools = path
            elif kind == "plotly_chart" and visit:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(_drawn[visit].wait(), LONGEST_WAIT)
                await send_late()

        try:
            await self.app(scope, receive, send_in_turn)
        finally:
            _drawn.pop(visit, None)
