"""Owns what the process that reads a hostile file may still do: no network, no other program, no writing, no more
memory or computing time than an article needs.

Everywhere, Python itself refuses (an audit hook, which cannot be taken out again). On Linux the kernel refuses too:
limits of resources, and a filter of system calls that libraries written in C cannot pass by. Elsewhere memory and
computing time are not limited; the time on the clock is, by `sandbox.py`.
"""

from __future__ import annotations

import os
import platform
import struct
import sys
from typing import Any

MEMORY_BYTES = 512 << 20
CPU_SECONDS = 8
OPEN_FILES = 64

_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.kill", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "os.putenv", "shutil.", "ctypes.", "webbrowser.", "urllib.Request", "pty.", "signal.", "syslog.",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# System calls by number: on x86-64, and on 64-bit ARM (None where it has no such call).
_CALLS: dict[str, tuple[int, int | None]] = {
    "socket": (41, 198), "connect": (42, 203), "accept": (43, 202), "accept4": (288, 242), "bind": (49, 200),
    "listen": (50, 201), "socketpair": (53, 199), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "io_uring_setup": (425, 425), "clone": (56, 220), "clone3": (435, 435), "fork": (57, None), "vfork": (58, None),
    "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117), "kill": (62, 129), "pidfd_open": (434, 434),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "bpf": (321, 280), "mount": (165, 40),
}  # fmt: skip
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def confine() -> None:
    """Give up, for the rest of this process, all that reading a file does not need."""
    if sys.platform == "linux":
        _limit_resources()
        _filter_system_calls()
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        flags = arguments[2]
        if not isinstance(flags, int) or not flags & _WRITING:
            return
    elif not event.startswith(_REFUSED):
        return
    raise PermissionError(f"{event} is not allowed while a file is read")


def _limit_resources() -> None:
    import resource

    # Computing time has a second, harder limit: at the first one the kernel says why it ends the process.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def _filter_system_calls() -> None:
    """A seccomp filter: the calls above fail with EPERM. Kernels without it, and other machines, go without."""
    import ctypes

    if platform.machine() not in _MACHINES:
        return
    column, architecture = _MACHINES[platform.machine()]
    program = _write_filter([number for row in _CALLS.values() if (number := row[column]) is not None], architecture)
    code = ctypes.create_string_buffer(program)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))

    described = Program(len(program) // 8, ctypes.addressof(code))
    no_new_privileges, set_filter, with_filter = 38, 22, 2
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong)
    prctl(no_new_privileges, 1, None, 0, 0)
    prctl(set_filter, with_filter, ctypes.byref(described), 0, 0)


def _write_filter(refused: list[int], architecture: int) -> bytes:
    """The filter in the kernel's classic packet-filter code: (operation, jump if true, jump if false, value)."""
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    allow, refuse, kill = 0x7FFF0000, 0x00050000 | 1, 0x80000000
    steps = [(load, 0, 0, 4), (equal, 1, 0, architecture), (answer, 0, 0, kill), (load, 0, 0, 0)]
    # x86 knows a second numbering, from 2**30 on, that would pass the list by.
    steps += [(at_least, 0, 1, 0x40000000), (answer, 0, 0, kill)]
    steps += [(equal, len(refused) - place, 0, number) for place, number in enumerate(refused)]
    steps += [(answer, 0, 0, allow), (answer, 0, 0, refuse)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
