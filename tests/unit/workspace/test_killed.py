"""A process that dies in mid-write leaves a store that opens, with every decision in it that was acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

from decoupling import PROJECT_ROOT
from decoupling.workspace.store import open_store
from tests.unit.workspace.conftest import ANA, TEXT, candidate, found

KILLS = 100
# One process that is forked anew for each life: a child writes decisions and acknowledges each on its pipe.
WRITER = """
import os, sys
from decoupling.access import Person
from decoupling.workspace.database import read_url
from decoupling.workspace.store import open_store

url, ana = read_url(sys.argv[1]), Person("ana@example.org", "editor")
for line in sys.stdin:
    candidate = int(line)
    if (child := os.fork()) == 0:
        store = open_store(url)
        seen = store.candidate(candidate).revision
        print("ready", os.getpid(), flush=True)
        while True:
            made = store.decide(ana, candidate, seen, "skip", reason="x" * 20_000)
            seen += 1
            os.write(1, f"done {made.id}\\n".encode())
    os.waitpid(child, 0)
    print("dead", flush=True)
"""


def test_a_hundred_kills_lose_no_acknowledged_decision(database):
    store = open_store(database)
    store.add_article(ANA, found(TEXT), [candidate()])
    store.engine.dispose()
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, database.render_as_string(hide_password=False)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd=PROJECT_ROOT,
    )  # fmt: skip
    assert writer.stdin and writer.stdout
    moment, acknowledged, window = random.Random(7), [], 0.03
    try:
        for _ in range(KILLS):
            writer.stdin.write("1\n")
            word, child = writer.stdout.readline().split()
            assert word == "ready"
            started, so_far = time.monotonic(), len(acknowledged)
            time.sleep(moment.uniform(0, window))
            os.kill(int(child), signal.SIGKILL)
            lived = time.monotonic() - started
            while (line := writer.stdout.readline().split())[0] == "done":
                acknowledged.append(int(line[1]))
            # A busy machine needs longer for a decision: a life lasts so long that about three are made in one.
            window *= 1.25 if len(acknowledged) - so_far < 3 * lived / window else 0.8
    finally:
        writer.stdin.close()
        writer.wait(timeout=20)
        writer.stdout.close()
    store = open_store(database)
    kept = store.candidate(1).decisions
    revisions = [decision.revision for decision in kept]
    store.engine.dispose()
    assert len(acknowledged) > KILLS
    assert set(acknowledged) <= {decision.id for decision in kept}
    assert revisions == list(range(1, len(kept) + 1))
    assert all(decision.reason == "x" * 20_000 for decision in kept)
