"""What a web page says of itself, and its article. Hostile pages: the hostile corpus."""

from __future__ import annotations

import json

import pytest

from decoupling.intake.web_page import read_page, to_plain
from tests.hostile.files import STORY
from tests.hostile.files import page as make_page


def page(*head: str, inner: str = "") -> bytes:
    return make_page(inner, "".join(head))


def meta(key: str, value: str, kind: str = "property") -> str:
    return f'<meta {kind}="{key}" content="{value}">'


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Lab closed",
    "datePublished": "2025-07-24T01:00:00+08:00",
    "publisher": {"@type": "Organization", "name": "Example Times"},
}


def test_a_page_gives_its_article_without_menus():
    found = read_page("x", page())
    assert found.title == "Amazon closes its lab"
    assert found.text == STORY.strip()
    assert (found.publisher, found.address, found.published) == ("", None, None)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (linked(**ARTICLE), "Lab closed"),
        (meta("og:title", "Lab &amp; office closed"), "Lab & office closed"),
        ("<title>Lab closed - Example Times</title>", "Amazon closes its lab"),
        (linked(**{**ARTICLE, "headline": ["a", "b"]}), "Amazon closes its lab"),
        (linked(**{**ARTICLE, "@type": "Organization"}), "Amazon closes its lab"),
    ],
)
def test_the_title_is_the_headline(head, title):
    assert read_page("x", page(head)).title == title


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        (linked(**ARTICLE) + meta("og:site_name", "Other"), "Example Times"),
        (linked(**{**ARTICLE, "publisher": [{"name": "Example Times"}]}), "Example Times"),
        (linked(**{**ARTICLE, "publisher": "Example Times"}), "Example Times"),
        (linked(**{"@graph": [{"@type": "WebSite"}, {**ARTICLE, "@type": ["NewsArticle", "Thing"]}]}), "Example Times"),
        (meta("og:site_name", "Example Times"), "Example Times"),
        (linked(**{**ARTICLE, "publisher": {"name": {"a": 1}}}), ""),
    ],
)
def test_the_publisher_is_whom_the_page_names(head, publisher):
    assert read_page("x", page(head)).publisher == publisher


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (linked(**ARTICLE), "2025-07-24"),
        (linked(**ARTICLE) + meta("article:published_time", "2025-07-01"), "2025-07-24"),
        (meta("article:published_time", "2025-07-24T10:00:00Z"), "2025-07-24"),
        (meta("article:modified_time", "2025-07-25") + meta("article:published_time", "2025-07-24"), "2025-07-24"),
        (meta("parsely-pub-date", "2025-07-24", "name"), "2025-07-24"),
        (meta("datePublished", "2025-07-24", "itemprop"), "2025-07-24"),
        (meta("article:published_time", "2999-01-01") + meta("date", "2025-07-24", "name"), "2025-07-24"),
        (meta("article:published_time", "1970-01-01"), None),
        (meta("article:published_time", "soon"), None),
    ],
)
def test_the_day_is_the_one_of_publication(head, day):
    assert read_page("x", page(head)).published == day


def test_a_day_that_stands_only_in_the_footer_is_not_taken():
    assert read_page("x", page(inner="<p>Copyright 2019. In May 2018 it had opened the lab.</p>")).published is None


@pytest.mark.parametrize(
    ("head", "read_at", "address"),
    [
        ('<link rel="canonical" href="https://news.example/a">', None, "https://news.example/a"),
        ('<link rel="canonical" href="https://www.news.example/a">', "https://news.example/a?utm=1", "https://www.news.example/a"),
        ('<link rel="canonical" href="https://bank.example/a">', "https://news.example/b", "https://news.example/b"),
        ('<link rel="canonical" href="/a">', "https://news.example/b", "https://news.example/b"),
        ('<link rel="canonical" href="javascript:alert(1)">', None, None),
        ('<link rel="canonical" href="https://[bad">', "https://news.example/b", "https://news.example/b"),
        (meta("og:url", "https://news.example/a"), None, "https://news.example/a"),
        ("", "https://news.example/b", "https://news.example/b"),
    ],
)  # fmt: skip
def test_a_page_names_its_address_on_its_own_site_only(head, read_at, address):
    assert read_page("x", page(head), address=read_at).address == address


def test_a_chinese_page_without_spaces_is_an_article():
    text = "亚马逊周三表示，该公司已经关闭在上海的人工智能研究实验室，并且解雇了四十名员工。" * 3
    assert read_page("x", f"<html><body><article><p>{text}</p></article></body></html>".encode()).text == text


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("plain", "plain"),
        ("<b>bold</b> &amp; <i>more</i>", "bold & more"),
        ("a<script>alert(1)</script><style>b{}</style><p>c<br>d", "a c d"),
        ("<img src=x onerror=alert(1)>", ""),
        ("&lt;script&gt;", "<script>"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_a_scrap_of_markup_becomes_text(markup, plain):
    assert to_plain(markup) == plain
