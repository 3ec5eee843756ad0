"""Reading hostile files apart: the hostile corpus, the limits, and threads that ask at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decoupling import PROJECT_ROOT
from decoupling.intake import IntakeError
from decoupling.intake.found import Found
from decoupling.intake.readers import FORMS
from decoupling.intake.sandbox import WALL_SECONDS, Sandbox, clean_name, default_sandbox, read_file
from tests.hostile.cases import CASES, Case
from tests.hostile.files import STORY, many_commands_pdf, page, plain_pdf, word

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def make_sandbox():
    made: list[Sandbox] = []

    def make(**options) -> Sandbox:
        made.append(Sandbox(**options))
        return made[-1]

    yield make
    for sandbox in made:
        sandbox.close()


def ask(sandbox: Sandbox, name: str, content: bytes) -> Found:
    request = {"what": "article", "name": name, "kind": f".{name.rpartition('.')[2]}", "charset": None, "address": None}
    return Found.model_validate(sandbox.ask(request, content)["found"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_hostile_file_gives_its_article_or_a_sentence_in_time(case: Case):
    content = case.build()
    start = time.monotonic()
    if case.says:
        with pytest.raises(IntakeError, match=case.says) as refusal:
            read_file(case.name, content)
        said = str(refusal.value)
        assert said.startswith(f"{clean_name(case.name)}: ")
        assert "; " in said or "no text in it" in said
        assert said.isprintable()
    else:
        found = read_file(case.name, content)
        assert [words for words in case.gives if words not in found.text] == []
        assert [words for words in case.lacks if words in repr(found)] == []
    assert time.monotonic() - start < WALL_SECONDS + 3


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(sorted(FORMS)),
    start=st.sampled_from(
        [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html><p>", b"From: a\n\n", plain_pdf(), word(), page()]
    ),
    cut=st.integers(0, 1_500),
    rest=st.binary(max_size=400),
)
def test_rubbish_gives_an_article_or_a_sentence(kind, start, cut, rest):
    try:
        assert read_file(f"rubbish{kind}", start[:cut] + rest + start[cut:]).text
    except IntakeError as refusal:
        assert str(refusal).startswith("rubbish")
        assert "broke the program" not in str(refusal)


@linux
def test_a_file_that_takes_too_long_is_given_up_and_leaves_nothing_behind(make_sandbox, monkeypatch):
    killed, kill_group = [], os.killpg
    monkeypatch.setattr(os, "killpg", lambda group, how: (killed.append(group), kill_group(group, how)))
    sandbox = make_sandbox(wall_seconds=3.0)
    start = time.monotonic()
    with pytest.raises(IntakeError, match=r"slow\.pdf: took longer than 3 s to read and was given up"):
        ask(sandbox, "slow.pdf", many_commands_pdf(300_000, pages=60))
    assert time.monotonic() - start < 6
    while living_members(killed[0]) and time.monotonic() - start < 10:
        time.sleep(0.05)
    assert living_members(killed[0]) == 0
    assert ask(sandbox, "after.txt", STORY.encode()).text == STORY.strip()


def living_members(group: int) -> int:
    """How many processes of a group run; the dead ones that nobody has asked about yet do not count."""
    states = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:3]
            states.append(int(its_group) == group and state not in "ZX")
    return sum(states)


def test_a_worker_that_was_ended_from_outside_is_replaced(make_sandbox):
    sandbox = make_sandbox()
    ask(sandbox, "a.txt", STORY.encode())
    worker = sandbox._free.get()
    worker._process.kill()
    worker._process.wait()
    sandbox._free.put(worker)
    assert ask(sandbox, "b.txt", STORY.encode()).text == STORY.strip()
    worker.end()


def test_systems_without_copies_of_processes_read_the_same(make_sandbox):
    sandbox = make_sandbox(in_one_process=True)
    for name, content in (("a.pdf", plain_pdf()), ("a.docx", word()), ("a.html", page()), ("a.txt", STORY.encode())):
        assert "in Shanghai" in ask(sandbox, name, content).text
    with pytest.raises(IntakeError, match="damaged or protected"):
        ask(sandbox, "a.pdf", b"%PDF-1.7 nothing")
    assert "in Shanghai" in ask(sandbox, "a.txt", STORY.encode()).text


def test_many_threads_may_ask_at_once():
    def read(number: int) -> str:
        return read_file(f"{number}.txt", f"{STORY} Number {number}.".encode()).text

    with ThreadPoolExecutor(8) as threads:
        texts = list(threads.map(read, range(40)))
    assert [text.rpartition(" ")[2] for text in texts] == [f"{number}." for number in range(40)]


def test_a_worker_once_started_costs_little():
    read_file("first.txt", STORY.encode())
    start = time.monotonic()
    for _ in range(10):
        read_file("next.txt", STORY.encode())
    assert time.monotonic() - start < 2


@linux
def test_the_worker_gets_nothing_of_the_environment(monkeypatch, make_sandbox):
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    sandbox = make_sandbox()
    ask(sandbox, "a.txt", STORY.encode())
    worker = sandbox._free.get()
    assert "secret" not in Path(f"/proc/{worker._process.pid}/environ").read_text(encoding="utf-8")
    worker.end()


def test_the_dashboard_does_not_load_the_readers_libraries():
    script = (
        "import sys; from decoupling.intake import gather, found, sandbox\n"
        "print(sorted({'pypdf', 'feedparser', 'trafilatura', 'lxml', 'numpy', 'spacy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT)
    assert done.stdout.strip() == "[]"


def test_the_sandbox_of_this_process_is_one():
    assert default_sandbox() is default_sandbox()
