"""The ways in: a web address, a feed's address, pasted text."""

from __future__ import annotations

import pytest

from decoupling.intake import IntakeError
from decoupling.intake.feeds import FeedEntry
from decoupling.intake.gather import paste, read_address, read_feed_address
from tests.hostile.files import STORY
from tests.hostile.server import misbehaving

SITE = "http://news.example"


@pytest.mark.parametrize("path", ["/article", "/packed", "/pdf", "/word", "/moved"])
def test_an_article_is_read_from_its_address(path):
    with misbehaving() as stage:
        found = read_address(SITE + path, network=stage.network)
    assert found.title == "Amazon closes its lab"
    assert "in Shanghai" in found.text
    assert found.address == SITE + ("/article" if path == "/moved" else path)


def test_the_charset_that_the_server_names_is_used():
    with misbehaving() as stage:
        assert "关闭在上海" in read_address(f"{SITE}/gbk", network=stage.network).text


def test_a_page_without_an_article_is_refused_by_its_address():
    with misbehaving() as stage, pytest.raises(IntakeError, match=f"^{SITE}/feed: a feed or other XML, not an article"):
        read_address(f"{SITE}/feed", network=stage.network)


def test_a_feed_is_read_from_its_address():
    with misbehaving() as stage:
        entries = read_feed_address(f"{SITE}/feed", network=stage.network)
    assert entries == (FeedEntry(title="Lab closed", address=f"{SITE}/article"),)
    assert len(stage.asked) == 1


def test_an_address_without_a_feed_says_so():
    with misbehaving() as stage, pytest.raises(IntakeError, match=f"^{SITE}/article: no feed is there"):
        read_feed_address(f"{SITE}/article", network=stage.network)


def test_pasted_text_keeps_what_the_person_said():
    found = paste(STORY, title="T", publisher="P", address="https://news.example/a b#c", published="2025-07")
    assert (found.title, found.publisher, found.published) == ("T", "P", "2025-07")
    assert found.address == "https://news.example/a%20b"
    assert found.text == STORY.strip()


def test_pasted_text_gives_its_title():
    assert paste(f"Lab closed\n\n{STORY}").title == "Lab closed"


@pytest.mark.parametrize(
    ("text", "fields", "says"),
    [
        (" \n", {}, "^pasted text: no text"),
        ("\u200b", {}, "^pasted text: no text"),
        ("a" * 60_001, {}, "^pasted text: 60,001 characters are more"),
        ("a", {"published": "soon"}, "must be YYYY-MM-DD"),
        ("a", {"published": "2999"}, "from 1990 up to tomorrow"),
        ("a", {"address": "javascript:alert(1)"}, "not a web address"),
        ("a", {"address": "https://user:pw@news.example"}, "a user name in it"),
    ],
)
def test_what_makes_no_article_is_refused(text, fields, says):
    with pytest.raises(IntakeError, match=says):
        paste(text, **fields)
