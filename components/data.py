"""Owns what is cached between reruns and sessions: dataset, snapshot, aggregates, figures. Thin wrappers only."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from decoupling import DATA_DIR
from decoupling.aggregate import Aggregates, aggregate
from decoupling.charts import CHARTS
from decoupling.charts.look import LOOKS, ThemeName
from decoupling.charts.spec import Selection
from decoupling.checks import load_checked_dataset
from decoupling.dataset import Dataset
from decoupling.filters import EventFilter
from decoupling.snapshot import Snapshot, build_snapshot

OptionValues = tuple[tuple[str, str], ...]


def _files_signature() -> tuple[tuple[str, int, int], ...]:
    """Changes when a data file does, so that an edit shows on the next rerun."""
    files = sorted([*DATA_DIR.glob("*.yaml"), *DATA_DIR.glob("*/*.yaml")])
    return tuple((path.name, (stat := path.stat()).st_mtime_ns, stat.st_size) for path in files)


@st.cache_resource(max_entries=2, show_spinner="Reading and checking the dataset …")
def _load(signature: tuple[tuple[str, int, int], ...]) -> tuple[Dataset, Snapshot]:
    dataset = load_checked_dataset(DATA_DIR)
    return dataset, build_snapshot(dataset)


def load_data() -> tuple[Dataset, Snapshot]:
    """The checked dataset and its snapshot; DatasetError when a data file is broken."""
    return _load(_files_signature())


@st.cache_resource(max_entries=512, show_spinner=False)
def _aggregate(version: str, chosen: EventFilter, _snapshot: Snapshot) -> Aggregates:
    return aggregate(_snapshot, chosen)


def select_events(chosen: EventFilter) -> Selection:
    """One filter's answer: dataset, filter and all counts."""
    dataset, snapshot = load_data()
    return Selection(dataset, snapshot, chosen, _aggregate(dataset.version, chosen, snapshot))


@st.cache_resource(max_entries=512, show_spinner=False)
def _frame(
    version: str, chosen: EventFilter, chart_id: str, options: OptionValues, _selection: Selection
) -> pd.DataFrame:
    return CHARTS[chart_id].frame(_selection, dict(options))


@st.cache_resource(max_entries=512, show_spinner=False)
def _figure(
    version: str,
    chosen: EventFilter,
    chart_id: str,
    options: OptionValues,
    theme: ThemeName,
    brush: bool,
    _selection: Selection,
) -> go.Figure:
    frame = _frame(version, chosen, chart_id, options, _selection)
    figure = CHARTS[chart_id].draw(frame, _selection, LOOKS[theme], dict(options))
    return figure.update_layout(dragmode="select") if brush else figure


def chart_frame(chart_id: str, selection: Selection, options: dict[str, str]) -> pd.DataFrame:
    """The frame of a chart. Shared between sessions: never change it."""
    values = tuple(sorted(options.items()))
    return _frame(selection.dataset.version, selection.chosen, chart_id, values, selection)


def chart_figure(
    chart_id: str, selection: Selection, options: dict[str, str], theme: ThemeName, *, brush: bool = False
) -> go.Figure:
    """The figure of a chart in a theme; `brush` lets a drag select. Shared between sessions: never change it."""
    values = tuple(sorted(options.items()))
    return _figure(selection.dataset.version, selection.chosen, chart_id, values, theme, brush, selection)


def current_theme() -> ThemeName:
    """The theme the visitor's browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"


def is_touch_screen() -> bool:
    """True on a phone, where a drag scrolls the page and must not select."""
    return "Mobi" in st.context.headers.get("User-Agent", "")
