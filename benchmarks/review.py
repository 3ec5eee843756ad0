"""From a click on a candidate to its form: a queue of 5,000 against one of ten, in one run.

python benchmarks/review.py
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.conftest import DESK, find_browser, serve, settle
from tests.browser.review_rows import fill, open_row

GOAL = 0.5


def measure(articles: int) -> float:
    """Median seconds from the click to the form."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DECOUPLING_HOME"] = folder
        fill(Path(folder), articles=articles)
        with serve() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
            page = browser.new_page(viewport=DESK)
            page.goto(f"{address}/review")
            page.wait_for_selector("h1")
            settle(page)
            seconds = []
            for row in (2, 4, 3, 5, 1, 4, 2, 3):
                begun = time.perf_counter()
                open_row(page, row)
                seconds.append(time.perf_counter() - begun)
                settle(page)
            browser.close()
    return statistics.median(seconds)


def main() -> None:
    few, many = measure(1), measure(500)
    print(f"10 candidates: {few:.2f} s; 5,000 candidates: {many:.2f} s; ratio {many / few:.2f}")
    print(f"goal {GOAL} s: {'held' if many < GOAL else 'missed'}")


if __name__ == "__main__":
    main()
