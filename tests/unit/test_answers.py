"""What counts as an answer, how long it took, what followed against the ordinary; checked against counts by hand."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from decoupling.answers import (
    AROUND,
    FOLLOWERS,
    NO_ACT,
    WINDOWS,
    AnswerView,
    find_act,
    find_answers,
    lanes_of,
    measure_aftermath,
    predict_count,
    rank_answered,
    read_answer_view,
)
from decoupling.dates import EPOCH, first_day, last_day, precision
from decoupling.model import Link
from decoupling.snapshot import build_snapshot

CHIP_RULE, LISTING = "2023-10-17-bureau-chip-rule", "2023-10-17-bureau-lists-dragon"
METALS, SUIT = "2024-07-01-ministry-metal-controls", "2025-03-05-dragon-sues-bureau"
SUPPLY, LICENCE = "2023-12-lithotool-stops-service", "2025-08-14-bureau-licenses-acme"


def with_links(dataset, **links):
    """The dataset with other links: event id with - as _ after a letter e, to (type, id, basis) triples."""
    events = []
    for event in dataset.events:
        own = links.get("e" + event.id.replace("-", "_"))
        made = own and tuple(Link(type=kind, event=other, basis=basis) for kind, other, basis in own)
        events.append(event.model_copy(update={"links": made}) if made else event)
    return dataclasses.replace(dataset, events=tuple(events), by_id={event.id: event for event in events})


def named(event_id):
    return "e" + event_id.replace("-", "_")


def pairs_of(dataset, positions=None):
    snapshot = build_snapshot(dataset)
    found = find_answers(snapshot, np.arange(snapshot.size) if positions is None else positions, dataset.taxonomy)
    rows = zip(found.later, found.earlier, found.stated, found.least, found.most, found.exact, strict=True)
    return [(snapshot.ids[a], snapshot.ids[b], *map(int, rest)) for a, b, *rest in rows]


def test_only_the_link_types_that_the_vocabulary_names_are_answers(tiny_dataset):
    assert pairs_of(tiny_dataset) == [
        (METALS, CHIP_RULE, 1, 258, 258, 1),
        (SUIT, LISTING, 1, 505, 505, 1),
    ]
    assert [code for code, term in tiny_dataset.taxonomy.link_types.terms.items() if term.answer] == ["responds_to"]


def test_days_are_a_range_where_a_date_is_known_to_the_month(tiny_dataset):
    changed = with_links(tiny_dataset, **{named(SUPPLY): [("responds_to", CHIP_RULE, "timing")]})
    first, last = dt.date(2023, 12, 1) - dt.date(2023, 10, 17), dt.date(2023, 12, 31) - dt.date(2023, 10, 17)
    assert pairs_of(changed)[0] == (SUPPLY, CHIP_RULE, 0, first.days, last.days, 0)


def test_days_are_never_negative(tiny_dataset):
    venture = "2025-10-acme-dragon-venture"
    changed = with_links(
        tiny_dataset, **{named("2025-11-10-ministry-suspends-metal-controls"): [("responds_to", venture, "stated")]}
    )
    assert pairs_of(changed)[-1][3:] == (10, 40, 0)
    same = with_links(tiny_dataset, **{named(LISTING): [("responds_to", CHIP_RULE, "stated")]})
    assert pairs_of(same)[0][3:] == (0, 0, 1)


def test_an_answer_in_view_may_answer_an_act_outside_it(tiny_dataset, tiny_snapshot):
    only = np.array([tiny_snapshot.ids.index(METALS)])
    assert [pair[:2] for pair in pairs_of(tiny_dataset, only)] == [(METALS, CHIP_RULE)]
    assert pairs_of(tiny_dataset, np.array([tiny_snapshot.ids.index(CHIP_RULE)])) == []


def test_every_act_stands_in_the_lane_of_its_side_and_group(tiny_dataset, tiny_snapshot):
    lanes = list(tiny_dataset.taxonomy.lanes.values())
    tax = tiny_dataset.taxonomy
    for i, lane in enumerate(lanes_of(tiny_snapshot, np.arange(tiny_snapshot.size), tax)):
        event = tiny_dataset.events[i]
        assert lanes[lane].side == tax.side_of(event.origin)
        assert tax.group_of(event.action) in lanes[lane].acts


# --- the act to look at --------------------------------------------------------------------------


def test_acts_are_ranked_by_stated_answers_then_by_all(tiny_dataset):
    changed = with_links(
        tiny_dataset,
        **{
            named(SUIT): [("responds_to", LISTING, "timing"), ("responds_to", CHIP_RULE, "timing")],
            named(LICENCE): [("responds_to", LISTING, "timing")],
        },
    )
    snapshot = build_snapshot(changed)
    ranked = rank_answered(snapshot, np.arange(snapshot.size), changed.taxonomy)
    assert [snapshot.ids[i] for i in ranked] == [CHIP_RULE, LISTING]  # one stated answer beats two by timing


def test_the_newest_of_equally_answered_acts_comes_first(tiny_dataset, tiny_snapshot):
    everything = np.arange(tiny_snapshot.size)
    ranked = rank_answered(tiny_snapshot, everything, tiny_dataset.taxonomy)
    assert [tiny_snapshot.ids[i] for i in ranked] == [LISTING, CHIP_RULE]
    assert find_act(tiny_snapshot, everything, tiny_dataset.taxonomy, AnswerView()) == ranked[0]


def test_an_act_of_the_address_need_not_be_in_view(tiny_dataset, tiny_snapshot):
    none = np.array([], dtype=np.intp)
    view = AnswerView(act=SUPPLY)
    assert tiny_snapshot.ids[find_act(tiny_snapshot, none, tiny_dataset.taxonomy, view)] == SUPPLY
    assert find_act(tiny_snapshot, none, tiny_dataset.taxonomy, AnswerView()) == NO_ACT


def test_without_answers_the_newest_dated_act_is_looked_at(tiny_dataset, tiny_snapshot):
    some = np.array(
        [tiny_snapshot.ids.index(event_id) for event_id in (LISTING, LICENCE, "2025-10-acme-dragon-venture")]
    )
    assert tiny_snapshot.ids[find_act(tiny_snapshot, some, tiny_dataset.taxonomy, AnswerView())] == LICENCE


def test_a_view_travels_as_options():
    for view in (AnswerView("x", 30, "government"), AnswerView()):
        assert read_answer_view(view.to_options()) == view
    assert read_answer_view({"act": "", "days": "", "who": ""}) == AnswerView()


# --- what followed -------------------------------------------------------------------------------


def expected_aftermath(dataset, act_id, days, who):
    """The same by hand: over records, without integer codes."""
    tax, act = dataset.taxonomy, dataset.by_id[act_id]
    side = tax.side_of(act.origin)
    facing = {"US", "CN"} - {side}
    such = [
        event
        for event in dataset.events
        if event.id != act_id
        and set(event.sectors) & set(act.sectors)
        and (who == "everyone" or tax.side_of(event.origin) in facing)
        and (who != "government" or tax.group_of(event.action) == "government")
    ]
    dated = [(first_day(event.date) - first_day(act.date)).days for event in such if precision(event.date) == "day"]
    known = [first_day(event.date) for event in dataset.events if precision(event.date) == "day"]
    begin, end = (min(known) - first_day(act.date)).days, (max(known) - first_day(act.date)).days
    around = [day for day in range(max(-AROUND, begin), min(AROUND, end) + 1) if day < 0 or day > days]
    unsure = [
        event
        for event in such
        if precision(event.date) != "day"
        and (last_day(event.date) - first_day(act.date)).days >= 1
        and (first_day(event.date) - first_day(act.date)).days <= days
    ]
    return {
        "after": [day for day in dated if 1 <= day <= days],
        "same_day": dated.count(0),
        "unsure": len(unsure),
        "around": sum(day in around for day in dated),
        "exposure": len(around),
        "covered": min(days, end),
    }


@pytest.mark.parametrize("days", WINDOWS)
@pytest.mark.parametrize("who", FOLLOWERS)
def test_what_followed_is_counted_by_hand(days, who, tiny_dataset, tiny_snapshot):
    everything = np.arange(tiny_snapshot.size)
    for position, event in enumerate(tiny_dataset.events):
        if precision(event.date) != "day":
            continue
        found = measure_aftermath(tiny_snapshot, everything, position, AnswerView(days=days, who=who))
        expected = expected_aftermath(tiny_dataset, event.id, days, who)
        assert {**{name: getattr(found, name) for name in expected}, "after": found.after.tolist()} == expected
        assert [(tiny_snapshot.first_day[i] - tiny_snapshot.first_day[position]) for i in found.followed] == expected[
            "after"
        ]
        assert found.within(30) == sum(day <= 30 for day in expected["after"])


def test_some_act_of_the_tiny_world_is_followed(tiny_dataset, tiny_snapshot):
    position = tiny_snapshot.ids.index("2024-05-02-acme-shanghai-lab")
    found = measure_aftermath(tiny_snapshot, np.arange(tiny_snapshot.size), position, AnswerView(who="everyone"))
    assert [tiny_snapshot.ids[i] for i in found.followed] == ["2024-05-06-acme-beijing-office"]


def test_only_selected_acts_follow(tiny_snapshot):
    position = tiny_snapshot.ids.index("2024-05-02-acme-shanghai-lab")
    found = measure_aftermath(tiny_snapshot, np.array([position]), position, AnswerView(who="everyone"))
    assert (len(found.followed), found.around) == (0, 0)


def test_an_act_of_a_month_has_no_window(tiny_snapshot):
    with pytest.raises(ValueError, match="'2023-12-lithotool-stops-service' is not known to the day"):
        measure_aftermath(tiny_snapshot, np.arange(tiny_snapshot.size), tiny_snapshot.ids.index(SUPPLY), AnswerView())


def test_a_window_is_cut_off_where_the_record_ends(tiny_snapshot):
    last = tiny_snapshot.ids.index("2025-11-10-ministry-suspends-metal-controls")
    licence = tiny_snapshot.ids.index(LICENCE)
    everything = np.arange(tiny_snapshot.size)
    assert measure_aftermath(tiny_snapshot, everything, last, AnswerView()).covered == 0
    assert measure_aftermath(tiny_snapshot, everything, licence, AnswerView(days=180)).covered == 88
    assert EPOCH + dt.timedelta(days=int(tiny_snapshot.first_day[last])) == dt.date(2025, 11, 10)


def test_bunched_acts_spread_more_than_chance(tiny_dataset):
    """Nine acts of one week in a year are no even stream."""
    base = tiny_dataset.by_id[METALS]
    bunch = [
        base.model_copy(update={"id": f"2024-09-02-copy-{i}", "date": "2024-09-02", "links": ()}) for i in range(9)
    ]
    events = tuple(sorted([*tiny_dataset.events, *bunch], key=lambda event: (first_day(event.date), event.id)))
    snapshot = build_snapshot(dataclasses.replace(tiny_dataset, events=events, by_id={e.id: e for e in events}))
    act = snapshot.ids.index("2024-11-20-acme-dragon-chip-variant")
    found = measure_aftermath(snapshot, np.arange(snapshot.size), act, AnswerView(days=30))
    assert found.spread > 5
    assert found.expect(30).high > predict_count(found.around, found.exposure, 30, 1.0).high


# --- the interval --------------------------------------------------------------------------------


def test_no_act_around_still_gives_an_interval():
    ordinary = predict_count(0, 600, 180, 1.0)
    assert (ordinary.mean, ordinary.low) == (0, 0)
    assert ordinary.high == 1


@pytest.mark.parametrize(("around", "days"), [(7, 30), (60, 90), (400, 180)])
def test_the_interval_holds_the_mean_and_grows_with_the_spread(around, days):
    narrow, wide = predict_count(around, 640, days, 1.0), predict_count(around, 640, days, 3.0)
    assert narrow.mean == wide.mean == pytest.approx(around / 640 * days)
    assert wide.low <= narrow.low <= narrow.mean <= narrow.high <= wide.high


def test_a_long_record_comes_near_the_interval_of_a_poisson_count():
    """With a rate known for certain, 95 of 100 Poisson counts of mean 9 lie between 4 and 15 (or 16)."""
    ordinary = predict_count(9_000_000, 1_000_000, 1, 1.0)
    assert (ordinary.low, ordinary.high) == (4, 15)


def test_numbers_of_a_million_events_do_not_overflow():
    ordinary = predict_count(300_000, 600, 180, 2.0)
    assert 88_000 < ordinary.low < 90_000 < ordinary.high < 92_000


@pytest.mark.parametrize("bunch", [1, 3])
@pytest.mark.parametrize("mean", [2, 12, 60])
def test_ninety_five_of_a_hundred_windows_lie_inside(mean, bunch):
    """Simulated: windows of an even stream, and of one in which acts come three at a time."""
    random = np.random.default_rng(11)
    exposure, days, inside, runs = 640, 90, 0, 600
    for _ in range(runs):
        weeks = random.poisson(mean / bunch / exposure * 7, exposure // 7) * bunch
        spread = max(1.0, weeks.var(ddof=1) / weeks.mean()) if weeks.any() else 1.0
        ordinary = predict_count(int(weeks.sum()), exposure // 7 * 7, days, spread)
        inside += ordinary.low <= random.poisson(mean / bunch / exposure * days) * bunch <= ordinary.high
    assert inside / runs > 0.93
