"""Owns a chart's numbers as office programs want them: categories × series, labelled and coloured as in the look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from decoupling.charts.look import LIGHT
from decoupling.charts.spec import ChartSpec, OfficeChart, Options, Selection
from decoupling.export.cells import legal_text, neutralise

STRONG_LINES = 5
LABEL_GAP = 0.055
"""Lines that may stand out, and how far apart their ends must be, as a part of the axis, to be named there."""
SHARE_SHADES = (LIGHT.scale[5], LIGHT.scale[3], LIGHT.scale[2], LIGHT.scale[1])
GROUP_SHADES = (LIGHT.scale[6], LIGHT.scale[3], LIGHT.muted, LIGHT.scale[2])
"""Colours of series that have none of their own: of one bar from dark to light, of bars side by side in contrast."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series; `colour` is RGB in hexadecimal, `strong` says that the series is named where it ends."""

    label: str
    values: tuple[float, ...]
    colour: str
    strong: bool = True


@dataclass(frozen=True, slots=True)
class OfficeData:
    """What an office chart holds: as many values in each series as there are categories.

    `title` and `highest`, the end of the value axis, are for charts that stand on one slide with others.
    """

    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number_form: str
    title: str = ""
    highest: float = 0


def office_panels(
    spec: ChartSpec, frame: pd.DataFrame, selection: Selection, options: Options
) -> tuple[OfficeData, ...]:
    """The charts that a chart's frame becomes: one, or one a panel. ValueError for a chart without an office form."""
    if spec.office is None or not spec.office.panel:
        return (office_data(spec, frame, selection, options),)
    column = frame[spec.office.panel]
    highest = float(frame[list(spec.office.series)].to_numpy().max())
    return tuple(
        replace(
            office_data(spec, frame[column == name], selection, options),
            title=_labels([name], "", selection)[0],
            highest=highest,
        )
        for name in column.unique()
    )


def office_data(spec: ChartSpec, frame: pd.DataFrame, selection: Selection, options: Options) -> OfficeData:
    """The numbers of a chart's frame, in its order. ValueError for a chart without an office form."""
    form = spec.office
    if form is None:
        raise ValueError(f"chart {spec.id} has no form that office programs can draw")
    counts = _pivot(form, spec, frame, selection)
    categories = _labels(list(counts.index), spec.coded.get(form.category, ""), selection)
    names = dict(spec.columns) if form.series else {}
    labels = [names[code] for code in form.series] or _labels(
        list(counts.columns), spec.coded.get(form.split, ""), selection
    )
    series = tuple(
        Series(label, tuple(counts[code].tolist()), colour, strong)
        for label, code, (colour, strong) in zip(labels, counts.columns, _colours(form, counts, selection), strict=True)
    )
    return OfficeData(form.kind, tuple(categories), series, form.number_form)


def _pivot(form: OfficeChart, spec: ChartSpec, frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    if form.series:
        return frame.set_index(form.category)[list(form.series)]
    counts = frame.pivot_table(
        index=form.category, columns=form.split, values=form.value, aggfunc="sum", fill_value=0, observed=True
    )
    if form.kind == "heat" and spec.coded.get(form.category) == "rung":
        ladder = [code for code in reversed(_codes("rung", selection)) if code in counts.index]
        counts = counts.loc[ladder]
    elif form.kind == "heat":
        heaviest = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
        counts = counts.loc[heaviest]
    elif form.kind != "lines":
        counts = counts.loc[frame[form.category].unique(), frame[form.split].unique()]
    if dimension := spec.coded.get(form.split, ""):
        used = set(counts.columns)
        counts = counts[[code for code in _codes(dimension, selection) if code in used]]
    return counts


def _codes(dimension: str, selection: Selection) -> Sequence[str]:
    """The codes of a dimension in their own order."""
    return tuple(selection.dataset.taxonomy.rungs) if dimension == "rung" else selection.snapshot.codes[dimension]


def _labels(codes: Sequence[object], dimension: str, selection: Selection) -> list[str]:
    words = [selection.label(dimension, str(code)) if dimension else str(code) for code in codes]
    return [neutralise(legal_text(word)) for word in words]


def _colours(form: OfficeChart, counts: pd.DataFrame, selection: Selection) -> list[tuple[str, bool]]:
    """Directions have their own colours; of many lines a few stand out; the rest is plain or shaded."""
    directions = selection.dataset.taxonomy.directions
    if set(counts.columns) <= set(directions.codes):
        return [(LIGHT.colour(directions, code), True) for code in counts.columns]
    if form.kind in ("shares", "groups"):
        shades = SHARE_SHADES if form.kind == "shares" else GROUP_SHADES
        return [(shade, True) for shade in shades[: len(counts.columns)]]
    if form.kind != "lines":
        return [(LIGHT.plain, False)] * len(counts.columns)
    chosen = [code for code in counts.columns if code in selection.chosen.sectors]
    ends = counts.iloc[-1].sort_values(ascending=False, kind="stable")
    strong = chosen or _apart(ends, float(counts.to_numpy().max()))
    blues = [LIGHT.scale[-1], LIGHT.scale[-2], LIGHT.scale[-3], LIGHT.scale[-4], LIGHT.muted]
    return [
        (blues[strong.index(code) % len(blues)], True) if code in strong else (LIGHT.grid, False)
        for code in counts.columns
    ]


def _apart(ends: pd.Series, highest: float) -> list[object]:
    """Codes of the highest ends that can be named without covering each other."""
    kept: list[object] = []
    for code, end in ends.items():
        if len(kept) < STRONG_LINES and all(abs(end - ends[other]) > LABEL_GAP * highest for other in kept):
            kept.append(code)
    return kept
