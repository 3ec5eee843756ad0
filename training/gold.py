"""Turns marked articles into the annotated form that the evaluation reads: one JSON file an article.

python -m training.gold FILE… --out DIR
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import spacy

import decoupling.extract.sentences  # noqa: F401 (registers sentence_breaks)
from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from training.corpus import TOLD, MarkedArticle, organisation_of, read_corpus


def build_gold(article: MarkedArticle, directions: dict[str, str]) -> dict[str, Any]:
    """The article with its told acts; `directions` gives the usual direction by action."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentence_breaks")
    title, _, text = article.text.partition("\n")
    named = {(s, e): o for s, e, o in article.named()}
    sentences = [(s.start_char, s.end_char, s.text.strip()) for s in nlp(article.text).sents]
    events = []
    for event in article.events.values():
        if event.status not in TOLD:
            continue
        marks = [m for m in article.marks if m.number == event.number]
        orgs = {
            part: [o.name for m in marks if m.part == part and (o := organisation_of(article, m, named))]
            for part in "AG"
        }
        spots = [m.start for m in marks if m.part == "T"]
        told = [s for s in sentences if any(s[0] <= spot < s[1] for spot in spots)]
        evidence = next((s for s in told if s[0] > len(title)), told[0])[2]
        events.append(
            {
                "action": event.action, "direction": directions.get(event.action, "neutral"),
                "actors": list(dict.fromkeys(orgs["A"])),
                "targets": [n for n in dict.fromkeys(orgs["G"]) if n not in orgs["A"]],
                "sectors": list(event.sectors), "date": event.date, "places": list(event.places), "usd": event.usd,
                "headcount": event.headcount, "evidence": evidence,
            }
        )  # fmt: skip
    companies = [o.name for o in article.organisations.values() if o.kind == "company"]
    return {
        "id": article.id, "title": title.strip(), "published": article.published, "text": text.strip(),
        "companies": companies, "sectors": sorted({s for e in events for s in e["sectors"]}), "events": events,
    }  # fmt: skip


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    actions = load_checked_dataset(DATA_DIR).taxonomy.actions
    directions = {code: actions[code].usual or "neutral" for code in actions.codes} | {"diplomacy": "recoupling"}
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in arguments.files:
        for article in read_corpus(path):
            gold = build_gold(article, directions)
            (arguments.out / f"{article.id}.json").write_text(
                json.dumps(gold, ensure_ascii=False, indent=1), encoding="utf-8"
            )


if __name__ == "__main__":
    main()
