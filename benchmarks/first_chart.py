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

RUNS = 7


def measure_once(browser: Browser, script: str) -> float:
    """Seconds from the visit to the first chart, on a fresh server."""
    with serve(script) as address:
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(address)
        page.wait_for_selector(".js-plotly-plot .main-svg")
        seconds = time.perf_counter() - start
        page.close()
    return seconds


def main() -> None:
    """Print both medians and their ratio; the two take turns, so that a busy machine slows both."""
    scripts = {"one chart alone": "benchmarks/one_chart.py", "dashboard": "app.py"}
    seconds: dict[str, list[float]] = {name: [] for name in scripts}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for _ in range(RUNS):
            for name, script in scripts.items():
                seconds[name].append(measure_once(browser, script))
        browser.close()
    plain, ours = (statistics.median(seconds[name]) for name in scripts)
    for name, values in seconds.items():
        print(f"{name:<16} {statistics.median(values):.2f} s ({min(values):.2f} to {max(values):.2f})")
    print(f"ratio: {ours / plain:.2f} (goal: 1.3 or less)")


if __name__ == "__main__":
    main()
