"""The form of the training corpus: marks in running text, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from decoupling.extract.heads import load_heads
from training.corpus import CORPUS_DIR, describe_version, find_faults, load_corpus, read_corpus

TAXONOMY = load_checked_dataset(DATA_DIR).taxonomy
ACTIONS, SECTORS = set(TAXONOMY.actions.codes), set(TAXONOMY.sectors.codes)
ARTICLE = """=== t01-001 | wire | 2025-07-24
# Acme {shuts|1T} lab
{Acme|1A} said {on Wednesday|1D} that {it|1A,=Acme} had {closed|1T} its lab in {Shanghai|1P}.
---
1 closure actual 2025-07-23 | ai,cloud | Shanghai | - | -
org Acme | company | -
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "t01.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_article_is_plain_text_with_marks_by_offset(tmp_path):
    (article,) = read_corpus(write(tmp_path, ARTICLE))
    assert article.title == "Acme shuts lab"
    assert "{" not in article.text
    marked = {(article.text[m.start : m.end], m.part) for m in article.marks}
    assert {("shuts", "T"), ("Acme", "A"), ("on Wednesday", "D"), ("it", None), ("Shanghai", "P")} <= marked
    assert article.events[1].sectors == ("ai", "cloud")
    assert list(find_faults(article, ACTIONS, SECTORS)) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("1T} its lab", "1X} its lab", "is neither 1T"),
        ("=== t01-001 |", "=== t01 |", "a head reads"),
        ("# Acme", "Acme", "begins with '# '"),
        ("org Acme | company | -", "org Acme | firm | -", "org Name"),
        ("| - | -\n", "| many | -\n", "plain numbers"),
    ],
)
def test_a_broken_form_is_refused_with_its_place(tmp_path, old, new, says):
    with pytest.raises(ValueError, match=says) as refusal:
        read_corpus(write(tmp_path, ARTICLE.replace(old, new)))
    assert "t01.txt:" in str(refusal.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{closed|1T}", "closed", ""),
        ("1 closure actual", "1 closing actual", "unknown action"),
        ("1 closure actual", "1 closure certain", "unknown status"),
        ("ai,cloud", "robots", "unknown sectors"),
        ("org Acme | company | -", "org Other | company | -", "none of its words"),
    ],
)
def test_what_a_second_look_must_mend_is_named(tmp_path, old, new, says):
    (article,) = read_corpus(write(tmp_path, ARTICLE.replace(old, new)))
    faults = list(find_faults(article, ACTIONS, SECTORS))
    assert any(says in fault for fault in faults) if says else faults == []


def test_the_corpus_is_large_varied_and_without_faults():
    articles = load_corpus(CORPUS_DIR)
    assert sum(article.text.count(". ") for article in articles) > 3000
    assert {event.action for article in articles for event in article.events.values()} == ACTIONS
    assert [fault for article in articles for fault in find_faults(article, ACTIONS, SECTORS)] == []
    assert len({article.id for article in articles}) == len(articles)


def test_the_weights_that_ship_were_trained_on_this_corpus():
    assert load_heads(DATA_DIR / "extraction" / "model" / "heads.npz").version == describe_version(CORPUS_DIR)
