"""Time to the first chart on a fresh server, against an app that holds one chart and nothing else.

    python benchmarks/first_chart.py [PAGE ...]

A page is named by its address, such as exits; without one the first page is measured.

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

RUNS = 7


def measure_once(browser: Browser, script: str, path: str = "") -> float:
    """Seconds from the visit of a page to its first chart, on a fresh server."""
    with serve(script) as address:
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(f"{address}/{path}")
        page.wait_for_selector(".js-plotly-plot .main-svg")
        seconds = time.perf_counter() - start
        page.close()
    return seconds


def main() -> None:
    """Print the medians and their ratios; the pages take turns, so that a busy machine slows all of them."""
    pages = {"one chart alone": ("benchmarks/one_chart.py", "")}
    pages |= {f"dashboard, {path or 'first page'}": ("app.py", path) for path in sys.argv[1:] or [""]}
    seconds: dict[str, list[float]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for _ in range(RUNS):
            for name, (script, path) in pages.items():
                seconds[name].append(measure_once(browser, script, path))
        browser.close()
    plain = statistics.median(next(iter(seconds.values())))
    for name, values in seconds.items():
        middle = statistics.median(values)
        print(f"{name:<24} {middle:.2f} s ({min(values):.2f} to {max(values):.2f}), ratio {middle / plain:.2f}")
    print("goal: a ratio of 1.3 or less")


if __name__ == "__main__":
    main()
