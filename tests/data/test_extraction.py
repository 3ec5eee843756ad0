"""Extraction with the weights that ship: the seed article, the last round's articles, and rubbish."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from decoupling import DATA_DIR, PROJECT_ROOT
from decoupling.candidates import Article, Candidate, Reading
from decoupling.evaluation import evaluate_folder, read_result
from decoupling.extract import extract, read
from decoupling.extract.pipeline import default_extractor
from decoupling.intake.files import read_article

SEED = PROJECT_ROOT / "seeds" / "amazon-shanghai-ai-lab.txt"
ROUNDS = sorted(
    (path for path in (DATA_DIR / "extraction" / "rounds").iterdir() if path.is_dir()), key=lambda path: int(path.name)
)
PIECES = (
    "Amazon", "the chipmaker", "said on Tuesday", "closed", "its lab in Shanghai", "$", "1,200 jobs", "Entity List",
    "华为", "\n\n", ".", "“", "U.S.", "2021", "in May", "-" * 40,
    "🙂", "\u202e", "\x00", "<b>", "a" * 300, "was added to",
)  # fmt: skip


def seed() -> list[Candidate]:
    return extract(read_article(SEED, "2025-07-24"))


def told(action: str) -> list[Candidate]:
    return [candidate for candidate in seed() if candidate.action == action]


def test_the_seed_article_tells_the_closure_of_amazons_lab():
    (closure,) = told("closure")
    assert closure.actors == ("Amazon",)
    assert closure.date == "2025-07-23"
    assert "ai" in closure.sectors
    assert "Shanghai" in closure.places
    assert closure.direction == "decoupling"
    assert closure.evidence.startswith("Amazon announced the closure")


def test_products_of_matrices_keep_to_one_thread_while_an_article_is_read(monkeypatch):
    extractor = default_extractor()
    find, seen = extractor.finder.find, []

    def find_and_look(*given):
        seen.extend(library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas")
        return find(*given)

    monkeypatch.setattr(extractor.finder, "find", find_and_look)
    seed()
    assert seen and set(seen) == {1}


def test_the_seed_article_tells_mckinseys_bar():
    (bar,) = told("internal_restriction")
    assert bar.actors == ("McKinsey",)
    assert "consulting" in bar.sectors
    assert "barred" in bar.evidence
    assert bar.targets == ()


def test_the_seed_article_tells_nothing_of_founding_revenue_or_general_remarks():
    assert not {candidate.action for candidate in seed()} & {
        "expansion",
        "partnership",
        "financial_impact",
        "export_control",
    }
    assert all(candidate.usd is None for candidate in seed())


def test_offsets_point_at_the_words():
    article = read_article(SEED, "2025-07-24")
    for candidate in extract(article):
        at = candidate.evidence_at
        assert article.flat[at.start : at.end] == candidate.evidence
        assert at.start <= candidate.trigger_at.start < candidate.trigger_at.end <= at.end


@pytest.fixture(scope="module")
def measured() -> dict:
    return {path.name: evaluate_folder(path, about="", today=dt.date(2026, 11, 26)) for path in ROUNDS}


@pytest.mark.parametrize(
    ("round_", "figure", "floor"),
    [
        ("1", "companies", 0.9),
        ("1", "events", 0.5),
        ("1", "sectors", 0.6),
        ("1", "targets", 0.5),
        ("2", "companies", 0.82),
        ("2", "events", 0.52),
        ("2", "sectors", 0.75),
        ("2", "targets", 0.6),
        ("3", "companies", 0.88),
        ("3", "events", 0.58),
        ("3", "sectors", 0.85),
        ("3", "targets", 0.58),
        ("4", "companies", 0.92),
        ("4", "events", 0.5),
        ("4", "sectors", 0.75),
        ("4", "targets", 0.5),
        ("5", "companies", 0.92),
        ("5", "events", 0.58),
        ("5", "sectors", 0.82),
        ("5", "targets", 0.6),
        ("6", "companies", 0.92),
        ("6", "events", 0.65),
        ("6", "sectors", 0.82),
        ("6", "targets", 0.65),
        ("7", "companies", 0.92),
        ("7", "events", 0.62),
        ("7", "sectors", 0.8),
        ("7", "targets", 0.75),
        ("8", "companies", 0.92),
        ("8", "events", 0.6),
        ("8", "sectors", 0.75),
        ("8", "targets", 0.7),
        ("9", "companies", 0.92),
        ("9", "events", 0.58),
        ("9", "sectors", 0.82),
        ("9", "targets", 0.62),
        ("10", "companies", 0.92),
        ("10", "events", 0.6),
        ("10", "sectors", 0.8),
        ("10", "targets", 0.68),
    ],
)
def test_every_round_holds_its_floors(measured, round_, figure, floor):
    assert measured[round_][figure]["f1"] >= floor


def share_of_figures(result) -> float:
    """Sums and headcounts that are right, of those asked for."""
    figures = [result[name] for name in ("usd", "headcount") if result[name]["asked"]]
    return sum(figure["right"] * figure["asked"] for figure in figures) / sum(figure["asked"] for figure in figures)


@pytest.mark.parametrize("round_", ["5", "6", "7", "8", "9", "10"])
def test_the_last_rounds_hold_the_floor_of_figures(measured, round_):
    assert share_of_figures(measured[round_]) >= 0.7


@pytest.mark.parametrize("round_", ["5", "6", "7", "8", "9", "10"])
def test_the_last_rounds_invent_few_figures(measured, round_):
    last = measured[round_]
    assert sum(last[name]["invented"] for name in ("usd", "headcount")) <= 0.05 * last["events"]["found"]


@pytest.mark.parametrize("round_", ["5", "6", "7", "8", "9", "10"])
def test_the_last_rounds_hold_the_floor_of_dates(measured, round_):
    assert measured[round_]["dates"] >= 0.8


@pytest.mark.parametrize("round_", ["5", "6", "7", "8", "9", "10"])
def test_the_last_rounds_hold_the_other_floors(measured, round_):
    last = measured[round_]
    assert last["brier"] <= 0.2
    assert last["left_clean"]["right"] >= 0.7


def test_evidence_is_always_in_the_text(measured):
    assert [result["evidence_missing"] for result in measured.values()] == [0] * len(ROUNDS)


def test_the_method_page_shows_the_weights_that_ship(measured):
    shown = read_result(DATA_DIR / "extraction" / "evaluation.json")
    assert shown is not None
    last = measured[ROUNDS[-1].name]
    assert {name: shown[name] for name in ("extractor_version", "articles", "events", "companies")} == {
        name: last[name] for name in ("extractor_version", "articles", "events", "companies")
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Closed.", "too few to tell an act"),
        ("华为技术有限公司表示，公司将继续在上海投资建设研发中心。", "mostly Chinese"),
        (
            "Roses are red and violets are blue, the sugar is sweet and so are you, my love, tonight.",
            "no sentence of this text",
        ),
        ("Year;Sales;Staff\n2019;12;400\n2020;14;410\n2021;16;420\n2022;18;430", "no candidates"),
    ],
)
def test_a_text_without_acts_gets_a_sentence_that_says_why(text, says):
    reading = read(Article(id="x", published="2024-05-02", text=text))
    assert reading.events == ()
    assert says in (reading.note or "")


def test_an_empty_article_gives_an_empty_reading():
    assert read(Article(id="x", text="")).events == ()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES) | st.text(string.printable, max_size=20), max_size=60).map(" ".join))
def test_rubbish_never_breaks_it(text):
    reading = read(Article(id="x", title="", published="2024-05-02", text=text))
    assert isinstance(reading, Reading)
    for candidate in reading.events:
        assert candidate.evidence in text
