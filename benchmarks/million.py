"""Every page on a million events: whether it holds, and how long it takes beside the same page on the real dataset.

    python benchmarks/million.py [EVENTS]

The events are the dataset's own, told again under further ids, so that sectors, dates and figures keep their mix.
Each page runs in a script of Streamlit's own test frame; prints seconds of the first visit and of a return to it.
"""

from __future__ import annotations

import itertools
import sys
import time
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from components import data  # noqa: E402
from components.links import PATHS  # noqa: E402
from decoupling import DATA_DIR  # noqa: E402
from decoupling.checks import load_checked_dataset  # noqa: E402
from decoupling.dataset import Dataset  # noqa: E402
from decoupling.snapshot import build_snapshot  # noqa: E402

OPENED = {"pages/explore/company.py": {"org": "huawei"}, "pages/explore/event.py": {}}
PATIENCE = 900


def tell_again(dataset: Dataset, size: int) -> Dataset:
    """The dataset with its events repeated until there are `size`."""
    events = [
        event.model_copy(update={"id": f"{event.id}-x{n}"}) if n else event
        for n, event in itertools.islice(((n, event) for n in itertools.count() for event in dataset.events), size)
    ]
    events.sort(key=lambda event: (event.date, event.id))
    return replace(
        dataset,
        events=tuple(events),
        by_id={event.id: event for event in events},
        version=f"{dataset.version}-{size}",
    )


def visit(page: str) -> tuple[float, float]:
    """Seconds of a first visit to a page and of its second run; RuntimeError when the page fails."""
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    seconds = []
    for key, value in OPENED.get(page, {}).items():
        app.query_params[key] = value
    for turn in range(2):
        start = time.perf_counter()
        app.switch_page(page).run() if turn == 0 else app.run()
        seconds.append(time.perf_counter() - start)
    if app.exception:
        raise RuntimeError(f"{page}: {app.exception[0].value}")
    return seconds[0], seconds[1]


def main() -> None:
    """Print a line a page."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    real = load_checked_dataset(DATA_DIR)
    start = time.perf_counter()
    many = tell_again(real, size)
    snapshot = build_snapshot(many)
    print(f"{size:,} events built in {time.perf_counter() - start:.0f} s")
    pages = [file for file in PATHS if file.startswith(("pages/explore", "pages/about"))]
    worlds = {"real": (real, build_snapshot(real)), "many": (many, snapshot)}
    for page in pages:
        told = []
        for world in worlds.values():
            with patch.object(data, "load_data", lambda world=world: world):
                told.append(visit(page))
        (first, again), (many_first, many_again) = told
        print(f"{page}: {first:.2f} / {again:.2f} s; many: {many_first:.2f} / {many_again:.2f} s", flush=True)


if __name__ == "__main__":
    main()
