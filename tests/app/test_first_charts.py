"""The chart that a page opens with is drawn before the first visitor comes."""

from dataclasses import replace

import pytest

from components import data
from components.first_charts import FIRST_CHARTS, prepare_first_charts
from decoupling.charts import CHARTS
from decoupling.charts.spec import ChartSpec
from decoupling.dataset import DatasetError

OPENS_WITH = {
    "": ("pace", "sector-years", "organisations"),
    "explore/timeline": ("timeline",),
    "explore/answers": ("answers",),
    "explore/sectors": ("sector-ranking",),
    "explore/exits": ("exit-ladder",),
    "explore/compare": ("compare-pace",),
    "explore/places": ("places-map",),
    "about/method": ("verification",),
}


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The charts drawn, each time."""
    seen: list[str] = []

    def watch(spec: ChartSpec) -> ChartSpec:
        def draw(*given):
            seen.append(spec.id)
            return spec.draw(*given)

        return replace(spec, draw=draw)

    monkeypatch.setattr(data, "CHARTS", {chart_id: watch(spec) for chart_id, spec in CHARTS.items()})
    return seen


def test_every_chart_is_drawn_once_as_the_server_starts(drawn):
    prepare_first_charts()
    assert sorted(drawn) == sorted(FIRST_CHARTS) == sorted(chart for charts in OPENS_WITH.values() for chart in charts)


@pytest.mark.parametrize(("page", "charts"), OPENS_WITH.items())
def test_a_page_finds_its_first_charts_drawn(open_app, drawn, page, charts):
    prepare_first_charts()
    drawn.clear()
    assert not open_app(page).exception
    assert not set(charts) & set(drawn)


def test_broken_data_is_no_reason_not_to_start(monkeypatch):
    def fail(*_):
        raise DatasetError(["no events"])

    monkeypatch.setattr(data, "select_events", fail)
    prepare_first_charts()
