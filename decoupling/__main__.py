"""The command line: check · export."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from decoupling import DATA_DIR
from decoupling.aggregate import aggregate
from decoupling.charts.spec import Selection
from decoupling.checks import check_all, load_checked_dataset
from decoupling.dataset import DatasetError
from decoupling.export.citation import describe_file
from decoupling.export.events import EVENT_FORMS, EVENTS_NOTE, write_events
from decoupling.files import write_atomically
from decoupling.filters import CHOICES, EventFilter, check_codes, read_period
from decoupling.quality import count_breadth, measure_quality
from decoupling.snapshot import build_snapshot
from decoupling.summary import selected_events

CLEAN, UNCLEAN, WRONG_CALL = 0, 1, 2


def run_check(arguments: argparse.Namespace) -> int:
    """Print every problem of the data folder; 0 only when there is none."""
    report = check_all(arguments.data)
    for problem in report.problems:
        print(problem)
    if not report.is_clean or report.dataset is None:
        print(f"{len(report.problems)} problem(s)", file=sys.stderr)
        return UNCLEAN
    dataset = report.dataset
    print(f"clean: {len(dataset.events):,} events, {len(dataset.organisations):,} organisations, {dataset.version}")
    for row in measure_quality(dataset):
        print(f"  {row['Measure']}: {row['Events']} ({row['Share']})")
    for name, counts in count_breadth(dataset).items():
        print(f"  {name}: {', '.join(f'{what} {count:,}' for what, count in counts.items())}")
    return CLEAN


def run_export(arguments: argparse.Namespace) -> int:
    """Write the events that the filter options select; the form follows the suffix of OUT."""
    form = arguments.out.suffix.removeprefix(".").lower()
    if form not in EVENT_FORMS:
        raise ValueError(f"{arguments.out.name!r}: the suffix must be one of {', '.join(EVENT_FORMS)}")
    dataset = load_checked_dataset(arguments.data)
    snapshot = build_snapshot(dataset)
    chosen = _read_filter(arguments)
    check_codes(chosen, snapshot.codes)
    selection = Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen))
    about = describe_file("Events", selection, EVENTS_NOTE, arguments.address)
    content = write_events(selected_events(selection), dataset, form, about)
    write_atomically(arguments.out, content)
    print(f"{selection.sentence}, written to {arguments.out}")
    return CLEAN


def _read_filter(arguments: argparse.Namespace) -> EventFilter:
    values = {choice.field: tuple(getattr(arguments, choice.key) or ()) for choice in CHOICES}
    start, end = read_period(arguments.start, arguments.end)
    return EventFilter(arguments.q, start, end, **values)


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        prog="python -m decoupling", description="Decoupling Monitor, without the browser."
    )
    parser.add_argument("--data", type=Path, default=DATA_DIR, help="data folder (default: the project's own)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="validate every data file; exit 0 only when all is clean")
    check.set_defaults(run=run_check)

    export = commands.add_parser("export", help="write the events that the filter options select")
    export.add_argument("out", type=Path, metavar="OUT", help=f"file to write; suffix {', '.join(EVENT_FORMS)}")
    for choice in CHOICES:
        export.add_argument(f"--{choice.key}", action="append", metavar="CODE", help=f"{choice.label}; may be repeated")
    export.add_argument(
        "--from", dest="start", default="", metavar="DATE", help="first day, as YYYY, YYYY-MM or YYYY-MM-DD"
    )
    export.add_argument("--to", dest="end", default="", metavar="DATE", help="last day, in the same forms")
    export.add_argument("--q", default="", metavar="TEXT", help="words that must all occur; quote a phrase")
    export.add_argument("--address", default="", metavar="URL", help="link to put into the citation")
    export.set_defaults(run=run_export)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 done, 1 the data has problems, 2 the call is wrong."""
    arguments = build_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except DatasetError as error:
        print(error, file=sys.stderr)
        return UNCLEAN
    except (ValueError, OSError) as error:
        print(f"python -m decoupling: {error}", file=sys.stderr)
        return WRONG_CALL


if __name__ == "__main__":
    sys.exit(main())
