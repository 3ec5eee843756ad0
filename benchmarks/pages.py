"""Rerun of the overview under a filter already seen, against an uncached plotly.express page.

    python benchmarks/pages.py

Both run as Streamlit scripts in the same process; prints medians and their ratio (goal: 0.15 or less).
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

RUNS = 15


def measure(script: Path, sector_key: str) -> float:
    """Median seconds of a rerun that goes back and forth between two filters seen before."""
    app = AppTest.from_file(str(script), default_timeout=120).run()
    filters = (["chips"], ["cloud"])
    for values in filters:
        app.multiselect(key=sector_key).set_value(values).run()
    seconds = []
    for i in range(RUNS):
        app.multiselect(key=sector_key).set_value(filters[i % 2])
        start = time.perf_counter()
        app.run()
        seconds.append(time.perf_counter() - start)
    if app.exception:
        raise RuntimeError(f"{script.name} failed: {app.exception[0].value}")
    return statistics.median(seconds)


def main() -> None:
    """Print both times and the ratio."""
    ours = measure(ROOT / "app.py", "filter_sectors")
    plain = measure(ROOT / "benchmarks" / "plain_overview.py", "sector")
    print(f"plotly.express, uncached: {plain * 1000:.0f} ms a rerun")
    print(f"dashboard, filter seen:   {ours * 1000:.0f} ms a rerun")
    print(f"ratio: {ours / plain:.2f} (goal: 0.15 or less)")


if __name__ == "__main__":
    main()
