"""Time to the first chart on a fresh server, against an app that holds one chart and nothing else.

    python benchmarks/first_chart.py

Starts each server anew, opens it in Chromium and waits for the first drawn chart; prints medians and their
ratio (goal: 1.3 or less).
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import find_browser, serve  # noqa: E402

RUNS = 3


def measure(browser: Browser, script: str) -> float:
    """Median seconds from the visit to the first chart, a fresh server each time."""
    seconds = []
    for _ in range(RUNS):
        with serve(script) as address:
            page = browser.new_page()
            start = time.perf_counter()
            page.goto(address)
            page.wait_for_selector(".js-plotly-plot .main-svg")
            seconds.append(time.perf_counter() - start)
            page.close()
    return statistics.median(seconds)


def main() -> None:
    """Print both times and the ratio."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        plain = measure(browser, "benchmarks/one_chart.py")
        ours = measure(browser, "app.py")
        browser.close()
    print(f"one chart alone: {plain:.2f} s")
    print(f"dashboard:       {ours:.2f} s")
    print(f"ratio: {ours / plain:.2f} (goal: 1.3 or less)")


if __name__ == "__main__":
    main()
