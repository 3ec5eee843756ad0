"""Owns what the page of exits says in words and single figures, in the definition, unit and day it is read by."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from decoupling.aggregate import Positions
from decoupling.charts.spec import Selection, count_of, lower_first, name_leaders
from decoupling.exits import UNITS, ExitView, count_exits, find_exits, known_by, statuses_on
from decoupling.taxonomy import Taxonomy

_NEVER_STOOD = ("reversed", "proposed")


@dataclass(frozen=True, slots=True)
class ExitFigure:
    """One number of the page: what it counts in short, how many, and what that means in full."""

    label: str
    value: int
    meaning: str


def list_exits(selection: Selection, view: ExitView) -> Positions:
    """The selected events that the view counts."""
    return find_exits(selection.snapshot, selection.counts.positions, selection.dataset.taxonomy, view)


def list_exit_figures(selection: Selection, view: ExitView) -> list[ExitFigure]:
    """The distinct total of the view, then one figure a rung, all in its unit."""
    taxonomy, many = selection.dataset.taxonomy, UNITS[view.unit][1]
    exits = list_exits(selection, view)
    definition = taxonomy.exits[view.definition]
    total = int(count_exits(selection.snapshot, exits, taxonomy, view.unit))
    rungs = count_exits(selection.snapshot, exits, taxonomy, view.unit, ("rung",))
    return [
        ExitFigure(definition.label, total, f"Distinct {many}. {definition.description}"),
        *(
            ExitFigure(rung.label, int(rungs[i]), f"Distinct {many}. {rung.description}.")
            for i, (code, rung) in enumerate(taxonomy.rungs.items())
            if code in definition.rungs
        ),
    ]


def compare_definitions(selection: Selection, view: ExitView) -> str:
    """One sentence: what is counted now, and what the total would be by each other definition."""
    taxonomy = selection.dataset.taxonomy
    totals = {
        code: int(
            count_exits(selection.snapshot, list_exits(selection, replace(view, definition=code)), taxonomy, view.unit)
        )
        for code in taxonomy.exits
    }
    others = [f"{total:,} by “{lower_first(taxonomy.exits[code].label)}”" for code, total in totals.items()]
    others = [words for words, code in zip(others, totals, strict=True) if code != view.definition]
    now = lower_first(taxonomy.exits[view.definition].label)
    return (
        f"All numbers count {UNITS[view.unit][1]} by “{now}”: {totals[view.definition]:,}. "
        f"It would be {' and '.join(others)}."
    )


def describe_definition(code: str, taxonomy: Taxonomy) -> str:
    """A definition in full: its description, rungs, statuses, and what it leaves out."""
    term = taxonomy.exits[code]
    rungs = ", ".join(lower_first(taxonomy.rungs[rung].label) for rung in term.rungs)
    statuses = ", ".join(lower_first(taxonomy.statuses.label(status)) for status in term.statuses)
    words = [term.description, f"Rungs: {rungs}.", f"Status: {statuses}."]
    for parts, rule in ((term.without, "never"), (term.with_city, "only where a city is named")):
        for part in parts:
            functions = ", ".join(lower_first(taxonomy.functions.label(function)) for function in part.functions)
            words.append(f"{taxonomy.rungs[part.rung].label} in {functions}: {rule}.")
    return " ".join(words)


def summarise_exits(selection: Selection, view: ExitView) -> str:
    """Two sentences: how many of the company acts count, and when and where the furthest rung was reached most."""
    snapshot, taxonomy = selection.snapshot, selection.dataset.taxonomy
    group = snapshot.codes["group"].index("company")
    positions = selection.counts.positions
    acts = known_by(snapshot, positions[snapshot.columns["group"][positions] == group], view.known)
    if not len(acts):
        return ""
    exits, definition = list_exits(selection, view), taxonomy.exits[view.definition]
    total, everybody = (
        int(count_exits(snapshot, part, taxonomy, view.unit)) for part in (exits, _standing(selection, acts, view))
    )
    of = {
        "acts": f"Of {count_of(everybody, 'company act')} that stand",
        "organisations": f"Of {count_of(everybody, 'organisation')} behind company acts that stand",
        "pairs": f"Of {count_of(everybody, *UNITS['pairs'])} in company acts that stand",
    }[view.unit]
    label = lower_first(definition.label)
    counts = count_exits(snapshot, exits, taxonomy, view.unit, ("rung",))
    if not total:
        return f"{of}, none counts as “{label}”."
    reached = int(np.flatnonzero(counts)[-1])
    code = list(taxonomy.rungs)[reached]
    first = f"{of}, {total:,} {'counts' if total == 1 else 'count'} as “{label}”; "
    first += f"{int(counts[reached]):,} {taxonomy.rungs[code].past}."
    return f"{first} {_say_peak(selection, exits, view, reached)}"


def _standing(selection: Selection, acts: Positions, view: ExitView) -> Positions:
    """Acts that were neither undone nor merely proposed on the day of the view."""
    statuses = selection.snapshot.codes["status"]
    status = statuses_on(selection.snapshot, acts, view.known)
    return acts[~np.isin(status, [statuses.index(code) for code in _NEVER_STOOD])]


def _say_peak(selection: Selection, exits: Positions, view: ExitView, rung: int) -> str:
    snapshot, taxonomy = selection.snapshot, selection.dataset.taxonomy
    years = count_exits(snapshot, exits, taxonomy, view.unit, ("rung", "year"))[rung]
    sectors = count_exits(snapshot, exits, taxonomy, view.unit, ("rung", "sector"))[rung]
    year, each = name_leaders((str(snapshot.first_year + i) for i in range(len(years))), years, "years")
    short = taxonomy.sectors.short
    sector, each_sector = name_leaders(
        (lower_first(short(code)) for code in taxonomy.sectors.codes), sectors, "sectors"
    )
    return (
        f"Most did in {year} ({int(years.max()):,}{each}), and most in {sector} ({int(sectors.max()):,}{each_sector})."
    )
