"""The command line: check and export, their options, exit codes and files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from decoupling import PROJECT_ROOT
from decoupling.__main__ import main

LAB = "2024-05-02-acme-shanghai-lab"
OFFICE = "2024-05-06-acme-beijing-office"
CHIP_RULE = "2023-10-17-bureau-chip-rule"
LISTING = "2023-10-17-bureau-lists-dragon"
ADVISER = "2023-adviser-hong-kong"
LITHO = "2023-12-lithotool-stops-service"
METALS = "2024-07-01-ministry-metal-controls"
VARIANT = "2024-11-20-acme-dragon-chip-variant"
SUIT = "2025-03-05-dragon-sues-bureau"
LICENCE = "2025-08-14-bureau-licenses-acme"
VENTURE = "2025-10-acme-dragon-venture"
PAUSE = "2025-11-10-ministry-suspends-metal-controls"
EVERYTHING = [ADVISER, CHIP_RULE, LISTING, LITHO, LAB, OFFICE, METALS, VARIANT, SUIT, LICENCE, VENTURE, PAUSE]


def export(data_dir: Path, out: Path, *options: str) -> int:
    return main(["--data", str(data_dir), "export", str(out), *options])


def exported(data_dir: Path, *options: str) -> list[dict]:
    out = data_dir.parent / "out.jsonl"
    assert export(data_dir, out, *options) == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def break_data(data_dir: Path) -> None:
    path = data_dir / "events" / "2023.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("action: closure", "action: closing"), encoding="utf-8")


# --- check ---------------------------------------------------------------------------------------


def test_check_of_clean_data_counts_and_measures_it(data_dir, capsys):
    assert main(["--data", str(data_dir), "check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("clean: 12 events, 7 organisations, 2025.12.31-")
    assert "  Date known to the day: 9 (75%)" in lines
    assert "  direction: decoupling 8, recoupling 3, neutral 1" in lines


def test_check_of_broken_data_prints_each_problem_and_their_number(data_dir, capsys):
    break_data(data_dir)
    assert main(["--data", str(data_dir), "check"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("data/events/2023.yaml:5: unknown action 'closing'")
    assert printed.err == "1 problem(s)\n"


def test_check_reports_likely_duplicates(data_dir, capsys):
    (data_dir / "DECISIONS.md").unlink()
    assert main(["--data", str(data_dir), "check"]) == 1
    assert "likely the same act" in capsys.readouterr().out


def test_check_of_an_empty_vocabulary_says_so(data_dir, capsys):
    (data_dir / "taxonomy" / "roles.yaml").write_text("", encoding="utf-8")
    assert main(["--data", str(data_dir), "check"]) == 1
    assert "data/taxonomy/roles.yaml:1: must hold at least one code" in capsys.readouterr().out


def test_check_runs_from_inside_the_data_folder(data_dir, capsys, monkeypatch):
    break_data(data_dir)
    monkeypatch.chdir(data_dir)
    assert main(["--data", ".", "check"]) == 1
    assert "data/events/2023.yaml:5:" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["check"], ["export", "events.csv"]])
def test_a_missing_data_folder_is_data_with_problems(tmp_path, capsys, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    assert main(["--data", "none", *command]) == 1
    printed = capsys.readouterr()
    assert "none/organisations.yaml:1: file is missing" in printed.out + printed.err
    assert list(tmp_path.iterdir()) == []


# --- export: forms -------------------------------------------------------------------------------


def test_csv_holds_a_row_an_event(data_dir, tmp_path):
    assert export(data_dir, tmp_path / "events.csv") == 0
    frame = pd.read_csv(tmp_path / "events.csv")
    assert list(frame["id"]) == EVERYTHING


def test_xlsx_is_a_workbook(data_dir, tmp_path):
    assert export(data_dir, tmp_path / "events.xlsx") == 0
    assert (tmp_path / "events.xlsx").read_bytes().startswith(b"PK\x03\x04")


def test_json_says_what_it_holds(data_dir, tmp_path):
    assert export(data_dir, tmp_path / "events.json", "--side", "CN", "--site", "https://example.org/") == 0
    content = json.loads((tmp_path / "events.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in content["rows"]] == [METALS, SUIT, PAUSE]
    assert content["filter"].endswith("3 of 12 events")
    assert content["link"] == "https://example.org/events?side=CN"
    assert content["citation"].endswith("https://example.org/events?side=CN")


def test_json_lines_hold_an_event_a_line(data_dir):
    assert [row["id"] for row in exported(data_dir)] == EVERYTHING


def test_json_lines_carry_id_name_and_role_of_organisations(data_dir):
    rows = {row["id"]: row for row in exported(data_dir)}
    assert rows[CHIP_RULE]["orgs"] == [
        {"id": "bureau", "name": "Bureau", "role": "actor"},
        {"id": "dragon", "name": "Dragon", "role": "affected"},
    ]
    assert rows[LAB]["orgs"] == [{"id": "acme", "name": "Acme", "role": "actor", "unit": "Acme Research"}]


def test_parquet_keeps_whole_numbers_whole(data_dir, tmp_path):
    assert export(data_dir, tmp_path / "events.parquet") == 0
    frame = pd.read_parquet(tmp_path / "events.parquet").set_index("id")
    assert (frame.loc[VARIANT, "usd"], frame.loc[LAB, "headcount"]) == (250000000, 12)


def test_the_suffix_may_be_in_capitals(data_dir, tmp_path):
    assert export(data_dir, tmp_path / "EVENTS.CSV") == 0
    assert (tmp_path / "EVENTS.CSV").read_bytes().startswith(b"id,date,")


@pytest.mark.parametrize("name", ["events.pdf", "events", ".csv", "events.csv.gz", "events."])
def test_another_suffix_is_a_wrong_call(data_dir, tmp_path, capsys, name):
    out = tmp_path / "out"
    out.mkdir()
    assert export(data_dir, out / name) == 2
    assert "the suffix must be one of csv, xlsx, json, jsonl, parquet" in capsys.readouterr().err
    assert list(out.iterdir()) == []


# --- export: the filter --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--sector", "consulting"], [ADVISER]),
        (["--group", "company"], [ADVISER, LITHO, LAB, OFFICE, VARIANT, SUIT, VENTURE]),
        (["--action", "closure"], [ADVISER, LAB, OFFICE]),
        (["--org", "ministry"], [METALS, PAUSE]),
        (["--side", "third"], [LITHO]),
        (["--direction", "neutral"], [VARIANT]),
        (["--status", "suspended"], [METALS]),
        (["--verification", "corroborated"], [LAB]),
        (["--from", "2025-10"], [VENTURE, PAUSE]),
        (["--from", "2025-11-10"], [PAUSE]),
        (["--to", "2023-10-16"], [ADVISER]),
        (["--to", "2023-10"], [ADVISER, CHIP_RULE, LISTING]),
        (["--from", "2024", "--to", "2024"], [LAB, OFFICE, METALS, VARIANT]),
        (["--from", "2025-12-31", "--to", "2025-11-01"], [PAUSE]),
        (["--q", "lab"], [LAB]),
        (["--q", '"joint venture"'], [VENTURE]),
        (["--q", "ACME beijing"], [OFFICE]),
        (["--sector", "consulting", "--sector", "minerals"], [ADVISER, METALS, PAUSE]),
        (["--sector", "chips", "--side", "CN", "--status", "done"], [SUIT]),
        (["--sector", "quantum"], []),
    ],
)
def test_an_option_selects_events(data_dir, options, ids):
    assert sorted(row["id"] for row in exported(data_dir, *options)) == sorted(ids)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "jsonl", "parquet"])
def test_an_empty_selection_is_a_file_all_the_same(data_dir, tmp_path, suffix):
    assert export(data_dir, tmp_path / f"none.{suffix}", "--sector", "quantum") == 0
    assert (tmp_path / f"none.{suffix}").is_file()


def test_the_filter_is_told_in_a_sentence(data_dir, tmp_path, capsys):
    out = tmp_path / "events.csv"
    export(data_dir, out, "--action", "closure")
    assert capsys.readouterr().out == f"All sectors, Jan 2023 – Nov 2025, closure: 3 of 12 events, written to {out}\n"


@pytest.mark.parametrize("key", ["sector", "group", "action", "org", "side", "direction", "status", "verification"])
def test_an_unknown_code_is_a_wrong_call(data_dir, tmp_path, capsys, key):
    out = tmp_path / "events.csv"
    assert export(data_dir, out, f"--{key}", "nothing") == 2
    assert f"unknown {key} 'nothing'; allowed: " in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_wrong_date_is_a_wrong_call(data_dir, tmp_path, capsys, option):
    out = tmp_path / "events.csv"
    assert export(data_dir, out, option, "yesterday") == 2
    assert "date 'yesterday' must be YYYY-MM-DD, YYYY-MM or YYYY" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("arguments", [[], ["publish"], ["export"], ["export", "a.csv", "--colour", "red"]])
def test_an_unknown_command_or_option_is_a_wrong_call(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m decoupling" in capsys.readouterr().err


# --- export: writing -----------------------------------------------------------------------------


def test_nothing_is_exported_from_broken_data(data_dir, tmp_path, capsys):
    break_data(data_dir)
    out = tmp_path / "events.csv"
    assert export(data_dir, out) == 1
    assert capsys.readouterr().err.startswith("data/events/2023.yaml:5: unknown action")
    assert not out.exists()


def test_an_export_replaces_the_file_and_leaves_nothing_beside_it(data_dir, tmp_path):
    out = tmp_path / "out" / "events.csv"
    out.parent.mkdir()
    out.write_text("old")
    assert export(data_dir, out) == 0
    assert out.read_bytes().startswith(b"id,date,")
    assert list(out.parent.iterdir()) == [out]


def test_an_export_that_cannot_be_put_in_place_leaves_no_half_file(data_dir, tmp_path, capsys):
    out = tmp_path / "out" / "events.csv"
    out.mkdir(parents=True)
    assert export(data_dir, out) == 2
    assert capsys.readouterr().err.startswith("python -m decoupling: ")
    assert list(out.parent.iterdir()) == [out]
    assert list(out.iterdir()) == []


def test_a_disk_that_fills_leaves_the_old_file_whole(data_dir, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out" / "events.csv"
    out.parent.mkdir()
    out.write_text("old")

    def fill(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    assert export(data_dir, out) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert [(path, path.read_text()) for path in out.parent.iterdir()] == [(out, "old")]


def test_a_missing_folder_for_the_file_is_a_wrong_call(data_dir, tmp_path, capsys):
    assert export(data_dir, tmp_path / "none" / "events.csv") == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_an_export_can_be_read_by_whom_new_files_can(data_dir, tmp_path):
    usual = tmp_path / "usual"
    usual.touch()
    out = tmp_path / "events.csv"
    export(data_dir, out)
    assert out.stat().st_mode == usual.stat().st_mode


def test_the_process_ends_with_the_exit_code(data_dir):
    break_data(data_dir)
    done = subprocess.run(
        [sys.executable, "-m", "decoupling", "--data", str(data_dir), "check"],
        cwd=PROJECT_ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1


# --- extract and eval ----------------------------------------------------------------------------

ARTICLE = (
    "Amazon shuts lab\n\nAmazon said on Wednesday that it had closed its AI lab in Shanghai and dismissed 40 people."
)


def test_extract_writes_one_line_an_article_and_skips_what_it_cannot_read(tmp_path, capsys):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "articles" / "two.txt").write_text("", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert main(["extract", str(tmp_path / "articles"), "--published", "2025-07-24", "--out", str(out)]) == 1
    (line,) = out.read_text(encoding="utf-8").splitlines()
    row = json.loads(line)
    assert row["id"] == "one"
    assert {"action", "status", "date_basis", "evidence_at", "confidence", "extractor_version"} <= set(row["events"][0])
    assert "skipped: two.txt: no text in it" in capsys.readouterr().err


def test_extract_without_a_readable_file_says_so(tmp_path, capsys):
    assert main(["extract", str(tmp_path)]) == 2
    assert "no files to read" in capsys.readouterr().err


def test_extract_refuses_a_date_that_is_none(tmp_path, capsys):
    (tmp_path / "one.txt").write_text(ARTICLE, encoding="utf-8")
    assert main(["extract", str(tmp_path / "one.txt"), "--published", "soon"]) == 2
    assert "must be YYYY-MM-DD" in capsys.readouterr().err


def test_eval_prints_the_figures_and_writes_the_result(tmp_path, capsys):
    row = {"id": "a", "title": "", "published": "2025-07-24", "text": ARTICLE, "companies": ["Amazon"], "events": []}
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.json").write_text(json.dumps(row), encoding="utf-8")
    out = tmp_path / "result.json"
    assert main(["eval", str(tmp_path / "set"), "--about", "one article", "--out", str(out)]) == 0
    assert "1 articles" in capsys.readouterr().out
    result = json.loads(out.read_text(encoding="utf-8"))
    assert (result["about"], result["companies"]["f1"]) == ("one article", 1.0)
