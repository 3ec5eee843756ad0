"""Time to the first chart of every page on a fresh server, against an app that holds one chart and nothing else.

    python benchmarks/first_chart.py [-n RUNS] [PAGE ...]

A page is named by its address, such as exits or company?id=huawei; without one all pages that open with charts are
measured, the first of them as overview.

Starts each server anew, under the same settings, opens it in a new profile of one Chromium and takes the time from
the start of the visit to the frame that shows the first chart with its marks, by the browser's own clock. The pages
take turns, so that a busy machine slows all of them. Prints medians with their ratio, the ratio of the fastest runs,
and the time of the browser's main thread, which a busy machine does not change (goal: ratios of 1.3 or less).
"""

from __future__ import annotations

import argparse
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import DESK, find_browser, serve  # noqa: E402

RUNS = 7
PAGES = (
    "overview",
    "timeline",
    "answers",
    "sectors",
    "company?id=huawei",
    "exits",
    "compare",
    "places",
    "method",
)
WATCH = """
new MutationObserver((_, watch) => {
  // A bar, line or mark is a path, a heat map an image; a plot too large for either is drawn on a canvas.
  if (!document.querySelector(".js-plotly-plot :is(.mlayer :is(path, image), .gl-canvas)")) return
  watch.disconnect()
  requestAnimationFrame(() => setTimeout(() => { window.firstChart = performance.now() }))
}).observe(document, { subtree: true, childList: true })
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """Seconds from the start of a visit to its first chart: by the clock, and of work on the browser's main thread."""

    clock: float
    work: float


def measure_once(browser: Browser, script: str, path: str = "") -> Visit:
    """One visit of a page on a fresh server."""
    with serve(script) as address:
        page = browser.new_page(viewport=DESK)
        page.add_init_script(WATCH)
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(f"{address}/{path}", wait_until="commit")
        clock = page.wait_for_function("window.firstChart", polling=20).json_value() / 1000
        metrics = {row["name"]: row["value"] for row in devtools.send("Performance.getMetrics")["metrics"]}
        page.close()
    return Visit(clock, metrics["TaskDuration"])


def main() -> None:
    """Print the times and their ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", "--runs", type=int, default=RUNS)
    parser.add_argument("pages", nargs="*", default=PAGES)
    asked = parser.parse_args()
    pages = {"one chart alone": ("benchmarks/one_chart.py", "")}
    pages |= {path or "overview": ("app.py", "" if path == "overview" else path) for path in asked.pages}
    visits: dict[str, list[Visit]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for _ in range(asked.runs):
            for name, (script, path) in pages.items():
                visits[name].append(measure_once(browser, script, path))
        browser.close()
    plain = visits["one chart alone"]
    for name, seen in visits.items():
        middle, best = statistics.median(visit.clock for visit in seen), min(visit.clock for visit in seen)
        work = statistics.median(visit.work for visit in seen)
        print(
            f"{name:<20} {middle:.2f} s, ratio {middle / statistics.median(visit.clock for visit in plain):.2f}; "
            f"fastest {best:.2f} s, ratio {best / min(visit.clock for visit in plain):.2f}; "
            f"main thread {work:.2f} s, ratio {work / statistics.median(visit.work for visit in plain):.2f}"
        )
    print("goal: ratios of 1.3 or less")


if __name__ == "__main__":
    main()
