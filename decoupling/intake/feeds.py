"""Owns reading feeds: the articles that an RSS or Atom feed lists."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Annotated
from urllib.parse import urljoin

from pydantic import AfterValidator, ValidationError

from decoupling.intake import IntakeError
from decoupling.intake.decoding import decode
from decoupling.intake.found import PlainAddress, clean_line, sensible_date
from decoupling.intake.sandbox import default_sandbox
from decoupling.intake.web_page import to_plain
from decoupling.model import PartialDate, Record

MAX_ENTRIES = 200
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class FeedEntry(Record):
    """One article of a feed: what the feed says of it, as plain text."""

    title: Annotated[str, AfterValidator(clean_line)]
    address: PlainAddress
    published: PartialDate | None = None
    summary: Annotated[str, AfterValidator(clean_line)] = ""


def read_feed(content: bytes, address: str, *, charset: str | None = None) -> tuple[FeedEntry, ...]:
    """The articles a feed lists, in its order, at most 200; those without a web address are left out.

    Read in the sandbox. Raises IntakeError naming the address.
    """
    request = {"what": "feed", "name": address, "charset": charset}
    return tuple(FeedEntry.model_validate(entry) for entry in default_sandbox().ask(request, content)["entries"])


def parse_feed(address: str, content: bytes, charset: str | None = None) -> list[FeedEntry]:
    """What `read_feed` gives, in this very process. Raises IntakeError."""
    import feedparser

    text = _DECLARATION.sub("", decode(address, content, charset), count=1)
    if "<!ENTITY" in text or "<!entity" in text:
        raise IntakeError(
            f"{address}: a feed that declares entities, as no honest one does; add its articles one by one"
        )
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": address},
    )
    if not parsed.get("version"):
        raise IntakeError(f"{address}: no feed is there; give the address of an RSS or Atom feed")
    entries = []
    for entry in parsed.entries[:MAX_ENTRIES]:
        moment = entry.get("published_parsed") or entry.get("updated_parsed")
        try:
            link = urljoin(address, str(entry.get("link") or ""))
            title = to_plain(str(entry.get("title") or "")) or link
            day = sensible_date(dt.date(*moment[:3]).isoformat()) if moment else None
            summary = to_plain(str(entry.get("summary") or ""))
            entries.append(FeedEntry(title=title, address=link, published=day, summary=summary))
        except (ValidationError, ValueError):
            continue
    return entries
