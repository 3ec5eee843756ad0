"""A real PostgreSQL server for the tests: made in a temporary folder, on a free port, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import URL


def _programs() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        pytest.fail("no PostgreSQL server on this machine; scripts/ensure_postgres.sh installs one")
    return folders[-1]


def _as_user() -> dict[str, Any]:
    # The server refuses to run as root; its own user comes with the package.
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}


@contextlib.contextmanager
def serve_postgres() -> Iterator[URL]:
    """A server with nothing in it; gives the address of its first database."""
    programs, folder = _programs(), Path(tempfile.mkdtemp(prefix="postgres-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if os.getuid() == 0:
        shutil.chown(data, "postgres", "postgres")
        shutil.chown(folder, "postgres", "postgres")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **_as_user()}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        **quiet,
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-c", "fsync=on"], **quiet
    )
    url = URL.create("postgresql+psycopg", username="desk", host="127.0.0.1", port=port, database="postgres")
    try:
        _wait(url)
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
        server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: URL) -> None:
    for _ in range(100):
        with contextlib.suppress(psycopg.OperationalError):
            connect(url).close()
            return
        time.sleep(0.1)
    pytest.fail("PostgreSQL did not start within 10 seconds")


def connect(url: URL) -> psycopg.Connection:
    """A plain connection that commits every statement."""
    return psycopg.connect(
        host=url.host, port=url.port, user=url.username, dbname=url.database, autocommit=True, connect_timeout=5
    )


def new_database(server: URL, name: str) -> URL:
    """The address of a fresh, empty database."""
    with connect(server) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.set(database=name)
