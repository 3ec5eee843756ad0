"""Atomic writes and the folder of run-time state."""

from __future__ import annotations

from pathlib import Path

import pytest

from decoupling import PROJECT_ROOT
from decoupling.files import state_dir, write_atomically


def test_state_lives_in_var_unless_the_environment_moves_it(tmp_path, monkeypatch):
    monkeypatch.delenv("DECOUPLING_HOME")
    assert state_dir() == PROJECT_ROOT / "var"
    monkeypatch.setenv("DECOUPLING_HOME", str(tmp_path))
    assert state_dir() == tmp_path


def test_a_write_replaces_the_file_and_leaves_nothing_beside_it(tmp_path):
    target = tmp_path / "out.csv"
    for content in (b"old", b"new"):
        write_atomically(target, content)
        assert target.read_bytes() == content
    assert list(tmp_path.iterdir()) == [target]


def test_a_write_that_fails_keeps_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "out.csv"
    write_atomically(target, b"old")

    def fail(self: Path, target: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert target.read_bytes() == b"old"
