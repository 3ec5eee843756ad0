"""Reading feeds, good and hostile."""

from __future__ import annotations

import pytest

from decoupling.intake import IntakeError
from decoupling.intake.feeds import MAX_ENTRIES, FeedEntry, read_feed
from tests.hostile.cases import HOSTILE_FEEDS, Case
from tests.hostile.files import item, rss

ADDRESS = "https://news.example/feed"
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
<entry><title type="html">Lab &lt;b&gt;closed&lt;/b&gt;</title><link href="/a"/><updated>2025-07-25T00:00:00Z</updated>
<published>2025-07-24T10:00:00Z</published><summary>Forty people.</summary></entry></feed>"""


def test_an_rss_feed_gives_its_articles_in_order():
    first = item("Lab closed", "https://news.example/a", "<pubDate>Thu, 24 Jul 2025 09:00:00 GMT</pubDate>")
    second = item(
        "Office closed", "https://news.example/b", "<description>Forty &lt;i&gt;people&lt;/i&gt;.</description>"
    )
    assert read_feed(rss(first + second), ADDRESS) == (
        FeedEntry(title="Lab closed", address="https://news.example/a", published="2025-07-24"),
        FeedEntry(title="Office closed", address="https://news.example/b", summary="Forty people."),
    )


def test_an_atom_feed_gives_its_articles_with_full_addresses():
    (entry,) = read_feed(ATOM.encode(), ADDRESS)
    assert entry == FeedEntry(
        title="Lab closed", address="https://news.example/a", published="2025-07-24", summary="Forty people."
    )


def test_a_feed_in_an_old_chinese_encoding_is_read():
    feed = '<?xml version="1.0" encoding="gb2312"?><rss version="2.0"><channel>' + item("华为表示") + "</channel></rss>"
    assert read_feed(feed.encode("gb18030"), ADDRESS)[0].title == "华为表示"


@pytest.mark.parametrize(
    "link", ["", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "https://", "http://[x"]
)
def test_an_entry_without_a_web_address_is_left_out(link):
    feed = rss(item("A", link) + item("B", "https://news.example/b"))
    assert [entry.title for entry in read_feed(feed, ADDRESS) if entry.address != ADDRESS] == ["B"]


def test_scripts_and_markup_become_text():
    feed = rss(
        item("&lt;script&gt;alert(1)&lt;/script&gt;Lab", more="<description><![CDATA[<img src=x>Text]]></description>")
    )
    (entry,) = read_feed(feed, ADDRESS)
    assert (entry.title, entry.summary) == ("Lab", "Text")


def test_a_day_without_sense_is_none():
    (entry,) = read_feed(rss(item(more="<pubDate>Fri, 01 Jan 2999 00:00:00 GMT</pubDate>")), ADDRESS)
    assert entry.published is None


def test_a_long_feed_is_cut():
    assert len(read_feed(rss(item() * 1_000), ADDRESS)) == MAX_ENTRIES


@pytest.mark.parametrize("case", HOSTILE_FEEDS, ids=lambda case: case.name)
def test_a_hostile_feed_is_refused_with_its_address(case: Case):
    with pytest.raises(IntakeError, match=case.says) as refusal:
        read_feed(case.build(), ADDRESS)
    assert str(refusal.value).startswith(f"{ADDRESS}: ")
