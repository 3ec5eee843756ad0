"""The seed articles and the events coded out of them."""

from __future__ import annotations

import pytest
import yaml

from decoupling import DATA_DIR, PROJECT_ROOT
from decoupling.checks import load_checked_dataset

CODED = sorted((PROJECT_ROOT / "seeds").glob("*.yaml"))
ROWS = [(path, row) for path in CODED for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


def test_every_seed_article_has_its_coding_beside_it():
    articles = sorted((PROJECT_ROOT / "seeds").glob("*.txt"))
    assert articles
    assert [path.with_suffix(".yaml") for path in articles] == CODED


@pytest.mark.parametrize(("path", "row"), ROWS)
def test_the_evidence_stands_in_the_article_to_the_letter(path, row):
    article = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert all(sentence in article for sentence in row["evidence"])


@pytest.mark.parametrize("event", [row["event"] for _, row in ROWS if "event" in row])
def test_a_coded_event_is_in_the_dataset(event):
    assert event in load_checked_dataset(DATA_DIR).by_id
