"""Owns reading hostile files apart from the dashboard: in a process of their own, within limits, ended when late.

A worker (`worker.py`) is started when the first file comes and stays; it is handed nothing of the dashboard's
environment, files or sockets. Measured on two cores: 0.3 s to start, then 5 ms a file more than reading it takes; 66 MB
each. One that is late is killed with all it started, and the next file gets a new one. Any
number of threads may ask: at most two files are read at a time, the others wait their turn.

This guards against files that are built to be slow, huge or broken, and keeps what breaks away from the dashboard. It
is no wall against an attacker who owns a flaw in the PDF or HTML library and wants to read the disk.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import orjson

from decoupling import PROJECT_ROOT
from decoupling.intake import IntakeError
from decoupling.intake.confinement import CPU_SECONDS
from decoupling.intake.found import Found, clean_text
from decoupling.intake.messages import IN_ONE_PROCESS, read_message, write_message

MAX_BYTES = 10_000_000
WALL_SECONDS = 12.0
_WAIT_SECONDS = 60.0
_WORKERS = 2
_MAX_ANSWER = 5_000_000
# What an operating system's own libraries need of the environment; nothing else is passed on.
_KEPT = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def read_file(name: str, content: bytes, *, address: str | None = None) -> Found:
    """The article in a file; `address` is where it is from, if that is known.

    Raises IntakeError with a sentence that names the file and the mend.
    """
    name = clean_name(name)
    return read_content_apart(name, PurePosixPath(name).suffix.lower(), content, address=address)


def read_content_apart(
    name: str, kind: str, content: bytes, *, charset: str | None = None, address: str | None = None
) -> Found:
    """The article in some bytes of a kind (".html"), read in the sandbox. Raises IntakeError, which names `name`."""
    request = {"what": "article", "name": name, "kind": kind, "charset": charset, "address": address}
    return Found.model_validate(default_sandbox().ask(request, content)["found"])


def check_size(name: str, size: int) -> None:
    """IntakeError when a file has more bytes than an article may have."""
    if size > MAX_BYTES:
        raise IntakeError(
            f"{name}: {size:,} bytes are more than the {MAX_BYTES:,} an article may have; save its text as .txt"
        )


def clean_name(name: str) -> str:
    """The last part of a file name, without folders and characters that no reader sees; at most 120 characters."""
    name = " ".join(clean_text(name.replace("\\", "/").rstrip("/").rpartition("/")[2]).split())
    if len(name) > 120:
        suffix = PurePosixPath(name).suffix[-10:]
        name = f"{name[: 119 - len(suffix)]}…{suffix}"
    return name if name.strip(". ") else "file"


@cache
def default_sandbox() -> Sandbox:
    """The sandbox of this process; its workers end with it."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox


class Sandbox:
    """A few workers, taken in turn by the threads that ask.

    `in_one_process`: work as on systems other than Linux. `wall_seconds`: time on the clock that one file gets.
    """

    def __init__(self, *, in_one_process: bool = False, wall_seconds: float = WALL_SECONDS) -> None:
        self._in_one_process = in_one_process
        self._wall_seconds = wall_seconds
        # The last one used is the next one taken: a second worker starts only when two files come at once.
        self._free: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(_WORKERS):
            self._free.put(None)

    def ask(self, request: dict[str, Any], content: bytes) -> dict[str, Any]:
        """What a worker answers. Raises IntakeError when it refuses the file, dies over it or is late."""
        name = request["name"]
        check_size(name, len(content))
        try:
            worker = self._free.get(timeout=_WAIT_SECONDS)
        except queue.Empty:
            raise IntakeError(f"{name}: too many files are being read just now; try again in a minute") from None
        fit = False
        try:
            if worker is None or not worker.lives:
                worker = _Worker(self._in_one_process)
            answer = worker.ask(orjson.dumps(request), content, self._wall_seconds)
            fit = True
        except TimeoutError:
            raise IntakeError(
                f"{name}: took longer than {self._wall_seconds:g} s to read and was given up; save its text as .txt"
            ) from None
        except (OSError, EOFError, orjson.JSONDecodeError):
            raise IntakeError(f"{name}: broke the program that reads it; save its text as .txt") from None
        finally:
            if worker is not None and not fit:
                worker.end()
            self._free.put(worker if fit else None)
        if "refused" in answer:
            raise IntakeError(str(answer["refused"]))
        if "died" in answer:
            late = answer["died"] == getattr(signal, "SIGXCPU", None)
            what = f"needs more than {CPU_SECONDS} s of computing" if late else "broke the program that reads it"
            raise IntakeError(f"{name}: {what}; save its text as .txt")
        return answer

    def close(self) -> None:
        """End the workers that are idle."""
        with contextlib.suppress(queue.Empty):
            while True:
                worker = self._free.get_nowait()
                if worker is not None:
                    worker.end()


class _Worker:
    """One process that reads files. A plain subprocess, for multiprocessing would run the dashboard's script again."""

    def __init__(self, in_one_process: bool) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", "decoupling.intake.worker", *([IN_ONE_PROCESS] if in_one_process else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=tempfile.gettempdir(),
            env={key: os.environ[key] for key in _KEPT if key in os.environ}
            | {"PYTHONPATH": os.pathsep.join([str(PROJECT_ROOT), *filter(None, sys.path)]), "PYTHONUTF8": "1"},
            start_new_session=True,
        )

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: bytes, content: bytes, seconds: float) -> dict[str, Any]:
        """The answer. TimeoutError when it is late; OSError, EOFError or JSONDecodeError when the worker breaks."""
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._kill()

        clock = threading.Timer(seconds, give_up)
        clock.start()
        try:
            write_message(self._process.stdin.fileno(), request)
            write_message(self._process.stdin.fileno(), content)
            answer = read_message(self._process.stdout.fileno(), _MAX_ANSWER)
            if answer is None:
                raise EOFError
            told: dict[str, Any] = orjson.loads(answer)
        except (OSError, EOFError):
            if not late.is_set():
                raise
        finally:
            clock.cancel()
            # From here on the clock kills nobody: neither this file's answer nor the next file's worker.
            clock.join()
        if late.is_set():
            raise TimeoutError
        return told

    def end(self) -> None:
        """Kill the process and all it started, and clear up."""
        self._kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _kill(self) -> None:
        if not self.lives:
            return
        if sys.platform == "win32":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
