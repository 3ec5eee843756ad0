"""Owns the measure of extraction: predictions against annotated articles, field by field.

An event counts as found when one annotated event of its article has the same action and shares an actor; each can be
found once, best evidence and date first. Names are compared after folding case and looking up aliases. Dates earn 1
when equal, 0.5 when right but coarser or finer. No model is loaded here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from decoupling.candidates import Article

TOLERANCE = 0.02
SAMPLE_ERRORS = 12


def fold(name: str) -> str:
    """A name without case, and with punctuation as spaces."""
    return re.sub(r"[\s.,'’&-]+", " ", name).strip().casefold()


class Aliases:
    """One name for all ways to write it: those of the file beside the articles win over our own."""

    def __init__(self, tables: Iterable[Mapping[str, Sequence[str]]]) -> None:
        self.table: dict[str, str] = {}
        for table in tables:
            for usual, names in table.items():
                home = self.table.get(fold(usual), fold(usual))
                for name in (usual, *names):
                    self.table.setdefault(fold(name), home)

    def of(self, names: Iterable[str] | None) -> set[str]:
        """The names as their usual ones, folded."""
        return {self.table.get(fold(name), fold(name)) for name in names or ()}


@dataclass
class Tally:
    """Hits, false alarms and misses."""

    found: int = 0
    spurious: int = 0
    missed: int = 0

    def add(self, right: set[str], given: set[str]) -> None:
        """Count two sets against each other."""
        self.found += len(right & given)
        self.spurious += len(given - right)
        self.missed += len(right - given)

    def report(self) -> dict[str, float]:
        """Precision, recall, F1 and the counts."""
        precision = self.found / (self.found + self.spurious) if self.found + self.spurious else 0.0
        recall = self.found / (self.found + self.missed) if self.found + self.missed else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {
            "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4),
            "found": self.found, "spurious": self.spurious, "missed": self.missed,
        }  # fmt: skip


@dataclass
class Score:
    """Everything counted over a set of articles."""

    articles: int = 0
    companies: Tally = field(default_factory=Tally)
    events: Tally = field(default_factory=Tally)
    sectors: Tally = field(default_factory=Tally)
    targets: Tally = field(default_factory=Tally)
    by_action: dict[str, Tally] = field(default_factory=dict)
    dates: list[float] = field(default_factory=list)
    directions: list[bool] = field(default_factory=list)
    figures: dict[str, list[bool]] = field(default_factory=lambda: {"usd": [], "headcount": []})
    invented: Counter[str] = field(default_factory=Counter)
    clean: list[bool] = field(default_factory=list)
    evidence_missing: int = 0
    confidence: list[tuple[float, bool]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        """The figures as plain values; None where nothing was asked."""
        brier = [(sure - right) ** 2 for sure, right in self.confidence]
        return {
            "articles": self.articles,
            "companies": self.companies.report(),
            "events": self.events.report(),
            "dates": _mean(self.dates),
            "sectors": self.sectors.report(),
            "targets": self.targets.report(),
            "directions": _mean(self.directions),
            "usd": {
                "right": _mean(self.figures["usd"]),
                "asked": len(self.figures["usd"]),
                "invented": self.invented["usd"],
            },
            "headcount": {
                "right": _mean(self.figures["headcount"]),
                "asked": len(self.figures["headcount"]),
                "invented": self.invented["headcount"],
            },
            "left_clean": {"right": _mean(self.clean), "asked": len(self.clean)},
            "evidence_missing": self.evidence_missing,
            "brier": _mean(brier),
            "by_action": {action: tally.report() for action, tally in sorted(self.by_action.items())},
            "errors": self.errors[:: max(1, len(self.errors) // SAMPLE_ERRORS)][:SAMPLE_ERRORS],
        }


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def read_annotated(folder: Path) -> list[dict[str, Any]]:
    """All annotated articles of a folder; ValueError when there is none or one is broken."""
    articles = []
    for path in sorted(folder.glob("*.json")):
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path.name}: not JSON ({error})") from None
        if not isinstance(row, dict) or not {"id", "text", "events", "companies"} <= set(row):
            if path.name == "aliases.json":
                continue
            raise ValueError(f"{path.name}: an annotated article has id, title, published, text, companies, events")
        articles.append(row)
    if not articles:
        raise ValueError(f"{folder}: no annotated articles (*.json) in it")
    return articles


def read_aliases(folder: Path) -> dict[str, list[str]]:
    """The alias table in the folder or beside it; empty when there is none."""
    for path in (folder / "aliases.json", folder.parent / "aliases.json"):
        if path.exists():
            return dict(json.loads(path.read_text(encoding="utf-8")))
    return {}


def score_articles(
    annotated: Sequence[Mapping[str, Any]], predicted: Mapping[str, Mapping[str, Any]], names: Aliases
) -> Score:
    """Score predictions (by article id) against annotated articles; a missing prediction counts as empty."""
    score = Score()
    for right in annotated:
        _score_article(score, right, predicted.get(right["id"], {}), names)
    return score


def _score_article(score: Score, right: Mapping[str, Any], given: Mapping[str, Any], names: Aliases) -> None:
    score.articles += 1
    score.companies.add(names.of(right["companies"]), names.of(given.get("companies")))
    events, guesses = right["events"], list(given.get("events") or ())
    flat = f"{right.get('title', '')}\n\n{right['text']}"
    score.evidence_missing += sum(not guess.get("evidence") or guess["evidence"] not in flat for guess in guesses)
    if not events:
        score.clean.append(not guesses)
    pairs = match_events(events, guesses, names)
    hits, used = {e for e, _ in pairs}, {g for _, g in pairs}
    for number, event in enumerate(events):
        tally = score.by_action.setdefault(event["action"], Tally())
        tally.found += number in hits
        tally.missed += number not in hits
        if number not in hits:
            score.errors.append(_error("missed", right["id"], event))
    for number, guess in enumerate(guesses):
        if isinstance(guess.get("confidence"), int | float):
            score.confidence.append((float(guess["confidence"]), number in used))
        if number not in used:
            score.by_action.setdefault(guess["action"], Tally()).spurious += 1
            score.errors.append(_error("invented", right["id"], guess))
    score.events.found += len(pairs)
    score.events.missed += len(events) - len(pairs)
    score.events.spurious += len(guesses) - len(pairs)
    for e, g in pairs:
        _score_fields(score, events[e], guesses[g], names)


def _error(what: str, article: str, event: Mapping[str, Any]) -> dict[str, str]:
    return {
        "what": what, "article": article, "action": event["action"], "actors": ", ".join(event.get("actors") or ()),
        "date": event.get("date") or "", "evidence": (event.get("evidence") or "")[:160],
    }  # fmt: skip


def _score_fields(score: Score, right: Mapping[str, Any], given: Mapping[str, Any], names: Aliases) -> None:
    score.sectors.add(set(right.get("sectors") or ()), set(given.get("sectors") or ()))
    score.targets.add(names.of(right.get("targets")), names.of(given.get("targets")))
    credit = date_credit(right.get("date"), given.get("date"))
    if credit is not None:
        score.dates.append(credit)
    score.directions.append(right.get("direction") == given.get("direction"))
    for field_name, results in score.figures.items():
        if right.get(field_name):
            results.append(_same_number(right[field_name], given.get(field_name)))
        elif given.get(field_name):
            score.invented[field_name] += 1


def date_credit(right: str | None, given: str | None) -> float | None:
    """1 equal, 0.5 right but coarser or finer, 0 wrong; None when nothing is asked."""
    if not right:
        return None
    if right == given:
        return 1.0
    return 0.5 if given and (right.startswith(given) or given.startswith(right)) else 0.0


def _same_number(right: float, given: Any) -> bool:
    return isinstance(given, int | float) and abs(given - right) <= TOLERANCE * abs(right)


def match_events(
    right: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]], names: Aliases
) -> list[tuple[int, int]]:
    """Pairs (annotated, predicted) of one act: same action, a shared actor; best evidence and date first."""
    pairs = []
    for e, event in enumerate(right):
        for g, guess in enumerate(given):
            if event["action"] != guess.get("action") or not names.of(event["actors"]) & names.of(guess.get("actors")):
                continue
            evidence = guess.get("evidence") or ""
            agrees = bool(evidence) and (evidence in event["evidence"] or event["evidence"] in evidence)
            pairs.append(((date_credit(event.get("date"), guess.get("date")) or 0) + agrees, e, g))
    chosen: list[tuple[int, int]] = []
    for _, e, g in sorted(pairs, reverse=True):
        if all(e != other_e and g != other_g for other_e, other_g in chosen):
            chosen.append((e, g))
    return chosen


def evaluate_folder(folder: Path, *, about: str, today: dt.date) -> dict[str, Any]:
    """Extract every annotated article of a folder and score it: the figures, with date, version and description."""
    from decoupling.extract.pipeline import default_extractor

    extractor = default_extractor()
    annotated = read_annotated(folder)
    readings = {}
    for row in annotated:
        known = {key: row[key] for key in ("id", "title", "published", "text") if row.get(key) is not None}
        readings[row["id"]] = extractor.read(Article(**known)).to_prediction()
    score = score_articles(annotated, readings, Aliases([read_aliases(folder)]))
    return {"evaluated": today.isoformat(), "extractor_version": extractor.version, "about": about, **score.report()}


def describe_score(result: Mapping[str, Any]) -> Iterator[str]:
    """The figures of a result as lines for people."""
    yield f"{result['articles']} articles, extractor {result['extractor_version']}"
    for name in ("companies", "events", "sectors", "targets"):
        row = result[name]
        yield f"  {name}: F1 {row['f1']:.2f} (precision {row['precision']:.2f}, recall {row['recall']:.2f})"
    for name in ("dates", "directions", "brier"):
        yield f"  {name}: {result[name]}"
    for name in ("usd", "headcount"):
        yield f"  {name}: right {result[name]['right']} of {result[name]['asked']}, invented {result[name]['invented']}"
    yield f"  left clean: {result['left_clean']['right']} of {result['left_clean']['asked']} without an act"
    yield f"  evidence not in the text: {result['evidence_missing']}"
    for action, row in result["by_action"].items():
        yield f"    {action}: F1 {row['f1']:.2f} ({_count(row)})"


def read_result(path: Path) -> dict[str, Any] | None:
    """The result file that `eval` wrote; None when there is none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def tabulate_figures(result: Mapping[str, Any]) -> list[dict[str, str]]:
    """The figures of a result as rows (Figure, Value, Meaning) for a table."""
    events, companies, clean = result["events"], result["companies"], result["left_clean"]
    brier = "–" if result["brier"] is None else f"{result['brier']:.2f}"
    rows = [
        ("Acts found (F1)", f"{events['f1']:.2f}", _count(events)),
        ("Companies named (F1)", f"{companies['f1']:.2f}", _count(companies)),
        ("Dates of found acts", _share(result["dates"]), "1 when equal, ½ when right but coarser or finer"),
        ("Sectors of found acts (F1)", f"{result['sectors']['f1']:.2f}", "every sector of the act, and no other"),
        ("Targets of found acts (F1)", f"{result['targets']['f1']:.2f}", "who is acted on"),
        ("Sums of money right", _share(result["usd"]["right"]), _asked(result["usd"])),
        ("Headcounts right", _share(result["headcount"]["right"]), _asked(result["headcount"])),
        ("Articles without an act left clean", _share(clean["right"]), f"of {clean['asked']}"),
        ("Evidence that is not in the text", str(result["evidence_missing"]), "every candidate quotes its sentence"),
        ("Brier score of confidence", brier, "0 is perfect, 0.25 is a coin"),
    ]  # fmt: skip
    return [{"Figure": name, "Value": value, "Meaning": meaning} for name, value, meaning in rows]


def _count(row: Mapping[str, Any]) -> str:
    return f"{row['found']} found, {row['missed']} missed, {row['spurious']} invented"


def _asked(row: Mapping[str, Any]) -> str:
    return f"of {row['asked']} asked; {row['invented']} invented"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
