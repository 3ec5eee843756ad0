"""What a confined process may not do. Each test confines a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from decoupling import PROJECT_ROOT

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own limits are Linux's")


def run(script: str, how: str = "confine()") -> str:
    top = (
        "import os, socket, subprocess, sys, threading\nimport decoupling.intake.confinement as confinement\n"
        "from decoupling.intake.confinement import confine, _limit_resources, _filter_system_calls\n"
        "def tell(call):\n    try:\n        print('done', call())\n"
        "    except BaseException as error:\n        print(type(error).__name__)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", f"{top}{how}\n{script}"], capture_output=True, text=True, check=False, cwd=PROJECT_ROOT
    ).stdout.strip()


@pytest.mark.parametrize(
    "call",
    [
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('localhost', 80)",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.kill(os.getppid(), 9)",
        "open('confined', 'w')",
        "open('confined', 'ab')",
        "os.open('confined', os.O_CREAT | os.O_RDWR)",
        "os.remove('README.md')",
        "os.rename('README.md', 'READ.md')",
    ],
)
def test_python_refuses(call):
    assert run(f"tell(lambda: {call})", "import sys; sys.addaudithook(confinement._refuse)") == "PermissionError"
    assert (PROJECT_ROOT / "README.md").is_file() and not (PROJECT_ROOT / "confined").exists()


@linux
@pytest.mark.parametrize(
    ("call", "ends_as"),
    [
        ("socket.socket()", "PermissionError"),
        ("socket.socketpair()", "PermissionError"),
        ("os.fork()", "PermissionError"),
        ("os.kill(os.getppid(), 0)", "PermissionError"),
        ("os.execv('/bin/true', ['true'])", "PermissionError"),
        ("threading.Thread(target=print).start()", "RuntimeError"),
    ],
)
def test_the_kernel_refuses_too(call, ends_as):
    assert run(f"tell(lambda: {call})", "_filter_system_calls()") == ends_as


@linux
def test_memory_is_limited():
    assert run("tell(lambda: len(bytearray(600 << 20)))") == "MemoryError"


@linux
def test_computing_time_is_limited():
    assert run("print('begun', flush=True)\nwhile True: pass", "confinement.CPU_SECONDS = 1\nconfine()") == "begun"


def test_reading_stays_possible():
    assert run("tell(lambda: open('README.md').readline())").startswith("done # Decoupling Monitor")
