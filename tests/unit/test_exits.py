"""What counts as an exit, on which day, and in which unit; checked against a count by hand over the records."""

import dataclasses
import datetime as dt
from itertools import product

import numpy as np
import pytest

from decoupling.aggregate import aggregate
from decoupling.dates import last_day
from decoupling.exits import (
    UNITS,
    ExitView,
    count_exits,
    exit_frame,
    find_exits,
    furthest_rungs,
    known_by,
    read_view,
    statuses_on,
)
from decoupling.filters import EventFilter
from decoupling.model import StatusStep
from decoupling.snapshot import build_snapshot

LAB, OFFICE, SUPPLY = (
    "2024-05-02-acme-shanghai-lab",
    "2024-05-06-acme-beijing-office",
    "2023-12-lithotool-stops-service",
)
DEFINITIONS = ("curtailment", "presence", "left")
DAYS = (None, dt.date(2024, 1, 1), dt.date(2024, 5, 4), dt.date(2025, 1, 1))


def change(dataset, event_id, **changes):
    events = tuple(e.model_copy(update=changes) if e.id == event_id else e for e in dataset.events)
    return dataclasses.replace(dataset, events=events)


def exits_of(dataset, view):
    snapshot = build_snapshot(dataset)
    found = find_exits(snapshot, np.arange(snapshot.size), dataset.taxonomy, view)
    return {snapshot.ids[i] for i in found}


def expected_exits(dataset, view):
    """The same by hand: over records, without integer codes."""
    tax, found = dataset.taxonomy, []
    definition = tax.exits[view.definition]
    rung_of = {action: code for code, rung in tax.rungs.items() for action in rung.actions}
    for event in dataset.events:
        if view.known and last_day(event.date) > view.known:
            continue
        status = event.status
        if view.known and event.history:
            past = [step.status for step in event.history if last_day(step.date) <= view.known]
            status = past[-1] if past else event.history[0].status
        rung = rung_of.get(event.action)
        pair = (rung, event.function)
        never = [(part.rung, function) for part in definition.without for function in part.functions]
        city = [(part.rung, function) for part in definition.with_city for function in part.functions]
        if (
            rung in definition.rungs
            and event.direction in definition.directions
            and status in definition.statuses
            and pair not in never
            and (pair not in city or any(place.city for place in event.places))
        ):
            found.append(event)
    return found


def units_of(events, unit, tax, axes):
    """(cell, unit) pairs by hand."""
    rung_of = {action: code for code, rung in tax.rungs.items() for action in rung.actions}
    pairs = set()
    for event, sector in [(act, code) for act in events for code in act.sectors]:
        values = {"rung": rung_of[event.action], "year": int(event.date[:4]), "sector": sector}
        values["function"] = event.function or ""
        cell = tuple(values[axis] for axis in axes)
        actors = [org.id for org in event.orgs if org.role == "actor"]
        units = {"acts": [event.id], "organisations": actors, "pairs": [(org, sector) for org in actors]}
        pairs |= {(cell, one) for one in units[unit]}
    return pairs


@pytest.mark.parametrize(("definition", "known"), list(product(DEFINITIONS, DAYS)))
def test_a_view_finds_the_acts_that_its_definition_names(definition, known, tiny_dataset):
    view = ExitView(definition, known=known)
    assert exits_of(tiny_dataset, view) == {event.id for event in expected_exits(tiny_dataset, view)}


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("axes", [(), ("rung", "year"), ("sector", "rung"), ("sector", "year"), ("sector", "function")])
def test_cells_hold_distinct_units(definition, unit, axes, tiny_dataset, tiny_snapshot):
    view = ExitView(definition)
    expected = units_of(expected_exits(tiny_dataset, view), unit, tiny_dataset.taxonomy, axes)
    exits = find_exits(tiny_snapshot, np.arange(tiny_snapshot.size), tiny_dataset.taxonomy, view)
    counts = count_exits(tiny_snapshot, exits, tiny_dataset.taxonomy, unit, axes)
    assert counts.sum() == len(expected)
    if axes:
        frame = exit_frame(tiny_snapshot, exits, tiny_dataset.taxonomy, unit, axes)
        cells = {tuple(row[:2]): row[2] for row in frame.itertuples(index=False)}
        assert cells == {cell: sum(pair[0] == cell for pair in expected) for cell, _ in expected if "" not in cell}


def test_pairs_add_up_by_sector_and_acts_do_not(tiny_dataset, tiny_snapshot):
    exits = find_exits(tiny_snapshot, np.arange(tiny_snapshot.size), tiny_dataset.taxonomy, ExitView("curtailment"))
    totals = {unit: int(count_exits(tiny_snapshot, exits, tiny_dataset.taxonomy, unit)) for unit in UNITS}
    sums = {
        unit: int(count_exits(tiny_snapshot, exits, tiny_dataset.taxonomy, unit, ("sector",)).sum()) for unit in UNITS
    }
    assert totals == {"acts": 4, "organisations": 3, "pairs": 4}
    assert sums == {"acts": 5, "organisations": 4, "pairs": 4}


def test_an_announced_halt_is_a_curtailment_and_no_departure(tiny_dataset):
    assert SUPPLY in exits_of(tiny_dataset, ExitView("curtailment"))
    assert SUPPLY not in exits_of(tiny_dataset, ExitView("presence")) | exits_of(tiny_dataset, ExitView("left"))


@pytest.mark.parametrize(
    ("known", "counted"), [("2024-05-01", False), ("2024-05-02", True), ("2024-08-31", True), ("2024-09-30", False)]
)
def test_an_act_counts_from_its_first_public_day_to_its_reversal(known, counted, tiny_dataset):
    history = (StatusStep(date="2024-05-02", status="done"), StatusStep(date="2024-09", status="reversed"))
    undone = change(tiny_dataset, LAB, status="reversed", history=history)
    assert (LAB in exits_of(undone, ExitView("left", known=dt.date.fromisoformat(known)))) == counted
    assert LAB not in exits_of(undone, ExitView("left"))


def test_an_act_of_a_month_is_known_from_its_end(tiny_snapshot):
    everything = np.arange(tiny_snapshot.size)
    position = tiny_snapshot.ids.index(SUPPLY)
    assert position not in known_by(tiny_snapshot, everything, dt.date(2023, 12, 30))
    assert position in known_by(tiny_snapshot, everything, dt.date(2023, 12, 31))


def test_today_the_status_is_that_of_the_record(tiny_snapshot):
    everything = np.arange(tiny_snapshot.size)
    for day in (None, tiny_snapshot.released):
        assert (statuses_on(tiny_snapshot, everything, day) == tiny_snapshot.columns["status"]).all()


@pytest.mark.parametrize(("function", "city", "counted"), [
    ("research", None, True), ("service", None, False), ("service", "Shanghai", True), ("supply", "Shanghai", False),
])  # fmt: skip
def test_a_closed_service_reduces_presence_only_with_a_city(function, city, counted, tiny_dataset):
    place = tiny_dataset.by_id[LAB].places[0].model_copy(update={"city": city})
    changed = change(tiny_dataset, LAB, function=function, places=(place,))
    assert (LAB in exits_of(changed, ExitView("presence"))) == counted
    assert LAB in exits_of(changed, ExitView("left"))


def test_a_neutral_act_is_no_exit(tiny_dataset):
    assert LAB not in exits_of(change(tiny_dataset, LAB, direction="neutral"), ExitView("curtailment"))


def test_each_organisation_stands_on_its_furthest_rung(tiny_dataset, tiny_snapshot):
    exits = find_exits(tiny_snapshot, np.arange(tiny_snapshot.size), tiny_dataset.taxonomy, ExitView("curtailment"))
    frame = furthest_rungs(tiny_snapshot, exits, tiny_dataset.taxonomy)
    rows = [tuple(row) for row in frame[["org", "rung", "events"]].itertuples(index=False)]
    assert rows == [("acme", "closes", 2), ("adviser", "closes", 1), ("lithotool", "halts", 1)]
    ids = [(tiny_snapshot.ids[row.first], tiny_snapshot.ids[row.last]) for row in frame.itertuples()]
    assert ids[0] == (LAB, OFFICE)


def test_a_view_travels_as_options(tiny_dataset):
    for view in (ExitView("left", "pairs", dt.date(2024, 2, 29)), ExitView("presence")):
        assert read_view(view.to_options(), tiny_dataset.taxonomy) == view
    assert read_view({"definition": "", "unit": "", "known": ""}, tiny_dataset.taxonomy) == ExitView("curtailment")


def test_no_event_gives_no_unit(tiny_dataset, tiny_snapshot):
    none = aggregate(tiny_snapshot, EventFilter(q="no such words")).positions
    exits = find_exits(tiny_snapshot, none, tiny_dataset.taxonomy, ExitView("curtailment"))
    for unit, axes in product(UNITS, [(), ("sector", "rung")]):
        assert count_exits(tiny_snapshot, exits, tiny_dataset.taxonomy, unit, axes).sum() == 0
    assert furthest_rungs(tiny_snapshot, exits, tiny_dataset.taxonomy).empty
