"""A queue of many candidates, and opening one of them as a hand does."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

from decoupling.access import Person
from decoupling.intake.found import Found
from decoupling.workspace.database import read_url
from decoupling.workspace.store import open_store
from tests.unit.workspace.conftest import candidate

NAMED = re.compile(r"Candidate \d+, open")
ANOTHER = """before => [...document.querySelectorAll('p')].some(
    p => /Candidate \\d+, open/.test(p.textContent) && p.textContent !== before)"""
ROW_HEIGHT = 35


def fill(folder: Path, *, articles: int) -> None:
    """A workspace in `folder` with ten candidates in each of so many articles."""
    store = open_store(read_url(f"sqlite:///{folder / 'workspace.sqlite'}"))
    for number in range(articles):
        words = " ".join(f"w{number}x{i}" for i in range(60))
        article = Found(title=f"Story {number}", publisher="Paper", address=f"https://example.org/{number}", text=words)
        read = [candidate(confidence=round(0.5 + 0.4 * number / articles, 4)) for _ in range(10)]
        store.add_article(Person("ana", "editor"), article, read)
    store.engine.dispose()


def open_row(page: Page, row: int) -> str:
    """Click the box of a row of the queue; gives the words that name the candidate once its form is there."""
    before = page.get_by_text(NAMED).inner_text()
    box = page.locator('[data-testid="stDataFrame"] canvas').first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 18, box["y"] + ROW_HEIGHT * (row + 0.5))
    page.wait_for_function(ANOTHER, arg=before, polling=10)
    return page.get_by_text(NAMED).inner_text()
