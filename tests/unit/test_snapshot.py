"""The snapshot: the same facts as the dataset, in columns that never change."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from decoupling.dates import EPOCH, parse_partial
from decoupling.snapshot import NO_MONTH, build_snapshot, search_names


def test_positions_follow_the_events_of_the_dataset(tiny_dataset, tiny_snapshot):
    assert list(tiny_snapshot.ids) == [event.id for event in tiny_dataset.events]


@pytest.mark.parametrize("dimension", ["action", "direction", "status", "verification"])
def test_a_coded_column_decodes_to_the_field_of_the_event(dimension, tiny_dataset, tiny_snapshot):
    decoded = [tiny_snapshot.codes[dimension][i] for i in tiny_snapshot.columns[dimension]]
    assert decoded == [getattr(event, dimension) for event in tiny_dataset.events]


def test_the_instrument_column_holds_empty_text_where_there_is_none(tiny_dataset, tiny_snapshot):
    decoded = [tiny_snapshot.codes["instrument"][i] for i in tiny_snapshot.columns["instrument"]]
    assert decoded == [event.instrument or "" for event in tiny_dataset.events]


def test_the_side_column_decodes_to_the_side_of_the_origin(tiny_dataset, tiny_snapshot):
    decoded = [tiny_snapshot.codes["side"][i] for i in tiny_snapshot.columns["side"]]
    assert decoded == [tiny_dataset.taxonomy.side_of(event.origin) for event in tiny_dataset.events]


def test_the_group_column_decodes_to_the_group_of_the_action(tiny_dataset, tiny_snapshot):
    decoded = [tiny_snapshot.codes["group"][i] for i in tiny_snapshot.columns["group"]]
    assert decoded == [tiny_dataset.taxonomy.group_of(event.action) for event in tiny_dataset.events]


def test_first_and_last_day_are_those_of_the_partial_date(tiny_dataset, tiny_snapshot):
    spans = [parse_partial(event.date)[:2] for event in tiny_dataset.events]
    days = zip(tiny_snapshot.first_day.tolist(), tiny_snapshot.last_day.tolist(), strict=True)
    assert [tuple(EPOCH + dt.timedelta(days=day) for day in pair) for pair in days] == spans


def test_months_count_from_january_of_the_first_year(tiny_dataset, tiny_snapshot):
    expected = [
        NO_MONTH if len(event.date) == 4 else (int(event.date[:4]) - 2023) * 12 + int(event.date[5:7]) - 1
        for event in tiny_dataset.events
    ]
    assert tiny_snapshot.month.tolist() == expected


def test_years_are_those_of_the_dates(tiny_dataset, tiny_snapshot):
    assert tiny_snapshot.year.tolist() == [int(event.date[:4]) for event in tiny_dataset.events]


def test_the_span_of_years_is_that_of_the_data(tiny_snapshot):
    assert (tiny_snapshot.first_year, tiny_snapshot.last_year, tiny_snapshot.years) == (2023, 2025, 3)


def test_the_sector_bridge_holds_every_sector_of_every_event(tiny_dataset, tiny_snapshot):
    bridge, codes = tiny_snapshot.sectors, tiny_snapshot.codes["sector"]
    rows = [(i, codes[member]) for i, member in zip(bridge.event.tolist(), bridge.member.tolist(), strict=True)]
    assert rows == [(i, code) for i, event in enumerate(tiny_dataset.events) for code in event.sectors]


def test_the_organisation_bridge_holds_every_part_with_its_role(tiny_dataset, tiny_snapshot):
    bridge, codes = tiny_snapshot.orgs, tiny_snapshot.codes
    columns = zip(bridge.event.tolist(), bridge.member.tolist(), bridge.keys["role"].tolist(), strict=True)
    rows = [(i, codes["org"][member], codes["role"][role]) for i, member, role in columns]
    assert rows == [(i, org.id, org.role) for i, event in enumerate(tiny_dataset.events) for org in event.orgs]


def test_the_version_and_the_day_are_those_of_the_dataset(tiny_dataset, tiny_snapshot):
    assert (tiny_snapshot.version, tiny_snapshot.released) == (tiny_dataset.version, dt.date(2025, 12, 31))


def test_size_and_length_count_events_and_codes(tiny_dataset, tiny_snapshot):
    assert (tiny_snapshot.size, tiny_snapshot.length("org")) == (12, len(tiny_dataset.organisations))


def arrays_of(value):
    """Every numpy array anywhere inside a value."""
    if isinstance(value, np.ndarray):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from arrays_of(getattr(value, field.name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from arrays_of(inner)


def test_no_array_of_a_snapshot_can_be_written(tiny_snapshot):
    arrays = list(arrays_of(tiny_snapshot))
    assert len(arrays) > 15
    assert not any(array.flags.writeable for array in arrays)


def test_a_snapshot_has_no_field_that_can_be_set(tiny_snapshot):
    with pytest.raises(dataclasses.FrozenInstanceError):
        tiny_snapshot.version = "other"


def test_an_organisation_is_known_by_its_name_aliases_chinese_and_former_names(tiny_dataset):
    assert {org: tuple(search_names(tiny_dataset, org)) for org in ("acme", "dragon", "adviser")} == {
        "acme": ("Acme", "Acme Cloud", "Apex"),
        "dragon": ("Dragon", "Dragon Semi", "龙芯片"),
        "adviser": ("Adviser",),
    }


def test_a_dataset_without_events_gives_an_empty_snapshot(tiny_dataset):
    empty = build_snapshot(dataclasses.replace(tiny_dataset, events=(), by_id={}))
    assert (empty.size, empty.years, empty.sectors.event.size, empty.orgs.event.size) == (0, 1, 0, 0)


def test_the_links_decode_to_those_of_the_events(tiny_dataset, tiny_snapshot):
    tax, links = tiny_dataset.taxonomy, tiny_snapshot.links
    rows = zip(links.event, links.member, links.keys["type"], links.keys["basis"], strict=True)
    decoded = [
        (tiny_snapshot.ids[later], tiny_snapshot.ids[earlier], tax.link_types.codes[kind], tax.link_bases.codes[basis])
        for later, earlier, kind, basis in rows
    ]
    assert decoded == [
        (event.id, link.event, link.type, link.basis) for event in tiny_dataset.events for link in event.links
    ]
