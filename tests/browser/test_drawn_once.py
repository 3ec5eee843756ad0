"""A figure that reaches plotly.js twice, as Streamlit hands it over, is drawn once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import plotly
import pytest

from components.data import draw_chart, select_events
from decoupling.charts import CHARTS
from decoupling.filters import EventFilter

PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
COUNT_CHANGES = """async (figure) => {
  const chart = document.body.appendChild(document.createElement("div"))
  const copy = () => JSON.parse(figure)
  await Plotly.newPlot(chart, copy())
  let changes = 0
  const watch = new MutationObserver((seen) => { changes += seen.length })
  watch.observe(chart, { subtree: true, childList: true, attributes: true })
  await Plotly.react(chart, copy())
  await new Promise((done) => setTimeout(done))
  watch.disconnect()
  return changes
}"""


@pytest.fixture(scope="module")
def drawing_page(browser):
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.add_script_tag(path=PLOTLY)
    yield page
    page.close()


def as_sent(chart_id: str) -> dict[str, Any]:
    """The figure as the page sends it, with the width that Streamlit sets."""
    selection, options = select_events(EventFilter()), CHARTS[chart_id].default_options()
    figure: dict[str, Any] = json.loads(draw_chart(chart_id, selection, options, "light").to_json())
    figure["layout"]["width"] = 900
    return figure


@pytest.mark.parametrize("chart_id", ["pace", "timeline", "sector-years", "organisations", "answers", "exit-ladder"])
def test_nothing_changes_at_the_second_time(drawing_page, chart_id):
    assert drawing_page.evaluate(COUNT_CHANGES, json.dumps(as_sent(chart_id))) == 0


def test_the_count_sees_a_figure_drawn_again(drawing_page):
    figure = as_sent("pace")
    del figure["layout"]["datarevision"]
    assert drawing_page.evaluate(COUNT_CHANGES, json.dumps(figure)) > 100


def test_other_data_have_another_revision():
    chosen = select_events(EventFilter(sectors=("chips",)))
    options = CHARTS["pace"].default_options()
    everything = draw_chart("pace", select_events(EventFilter()), options, "light")
    revisions = {
        everything.layout.datarevision,
        draw_chart("pace", chosen, options, "light").layout.datarevision,
        draw_chart("pace", chosen, options, "dark").layout.datarevision,
        draw_chart("pace", chosen, options | {"bin": "year"}, "light").layout.datarevision,
    }
    assert len(revisions) == 4
