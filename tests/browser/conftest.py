"""The running app in a real Chromium. Every visit fails on a console error or a request to another host."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from decoupling import PROJECT_ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
PHONE_AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


DRAWN = """() => !document.querySelector('[data-testid="stSkeleton"]')
    && [...document.querySelectorAll('.stPlotlyChart')].every(chart => chart.querySelector('.main-svg'))"""


def find_browser() -> str | None:
    """Path of an installed Chromium; None lets Playwright use its own."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextlib.contextmanager
def serve(script: str = "app.py", *options: str) -> Iterator[str]:
    """A fresh server on a free port, without secrets unless the options name some; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true", f"--server.port={port}"]
    command += ["--secrets.files=none.toml", *options]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://localhost:{port}"
        for _ in range(150):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health") as answer:  # noqa: S310
                if answer.status == 200:
                    break
            time.sleep(0.2)
        else:
            pytest.fail("the server did not start within 30 seconds")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """One server for all tests that do not need a fresh one."""
    with serve() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page and waits until it is drawn: visit("timeline?sector=chips", scheme="dark", phone=True)."""
    problems: list[str] = []
    contexts = []

    def open_page(path: str = "", *, scheme: str = "light", phone: bool = False, base: str = address) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESK,
            color_scheme=scheme,
            has_touch=phone,
            user_agent=PHONE_AGENT if phone else None,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _note_console(message, problems))
        page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
        page.on("request", lambda request: _note_request(request.url, problems))
        page.goto(f"{base}/{path}")
        page.wait_for_selector("h1")
        settle(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems


def _note_console(message, problems: list[str]) -> None:
    # A deep link first asks for Streamlit's own endpoints below the page's path; it then finds them at the root.
    known = message.location.get("url", "").endswith(("/_stcore/health", "/_stcore/host-config"))
    if message.type == "error" and not known:
        problems.append(f"console: {message.text}")


def _note_request(url: str, problems: list[str]) -> None:
    # Every name under localhost is this machine.
    if not re.match(r"(http|ws)://([a-z]+\.)?localhost:|data:|blob:", url):
        problems.append(f"request to another host: {url}")


def settle(page: Page) -> None:
    """Wait until the script has finished and charts are drawn."""
    page.wait_for_timeout(250)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=20_000)
    page.wait_for_function(DRAWN, timeout=20_000)
    page.wait_for_timeout(250)


def click_mark(page: Page, card: str, selector: str, index: int) -> None:
    """Click one mark of a chart, counted among those that can be seen, as a hand does: move there, pause, press."""
    marks = page.locator(f".st-key-card_{card} .js-plotly-plot {selector}").all()
    mark = [mark for mark in marks if (mark.bounding_box() or {}).get("height", 0) >= 4][index]
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 4, y - 2)
    page.wait_for_timeout(150)
    page.mouse.move(x, y)
    page.wait_for_timeout(250)
    page.mouse.click(x, y)
    settle(page)
