"""What is said in words and single figures follows from the events in view."""

import datetime as dt

import pytest

from decoupling.summary import (
    list_key_figures,
    selected_events,
    summarise_companies,
    summarise_organisation,
    summarise_records,
    summarise_sectors,
    summarise_state,
    summarise_time,
)

FILTERS = [
    {},
    {"sectors": ("chips",)},
    {"orgs": ("dragon",)},
    {"orgs": ("adviser",)},
    {"q": "venture"},
    {"directions": ("neutral",)},
    {"actions": ("closure",)},
    {"q": "no such words"},
]
each_filter = pytest.mark.parametrize("conditions", FILTERS, ids=str)
YEARS = ("2023", "2024", "2025")


def figures(selection):
    return {figure.label: figure for figure in list_key_figures(selection)}


def count_by_year(events):
    return tuple(sum(event.date[:4] == year for event in events) for year in YEARS)


@each_filter
def test_selected_events_stand_in_the_order_of_the_dataset(conditions, select):
    selection = select(**conditions)
    events = selected_events(selection)
    assert events == [event for event in selection.dataset.events if event in events]
    assert len(events) == selection.counts.events


@each_filter
def test_the_first_figure_counts_the_events_by_year(conditions, select):
    selection = select(**conditions)
    events, figure = selected_events(selection), figures(selection)["Acts"]
    assert (figure.value, figure.by_year, figure.kind) == (str(len(events)), count_by_year(events), "bar")


@each_filter
def test_the_share_of_decoupling_leaves_neutral_events_aside(conditions, select):
    selection = select(**conditions)
    directed = [event for event in selected_events(selection) if event.direction != "neutral"]
    cut = [event for event in directed if event.direction == "decoupling"]
    pairs = zip(count_by_year(cut), count_by_year(directed), strict=True)
    figure = figures(selection)["Decoupling"]
    assert figure.value == (f"{len(cut) / len(directed):.0%}" if directed else "–")
    assert figure.by_year == tuple(part / whole for part, whole in pairs if whole)


@each_filter
def test_closures_are_counted_by_year(conditions, select):
    selection = select(**conditions)
    closures = [event for event in selected_events(selection) if event.action == "closure"]
    figure = figures(selection)["Closures"]
    assert (figure.value, figure.by_year) == (str(len(closures)), count_by_year(closures))


@each_filter
def test_organisations_are_counted_once_whatever_their_role(conditions, select):
    selection = select(**conditions)
    found = {org.id for event in selected_events(selection) for org in event.orgs}
    assert figures(selection)["Organisations"].value == str(len(found))


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (
            {},
            "Of 12 acts, 8 loosen the tie between the United States and China; 7 are by companies. "
            "The most common kind is closure (3).",
        ),
        (
            {"orgs": ("adviser",)},
            "Of 1 act, 1 loosens the tie between the United States and China; 1 is by companies. "
            "The most common kind is closure (1).",
        ),
        (
            {"sectors": ("minerals",), "directions": ("recoupling",)},
            "Of 1 act, none loosens the tie between the United States and China; none is by companies. "
            "The most common kind is easing (1).",
        ),
    ],
)
def test_the_state_in_words(conditions, words, select):
    assert summarise_state(select(**conditions)) == words


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (
            {},
            "2023, 2024 and 2025 hold most, 4 acts each. The first in view is of 2023, the last of 10 November 2025.",
        ),
        (
            {"sectors": ("chips",)},
            "2023 holds most, 3 acts. The first in view is of 17 October 2023, the last of 14 August 2025.",
        ),
        (
            {"orgs": ("lithotool", "ministry")},
            "2023, 2024 and 2025 hold most, 1 act each. "
            "The first in view is of December 2023, the last of 10 November 2025.",
        ),
    ],
)
def test_the_time_in_words(conditions, words, select):
    assert summarise_time(select(**conditions)) == words


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (
            {},
            "12 events with 14 source pages; 8 rest on an official text or on independent publishers. "
            "2 were read a second time against the sources.",
        ),
        (
            {"actions": ("closure",), "orgs": ("acme",), "sectors": ("ai",)},
            "1 event with 2 source pages; 1 rests on an official text or on independent publishers. "
            "1 was read a second time against the sources.",
        ),
    ],
)
def test_the_records_in_words(conditions, words, select):
    assert summarise_records(select(**conditions)) == words


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({}, "Most acts touch semiconductors: 7 of 12. Recoupling is strongest in critical minerals: 1 of 2."),
        ({"orgs": ("adviser",)}, "Most acts touch consulting & professional services: 1 of 1."),
    ],
)
def test_the_sectors_in_words(conditions, words, select):
    assert summarise_sectors(select(**conditions)) == words


@pytest.mark.parametrize(
    ("conditions", "listed", "words"),
    [
        (
            {},
            None,
            "6 of 7 organisations acted and 4 were acted on or hit. Most often a target: Dragon, 1 time.",
        ),
        ({}, ("adviser",), "1 of 1 organisation acted and 0 were acted on or hit."),
        (
            {"q": "lists"},
            ("bureau", "dragon"),
            "1 of 2 organisations acted and 1 was acted on or hit. Most often a target: Dragon, 1 time.",
        ),
        ({}, (), ""),
    ],
)
def test_the_companies_in_words(conditions, listed, words, select):
    selection = select(**conditions)
    assert summarise_companies(selection, selection.dataset.organisations if listed is None else listed) == words


@pytest.mark.parametrize(
    ("conditions", "org", "words"),
    [
        (
            {},
            "dragon",
            "Dragon acts in 2, is the target in 1 and is hit in 3 of 6 acts in view. "
            "The first is of 17 October 2023, the last of October 2025.",
        ),
        (
            {},
            "acme",
            "Acme acts in 4 and is hit in 1 of 5 acts in view. The first is of 2 May 2024, the last of October 2025.",
        ),
        ({}, "lithotool", "Lithotool acts in 1 of 1 act in view. It is of December 2023."),
        ({"end": dt.date(2023, 10, 17)}, "bureau", "Bureau acts in 2 of 2 acts in view. All are of 17 October 2023."),
        ({"orgs": ("adviser",)}, "dragon", ""),
    ],
)
def test_one_organisation_in_words(conditions, org, words, select):
    assert summarise_organisation(select(**conditions), org) == words


@pytest.mark.parametrize("summarise", [summarise_state, summarise_time, summarise_records, summarise_sectors])
def test_nothing_is_said_of_no_event(summarise, select):
    assert summarise(select(q="no such words")) == ""
