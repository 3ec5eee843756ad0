"""Journeys through app.py without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from decoupling import PROJECT_ROOT

OPEN_TIMEOUT = 60


@pytest.fixture(autouse=True)
def fresh_caches():
    """Caches live on between apps of one process; every journey starts without them."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


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


def words(app: AppTest) -> str:
    """Everything written on the page."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    return "\n".join(part.value for part in parts).replace("\\", "")
