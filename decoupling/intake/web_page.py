"""Owns reading a web page: its article as plain text, and title, publisher, address and date as the page gives them.

Nothing the page names is loaded, and nothing of it but text is kept: no script, no image, no markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from decoupling.intake import IntakeError
from decoupling.intake.decoding import decode
from decoupling.intake.found import Found, clean_line, make_found, sensible_date

MIN_WORDS = 20
_MAX_JSON = 500_000
_MAX_NODES = 2_000
_ARTICLE_TYPES = {"Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting", "WebPage"}
_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "citation_publication_date", "dc.date",
    "dc.date.issued", "dcterms.date", "dcterms.issued", "dcterms.created", "parsely-pub-date", "sailthru.date",
    "publishdate", "publish_date", "pubdate", "date",
)  # fmt: skip
_BLOCK = re.compile(r"<(p|br|div|li|tr|td|h[1-6])\b", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"(?<!\n)\n(?!\n)")


def read_page(name: str, content: bytes, charset: str | None = None, address: str | None = None) -> Found:
    """The article of a page; `address` is where it was read, used unless the page names its own on the same site.

    Raises IntakeError when there is no article in it.
    """
    import lxml.html
    import trafilatura
    from lxml.etree import ParserError

    encoded = decode(name, content, charset).replace("\x00", "").encode("utf-8", "replace")
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(encoded, parser=parser)
    except (ParserError, ValueError):
        raise _no_article(name) from None
    named = _read_names(tree)
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
    )
    if found is None or isinstance(found, dict) or len(_count_words(found.text or "")) < MIN_WORDS:
        raise _no_article(name)
    return make_found(
        name,
        _PARAGRAPH_END.sub("\n\n", found.text or ""),
        title=named["title"] or (found.title or ""),
        publisher=named["publisher"] or (found.sitename or ""),
        address=_choose_address(address, named["address"]),
        published=named["published"] or found.date,
    )


def to_plain(markup: str) -> str:
    """The text of a scrap of HTML as one line."""
    import lxml.html

    if "<" not in markup and "&" not in markup:
        return clean_line(markup)
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    spaced = _BLOCK.sub(r" \g<0>", f"<div>{markup}</div>")
    tree = lxml.html.document_fromstring(spaced.encode("utf-8", "replace"), parser=parser)
    for hidden in tree.xpath("//script | //style"):
        hidden.drop_tree()
    return clean_line("".join(tree.itertext()))


def _no_article(name: str) -> IntakeError:
    return IntakeError(f"{name}: no article in this page; copy the article's text and paste it, or save it as .txt")


def _count_words(text: str) -> list[str]:
    return re.findall(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+", text)


def _read_names(tree: Any) -> dict[str, str]:
    """What the page says of itself: title, publisher, address, published; blank where it says nothing."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        metas.setdefault(key, meta.get("content") or "")
    articles = list(_find_articles(tree))
    headline = tree.find(".//h1")
    links = tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil') = 'canonical']/@href")
    return {
        "title": _first_given(
            [
                *(_as_text(article.get("headline")) for article in articles),
                metas.get("og:title"),
                metas.get("twitter:title"),
                "".join(headline.itertext()) if headline is not None else "",
            ]
        ),
        "publisher": _first_given(
            [*(_as_name(article.get("publisher")) for article in articles), metas.get("og:site_name")]
        ),
        "address": _first_given([*links, metas.get("og:url")]).strip(),
        "published": _first_given(
            sensible_date(date)
            for date in [
                *(_as_text(article.get("datePublished")) for article in articles),
                *(metas.get(key) for key in _DATE_NAMES),
                *tree.xpath("//*[@itemprop = 'datePublished']/@datetime"),
                *tree.xpath("//article//time[1]/@datetime"),
            ]
        ),
    }


def _first_given(values: Iterable[str | None]) -> str:
    """The first of the values that is not blank, or nothing."""
    return next((value for value in values if value and value.strip()), "")


def _find_articles(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD that tell of an article, articles proper first."""
    objects: list[dict[str, Any]] = []
    for script in tree.xpath("//script[@type = 'application/ld+json']"):
        content = script.text or ""
        try:
            waiting = [json.loads(content[:_MAX_JSON])]
        except (ValueError, RecursionError):
            continue
        for node in waiting:  # it grows on the way
            if len(objects) >= _MAX_NODES:
                break
            if isinstance(node, list):
                waiting += node
            elif isinstance(node, dict):
                objects.append(node)
                waiting += [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]
    kinds = [(set(kind) if isinstance(kind := node.get("@type"), list) else {kind}, node) for node in objects]
    told = [(kind, node) for kind, node in kinds if any(isinstance(k, str) and k in _ARTICLE_TYPES for k in kind)]
    yield from (node for kind, node in told if "WebPage" not in kind)
    yield from (node for kind, node in told if "WebPage" in kind)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _as_name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    return _as_text(value.get("name") if isinstance(value, dict) else value)


def _choose_address(read_at: str | None, named: str) -> str | None:
    """The page's own address when it is on the site it was read from; a page cannot speak for another site."""
    if not named.startswith(("http://", "https://")):
        return read_at
    return named if read_at is None or _site(named) == _site(read_at) else read_at


def _site(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
