"""The first chart reaches the browser before the rest of its page, and the rest follows when that is drawn."""

import asyncio
import re

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components import first_chart
from components.first_chart import DRAWN_ROUTE, FirstChartFirst

RUN = ("html", "plotly_chart", "heading", "plotly_chart")
"""The elements of a page: the request for word, the first chart, and the rest."""


def message(kind: str) -> dict[str, object]:
    """An element on its way to the browser."""
    sent = ForwardMsg()
    element = sent.delta.new_element
    getattr(element, kind).SetInParent()
    if kind == "html":
        element.html.body = 'fetch("drawn/some-visit")'
    return {"type": "websocket.send", "bytes": sent.SerializeToString()}


async def say_drawn(visit: str) -> int:
    """What a browser does that has drawn its first chart; the status of the answer."""
    statuses = []

    async def send(answer) -> None:
        statuses.append(answer.get("status"))

    scope = {"type": "http", "method": "POST", "path": f"/drawn/{visit}", "headers": [], "query_string": b""}
    scope["path_params"] = {"visit": visit}
    await DRAWN_ROUTE.app(scope, None, send)
    return statuses[0]


async def follow(kinds: tuple[str, ...], word: str = "") -> tuple[int, int]:
    """How many elements have arrived when nothing moves any more, and then when the browser has said a word."""
    arrived = []

    async def app(scope, receive, send) -> None:
        for kind in kinds:
            await send(message(kind))

    async def send(sent) -> None:
        arrived.append(sent)

    run = asyncio.create_task(FirstChartFirst(app)({"type": "websocket"}, None, send))
    await asyncio.sleep(0.05)
    before = len(arrived)
    assert not word or await say_drawn(word) == 204
    await asyncio.sleep(0.05)
    run.cancel()
    return before, len(arrived)


@pytest.mark.parametrize(
    ("kinds", "word", "wait", "expected"),
    [
        (RUN, "some-visit", 60, (2, 4)),
        (RUN, "another-visit", 60, (2, 2)),
        (RUN, "", 0.01, (4, 4)),  # a browser that says nothing gets the rest all the same
        (RUN[1:], "", 60, (3, 3)),  # where no word was asked for, as in an embedded chart, nothing waits
    ],
)
def test_the_rest_follows_when_the_first_chart_is_drawn(monkeypatch, kinds, word, wait, expected):
    monkeypatch.setattr(first_chart, "LONGEST_WAIT", wait)
    assert asyncio.run(follow(kinds, word)) == expected


def at(path: list[int], **what: str) -> dict[str, object]:
    """A block (`block` is its id) or an element (`kind`) on its way to a place of the page."""
    sent = ForwardMsg(hash=f"{path}")
    sent.metadata.delta_path.extend(path)
    if "block" in what:
        sent.delta.add_block.id = what["block"]
    else:
        getattr(sent.delta.new_element, what["kind"]).SetInParent()
    return {"type": "websocket.send", "bytes": sent.SerializeToString()}


def kinds_of(messages: list[dict[str, bytes]]) -> list[str | None]:
    return [ForwardMsg.FromString(sent["bytes"]).delta.new_element.WhichOneof("type") for sent in messages]


@pytest.mark.parametrize("asked", [True, False])
def test_the_tools_of_the_first_card_come_after_its_chart_into_places_kept_for_them(monkeypatch, asked):
    monkeypatch.setattr(first_chart, "LONGEST_WAIT", 0.01)
    page = [
        at([0, 1, 0], block="card_tools_pace"),
        at([0, 1, 0, 0], kind="selectbox"),
        at([0, 1, 0, 1], kind="button"),
        at([0, 1, 1], kind="heading"),
        at([0, 1, 2], kind="plotly_chart"),
        at([0, 2], block="card_tools_next"),
        at([0, 2, 0], kind="button"),
    ]
    arrived = []

    async def app(scope, receive, send) -> None:
        for sent in [message("html"), *page] if asked else page:
            await send(sent)

    async def send(sent) -> None:
        arrived.append(sent)

    asyncio.run(FirstChartFirst(app)({"type": "websocket"}, None, send))
    if not asked:
        assert arrived == page
        return
    assert kinds_of(arrived[1:6]) == [None, "empty", "empty", "heading", "plotly_chart"]
    assert arrived[6:] == [page[1], page[2], page[5], page[6]]
    places = [ForwardMsg.FromString(sent["bytes"]) for sent in arrived[2:4]]
    assert [list(place.metadata.delta_path) for place in places] == [[0, 1, 0, 0], [0, 1, 0, 1]]


def test_the_tools_come_even_where_no_chart_does():
    page = [message("html"), at([0, 1], block="card_tools_pace"), at([0, 1, 0], kind="button")]
    end = ForwardMsg(script_finished=0)
    arrived = []

    async def app(scope, receive, send) -> None:
        for sent in [*page, {"type": "websocket.send", "bytes": end.SerializeToString()}]:
            await send(sent)

    async def send(sent) -> None:
        arrived.append(sent)

    asyncio.run(FirstChartFirst(app)({"type": "websocket"}, None, send))
    assert arrived[-2] == page[2]


def test_the_browser_is_asked_on_the_first_run_of_a_visit_only(open_app):
    def asked(app) -> list[str]:
        return [html.proto.body for html in app.get("html") if "drawn/" in html.proto.body]

    app = open_app("explore/timeline")
    (script,) = asked(app)
    assert re.search(r"drawn/[\w-]{16}", script)
    assert asked(app.run()) == []
