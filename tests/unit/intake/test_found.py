"""What is found: clean text, sensible dates, and when two texts are one article."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from pydantic import ValidationError

from decoupling import DATA_DIR
from decoupling.intake import IntakeError
from decoupling.intake.found import (
    MAX_CHARACTERS,
    NEAR_BITS,
    SAME_LIKENESS,
    Found,
    bits_apart,
    check_date,
    clean_line,
    clean_text,
    fingerprint,
    likeness,
    make_found,
    sensible_date,
    split_title,
)

ARTICLES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))["text"]
    for path in sorted((DATA_DIR / "extraction" / "rounds" / "1").glob("*.json"))
}
TOP = "Sign up for our newsletter to get the day's top stories in your inbox. By signing up you agree to our terms."
TAIL = (
    "Reporting by the Shanghai newsroom; editing by the desk. Our standards: the trust principles. Copyright 2025, all "
    "rights reserved. Republication or redistribution of content is prohibited without prior written consent."
)


def cut(text: str, share: float) -> str:
    words = text.split(" ")
    return " ".join(words[: int(len(words) * share)])


# --- text, titles, dates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("  a\t b  ", "a\t b"),
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("pay\u202etxt\u202c\u2066 \u200bnow\ufeff", "paytxt now"),
        ("semi\u00adconductor", "semiconductor"),
        ("a\ud800b\U000e0041", "ab"),
        ("“华为” – café", "“华为” – café"),
    ],
)
def test_text_is_cleaned_of_what_no_reader_sees(given, clean):
    assert clean_text(given) == clean


def test_a_line_has_no_breaks_and_an_end():
    assert clean_line(" a\n b\tc ") == "a b c"
    assert len(clean_line("word " * 10_000)) <= 300


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("A title\n\nBody.", "A title", "Body."),
        ("# A title\n\nBody.", "A title", "Body."),
        ("A title\r\n\r\nBody.", "A title", "Body."),
        ("A title\nBody.", "A title", "Body."),
        ("A sentence.\nBody.", "", "A sentence.\nBody."),
        ("Only one line", "", "Only one line"),
        ("t" * 221 + "\n\nBody.", "", "t" * 221 + "\n\nBody."),
    ],
)
def test_a_first_line_that_stands_alone_is_the_title(text, title, body):
    assert split_title(text) == (title, body)


TOMORROW = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-07-24T00:30:00+08:00", "2025-07-24"),
        (" 2025-07-24 10:00", "2025-07-24"),
        ("2025-07", "2025-07"),
        ("2025", "2025"),
        (TOMORROW.isoformat(), TOMORROW.isoformat()),
        ((TOMORROW + dt.timedelta(days=1)).isoformat(), None),
        ("1990-01-01", "1990-01-01"),
        ("1989-12-31", None),
        ("0000-00-00", None),
        ("2025-02-30", None),
        ("20250724", None),
        ("２０２５-07-24", None),
        ("July 24, 2025", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_without_sense_is_none(text, date):
    assert sensible_date(text) == date


def test_a_person_is_told_when_their_date_has_no_sense():
    assert check_date("x", "2025-07") == "2025-07"
    with pytest.raises(IntakeError, match="must be YYYY-MM-DD"):
        check_date("x", "soon")
    with pytest.raises(IntakeError, match="from 1990 up to tomorrow"):
        check_date("x", "2099-01-01")


def test_found_leaves_out_what_is_no_address_or_date():
    found = make_found("x", "Body.", title=" A\ntitle ", address="javascript:alert(1)", published="soon")
    assert found == Found(title="A title", text="Body.")


def test_found_does_not_tell_the_title_twice():
    assert make_found("x", "A title\n\nBody.", title="A title").text == "Body."
    assert make_found("x", "A title", title="A title").text == "A title"


@pytest.mark.parametrize(("text", "says"), [("\u200b \n", "x: no text"), ("a" * (MAX_CHARACTERS + 1), "split it")])
def test_found_is_an_article(text, says):
    with pytest.raises(IntakeError, match=says):
        make_found("x", text)


def test_found_is_frozen_and_corrected_in_a_copy():
    found = Found(text="Body.")
    with pytest.raises(ValidationError):
        found.text = "Other."
    assert found.model_copy(update={"text": "Other."}).digest == Found(text="Other.").digest != found.digest


# --- one article or two --------------------------------------------------------------------------


def test_the_digest_counts_words_only():
    one = Found(text="Amazon “closed” its lab,\n\nin Shanghai.")
    assert one.digest == Found(text='AMAZON "closed" its  lab in Shanghai').digest
    assert one.digest != Found(text="Amazon closed its lab in Beijing").digest
    assert len(one.digest) == 64


def test_a_fingerprint_stays_the_same_from_run_to_run_and_fits_a_database():
    assert fingerprint("Amazon closed its lab in Shanghai on Wednesday.") == 447566835625526965
    for text in (*ARTICLES.values(), "", "one", "one two", "华为"):
        assert -(2**63) <= fingerprint(text) < 2**63


@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"SHANGHAI, July 24 (Reuters) - {text}",
        lambda text: cut(text, 0.7),
        lambda text: cut(text, 0.5),
        lambda text: f"{TOP}\n\n{text}\n\n{TAIL}",
        lambda text: f"{TOP}\n\nSHANGHAI (AP) - {cut(text, 0.7)}\n\n{TAIL}",
        lambda text: text.upper().replace("\n", "  ").replace(",", ""),
    ],
    ids=["dateline", "end cut", "half cut", "boilerplate", "all of it", "case and spaces"],
)
@pytest.mark.parametrize("name", ARTICLES)
def test_one_article_twice_is_recognised(name, change):
    one, other = ARTICLES[name], change(ARTICLES[name])
    assert bits_apart(fingerprint(one), fingerprint(other)) <= NEAR_BITS
    assert likeness(one, other) == likeness(other, one) >= SAME_LIKENESS


def test_different_articles_are_not_taken_for_one():
    texts = [f"{TOP}\n\n{text}\n\n{TAIL}" for text in ARTICLES.values()]
    assert max(likeness(one, other) for one, other in itertools.combinations(texts, 2)) < SAME_LIKENESS


def test_chinese_is_compared_by_characters():
    one = "亚马逊周三表示，该公司已经关闭在上海的人工智能研究实验室。"
    assert likeness(one, f"（路透社）{one}记者报道") == 1
    assert likeness(one, "商务部宣布对稀土实行出口管制，自公布之日起正式实施。") == 0


@pytest.mark.parametrize(
    ("one", "other", "share"), [("", "", 0), ("", "a b", 0), ("a b", "A, b!", 1), ("a b", "b a", 0)]
)
def test_short_texts_are_compared_whole(one, other, share):
    assert likeness(one, other) == share
