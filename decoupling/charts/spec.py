"""Owns what a chart is: a pure path from what is selected to a tidy frame, a figure, a title and a note.

The frame is the single truth of a chart: the figure draws it, the table shows it, the data exports hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from decoupling.aggregate import Aggregates, Positions, data_span, events_behind
from decoupling.charts.look import Look
from decoupling.dataset import Dataset
from decoupling.filters import GROUP_LABELS, RECORD_LABELS, EventFilter, describe_filter
from decoupling.snapshot import Snapshot

Options = Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """What a chart may draw from: the dataset, and one filter's answer to it."""

    dataset: Dataset
    snapshot: Snapshot
    chosen: EventFilter
    counts: Aggregates

    def label(self, dimension: str, code: str) -> str:
        """Label of a code of a dimension."""
        return label_of(self.dataset, dimension, code)

    @property
    def sentence(self) -> str:
        """The filter in one sentence with its count: "Semiconductors, …: 31 of 118 events"."""
        words = describe_filter(self.chosen, self.label, span=data_span(self.snapshot))
        return f"{words}: {self.counts.events:,} of {self.counts.total:,} events"


def label_of(dataset: Dataset, dimension: str, code: str) -> str:
    """Label of a code; dimensions are the keys of filters plus `role`. ValueError when unknown."""
    tax = dataset.taxonomy
    if dimension == "org":
        return dataset.org_name(code)
    if dimension == "group":
        return GROUP_LABELS[code]
    if dimension == "record":
        return RECORD_LABELS[code]
    if dimension == "instrument":
        return code
    if dimension == "rung":
        return tax.rungs[code].label
    if dimension == "coverage":
        return tax.coverage_states[code].label
    if dimension == "lane":
        return tax.lanes[code].label
    if dimension in ("place", "country"):
        city, _, country = code.rpartition(", ")
        return ", ".join(filter(None, (city, tax.countries[country].label)))
    vocabularies = {
        "sector": tax.sectors,
        "action": tax.actions,
        "side": tax.sides,
        "direction": tax.directions,
        "status": tax.statuses,
        "verification": tax.verifications,
        "role": tax.roles,
        "function": tax.functions,
        "basis": tax.link_bases,
    }
    if dimension not in vocabularies:
        others = "org, group, instrument, rung, coverage, lane, place, country"
        raise ValueError(f"unknown dimension {dimension!r}; allowed: {others}, {', '.join(vocabularies)}")
    return vocabularies[dimension].label(code)


@dataclass(frozen=True, slots=True)
class ChartOption:
    """A choice the reader has on one chart; the first code of `choices` is the default."""

    key: str
    label: str
    choices: Mapping[str, str]
    switch: bool = False
    """True for a choice between off and on, in this order, labelled as the address of a page spells a switch."""
    help: str = ""

    @property
    def default(self) -> str:
        """Code used when nothing is chosen."""
        return next(iter(self.choices))


@dataclass(frozen=True, slots=True, eq=False)
class ReadChart:
    """A chart's frame and words, the same in every theme."""

    frame: pd.DataFrame
    title: str
    subtitle: str
    note: str


@dataclass(frozen=True, slots=True)
class OfficeChart:
    """How a chart's frame becomes categories × series, for the charts and tables that office programs draw themselves.

    `series` names the columns that are one series each; else the codes of `split` are the series, and `value` holds
    their numbers. "shares" draws each bar at full length, "groups" sets the bars of the series side by side.
    """

    kind: Literal["bars", "shares", "groups", "columns", "lines", "heat"]
    category: str
    series: tuple[str, ...] = ()
    split: str = ""
    value: str = "events"
    number_form: str = "#,##0"
    panel: str = ""
    """Column whose values get a chart each, all on one scale."""


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One chart. Every function is pure; `dimensions` name what a mark's customdata holds, in order."""

    id: str
    frame: Callable[[Selection, Options], pd.DataFrame]
    draw: Callable[[pd.DataFrame, Selection, Look, Options], go.Figure]
    title: Callable[[pd.DataFrame, Selection, Options], str]
    subtitle: Callable[[Options], str]
    note: Callable[[pd.DataFrame, Selection, Options], str]
    columns: Mapping[str, str]
    """Columns of the table and of the data files, with their headings."""
    dimensions: tuple[str, ...] = ()
    options: tuple[ChartOption, ...] = ()
    selection_modes: tuple[str, ...] = ("points",)
    coded: Mapping[str, str] = field(default_factory=dict)
    """Columns whose codes become labels in the table, by dimension."""
    least_width: int = 0
    """Pixels below which the chart is scrolled instead of squeezed, on a phone."""
    given: tuple[str, ...] = ()
    """Options that the page settles for all of its charts; empty text stands for their default."""
    behind: Callable[[Selection, Options, Mapping[str, str]], Positions] | None = None
    """The selected events that a mark counts, where `events_behind` alone does not say."""
    lane_dimension: str = ""
    """Column whose dimension is the value of the option of the same name."""
    office: OfficeChart | None = None
    """None where office programs have no such chart; a picture then stands for it."""

    def default_options(self) -> dict[str, str]:
        """Every option at its default."""
        return {option.key: option.default for option in self.options} | dict.fromkeys(self.given, "")

    def is_native(self, options: Options) -> bool:
        """True where office programs draw the chart themselves, which none of its switches, turned on, lets them."""
        switched = any(option.switch and options[option.key] != option.default for option in self.options)
        return self.office is not None and not switched

    def find_events(self, selection: Selection, options: Options, mark: Mapping[str, str]) -> Positions:
        """The selected events that a mark counts."""
        if self.behind:
            return self.behind(selection, options, mark)
        return events_behind(selection.snapshot, selection.counts.positions, mark)

    def read(self, selection: Selection, options: Options) -> ReadChart:
        """Frame, title, subtitle and note; an empty frame has nothing to say but that."""
        frame = self.frame(selection, options)
        if frame.empty:
            return ReadChart(frame, "Nothing to draw here", self.subtitle(options), "")
        title, note = (describe(frame, selection, options) for describe in (self.title, self.note))
        return ReadChart(frame, title, self.subtitle(options), note)

    def table(self, frame: pd.DataFrame, selection: Selection, options: Options) -> pd.DataFrame:
        """The chart's frame with labels for codes and headings for columns."""
        table = frame[list(self.columns)].copy()
        coded = dict(self.coded)
        if self.lane_dimension:
            coded[self.lane_dimension] = options[self.lane_dimension]
        for column, dimension in coded.items():
            labels = {code: selection.label(dimension, code) for code in table[column].unique() if code}
            table[column] = table[column].map(labels)
        return table.rename(columns=dict(self.columns))


def name_leaders(names: Iterable[str], values: Iterable[float], many: str) -> tuple[str, str]:
    """Who holds the highest value, named up to two ("Huawei and ZTE", "4 organisations"), and " each" for several."""
    pairs = list(zip(names, values, strict=True))
    highest = max(value for _, value in pairs)
    leading = [name for name, value in pairs if value == highest]
    return (" and ".join(leading) if len(leading) < 3 else f"{len(leading)} {many}"), (
        " each" if len(leading) > 1 else ""
    )


def is_are(number: int) -> str:
    """The verb that goes with a count."""
    return "is" if number == 1 else "are"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun: 1 event, 1,012 events."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lower_first(label: str) -> str:
    """A label inside a sentence; capitals further on stay: autos, EVs & batteries."""
    return label[:1].lower() + label[1:]


def multi_sector_note(selection: Selection, counted: int) -> str:
    """Says how a chart by sector counts an event in several sectors, with the distinct total."""
    if counted == selection.counts.events:
        return f"{count_of(counted, 'event')}."
    return (
        f"{count_of(selection.counts.events, 'event')}. An event in two sectors counts in both, "
        f"so the cells add up to {counted:,}."
    )
