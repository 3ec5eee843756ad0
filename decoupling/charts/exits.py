"""Owns the charts of exits: the ladder by year and by sector, sector by year, sector by function. Cells hold units."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from decoupling.aggregate import Positions, events_behind
from decoupling.charts.heat import draw_heat
from decoupling.charts.look import Look, plain_text
from decoupling.charts.spec import ChartSpec, OfficeChart, Options, Selection, count_of, lower_first, name_leaders
from decoupling.dates import describe_date
from decoupling.exits import UNITS, ExitView, count_exits, exit_frame, find_exits, read_view, rungs_of

GIVEN = ("definition", "unit", "known")


def exits_in(selection: Selection, options: Options) -> tuple[ExitView, Positions]:
    """The view that the options describe and the selected events it counts."""
    view = read_view(options, selection.dataset.taxonomy)
    return view, find_exits(selection.snapshot, selection.counts.positions, selection.dataset.taxonomy, view)


def exits_behind(selection: Selection, options: Options, mark: Mapping[str, str]) -> Positions:
    """The counted events behind a mark; the dimension `rung` names a rung of the ladder."""
    taxonomy, snapshot = selection.dataset.taxonomy, selection.snapshot
    _, exits = exits_in(selection, options)
    if "rung" in mark:
        exits = exits[rungs_of(snapshot, exits, taxonomy) == list(taxonomy.rungs).index(mark["rung"])]
    return events_behind(snapshot, exits, {name: code for name, code in mark.items() if name != "rung"})


def describe_view(view: ExitView, selection: Selection) -> str:
    """What is counted, in one sentence: unit, definition, and as of when."""
    definition = selection.dataset.taxonomy.exits[view.definition]
    day = f" as known on {describe_date(view.known.isoformat())}" if view.known else ""
    return f"Counted: {UNITS[view.unit][1]}, by the definition “{lower_first(definition.label)}”{day}."


def _note(frame: pd.DataFrame, selection: Selection, options: Options) -> str:
    view, exits = exits_in(selection, options)
    total = int(count_exits(selection.snapshot, exits, selection.dataset.taxonomy, view.unit))
    counted = int(frame["events"].sum())
    words = [describe_view(view, selection), f"{count_of(total, *UNITS[view.unit])} in all."]
    if counted > total:
        words.append(f"One that stands in several cells counts in each, so the cells add up to {counted:,}.")
    left_out = len(exits[selection.snapshot.columns["function"][exits] == 0]) if "function" in frame else 0
    if left_out:
        words.append(f"{count_of(left_out, 'act')} of no known function {'is' if left_out == 1 else 'are'} left out.")
    return " ".join(words)


def _names(frame: pd.DataFrame, axis: str, selection: Selection, view: ExitView) -> dict[str, str]:
    """Labels of the codes of an axis in the order it is drawn; sectors by weight, years without a gap."""
    taxonomy = selection.dataset.taxonomy
    used = set(frame[axis])
    if axis == "rung":
        # The last rung on top, as on a ladder.
        rungs = [code for code in taxonomy.rungs if code in taxonomy.exits[view.definition].rungs]
        return {code: plain_text(taxonomy.rungs[code].label) for code in reversed(rungs)}
    if axis == "year":
        years = range(int(frame["year"].min()), int(frame["year"].max()) + 1)
        return {year: f"’{year % 100:02}" for year in years}  # type: ignore[misc]
    if axis == "function":
        return {code: plain_text(taxonomy.functions.label(code)) for code in taxonomy.functions.codes if code in used}
    weights = frame.groupby("sector", sort=False)["events"].sum().sort_values(ascending=False, kind="stable")
    return {code: plain_text(taxonomy.sectors.short(code)) for code in weights.index}


def _in_words(code: object, axis: str, selection: Selection) -> str:
    if axis == "year":
        return f"in {code}"
    if axis == "sector":
        return f"in {lower_first(selection.dataset.taxonomy.sectors.short(str(code)))}"
    return lower_first(selection.label(axis, str(code)))


def _heat_spec(chart_id: str, rows: str, columns: str, subtitle: str, *, least_width: int = 0) -> ChartSpec:
    headings = {"rung": "Rung", "year": "Year", "sector": "Sector", "function": "Function"}

    def frame(selection: Selection, options: Options) -> pd.DataFrame:
        view, exits = exits_in(selection, options)
        return exit_frame(selection.snapshot, exits, selection.dataset.taxonomy, view.unit, (rows, columns))

    def draw(data: pd.DataFrame, selection: Selection, look: Look, options: Options) -> go.Figure:
        view = read_view(options, selection.dataset.taxonomy)
        across = _names(data, columns, selection, view)
        across = dict(reversed(list(across.items()))) if columns == "rung" else across
        down = _names(data, rows, selection, view)
        return draw_heat(data, look, row=rows, column=columns, rows=down, columns=across, unit=UNITS[view.unit])

    def title(data: pd.DataFrame, selection: Selection, options: Options) -> str:
        view = read_view(options, selection.dataset.taxonomy)
        # What is done comes before where or when.
        order = sorted((rows, columns), key=lambda axis: axis in ("sector", "year"))
        names = [
            " ".join(_in_words(code, axis, selection) for code, axis in zip(pair, order, strict=True))
            for pair in zip(*(data[axis] for axis in order), strict=True)
        ]
        leaders, each = name_leaders(names, data["events"], "cells")
        return f"Busiest: {leaders}, {count_of(int(data['events'].max()), *UNITS[view.unit])}{each}"

    coded = {axis: axis for axis in (rows, columns) if axis != "year"}
    return ChartSpec(
        id=chart_id,
        frame=frame,
        draw=draw,
        title=title,
        subtitle=lambda options: subtitle,
        note=_note,
        columns={rows: headings[rows], columns: headings[columns], "events": "Number"},
        coded=coded,
        dimensions=tuple("period" if axis == "year" else axis for axis in (rows, columns)),
        given=GIVEN,
        behind=exits_behind,
        least_width=least_width,
        office=OfficeChart("heat", rows, split=columns),
    )


EXIT_LADDER = _heat_spec("exit-ladder", "rung", "year", "The ladder by year, from its last rung down")
EXIT_SECTORS = _heat_spec("exit-sectors", "sector", "rung", "The ladder by sector")
EXIT_SECTOR_YEARS = _heat_spec("exit-sector-years", "sector", "year", "Exits by sector and year")
EXIT_FUNCTIONS = _heat_spec("exit-functions", "sector", "function", "Exits by sector and by what they touch")
