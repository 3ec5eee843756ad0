"""The page that sets parts side by side: answers checked by hand over the records."""

from __future__ import annotations

import re

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from tests.app.conftest import figures, words

PAGE = "explore/compare"


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


def glance(app) -> dict[str, list[str]]:
    """The table at a glance: measure -> values."""
    frame = app.table[0].value
    return {str(measure): list(row) for measure, row in frame.iterrows()}


@pytest.mark.parametrize("by", ["Sectors", "Organisations", "Periods", "Sides"])
def test_every_kind_opens_with_two_parts_and_four_charts(open_app, by):
    app = open_app(PAGE, by=by)
    assert not app.exception
    assert len(figures(app)) == 4
    assert app.table[0].value.shape[1] == 2


def test_chips_against_consulting(open_app, dataset):
    """Case 1: how do semiconductors and consulting differ?"""
    app = open_app(PAGE, **{"these-sector": ["Semiconductors", "Consulting & services"]})
    events = [[e for e in dataset.events if code in e.sectors] for code in ("chips", "consulting")]
    table = glance(app)
    assert table["Acts"] == [f"{len(part):,}" for part in events]
    assert table["Decoupling"] == [
        f"{sum(e.direction == 'decoupling' for e in part) / len(part):.0%}" for part in events
    ]
    assert table["Organisations"] == [f"{len({o.id for e in part for o in e.orgs}):,}" for part in events]
    both = len({e.id for e in events[0]} & {e.id for e in events[1]})
    together = len({e.id for part in events for e in part})
    assert together + both == sum(map(len, events))
    assert (f"together they are {together:,} distinct events" in words(app)) == (both > 0)


def test_three_terms(open_app, dataset):
    """Case 2: how did the pace change from term to term? An act dated to a year or month may lie in two."""
    terms = {
        "First Trump term": (None, "2021-01-19"),
        "Biden term": ("2021-01-20", "2025-01-19"),
        "Second Trump term": ("2025-01-20", None),
    }
    app = open_app(PAGE, by="Periods", **{"these-period": list(terms)})

    def may_lie(date, start, end):
        # Partial dates compare as texts once cut to the same length.
        return (not start or date >= start[: len(date)]) and (not end or date <= end[: len(date)])

    expected = [sum(may_lie(event.date, *span) for event in dataset.events) for span in terms.values()]
    assert glance(app)["Acts"] == [f"{number:,}" for number in expected]
    assert "Biden term" in app.table[0].value.columns


def test_two_companies(open_app, dataset):
    """Case 3: what do only Huawei and only Nvidia have?"""
    app = open_app(PAGE, by="Organisations", **{"these-org": ["Huawei", "Nvidia"]})
    kinds = [{e.action for e in dataset.events if org in {o.id for o in e.orgs}} for org in ("huawei", "nvidia")]
    lines = [line for line in words(app).splitlines() if line.startswith("Kinds of act: ")]
    for line, own in zip(lines, (kinds[0] - kinds[1], kinds[1] - kinds[0]), strict=True):
        named = {
            re.sub(r" \(\d+\)$", "", name)
            for name in line.removeprefix("Kinds of act: ").split(", ")
            if "other" not in name
        }
        assert named <= {dataset.taxonomy.actions.label(code) for code in own} | {"none"}
        assert len(named) == min(len(own), 8) or not own


def test_the_filter_narrows_every_part(open_app, dataset):
    app = open_app(PAGE, by="Sides", direction="recoupling")
    ranked = ("US", "CN", "third")
    counts = sorted(
        (
            sum(e.direction == "recoupling" and dataset.taxonomy.side_of(e.origin) == side for e in dataset.events)
            for side in ranked
        ),
        reverse=True,
    )
    assert glance(app)["Acts"] == [f"{count:,}" for count in counts[:2]]


def test_where_only_one_is_left_the_page_says_so(open_app):
    app = open_app(PAGE, by="Sides", side="US")
    assert not app.exception
    assert "There is only one to look at" in words(app)


def test_four_are_the_most(open_app, dataset):
    labels = [dataset.taxonomy.sectors.short(code) for code in ("chips", "ai", "cloud", "legal")]
    app = open_app(PAGE, **{"these-sector": labels})
    assert not app.exception
    assert list(app.table[0].value.columns) == labels
