"""Owns what is read and drawn as the server starts, so that the first visitor need not wait for it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from components import answer_view, compare_view, data, exit_view
from decoupling.charts import CHARTS
from decoupling.charts.spec import Options, Selection
from decoupling.dataset import DatasetError
from decoupling.filters import EventFilter

OVERVIEW_CHARTS = ("pace", "sector-years", "organisations")
FIRST_CHARTS: dict[str, Callable[[Selection], Options]] = {
    **dict.fromkeys(OVERVIEW_CHARTS, lambda selection: {}),
    "timeline": lambda selection: {},
    "answers": lambda selection: answer_view.first_view(selection).to_options(),
    "sector-ranking": lambda selection: {},
    "exit-ladder": lambda selection: exit_view.first_view(selection).to_options(),
    "compare-pace": lambda selection: compare_view.first_comparison(selection).to_options(),
    "places-map": lambda selection: {},
    "verification": lambda selection: {},
}
"""Those of the overview, and those other pages open with, with the options they have where the address chooses none."""


def prepare_first_charts(chart_ids: Iterable[str] = FIRST_CHARTS) -> None:
    """Read the data and draw the charts for the light theme; the dark one waits for the first who wants it.

    Broken data is no reason not to start: the page then says what is wrong.
    """
    with contextlib.suppress(DatasetError):
        selection = data.select_events(EventFilter())
        for chart_id in chart_ids:
            options = CHARTS[chart_id].default_options() | dict(FIRST_CHARTS[chart_id](selection))
            data.draw_chart(chart_id, selection, options, "light").to_dict()
