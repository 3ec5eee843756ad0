"""From article to candidate events. The only place that imports spaCy, and only when something is extracted."""

from __future__ import annotations

from decoupling.candidates import Article, Candidate, Reading


def read(article: Article) -> Reading:
    """What an article names and tells; loads lists and weights on the first call (about a second)."""
    from decoupling.extract.pipeline import default_extractor

    return default_extractor().read(article)


def extract(article: Article) -> list[Candidate]:
    """The acts an article tells, in the order of the text, each with its evidence and how sure it is."""
    return list(read(article).events)
