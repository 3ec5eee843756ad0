"""Journeys through app.py without a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.context import StreamlitHeaders
from streamlit.testing.v1 import AppTest

from decoupling import PROJECT_ROOT
from decoupling.access import Person
from decoupling.intake.found import Found
from decoupling.workspace.database import read_url
from decoupling.workspace.store import open_store
from tests.unit.workspace.conftest import TEXT, candidate

OPEN_TIMEOUT = 60
CARD = re.compile(r"<dt>([^<]*).*?</dt><dd>([^<]*)</dd>")
ANA = Person("ana@example.org", "editor")


@pytest.fixture(autouse=True)
def fresh_caches():
    """Caches live on between apps of one process; every journey starts without them."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def set_up_as_shipped(tmp_path):
    """Bound to localhost, and without the secrets of the person who runs the tests."""
    before = {name: config.get_option(name) for name in ("server.address", "secrets.files")}
    config.set_option("server.address", "localhost")
    config.set_option("secrets.files", [str(tmp_path / "secrets.toml")])
    yield
    for name, value in before.items():
        config.set_option(name, value)


@pytest.fixture
def come_with(monkeypatch) -> Callable[..., None]:
    """Makes every visit carry these headers: come_with(host="localhost:8501", x_forwarded_for="10.0.0.1").

    The visitor's `address` is none from this machine. A simulated visit has neither address nor headers, so without
    this it is a viewer's.
    """

    def set_headers(*, address: str | None = None, **headers: str) -> None:
        pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
        monkeypatch.setattr(type(st.context), "headers", property(lambda context: StreamlitHeaders(pairs)))
        monkeypatch.setattr(type(st.context), "ip_address", property(lambda context: address))

    return set_headers


@pytest.fixture
def at_this_machine(come_with) -> None:
    """Visits are those of the local editor."""
    come_with(host="localhost:8501", origin="http://localhost:8501")


@pytest.fixture
def open_app() -> Callable[..., AppTest]:
    """Opens the app at a page under query parameters: open_app("explore/timeline", sector="chips")."""

    def open_page(page: str = "", **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(PROJECT_ROOT / "app.py"), default_timeout=OPEN_TIMEOUT)
        for key, value in query.items():
            app.query_params[key.rstrip("_")] = value
        if page:
            app.switch_page(f"pages/{page}.py")
        return app.run()

    return open_page


def figures(app: AppTest) -> list[dict[str, Any]]:
    """Every chart on the page as plotly.js gets it."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def numbers(app: AppTest) -> dict[str, str]:
    """Label and value of every card in the page's rows of figures."""
    shown = " ".join(element.proto.body for element in app.get("html"))
    return {unescape(label): unescape(value) for label, value in CARD.findall(shown)}


def words(app: AppTest) -> str:
    """Everything written on the page."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    return "\n".join(part.value for part in parts).replace("\\", "")


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A workspace of its own for one journey."""
    monkeypatch.setenv("DECOUPLING_HOME", str(tmp_path))
    opened = open_store(read_url(f"sqlite:///{tmp_path / 'workspace.sqlite'}"))
    yield opened
    opened.engine.dispose()
    st.cache_resource.clear()


@pytest.fixture
def queued(store):
    """Two candidates of one article wait, by an actor that the dataset knows."""
    article = Found(title="Lab closed", publisher="Daily Chip", address="https://example.org/a", text=TEXT)
    told = candidate(actors=("Amazon",), headcount=None)
    store.add_article(ANA, article, [told, told.model_copy(update={"confidence": 0.6, "action": "relocation"})])
    return store


def button(app: AppTest, label: str):
    """The first button whose label begins so."""
    return next(b for b in app.button if b.label.startswith(label))
