"""Owns the ways by which an article comes in other than as a file: a web address, a feed, pasted text."""

from __future__ import annotations

from decoupling.intake import IntakeError
from decoupling.intake.feeds import FeedEntry, read_feed
from decoupling.intake.fetch import INTERNET, KINDS, Network, fetch, read_address_of
from decoupling.intake.found import Found, check_date, check_length, make_found, split_title
from decoupling.intake.sandbox import read_content_apart

PASTED = "pasted text"


def read_address(url: str, *, network: Network = INTERNET) -> Found:
    """The article at a web address. Raises IntakeError naming the address and the mend."""
    fetched = fetch(url, network=network)
    kind = KINDS[fetched.media_type]
    if kind == ".xml":
        raise IntakeError(f"{fetched.address}: a feed or other XML, not an article; add it as a feed")
    return read_content_apart(fetched.address, kind, fetched.content, charset=fetched.charset, address=fetched.address)


def read_feed_address(url: str, *, network: Network = INTERNET) -> tuple[FeedEntry, ...]:
    """The articles that the feed at a web address lists; none of them is fetched. Raises IntakeError."""
    fetched = fetch(url, network=network)
    return read_feed(fetched.content, fetched.address, charset=fetched.charset)


def paste(
    text: str, *, title: str = "", publisher: str = "", address: str | None = None, published: str | None = None
) -> Found:
    """An article from text that a person pasted, with what they said of it; a first line that stands alone is its
    title when they gave none.

    Raises IntakeError when there is no text or too much, or the address or date is none.
    """
    check_length(PASTED, text)
    if published:
        check_date(PASTED, published)
    if address:
        address = str(read_address_of(address))
    if not title:
        title, text = split_title(text)
    return make_found(PASTED, text, title=title, publisher=publisher, address=address, published=published)
