"""From article to candidate events. The only place that imports spaCy, and only when something is extracted.

Calls from several threads wait for each other: the vocabulary grows with every text and is not made for more.
"""

from __future__ import annotations

from threading import RLock

from decoupling.candidates import Article, Candidate, Mark, Reading

_ONE_AT_A_TIME = RLock()


def warm_up() -> None:
    """Load lists and weights (about a second), so that the first article need not wait for them."""
    with _ONE_AT_A_TIME:
        from decoupling.extract.pipeline import default_extractor

        default_extractor()


def read(article: Article) -> Reading:
    """What an article names and tells; loads lists and weights on the first call."""
    with _ONE_AT_A_TIME:
        from decoupling.extract.pipeline import default_extractor

        return default_extractor().read(article)


def mark_mentions(article: Article) -> list[Mark]:
    """Names, places, dates and figures of an article, each with what was made of it, in the order of the text."""
    with _ONE_AT_A_TIME:
        from decoupling.extract import marks

        return marks.mark_mentions(article)


def extract(article: Article) -> list[Candidate]:
    """The acts an article tells, in the order of the text, each with its evidence and how sure it is."""
    return list(read(article).events)
