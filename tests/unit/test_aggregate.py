"""The counts: every frame against a plain recount of the events that the filter selects."""

import dataclasses
import datetime as dt
from collections import Counter
from functools import cache, partial

import numpy as np
import pandas as pd
import pytest

from decoupling.aggregate import aggregate, data_span, events_behind
from decoupling.dates import first_day
from decoupling.filters import (
    CHOICES,
    PRESETS,
    EventFilter,
    condition_masks,
    list_conditions,
    preset_start,
    with_values,
)
from decoupling.snapshot import build_snapshot, place_code

DIRECTIONS = ("decoupling", "recoupling", "neutral")
FILTERS = [
    EventFilter(),
    EventFilter(q="no such words"),
    EventFilter(orgs=("adviser",)),
    EventFilter(q="venture"),
    EventFilter(sectors=("chips",)),
    EventFilter(sectors=("cloud", "minerals")),
    EventFilter(orgs=("acme",)),
    EventFilter(orgs=("dragon", "ministry"), directions=("decoupling",)),
    EventFilter(groups=("government",), sides=("US",)),
    EventFilter(start=dt.date(2023, 12, 31), end=dt.date(2024, 5, 6)),
    EventFilter(actions=("closure",), verifications=("single",), q="office"),
    EventFilter(statuses=("done",), sectors=("chips",), orgs=("bureau",), end=dt.date(2025, 3, 5)),
]
each_filter = pytest.mark.parametrize("chosen", FILTERS, ids=str)


@pytest.fixture(scope="module")
def count(tiny_snapshot):
    """count(filter) -> its counts; each filter is counted once."""
    return cache(partial(aggregate, tiny_snapshot))


@pytest.fixture
def counts(count, chosen):
    return count(chosen)


@pytest.fixture
def events(tiny_dataset, counts):
    """The selected events, as records."""
    return [tiny_dataset.events[i] for i in counts.positions]


def number_left(snapshot, chosen):
    """How many events meet every condition of a filter."""
    masks = condition_masks(snapshot, chosen).values()
    return int(np.logical_and.reduce([np.ones(snapshot.size, dtype=bool), *masks]).sum())


def rows_of(frame, *columns):
    return [tuple(row) for row in frame[list(columns)].itertuples(index=False)]


def by_direction(events):
    """Decoupling, recoupling, neutral, all."""
    found = Counter(event.direction for event in events)
    return (*(found[direction] for direction in DIRECTIONS), len(events))


def split_by(codes, events, has):
    """(code, decoupling, recoupling, neutral, events) for each code with events, in order."""
    rows = [(code, *by_direction([event for event in events if has(event, code)])) for code in codes]
    return [row for row in rows if row[-1]]


@each_filter
def test_events_are_the_distinct_total(counts, events):
    assert (counts.events, counts.total) == (len({event.id for event in events}), 12)


@each_filter
def test_years_recount(counts, events):
    expected = [(y, *by_direction([e for e in events if e.date[:4] == str(y)])[:3]) for y in (2023, 2024, 2025)]
    assert rows_of(counts.years, "year", *DIRECTIONS) == expected


@each_filter
def test_months_recount_from_the_first_to_the_last_without_a_gap(counts, events):
    dated = [event for event in events if len(event.date) > 4]
    months = pd.period_range(min(e.date[:7] for e in dated), max(e.date[:7] for e in dated), freq="M") if dated else []
    expected = [(m.to_timestamp(), *by_direction([e for e in dated if e.date[:7] == str(m)])[:3]) for m in months]
    assert rows_of(counts.months, "month", *DIRECTIONS) == expected


@each_filter
def test_events_known_only_to_the_year_are_counted_apart(counts, events):
    assert counts.without_month == sum(len(event.date) == 4 for event in events)


@each_filter
def test_months_and_what_has_no_month_add_up_to_all(counts):
    assert int(counts.months[list(DIRECTIONS)].to_numpy().sum()) + counts.without_month == counts.events


@each_filter
def test_sectors_by_direction_recount(counts, events, tiny_dataset):
    expected = split_by(tiny_dataset.taxonomy.sectors.codes, events, lambda event, code: code in event.sectors)
    assert rows_of(counts.sector_directions, "sector", *DIRECTIONS, "events") == expected


@each_filter
def test_sectors_by_year_recount(counts, events, tiny_dataset):
    expected = [
        (code, year, *by_direction([e for e in events if code in e.sectors and e.date[:4] == str(year)]))
        for code in tiny_dataset.taxonomy.sectors.codes
        for year in (2023, 2024, 2025)
    ]
    assert rows_of(counts.sector_years, "sector", "year", *DIRECTIONS, "events") == expected


@each_filter
def test_sectors_by_kind_of_act_recount(counts, events):
    expected = Counter((code, event.action) for event in events for code in event.sectors)
    found = rows_of(counts.sector_actions, "sector", "action", "events")
    assert {row[:2]: row[2] for row in found} == expected and len(found) == len(expected)


@each_filter
def test_kinds_of_act_recount(counts, events, tiny_dataset):
    expected = split_by(tiny_dataset.taxonomy.actions.codes, events, lambda event, code: event.action == code)
    assert rows_of(counts.actions, "action", *DIRECTIONS, "events") == expected


@each_filter
def test_kinds_of_act_by_year_recount(counts, events):
    expected = Counter((event.action, int(event.date[:4])) for event in events)
    found = rows_of(counts.action_years, "action", "year", "events")
    assert {row[:2]: row[2] for row in found} == expected and len(found) == len(expected)


@each_filter
def test_verifications_recount(counts, events, tiny_dataset):
    codes = tiny_dataset.taxonomy.verifications.codes
    expected = split_by(codes, events, lambda event, code: event.verification == code)
    assert rows_of(counts.verifications, "verification", *DIRECTIONS, "events") == expected


@each_filter
def test_instruments_recount_and_leave_out_events_without_one(counts, events):
    codes = sorted({event.instrument for event in events if event.instrument})
    expected = split_by(codes, events, lambda event, code: event.instrument == code)
    assert rows_of(counts.instruments, "instrument", *DIRECTIONS, "events") == expected


@each_filter
def test_organisations_recount_with_the_most_active_first(counts, events, tiny_dataset):
    expected = []
    for org_id in tiny_dataset.organisations:
        mine = [event for event in events if org_id in {org.id for org in event.orgs}]
        roles = Counter(org.role for event in mine for org in event.orgs if org.id == org_id)
        row = (org_id, len(mine), roles["actor"], roles["target"], roles["affected"], *by_direction(mine)[:3])
        expected += [row] if mine else []
    expected.sort(key=lambda row: (-row[1], list(tiny_dataset.organisations).index(row[0])))
    columns = ("org", "events", "actor", "target", "affected", *DIRECTIONS)
    found = rows_of(counts.organisations, *columns)
    assert sorted(found) == sorted(expected)
    assert [row[1] for row in found] == [row[1] for row in expected]


@each_filter
def test_organisations_of_equal_number_stand_in_alphabetical_order(counts):
    ranked = rows_of(counts.organisations, "events", "org")
    assert ranked == sorted(ranked, key=lambda row: (-row[0], row[1]))


@each_filter
def test_organisations_know_their_first_and_last_event_and_their_years(counts, events, tiny_dataset):
    for row in counts.organisations.itertuples():
        mine = [event for event in events if row.org in {org.id for org in event.orgs}]
        assert tiny_dataset.events[row.first] == mine[0]
        assert tiny_dataset.events[row.last] == mine[-1]
        years = Counter(int(event.date[:4]) for event in mine)
        assert row.by_year.tolist() == [years[year] for year in (2023, 2024, 2025)]


@each_filter
def test_sector_cells_add_up_to_the_sectors_of_the_events_not_to_the_events(counts, events):
    cells = sum(len(event.sectors) for event in events)
    for frame in (counts.sector_directions, counts.sector_years, counts.sector_actions):
        assert int(frame["events"].sum()) == cells


def test_an_event_in_two_sectors_counts_in_both_and_once_in_the_total(tiny_snapshot):
    counts = aggregate(tiny_snapshot, EventFilter())
    assert (int(counts.sector_directions["events"].sum()), counts.events) == (16, 12)


@each_filter
@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.key)
def test_a_facet_tells_what_a_code_alone_in_its_field_would_leave(choice, chosen, counts, tiny_snapshot):
    expected = {
        code: number_left(tiny_snapshot, with_values(chosen, choice.field, (code,)))
        for code in tiny_snapshot.codes[choice.key]
    }
    assert counts.facets[choice.key] == expected


@each_filter
def test_the_period_facet_tells_what_a_preset_would_leave(chosen, counts, tiny_snapshot):
    starts = {preset: preset_start(preset, tiny_snapshot.released) for preset in PRESETS}
    expected = {
        preset: number_left(tiny_snapshot, dataclasses.replace(chosen, start=start, end=None))
        for preset, start in starts.items()
    }
    assert counts.facets["period"] == expected


@each_filter
def test_facets_cover_every_choice_and_the_period(counts):
    assert set(counts.facets) == {choice.key for choice in CHOICES} | {"period"}


@each_filter
def test_without_tells_what_dropping_a_condition_would_leave(chosen, counts, tiny_snapshot):
    empty = {"q": "", **{choice.field: () for choice in CHOICES}}
    drop = {name: {"start": None, "end": None} if name == "period" else {name: empty[name]} for name in counts.without}
    expected = {
        name: number_left(tiny_snapshot, dataclasses.replace(chosen, **change)) for name, change in drop.items()
    }
    assert counts.without == expected


@each_filter
def test_without_names_every_condition_that_is_listed(chosen, counts, tiny_snapshot):
    span = data_span(tiny_snapshot)
    listed = list_conditions(chosen, lambda key, code: code, span=span)
    assert set(counts.without) == {condition.field for condition in listed}


def test_an_empty_dataset_has_only_empty_counts(tiny_dataset):
    counts = aggregate(build_snapshot(dataclasses.replace(tiny_dataset, events=(), by_id={})), EventFilter())
    assert (counts.events, counts.total, counts.months.empty, counts.organisations.empty) == (0, 0, True, True)


def test_the_span_of_the_data_is_from_the_first_to_the_last_day_an_event_may_mean(tiny_snapshot):
    assert data_span(tiny_snapshot) == (dt.date(2023, 1, 1), dt.date(2025, 11, 10))


def test_an_empty_dataset_has_no_span(tiny_dataset):
    with pytest.raises(ValueError, match="holds no event"):
        data_span(build_snapshot(dataclasses.replace(tiny_dataset, events=(), by_id={})))


# --- the events behind a mark --------------------------------------------------------------------

HOLDS = {
    "sector": lambda event, code, tax: code in event.sectors,
    "action": lambda event, code, tax: event.action == code,
    "direction": lambda event, code, tax: event.direction == code,
    "status": lambda event, code, tax: event.status == code,
    "side": lambda event, code, tax: tax.side_of(event.origin) == code,
    "verification": lambda event, code, tax: event.verification == code,
    "group": lambda event, code, tax: tax.group_of(event.action) == code,
    "instrument": lambda event, code, tax: (event.instrument or "") == code,
    "record": lambda event, code, tax: code == "curated",
    "org": lambda event, code, tax: code in {org.id for org in event.orgs},
    "role": lambda event, code, tax: code in {org.role for org in event.orgs},
    "function": lambda event, code, tax: (event.function or "") == code,
    "place": lambda event, code, tax: code in {place_code(place) for place in event.places},
    "country": lambda event, code, tax: code in {place.country for place in event.places},
}


def ids_behind(snapshot, mark, positions=None):
    everything = np.arange(snapshot.size) if positions is None else positions
    return [snapshot.ids[i] for i in events_behind(snapshot, everything, mark)]


@pytest.mark.parametrize("dimension", HOLDS)
def test_a_code_of_a_dimension_resolves_to_the_events_that_hold_it(dimension, tiny_dataset, tiny_snapshot):
    holds = HOLDS[dimension]
    for code in tiny_snapshot.codes[dimension]:
        expected = [event.id for event in tiny_dataset.events if holds(event, code, tiny_dataset.taxonomy)]
        assert ids_behind(tiny_snapshot, {dimension: code}) == expected


def test_every_coded_dimension_is_tried(tiny_snapshot):
    assert set(HOLDS) == set(tiny_snapshot.codes)


@pytest.mark.parametrize("period", ["2022", "2023", "2024", "2025", "2026"])
def test_a_year_resolves_to_its_events(period, tiny_dataset, tiny_snapshot):
    expected = [event.id for event in tiny_dataset.events if event.date[:4] == period]
    assert ids_behind(tiny_snapshot, {"period": period}) == expected


@pytest.mark.parametrize(
    "period", [f"{year}-{month:02}" for year in (2022, 2023, 2024, 2025) for month in range(1, 13)]
)
def test_a_month_resolves_to_its_events_but_not_to_those_known_to_the_year(period, tiny_dataset, tiny_snapshot):
    expected = [event.id for event in tiny_dataset.events if event.date[:7] == period]
    assert ids_behind(tiny_snapshot, {"period": period}) == expected


@pytest.mark.parametrize(
    "period", [f"{year}-Q{quarter}" for year in (2022, 2023, 2024, 2025) for quarter in range(1, 5)]
)
def test_a_quarter_resolves_to_its_events_but_not_to_those_known_to_the_year(period, tiny_dataset, tiny_snapshot):
    expected = [
        event.id
        for event in tiny_dataset.events
        if len(event.date) > 4 and f"{event.date[:4]}-Q{(first_day(event.date).month + 2) // 3}" == period
    ]
    assert ids_behind(tiny_snapshot, {"period": period}) == expected


@pytest.mark.parametrize("role", ["actor", "target", "affected"])
@pytest.mark.parametrize("org_id", ["acme", "bureau", "dragon", "ministry"])
def test_an_organisation_with_a_role_means_that_organisation_in_that_role(org_id, role, tiny_dataset, tiny_snapshot):
    expected = [event.id for event in tiny_dataset.events if (org_id, role) in {(o.id, o.role) for o in event.orgs}]
    assert ids_behind(tiny_snapshot, {"org": org_id, "role": role}) == expected


def test_dimensions_of_a_mark_must_all_hold(tiny_snapshot):
    mark = {"sector": "chips", "org": "dragon", "role": "affected", "direction": "decoupling", "period": "2023-Q4"}
    expected = ["2023-10-17-bureau-chip-rule", "2023-12-lithotool-stops-service"]
    assert ids_behind(tiny_snapshot, mark) == expected


def test_an_event_resolves_to_itself(tiny_snapshot):
    assert [ids_behind(tiny_snapshot, {"event": event}) for event in tiny_snapshot.ids] == [
        [event] for event in tiny_snapshot.ids
    ]


def test_a_mark_without_dimensions_holds_the_whole_selection(tiny_snapshot):
    assert ids_behind(tiny_snapshot, {}) == list(tiny_snapshot.ids)


def test_only_selected_events_are_behind_a_mark(tiny_snapshot):
    selected = aggregate(tiny_snapshot, EventFilter(orgs=("acme",))).positions
    expected = ["2024-11-20-acme-dragon-chip-variant", "2025-08-14-bureau-licenses-acme"]
    assert ids_behind(tiny_snapshot, {"sector": "chips"}, selected) == expected


def test_an_unknown_dimension_is_refused_with_the_allowed_ones(tiny_snapshot):
    with pytest.raises(ValueError, match="unknown dimension 'colour'; allowed: event, period, action, direction") as no:
        ids_behind(tiny_snapshot, {"colour": "red"})
    assert all(dimension in str(no.value) for dimension in tiny_snapshot.codes)


@pytest.mark.parametrize("mark", [{"sector": "nonsense"}, {"org": "nonsense"}, {"action": ""}, {"period": "soon"}])
def test_an_unknown_code_is_refused(mark, tiny_snapshot):
    with pytest.raises(ValueError, match=r"\w"):
        ids_behind(tiny_snapshot, mark)
