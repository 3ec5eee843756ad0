"""Owns what the comparison says in words and single figures, and what only one part has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from decoupling.aggregate import Positions
from decoupling.charts.spec import Selection, count_of
from decoupling.compare import Comparison, count_in_parts, find_parts, label_parts, months_of, unite
from decoupling.dates import describe_date

OWN_NAMED = 8


@dataclass(frozen=True, slots=True)
class Alone:
    """Codes of one dimension that a single part has, with their number of acts, most first, and how many there are."""

    heading: str
    dimension: str
    codes: tuple[tuple[str, int], ...]
    total: int


def summarise_comparison(selection: Selection, comparison: Comparison) -> str:
    """Two sentences: how many acts each part has and shares with others, and where the parts lean apart."""
    found = find_parts(comparison, selection)
    labels = label_parts(comparison, selection, in_sentence=True)
    if len(found) < 2 or not any(map(len, found.values())):
        return ""
    counts = [f"{labels[code]} {len(positions):,}" for code, positions in found.items()]
    first = f"Of the acts in view, {_join(counts)}"
    shared = sum(map(len, found.values())) - len(unite(found))
    if shared:
        first += f"; {shared:,} {'is' if shared == 1 else 'are'} counted more than once"
    frame = count_in_parts(comparison, selection, "direction")
    cut = frame[frame["direction"] == "decoupling"].set_index("part")["share"]
    shares = {code: float(cut.get(code, 0.0)) for code, positions in found.items() if len(positions)}
    most, least = max(shares, key=lambda code: shares[code]), min(shares, key=lambda code: shares[code])
    if f"{shares[most]:.0%}" == f"{shares[least]:.0%}":
        return f"{first}. Decoupling is {shares[most]:.0%} of each."
    return f"{first}. Decoupling is {shares[most]:.0%} in {labels[most]}, {shares[least]:.0%} in {labels[least]}."


def _join(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def tabulate_parts(selection: Selection, comparison: Comparison) -> dict[str, list[str]]:
    """Rows of the table at a glance: the measure, then its value for each part in order."""
    columns = [
        _measure(selection, comparison, code, positions)
        for code, positions in find_parts(comparison, selection).items()
    ]
    return {measure: [column[measure] for column in columns] for measure in columns[0]}


def _measure(selection: Selection, comparison: Comparison, code: str, positions: Positions) -> dict[str, str]:
    snapshot, events = selection.snapshot, selection.dataset.events
    number = len(positions)
    company, cut = (
        int(np.count_nonzero(snapshot.columns[column][positions] == snapshot.codes[column].index(wanted)))
        for column, wanted in (("group", "company"), ("direction", "decoupling"))
    )
    heads = [events[i].headcount or 0 for i in positions if events[i].headcount is not None]
    sums = sum(events[i].usd is not None for i in positions)
    orgs = count_in_parts(Comparison(comparison.by, (code,)), selection, "org")
    return {
        "Acts": f"{number:,}",
        "Acts a month": f"{number / months_of(comparison, code, selection):.1f}",
        "Decoupling": f"{cut / number:.0%}" if number else "–",
        "By companies": f"{company / number:.0%}" if number else "–",
        "Organisations": f"{len(orgs):,}",
        "First act": describe_date(events[positions[0]].date, short=True) if number else "–",
        "Last act": describe_date(events[positions[-1]].date, short=True) if number else "–",
        "Acts that name people": f"{len(heads):,}" + (f", at most {max(heads):,}" if heads else ""),
        "Acts that name a sum": f"{sums:,}",
    }


def find_alone(selection: Selection, comparison: Comparison) -> dict[str, list[Alone]]:
    """For each part: kinds of act, organisations, countries and instruments that no other part has."""
    headings = {
        "action": "Kinds of act",
        "org": "Organisations",
        "country": "Countries",
        "instrument": "Instruments",
    }
    alone: dict[str, list[Alone]] = {code: [] for code in comparison.parts}
    for dimension, heading in headings.items():
        frame = count_in_parts(comparison, selection, dimension)
        frame = frame[~frame[dimension].duplicated(keep=False)].sort_values("events", ascending=False, kind="stable")
        if comparison.by == dimension:
            frame = frame[~frame[dimension].isin(comparison.parts)]
        for code in comparison.parts:
            own = frame[frame["part"] == code]
            pairs = tuple(zip(own[dimension], own["events"].astype(int), strict=True))
            alone[code].append(Alone(heading, dimension, pairs[:OWN_NAMED], len(pairs)))
    return alone


def say_alone(alone: Alone, selection: Selection) -> str:
    """What a part has alone, in one line: the most frequent by name and number, and how many more there are."""
    if not alone.total:
        return "none"
    named = ", ".join(f"{selection.label(alone.dimension, code)} ({number:,})" for code, number in alone.codes)
    more = alone.total - len(alone.codes)
    return named + (f", and {count_of(more, 'other')}" if more else "")
