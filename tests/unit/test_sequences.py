"""Sequences of acts: the longest way through the links that carry one on."""

import dataclasses

import pytest

from decoupling.model import Link
from decoupling.sequences import find_sequences
from decoupling.snapshot import build_snapshot

CHIP_RULE, LISTING = "2023-10-17-bureau-chip-rule", "2023-10-17-bureau-lists-dragon"
METALS, TRUCE = "2024-07-01-ministry-metal-controls", "2025-11-10-ministry-suspends-metal-controls"
VARIANT, SUIT, LICENCE = (
    "2024-11-20-acme-dragon-chip-variant",
    "2025-03-05-dragon-sues-bureau",
    "2025-08-14-bureau-licenses-acme",
)


def sequences_of(dataset, links=()):
    """Sequences as lists of ids, with (later, type, earlier, basis) links added."""
    events = []
    for event in dataset.events:
        own = tuple(Link(type=kind, event=b, basis=basis) for a, kind, b, basis in links if a == event.id)
        events.append(event.model_copy(update={"links": (*event.links, *own)}))
    changed = dataclasses.replace(dataset, events=tuple(events), by_id={event.id: event for event in events})
    snapshot = build_snapshot(changed)
    return [
        [(snapshot.ids[step.act], step.link, step.stated, step.others) for step in steps]
        for steps in find_sequences(snapshot, changed.taxonomy)
    ]


def ids(sequences):
    return [[step[0] for step in steps] for steps in sequences]


def test_rule_retaliation_suspension(tiny_dataset):
    assert sequences_of(tiny_dataset) == [
        [(CHIP_RULE, "", True, 1), (METALS, "responds_to", True, 0), (TRUCE, "reverses", True, 0)]
    ]


@pytest.mark.parametrize("kind", ["extends", "cites"])
def test_links_that_carry_no_sequence_on_are_passed_over(kind, tiny_dataset):
    assert ids(sequences_of(tiny_dataset, [(LICENCE, kind, SUIT, "stated")])) == [[CHIP_RULE, METALS, TRUCE]]


def test_the_longest_comes_first(tiny_dataset):
    more = [(LICENCE, "responds_to", SUIT, "timing"), (TRUCE, "responds_to", LICENCE, "stated")]
    found = sequences_of(tiny_dataset, more)
    assert ids(found)[0] == [LISTING, SUIT, LICENCE, TRUCE]
    assert found[0][2] == (LICENCE, "responds_to", False, 0)


def test_of_two_ways_as_long_the_one_with_more_stated_links_is_taken(tiny_dataset):
    ways = [(LICENCE, "responds_to", METALS, "timing"), (LICENCE, "responds_to", SUIT, "stated")]
    assert [LISTING, SUIT, LICENCE] in ids(sequences_of(tiny_dataset, ways))


def test_a_sequence_that_only_repeats_another_is_left_to_it(tiny_dataset):
    fork = [(LICENCE, "responds_to", METALS, "stated")]
    assert sequences_of(tiny_dataset, fork) == [
        [(CHIP_RULE, "", True, 1), (METALS, "responds_to", True, 1), (TRUCE, "reverses", True, 0)]
    ]


def test_without_an_answer_there_is_no_sequence(tiny_dataset):
    chain = [(SUIT, "implements", VARIANT, "stated"), (LICENCE, "implements", VARIANT, "stated")]
    deep = [*chain, (TRUCE, "implements", LICENCE, "stated")]
    assert all(VARIANT not in steps for steps in ids(sequences_of(tiny_dataset, deep)))


def test_a_circle_of_links_ends(tiny_dataset):
    circle = [(LISTING, "responds_to", CHIP_RULE, "timing"), (CHIP_RULE, "responds_to", LISTING, "timing")]
    assert sequences_of(tiny_dataset, circle) == []


def test_a_link_to_an_act_that_stands_later_the_same_day_counts(tiny_dataset):
    both = [(CHIP_RULE, "responds_to", LISTING, "stated")]
    assert ids(sequences_of(tiny_dataset, both)) == [[LISTING, CHIP_RULE, METALS, TRUCE]]
