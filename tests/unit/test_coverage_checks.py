"""The rule of coverage is broken in every way, and the report points at the line and says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from decoupling.checks import check_all

FILE = "coverage.yaml"


def report(data_dir: Path, old: str, new: str) -> list[str]:
    path = data_dir / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(problem) for problem in check_all(data_dir).problems]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("[chips]", "[shoes]", 2, "unknown sector 'shoes'; allowed: chips, "),
        ("[chips]", "[all, chips]", 2, "unknown sector 'all'; allowed: chips, "),
        ("[chips]", "[chips, chips]", 2, "sectors holds 'chips' twice"),
        (
            "state: systematic",
            "state: done",
            2,
            "unknown state 'done'; allowed: systematic, partial, not_looked, incom",
        ),
        (
            "2023-10, last: 2025-09",
            "2025-10, last: 2023-09",
            2,
            "the last month, 2023-09, is before the first, 2025-10",
        ),
        (
            "first: 2023-10,",
            "first: 2023-09,",
            2,
            "chips has a state in 2023-09 already, 'not_looked' from 2023-01; end",
        ),
        ("last: 2025-09,", "last: 2025-10,", 8, "chips has a state in 2025-10 already, 'systematic' from 2023-10; end"),
        (", last: 2025-09,", ",", 8, "chips has a state in 2025-10 already, 'systematic' from 2023-10; end that row"),
        (
            "first: 2023-10,",
            "first: 2023-12,",
            1,
            "no state for chips in 2023-10 to 2023-11; add a row, not_looked where",
        ),
        ("last: 2025-09,", "last: 2025-08,", 2, "no state for chips in 2025-09; add a row"),
        ("[cloud, ai, ", "[", 1, "no state for cloud, ai in 2023-10 to 2025-09; add a row"),
        ("first: 2023-10,", "first: 2023-11,", 1, "no state for chips in 2023-10; add a row"),
        ("first: 2025-10,", "first: 2025-10, last: 2025-11,", 8, "in 2025-12; add a row"),
        ("first: 2023-01", "first: 2023-1", 1, "first: '2023-1' is not of the form"),
        (", reason: Too new", "", 8, "field 'reason' is missing"),
    ],
)
def test_a_broken_row_is_reported_at_its_line(data_dir, old, new, line, message):
    found = [problem for problem in report(data_dir, old, new) if message in problem]
    assert [problem.split(": ", 1)[0] for problem in found] == [f"data/{FILE}:{line}"]


def test_a_row_that_overlaps_one_further_up_is_found(data_dir):
    (data_dir / FILE).write_text(
        "- {sectors: [all], first: 2023-01, state: partial, reason: x}\n"
        "- {sectors: [ai], first: 2024-01, last: 2024-02, state: partial, reason: x}\n"
        "- {sectors: [ai], first: 2024-03, state: partial, reason: x}\n",
        encoding="utf-8",
    )
    lines = [str(problem).split(": ")[0] for problem in check_all(data_dir).problems]
    assert lines == ["data/coverage.yaml:2", "data/coverage.yaml:3"]


@pytest.mark.parametrize(
    ("content", "message"), [("", "data/coverage.yaml:1: holds no row; "), (None, "data/coverage.yaml:1: file is miss")]
)
def test_a_folder_without_coverage_is_a_problem(data_dir, content, message):
    path = data_dir / FILE
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    assert [str(problem)[: len(message)] for problem in check_all(data_dir).problems] == [message]
