"""Owns the process in which files are read: requests come in on standard input, answers go out on standard output.

A request is two messages, a JSON object and the file; an answer is one JSON object: `found` or `entries`, or `refused`
with a sentence, or `died` with the number of a signal. On Linux every file is read in a confined copy of this process,
so that no file finds what another left behind; elsewhere this process confines itself and reads all of them.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import orjson

from decoupling.intake import IntakeError
from decoupling.intake.confinement import confine
from decoupling.intake.feeds import parse_feed
from decoupling.intake.messages import IN_ONE_PROCESS, read_message, write_message
from decoupling.intake.readers import read_content

_SAMPLE = b"<html><body><article><p>%s</p></article></body></html>" % (b"A page that warms the reader up. " * 9)
_LOADED_BEFORE = (
    "feedparser", "pypdf", "encodings.utf_16", "encodings.utf_16_le", "encodings.utf_16_be", "encodings.utf_32",
    "encodings.gb18030", "encodings.big5hkscs", "encodings.cp1252", "encodings.idna", "email.mime.text",
)  # fmt: skip


def serve(requests: int, answers: int, *, copies: bool) -> None:
    """Answer requests from one file descriptor on another until there are no more."""
    _warm_up()
    if not copies:
        confine()
    while (request := read_message(requests)) is not None:
        content = read_message(requests) or b""
        if copies:
            _answer_in_copy(answers, request, content)
        else:
            write_message(answers, answer(request, content))


def answer(request: bytes, content: bytes) -> bytes:
    """What a file holds, as JSON."""
    asked: dict[str, Any] = orjson.loads(request)
    what, name = asked.pop("what"), asked["name"]
    try:
        if what == "feed":
            entries = parse_feed(name, content, asked["charset"])
            return orjson.dumps({"entries": [entry.model_dump() for entry in entries]})
        return orjson.dumps({"found": read_content(content=content, **asked).model_dump()})
    except IntakeError as error:
        return orjson.dumps({"refused": str(error)})
    except (MemoryError, RecursionError):
        return orjson.dumps({"refused": f"{name}: nested too deeply or too large to read; save its text as .txt"})


def _answer_in_copy(answers: int, request: bytes, content: bytes) -> None:
    copy = os.fork()
    if copy == 0:
        try:
            confine()
            write_message(answers, answer(request, content))
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(copy, 0)
    if status:
        write_message(answers, orjson.dumps({"died": os.WTERMSIG(status)}))


def _warm_up() -> None:
    """Load what readers need before the first file comes: once for all, and while files may be opened freely."""
    for module in _LOADED_BEFORE:
        importlib.import_module(module)
    read_content("sample", ".html", _SAMPLE)


def main() -> None:
    """Serve on the standard streams; what libraries print goes nowhere."""
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    serve(0, answers, copies=sys.platform == "linux" and sys.argv[1:] != [IN_ONE_PROCESS])


if __name__ == "__main__":
    main()
