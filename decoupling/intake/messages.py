"""Owns how the dashboard and the process that reads files talk: eight bytes of length, then so many bytes."""

from __future__ import annotations

import os

# The argument that makes a worker read all files in its one process, as on systems other than Linux.
IN_ONE_PROCESS = "--in-one-process"


def read_message(source: int, most: int | None = None) -> bytes | None:
    """The next message of a file descriptor, or None when the other side has closed or sends more than `most` bytes."""
    header = _read_exactly(source, 8)
    length = int.from_bytes(header or b"", "big")
    return None if header is None or (most is not None and length > most) else _read_exactly(source, length)


def write_message(target: int, content: bytes) -> None:
    """Send one message. OSError when the other side has closed."""
    rest = memoryview(len(content).to_bytes(8, "big") + content)
    while rest:
        rest = rest[os.write(target, rest) :]


def _read_exactly(source: int, length: int) -> bytes | None:
    parts = []
    while length:
        part = os.read(source, min(length, 1 << 20))
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
