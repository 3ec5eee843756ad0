"""Who acts on whom, counted by hand over the records of the tiny world."""

from itertools import product

import numpy as np
import pytest

from decoupling.network import (
    ANY,
    NODES,
    OTHERS,
    acts_behind,
    count_ties,
    find_ties,
    keep_biggest,
    lanes_of_organisations,
    rank_ends,
    ties_of,
)
from decoupling.summary import selected_events

RULE, LISTED = "2023-10-17-bureau-chip-rule", "2023-10-17-bureau-lists-dragon"
SERVICE, VARIANT = "2023-12-lithotool-stops-service", "2024-11-20-acme-dragon-chip-variant"
SUIT, LICENCE = "2025-03-05-dragon-sues-bureau", "2025-08-14-bureau-licenses-acme"
FILTERS = [{}, {"sectors": ("chips",)}, {"orgs": ("dragon",)}, {"directions": ("recoupling",)}, {"q": "venture"}]
each_filter = pytest.mark.parametrize("conditions", FILTERS, ids=str)


def told(frame):
    """(actor, hit, reach) -> distinct events."""
    return dict(zip(zip(frame["actor"], frame["hit"], frame["reach"], strict=True), frame["events"], strict=True))


def ids_of(selection, positions):
    return [selection.dataset.events[i].id for i in positions]


def test_a_tie_runs_from_each_that_acts_to_each_that_is_acted_on_or_hit(select):
    selection = select()
    frame = count_ties(find_ties(selection), selection.snapshot)
    assert told(frame) == {
        ("bureau", "dragon", "target"): 1,
        ("bureau", "dragon", "affected"): 1,
        ("bureau", "dragon-memory", "target"): 1,
        ("bureau", "acme", "affected"): 1,
        ("lithotool", "dragon", "affected"): 1,
        ("acme", "dragon", "affected"): 1,
        ("dragon", "bureau", "target"): 1,
    }
    assert list(frame["tie"]) == [2, 2, 1, 1, 1, 1, 1]


@each_filter
def test_ties_are_those_that_the_records_tell(conditions, select):
    selection = select(**conditions)
    ties = find_ties(selection)
    expected = [
        (event.id, actor.id, other.id, other.role)
        for event in selected_events(selection)
        for actor, other in product(event.orgs, event.orgs)
        if actor.role == "actor" and other.role != "actor"
    ]
    reach = ("target", "affected")
    found = [
        (selection.dataset.events[e].id, ties.codes[a], ties.codes[h], reach[r])
        for e, a, h, r in zip(ties.event, ties.actor, ties.hit, ties.reach, strict=True)
    ]
    assert sorted(found) == sorted(expected)


def test_partners_in_one_act_have_no_tie(select):
    assert len(find_ties(select(q="venture"))) == 0


def test_directions_and_dates_of_a_tie(select):
    selection = select()
    frame = count_ties(find_ties(selection), selection.snapshot).set_index(["actor", "hit", "reach"])
    assert frame.loc[("bureau", "acme", "affected"), ["decoupling", "neutral", "recoupling"]].tolist() == [0, 0, 1]
    assert frame.loc[("acme", "dragon", "affected"), ["decoupling", "neutral", "recoupling"]].tolist() == [0, 1, 0]
    whole = count_ties(find_ties(selection, "sides"), selection.snapshot).set_index(["actor", "hit", "reach"])
    row = whole.loc[("washington", "cn-companies", "target")]
    assert ids_of(selection, [row["first"], row["last"]]) == [LISTED, LISTED]


def test_first_and_last_are_the_ends_of_the_events_of_a_tie(select):
    selection = select()
    ties = find_ties(selection, "sectors")
    for row in count_ties(ties, selection.snapshot).itertuples():
        behind = acts_behind(ties, row.actor, row.hit, row.reach)
        assert (row.first, row.last, row.events) == (behind[0], behind[-1], len(behind))


def test_the_acts_behind_a_tie_can_be_found(select):
    selection = select()
    ties = find_ties(selection)
    assert ids_of(selection, acts_behind(ties, "bureau", "dragon")) == [RULE, LISTED]
    assert ids_of(selection, acts_behind(ties, "bureau", "dragon", "affected")) == [RULE]
    assert ids_of(selection, acts_behind(ties, "bureau", ANY)) == [RULE, LISTED, LICENCE]
    assert ids_of(selection, acts_behind(ties, ANY, "dragon")) == [RULE, LISTED, SERVICE, VARIANT]
    with pytest.raises(ValueError, match="not in tuple"):
        acts_behind(ties, "nobody", ANY)


def test_the_biggest_ends_stay_and_the_others_are_put_together(select):
    selection = select()
    whole = find_ties(selection)
    assert [whole.codes[place] for place in rank_ends(whole)[:3]] == ["dragon", "bureau", "acme"]
    cut = keep_biggest(whole, 2)
    assert told(count_ties(cut, selection.snapshot)) == {
        ("bureau", "dragon", "target"): 1,
        ("bureau", "dragon", "affected"): 1,
        ("dragon", "bureau", "target"): 1,
        ("bureau", OTHERS, "target"): 1,
        ("bureau", OTHERS, "affected"): 1,
        (OTHERS, "dragon", "affected"): 2,
    }
    assert ids_of(selection, acts_behind(cut, OTHERS, ANY)) == [SERVICE, VARIANT]
    assert list(count_ties(cut, selection.snapshot)["hit"])[-1] != "dragon-memory"


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("nodes", NODES)
def test_putting_together_loses_no_act_and_counts_none_twice(nodes, most, select):
    whole = find_ties(select(), nodes)
    cut = keep_biggest(whole, most)
    assert np.array_equal(np.unique(whole.event), np.unique(cut.event))
    rows = np.column_stack([cut.event, cut.actor, cut.hit, cut.reach])
    assert len(np.unique(rows, axis=0)) == len(rows)


def test_as_many_ends_as_there_are_stay_as_they_are(select):
    ties = find_ties(select())
    assert keep_biggest(ties, 5) is ties
    assert OTHERS in keep_biggest(ties, 4).codes


def test_some_ends_always_stay(select):
    ties = keep_biggest(find_ties(select()), 1, ("dragon-memory",))
    kept = {ties.codes[place] for place in rank_ends(ties)}
    assert kept == {"dragon", "dragon-memory", OTHERS}


def test_an_act_counts_once_between_two_sides(select):
    """The listing of Dragon and its memory maker is two ties of organisations, and one of sides."""
    selection = select()
    frame = count_ties(find_ties(selection, "sides"), selection.snapshot)
    assert told(frame) == {
        ("washington", "cn-companies", "target"): 1,
        ("washington", "cn-companies", "affected"): 1,
        ("washington", "us-companies", "affected"): 1,
        ("third", "cn-companies", "affected"): 1,
        ("us-companies", "cn-companies", "affected"): 1,
        ("cn-companies", "washington", "target"): 1,
    }


def test_by_sector_every_act_with_an_actor_has_a_tie(select):
    selection = select()
    ties = find_ties(selection, "sectors")
    expected = [
        (event.id, org.id, sector)
        for event in selection.dataset.events
        for org in event.orgs
        for sector in event.sectors
        if org.role == "actor"
    ]
    found = zip(ties.event, ties.actor, ties.hit, strict=True)
    assert sorted(expected) == sorted((selection.snapshot.ids[e], ties.codes[a], ties.codes[h]) for e, a, h in found)


def test_ties_of_one_organisation(select):
    ties = find_ties(select())
    assert len(ties_of(ties, "dragon")) == 5
    assert len(ties_of(ties, "adviser")) == len(ties_of(ties, "")) == 0


def test_an_organisation_stands_in_the_lane_of_its_side(tiny_dataset):
    lanes = list(tiny_dataset.taxonomy.lanes)
    found = zip(tiny_dataset.organisations, lanes_of_organisations(tiny_dataset), strict=True)
    assert {org: lanes[place] for org, place in found} == {
        "acme": "us-companies",
        "adviser": "us-companies",
        "bureau": "washington",
        "dragon": "cn-companies",
        "dragon-memory": "cn-companies",
        "ministry": "beijing",
        "lithotool": "third",
    }


def test_another_kind_of_node_is_refused(select):
    with pytest.raises(ValueError, match="organisations, sectors, sides"):
        find_ties(select(), "colours")
