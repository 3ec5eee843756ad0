"""The page of exits answers: who pulled back, how far, and what was known when. Answers are checked by hand."""

from __future__ import annotations

import json

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from tests.app.conftest import figures, numbers, words

PAGE = "explore/exits"


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


def metrics(app) -> dict[str, int]:
    return {label: int(value.replace(",", "")) for label, value in numbers(app).items()}


def counted(app) -> set[str]:
    """Headlines of the acts in the table of all that is counted."""
    return set(app.dataframe[-1].value["Event"]) if app.dataframe else set()


def test_the_switches_change_every_number_and_the_page_says_so(open_app):
    seen = []
    for counts in ("Any curtailment", "Physical presence reduced", "Left"):
        for unit in ("Acts", "Organisations", "Organisation–sector pairs"):
            app = open_app(PAGE, counts=counts, unit=unit)
            assert not app.exception
            text = words(app)
            assert f"All numbers count {unit.lower()} by “{counts.lower()}”" in text
            assert metrics(app)[counts] == next(iter(metrics(app).values()))
            seen.append(tuple(metrics(app).values()))
    assert len(set(seen)) == 9


def test_every_chart_says_definition_and_unit(open_app):
    app = open_app(PAGE, counts="Left", unit="Organisations", known="2024-06-30")
    notes = [line for line in words(app).splitlines() if line.startswith("Counted: organisations")]
    assert len(notes) == len(figures(app)) == 4
    assert all("“left” as known on 30 June 2024" in note for note in notes)


def test_the_ladder_adds_up_to_the_acts_counted(open_app):
    app = open_app(PAGE)
    counts = metrics(app)
    total = counts.pop("Any curtailment")
    assert sum(counts.values()) == total == len(app.dataframe[-1].value)
    ladder = figures(app)[0]
    assert sum(int(text) for trace in ladder["data"] for text in trace.get("text", [])) == total


def test_law_firms_that_closed_offices(open_app, dataset):
    """Case 1: how many US law firms closed or split off offices, and when."""
    app = open_app(PAGE, sector="legal", counts="Left", unit="Organisations")
    closed = [
        event
        for event in dataset.events
        if "legal" in event.sectors
        and event.action in ("closure", "divestment")
        and event.status in ("done", "reported")
    ]
    firms = {org.id for event in closed for org in event.orgs if org.role == "actor"}
    assert metrics(app)["Left"] == len(firms) >= 15
    assert {"Sidley Austin announces closure of its Shanghai office"} <= counted(app)
    assert "Most did in 2024" in words(app)


@pytest.mark.parametrize(("known", "left"), [("2022-12-31", False), ("2023-06-30", True), ("2024-12-31", False)])
def test_a_departure_that_was_undone(open_app, known, left):
    """Case 2: Blizzard announced its end in China in 2022, left in January 2023 and came back in June 2024."""
    app = open_app(PAGE, org="activision-blizzard", counts="Left", known=known)
    headline = "Blizzard says it will suspend most of its games in China as its NetEase licences lapse"
    assert (headline in counted(app)) == left


def test_an_online_service_is_no_site(open_app):
    """Case 3: Airbnb ended a service in China, IBM closed laboratories with people in them."""
    airbnb, ibm = (open_app(PAGE, org=org, counts="Physical presence reduced") for org in ("airbnb", "ibm"))
    assert metrics(airbnb)["Physical presence reduced"] == 0
    assert metrics(ibm)["Closes"] == 2


def test_what_is_selected_where_nothing_counts(open_app):
    app = open_app(PAGE, group="government")
    assert not app.exception
    assert metrics(app)["Any curtailment"] == 0
    assert not figures(app)


def test_the_method_page_prints_the_definitions(open_app, dataset):
    text = words(open_app("about/method"))
    for definition in dataset.taxonomy.exits.values():
        assert definition.label in text
        assert definition.description in text


def test_figures_have_no_placeholder_colour(open_app):
    assert "#00000" not in json.dumps(figures(open_app(PAGE)))
