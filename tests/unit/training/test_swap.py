"""Articles with other companies in them keep their marks."""

from __future__ import annotations

import random

from decoupling.extract.gazetteer import Gazetteer, Profile
from training.corpus import read_corpus
from training.swap import invent, swap_names

ARTICLE = """=== t01-001 | wire | 2025-07-24
# Acme {shuts|1T} lab
{Acme|1A} told {Dragon Chips|1G} {on Wednesday|1D} that Acme {closed|1T} its lab.
---
1 closure actual 2025-07-23 | ai | - | - | -
org Acme | company | -
org Dragon Chips | company | -
"""
POOL = Gazetteer(
    (), {name: Profile("company", "US", "US", ()) for name in ("Zeta Works", "Omega", "Longer Name Group")}
)


def test_names_change_throughout_and_marks_follow(tmp_path):
    path = tmp_path / "t01.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    (article,) = read_corpus(path)
    for seed in range(20):
        swapped = swap_names(article, random.Random(seed), POOL, share=1.0)
        assert "Acme" not in swapped.text
        words = {m.part: swapped.text[m.start : m.end] for m in swapped.marks}
        assert words["T"] == "closed"
        assert words["D"] == "on Wednesday"
        assert {words["A"], words["G"]} == set(swapped.organisations)
        assert swapped.events == article.events


def test_invented_names_are_names():
    assert all(invent(random.Random(seed))[0].isupper() for seed in range(50))
