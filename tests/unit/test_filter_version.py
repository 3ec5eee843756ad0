"""The version in a filter: it travels in the address, selects no events, and outlives a reset."""

from decoupling.filters import (
    MAX_VERSION_LENGTH,
    EventFilter,
    condition_masks,
    filter_from_query,
    filter_to_query,
    version_in,
)


def test_a_version_travels_in_the_address_and_selects_no_events(tiny_snapshot):
    chosen = EventFilter(sectors=("chips",), version="2024.12.31-0123abcd+w7")
    query = filter_to_query(chosen)
    assert query == {"sector": ["chips"], "v": ["2024.12.31-0123abcd+w7"]}
    assert filter_from_query(query, tiny_snapshot.codes) == chosen
    assert list(condition_masks(tiny_snapshot, chosen)) == ["sectors"]


def test_a_plus_sign_that_an_address_made_a_space_is_put_back():
    assert version_in({"v": ["2024.12.31-0123abcd w7"]}) == "2024.12.31-0123abcd+w7"
    assert version_in({}) == "" and len(version_in({"v": ["x" * 1000]})) == MAX_VERSION_LENGTH


def test_a_reset_keeps_the_version():
    chosen = EventFilter(sectors=("chips",), version="2024.12.31-0123abcd")
    assert chosen.without_conditions == EventFilter(version="2024.12.31-0123abcd")
    assert chosen.without_conditions.is_empty and not chosen.is_empty
