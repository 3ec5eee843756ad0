"""The command line: check · export."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from decoupling import DATA_DIR
from decoupling.checks import check_all


def run_check(arguments: argparse.Namespace) -> int:
    """Print every problem of the data folder; 0 only when there is none."""
    report = check_all(arguments.data)
    for problem in report.problems:
        print(problem)
    if not report.is_clean or report.dataset is None:
        print(f"{len(report.problems)} problem(s)", file=sys.stderr)
        return 1
    print(f"clean: {len(report.dataset.events)} events")
    return 0


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m decoupling")
    parser.add_argument("--data", type=Path, default=DATA_DIR)
    commands = parser.add_subparsers(required=True)
    commands.add_parser("check").set_defaults(run=run_check)
    arguments = parser.parse_args(argv)
    return arguments.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
