"""Owns writing files: where run-time state lives, and that a reader never sees half a file."""

from __future__ import annotations

import os
from pathlib import Path

from decoupling import PROJECT_ROOT

SQLITE_NAME = "workspace.sqlite"
"""The workspace's database in that folder, unless another database is configured."""


class StoreError(RuntimeError):
    """The workspace's store cannot be used; the message says why and what to do."""


def state_dir() -> Path:
    """Folder of run-time state: `var/`, or where the environment's DECOUPLING_HOME says."""
    return Path(os.environ.get("DECOUPLING_HOME") or PROJECT_ROOT / "var")


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside the target and rename. OSError when the folder cannot be written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
