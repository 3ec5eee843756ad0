"""The pace index on the overview: weights in the address change chart, words and everything that leaves with them."""

from __future__ import annotations

import json

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from tests.app.conftest import figures, words

PAGE = "explore/overview"
EQUAL = "bars:1,accords:1,steps:1"


@pytest.fixture(scope="module")
def groups():
    return load_checked_dataset(DATA_DIR).taxonomy.weights


def index_marks(app) -> list[list[float]]:
    """Where the marks of each panel of the index stand; it is the last chart of the page."""
    return [trace["y"] for trace in figures(app)[-1]["data"] if trace.get("mode") == "markers"]


def note(app) -> str:
    return next(line for line in words(app).splitlines() if line.startswith("Weights"))


def test_the_overview_reads_the_index_out_below_its_other_charts(open_app, groups):
    app = open_app(PAGE)
    assert not app.exception
    assert "How fast it is splitting" in [header.value for header in app.header]
    assert "All acts in view together went fastest in" in words(app)
    assert len(index_marks(app)) == 6 and note(app).startswith("Weights: bars, lists and duties 2, ")
    assert {code: app.number_input(key=f"weight_{code}").value for code in groups} == {
        code: group.weight for code, group in groups.items()
    }


def test_weights_in_the_address_change_the_chart_the_words_and_the_controls(open_app):
    own, equal = open_app(PAGE), open_app(PAGE, weights=EQUAL)
    assert not equal.exception
    assert index_marks(own) != index_marks(equal) and note(equal).startswith("Weights set by the reader: ")
    assert equal.number_input(key="weight_bars").value == 1
    assert "by weights of the reader’s own" in words(equal) and "by weights of the reader’s own" not in words(own)


def test_a_control_writes_the_address(open_app):
    app = open_app(PAGE)
    app.number_input(key="weight_bars").set_value(1.25).run()
    assert app.query_params["weights"] == "bars:1.25"
    assert "bars, lists and duties 1.25" in note(app)
    app.number_input(key="weight_bars").set_value(2.0).run()
    assert "weights" not in app.query_params and note(app).startswith("Weights: ")


def test_a_preset_sets_all_weights_at_once(open_app):
    app = open_app(PAGE)
    app.button(key="preset_All equal").click().run()
    assert app.query_params["weights"] == EQUAL
    app.button(key="preset_Governments only").click().run()
    assert app.query_params["weights"] == "business:0,steps:0"
    app.button(key="preset_Codebook").click().run()
    assert "weights" not in app.query_params


def test_weights_that_cannot_be_are_named_and_the_codebook_taken(open_app):
    app = open_app(PAGE, weights="bars:1,tanks:99")
    assert not app.exception and "tanks:99" in app.warning[0].value.replace("\\", "")
    assert note(app).startswith("Weights: bars, lists and duties 2")


def test_the_filter_counts_for_the_index_too(open_app):
    app = open_app(PAGE, sector=["chips", "minerals"], **{"pace-index-show": "Every sector"})
    assert len(index_marks(app)) == 2
    one = open_app(PAGE, sector="minerals", **{"pace-index-show": "One line"})
    assert len(index_marks(one)) == 1


def test_an_embedded_chart_has_the_weights(open_app):
    app = open_app("explore/embed", chart="pace-index", show="one", weights=EQUAL)
    assert not app.exception and len(index_marks(app)) == 1
    assert "Weights set by the reader" in words(app)


@pytest.mark.parametrize("query", [{"org": "paul-weiss"}, {"from_": "2026-07-01"}, {"q": "no such words at all"}])
def test_few_acts_recent_ones_and_none(open_app, query):
    app = open_app(PAGE, **query)
    assert not app.exception


def test_the_method_page_defines_it_with_its_weights(open_app, groups):
    app = open_app("about/method")
    assert not app.exception
    text = words(app)
    assert (DATA_DIR / "INDEX.md").read_text(encoding="utf-8").splitlines()[0] in text
    table = next(table.value for table in app.table if table.value.index.name == "Group")
    assert table["Weight"].to_dict() == {group.label: f"{group.weight:g}" for group in groups.values()}


def test_figures_have_no_placeholder_colour(open_app):
    assert "#00000" not in json.dumps(figures(open_app(PAGE, **{"pace-index-show": "Every sector"})))
