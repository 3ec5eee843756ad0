"""Files of events in pieces: memory and time by the number of events, up to a million synthetic ones.

    python benchmarks/streaming.py --events 1000000

Each event is made as it is asked for, so that what is measured is the making of the file alone. Each form and size
runs in a process of its own, once plain for time and for the highest resident memory, and once with every allocation
traced; that is slow, so the large file is then of a fifth of the events. The small one is of two row groups, so that
Parquet has all it ever holds at once.
The encoder of indented JSON leaves cycles to the collector, so what JSON has allocated wavers by a MB or two.
Exit 1 when the process of the large file is more than half as large again as that of the small one.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from decoupling.dataset import Dataset
from decoupling.export.events import ROW_GROUP, stream_events
from decoupling.model import Event

FORMS = ("csv", "jsonl", "json", "parquet", "xlsx")
SMALL = 2 * ROW_GROUP
TRACED = 5
MOST_GROWTH = 1.5


def make_events(dataset: Dataset, size: int) -> Iterator[Event]:
    """Synthetic events, one at a time: the project's own in turn, each under an id of its own."""
    for i in range(size):
        event = dataset.events[i % len(dataset.events)]
        yield event.model_copy(update={"id": f"{event.date}-synthetic-{i}"})


def measure(form: str, size: int, traced: bool) -> tuple[int, float, float]:
    """Bytes of the file, seconds, and MB: the peak that was allocated when traced, else the highest resident size."""
    dataset = load_checked_dataset(DATA_DIR)
    about = {"title": "Synthetic events"}
    # A first small file loads what the form needs, which is no part of the measure.
    for _ in stream_events(make_events(dataset, 10), dataset, form, about):
        pass
    if traced:
        tracemalloc.start()
    start = time.perf_counter()
    written = sum(map(len, stream_events(make_events(dataset, size), dataset, form, about)))
    seconds = time.perf_counter() - start
    if traced:
        return written, seconds, tracemalloc.get_traced_memory()[1] / 1e6
    return written, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def run_alone(form: str, size: int, *, traced: bool) -> tuple[int, float, float]:
    """`measure` in a fresh process."""
    call = [sys.executable, __file__, "--one", form, str(size), str(int(traced))]
    answer = subprocess.run(call, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603
    return int(answer[0]), float(answer[1]), float(answer[2])


def main() -> int:
    """Print a line a form and size; 1 when memory grows with the events."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--one", nargs=3, metavar=("FORM", "SIZE", "TRACED"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        form, size, traced = arguments.one
        print(*measure(form, int(size), traced == "1"))
        return 0
    times, worst = arguments.events / SMALL, 0.0
    print(f"{'form':<10}{'events':>12}{'MB of file':>12}{'seconds':>10}{'resident MB':>14}{'allocated MB':>14}")
    for form in FORMS:
        residents = []
        for size in (SMALL, arguments.events):
            written, seconds, resident = run_alone(form, size, traced=False)
            peak = run_alone(form, max(size // TRACED, SMALL), traced=True)[2]
            residents.append(resident)
            print(
                f"{form:<10}{size:>12,}{written / 1e6:>12.1f}{seconds:>10.1f}{resident:>14.0f}{peak:>14.2f}", flush=True
            )
        ratio = residents[1] / residents[0]
        worst = max(worst, ratio)
        print(f"{form}: {ratio:.2f} of the resident memory for {times:.0f} times the events", flush=True)
    print(f"worst ratio: {worst:.2f} (goal: {MOST_GROWTH} or less)")
    return 1 if worst > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
