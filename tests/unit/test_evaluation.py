"""The scorer: what counts as found, and what each figure measures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from decoupling.evaluation import Aliases, date_credit, read_annotated, score_articles

NAMES = Aliases([{"Amazon": ["AWS"], "BIS": ["Commerce Department"]}])
EVENT = {
    "action": "closure", "direction": "decoupling", "actors": ["Amazon"], "targets": ["Sinnet"],
    "sectors": ["ai", "cloud"], "date": "2025-07-23", "usd": 1000.0, "headcount": 240, "evidence": "It closed the lab.",
}  # fmt: skip
ARTICLE = {"id": "a", "title": "T", "text": "It closed the lab.", "companies": ["Amazon", "Sinnet"], "events": [EVENT]}


def report(prediction: dict, article: dict = ARTICLE) -> dict:
    return score_articles([article], {"a": prediction}, NAMES).report()


def guess(**changes: object) -> dict:
    return {"companies": ["AWS", "Sinnet"], "events": [EVENT | {"confidence": 0.9} | changes]}


def test_the_same_event_scores_full_in_every_field() -> None:
    result = report(guess(actors=["aws"]))
    assert [result[name]["f1"] for name in ("companies", "events", "sectors", "targets")] == [1, 1, 1, 1]
    assert (result["dates"], result["usd"]["right"], result["headcount"]["right"]) == (1, 1, 1)
    assert result["brier"] == pytest.approx(0.01)
    assert result["errors"] == []


@pytest.mark.parametrize("changes", [{"action": "supply_halt"}, {"actors": ["Sinnet"]}, {"actors": []}])
def test_another_action_or_actor_is_a_miss_and_an_invention(changes: dict) -> None:
    result = report(guess(**changes))
    assert (result["events"]["found"], result["events"]["missed"], result["events"]["spurious"]) == (0, 1, 1)
    assert [error["what"] for error in result["errors"]] == ["missed", "invented"]


def test_one_annotated_event_is_found_once() -> None:
    double = {"companies": [], "events": [EVENT, EVENT]}
    assert report(double)["events"] | {"f1": 0} == {
        "precision": 0.5, "recall": 1.0, "f1": 0, "found": 1, "spurious": 1, "missed": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("right", "given", "credit"),
    [
        ("2025-07-23", "2025-07-23", 1.0),
        ("2025-07-23", "2025-07", 0.5),
        ("2025-07", "2025-07-23", 0.5),
        ("2025-07-23", "2025-07-24", 0.0),
        ("2025-07-23", None, 0.0),
        (None, "2025-07-23", None),
    ],
)
def test_a_date_earns_what_it_is_worth(right: str | None, given: str | None, credit: float | None) -> None:
    assert date_credit(right, given) == credit


def test_a_figure_nobody_asked_for_is_invented() -> None:
    bare = ARTICLE | {"events": [EVENT | {"usd": None, "headcount": None}]}
    result = report(guess(), bare)
    assert (result["usd"], result["headcount"]) == (
        {"right": None, "asked": 0, "invented": 1},
        {"right": None, "asked": 0, "invented": 1},
    )


def test_a_figure_within_two_per_cent_is_right() -> None:
    assert report(guess(usd=1015.0))["usd"]["right"] == 1
    assert report(guess(usd=1030.0))["usd"]["right"] == 0


def test_evidence_must_be_in_the_text() -> None:
    assert report(guess(evidence="It shut the lab."))["evidence_missing"] == 1


def test_an_article_without_events_is_clean_only_without_guesses() -> None:
    quiet = ARTICLE | {"events": []}
    assert report({"companies": [], "events": []}, quiet)["left_clean"] == {"right": 1.0, "asked": 1}
    assert report(guess(), quiet)["left_clean"] == {"right": 0.0, "asked": 1}


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no annotated articles"):
        read_annotated(tmp_path)
    (tmp_path / "a.json").write_text(json.dumps({"id": "a"}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.json: an annotated article has"):
        read_annotated(tmp_path)
