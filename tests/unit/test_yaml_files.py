"""Strict YAML, unreadable files, and the lines of values."""

from __future__ import annotations

from pathlib import Path

import pytest

from decoupling import yaml_files
from decoupling.yaml_files import LineFinder, Problem, read_yaml_list

NESTED = """\
# a comment
- id: first
  orgs: [{id: acme, role: actor}]
- id: second
  sources:
    - {publisher: Paper, kind: news}
    - publisher: Agency
      kind: wire
"""


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "file.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: str | bytes) -> list:
    items, problems = read_yaml_list(write(folder, content), "data/file.yaml")
    assert problems == []
    return items


def read_problem(folder: Path, content: str | bytes) -> Problem:
    items, problems = read_yaml_list(write(folder, content), "data/file.yaml")
    assert (items, len(problems)) == ([], 1)
    return problems[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2023-10-17", "2023-10-17"),
        ("2023-10", "2023-10"),
        ("2023", 2023),
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        ("1.5", 1.5),
        ("-1.5", -1.5),
        ("-12", -12),
        ("250_000", 250000),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"2023"', "2023"),
        ("<<", "<<"),
    ],
)
def test_a_plain_value_is_read_without_surprises(tmp_path, written, value):
    (found,) = read(tmp_path, f"- {written}\n")
    assert (found, type(found)) == (value, type(value))


def test_an_empty_file_has_no_records(tmp_path):
    assert read(tmp_path, "") == read(tmp_path, "# only a comment\n") == []


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbf- id: first\n") == [{"id": "first"}]


def test_windows_line_ends_are_read(tmp_path):
    assert read(tmp_path, b"- id: first\r\n  name: A\r\n") == [{"id": "first", "name": "A"}]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("- id: first\n  name: A\n  id: second\n", 3, "field 'id' stands twice"),
        ("- id: first\n  orgs: [{id: a, id: b}]\n", 2, "field 'id' stands twice"),
        ("- id: first\n  name: [a\n- id: second\n", 3, "not readable as YAML"),
        ("- id: first\n\tname: A\n", 2, "tab character"),
        ("- id: first\n  name: a: b\n", 2, "mapping values are not allowed"),
        ("- id: *nowhere\n", 1, "undefined alias"),
        ("- a\n---\n- b\n", 2, "single document"),
        ("- !!python/object:os.system {}\n", 1, "could not determine a constructor"),
        ("- a\n- [b]: c\n", 2, "unhashable key"),
        ("- id: 名\n- id: b\x07\n", 2, "characters are not allowed"),
        ("- id: " + "9" * 5000 + "\n", 1, "not readable as YAML"),
        (b"- id: a\n- id: caf\xe9\n", 2, "must be UTF-8"),
        ("id: first\n", 1, "must hold a list"),
        ("words\n", 1, "must hold a list"),
    ],
)
def test_an_unreadable_file_is_one_problem_with_its_line(tmp_path, content, line, message):
    problem = read_problem(tmp_path, content)
    assert (problem.file, problem.line) == ("data/file.yaml", line)
    assert message in problem.message
    assert "\n" not in problem.message


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    assert read_yaml_list(tmp_path / "none.yaml", "data/none.yaml") == (
        [],
        [Problem("data/none.yaml", 1, "file is missing")],
    )


def test_a_file_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(yaml_files, "MAX_FILE_BYTES", 10)
    assert read(tmp_path, "- id: abcd") == [{"id": "abcd"}]
    assert "larger than 10 bytes" in read_problem(tmp_path, "- id: abcde").message


def test_a_problem_reads_as_file_line_message():
    assert str(Problem("data/a.yaml", 7, "wrong")) == "data/a.yaml:7: wrong"


def test_problems_sort_by_file_then_line_as_a_number():
    problems = [Problem("b", 1, "x"), Problem("a", 10, "x"), Problem("a", 9, "x")]
    assert [(p.file, p.line) for p in sorted(problems)] == [("a", 9), ("a", 10), ("b", 1)]


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ([], 1),
        ([0], 2),
        ([0, "id"], 2),
        ([0, "orgs", 0, "role"], 3),
        ([1], 4),
        ([1, "sources"], 5),
        ([1, "sources", 0, "kind"], 6),
        ([1, "sources", 1], 7),
        ([1, "sources", 1, "kind"], 8),
        ([1, "sources", 1, "url"], 7),
        ([1, "places", 0], 4),
        ([1, "sources", 9], 5),
        ([9, "id"], 1),
        (["id"], 1),
        ([0, "id", 0], 2),
    ],
)
def test_a_line_is_that_of_the_deepest_part_that_exists(tmp_path, where, line):
    assert LineFinder(write(tmp_path, NESTED)).line(where) == line


def test_an_empty_file_has_only_its_first_line(tmp_path):
    assert LineFinder(write(tmp_path, "")).line([0, "id"]) == 1


# --- readings kept between starts ----------------------------------------------------------------


@pytest.fixture
def readings(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("DECOUPLING_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "readings"


def test_a_file_read_before_is_not_parsed_again(tmp_path, readings, monkeypatch):
    first = read(tmp_path, NESTED)
    monkeypatch.setattr(yaml_files.yaml, "load", None)
    assert read(tmp_path, NESTED) == first
    assert len(list(readings.iterdir())) == 1


def test_a_changed_file_is_read_anew(tmp_path, readings):
    assert read(tmp_path, "- id: first\n") == [{"id": "first"}]
    assert read(tmp_path, "- id: other\n") == [{"id": "other"}]
    assert len(list(readings.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"[", b"{}", b"[]", b"\xff"])
def test_a_damaged_reading_is_passed_over_and_mended(tmp_path, readings, content):
    read(tmp_path, NESTED)
    (kept,) = readings.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(content)
    assert len(read(tmp_path, NESTED)) == 2
    assert kept.read_bytes() == whole


def test_a_state_folder_that_cannot_be_written_does_no_harm(tmp_path, readings):
    readings.parent.write_text("a file where the folder should be", encoding="utf-8")
    assert len(read(tmp_path, NESTED)) == 2


@pytest.mark.parametrize("content", ["- 1: a\n", "- " + "9" * 30 + "\n"])
def test_what_json_cannot_hold_is_read_but_not_kept(tmp_path, readings, content):
    assert len(read(tmp_path, content)) == 1
    assert not readings.exists()


def test_an_unreadable_file_is_not_kept(tmp_path, readings):
    read_problem(tmp_path, "words\n")
    assert not readings.exists()
