"""Parts side by side hold the right acts, on one footing; checked by hand over the records."""

from collections import Counter

import pytest

from decoupling.compare import (
    Comparison,
    complete_comparison,
    count_in_parts,
    count_quarters,
    find_parts,
    label_parts,
    list_parts,
    months_of,
    read_comparison,
    unite,
    without_quarter,
)
from decoupling.dates import first_day, last_day
from decoupling.summary import selected_events

HOLDS = {
    "sector": lambda event, code, tax: code in event.sectors,
    "org": lambda event, code, tax: code in {org.id for org in event.orgs},
    "side": lambda event, code, tax: tax.side_of(event.origin) == code,
    "period": lambda event, code, tax: event.date[:4] == code,
}
COMPARISONS = [
    Comparison("sector", ("chips", "cloud", "consulting")),
    Comparison("org", ("acme", "dragon")),
    Comparison("side", ("US", "CN", "third")),
    Comparison("period", ("2023", "2025")),
]
each_comparison = pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda c: c.by)
VALUES = {
    "action": lambda event: [event.action],
    "direction": lambda event: [event.direction],
    "org": lambda event: {org.id for org in event.orgs},
    "country": lambda event: {place.country for place in event.places},
    "instrument": lambda event: [event.instrument] if event.instrument else [],
}


def by_hand(comparison, selection):
    holds, tax = HOLDS[comparison.by], selection.dataset.taxonomy
    return {
        code: [event for event in selected_events(selection) if holds(event, code, tax)] for code in comparison.parts
    }


@each_comparison
@pytest.mark.parametrize("conditions", [{}, {"directions": ("decoupling",)}], ids=str)
def test_a_part_holds_the_selected_acts_of_its_code(comparison, conditions, select):
    selection = select(**conditions)
    found = {
        code: [selection.dataset.events[i] for i in positions]
        for code, positions in find_parts(comparison, selection).items()
    }
    assert found == by_hand(comparison, selection)


@each_comparison
@pytest.mark.parametrize("dimension", VALUES)
def test_shares_are_of_the_acts_of_the_part(comparison, dimension, select):
    selection = select()
    frame = count_in_parts(comparison, selection, dimension)
    rows = {(row.part, getattr(row, dimension)): (row.events, row.share) for row in frame.itertuples()}
    expected = {}
    for code, events in by_hand(comparison, selection).items():
        counts = Counter(value for event in events for value in VALUES[dimension](event))
        expected |= {(code, value): (n, round(n / len(events), 4)) for value, n in counts.items()}
    assert rows == expected
    assert (
        frame["events"] == frame[["decoupling", "recoupling", "neutral"]].sum(axis=1)
    ).all() or dimension == "direction"


@each_comparison
def test_quarters_hold_the_acts_with_a_known_month(comparison, select):
    selection = select()
    frame = count_quarters(comparison, selection)
    counted = {
        (row.part, row.period): row.decoupling + row.recoupling + row.neutral
        for row in frame.itertuples()
        if row.decoupling + row.recoupling + row.neutral
    }
    expected = Counter(
        (code, f"{event.date[:4]}-Q{(first_day(event.date).month + 2) // 3}")
        for code, events in by_hand(comparison, selection).items()
        for event in events
        if len(event.date) > 4
    )
    assert counted == expected
    undated = {
        event.id for events in by_hand(comparison, selection).values() for event in events if len(event.date) == 4
    }
    assert without_quarter(comparison, selection) == len(undated)


def test_periods_start_together(select):
    frame = count_quarters(Comparison("period", ("2023", "2025")), select())
    first = frame[frame["step"] == 0]
    assert first["period"].tolist() == ["2023-Q1", "2025-Q1"]


def test_a_period_that_begins_before_the_data_keeps_its_own_count(select):
    frame = count_quarters(Comparison("period", ("biden",)), select())
    assert frame["period"].iloc[0] == "2023-Q1"
    assert frame["step"].iloc[0] == 8


def test_a_named_period_holds_every_act_that_may_lie_in_it(select):
    selection = select()
    period = selection.dataset.taxonomy.periods["trump-2"]
    found = find_parts(Comparison("period", ("trump-2",)), selection)["trump-2"]
    expected = [e.id for e in selection.dataset.events if last_day(e.date) >= first_day(period.start)]
    assert [selection.dataset.events[i].id for i in found] == expected


def test_what_stands_in_two_parts_is_one_of_the_distinct_acts(select):
    found = find_parts(Comparison("sector", ("chips", "cloud")), select())
    assert (sum(map(len, found.values())), len(unite(found))) == (11, 10)


def test_the_busiest_in_view_fill_up_a_comparison(select):
    selection = select()
    assert complete_comparison(Comparison("sector", ()), selection).parts == ("chips", "cloud")
    assert complete_comparison(Comparison("sector", ("legal",)), selection).parts == ("legal", "chips")
    assert complete_comparison(Comparison("side", ()), selection).parts == ("US", "CN")
    assert complete_comparison(Comparison("period", ()), selection).parts == ("2025", "2024")
    assert complete_comparison(Comparison("org", ()), select(orgs=("adviser",))).parts == ("adviser",)
    five = Comparison("sector", ("chips", "cloud", "ai", "minerals", "legal"))
    assert complete_comparison(five, selection).parts == five.parts[:4]


@each_comparison
def test_a_comparison_travels_as_options(comparison, select):
    assert read_comparison(comparison.to_options(), select()) == comparison
    assert set(comparison.parts) <= set(list_parts(comparison.by, select()))


def test_only_sectors_begin_small_inside_a_sentence(select):
    labels = label_parts(Comparison("sector", ("chips",)), select(), in_sentence=True)
    assert labels == {"chips": "semiconductors"}
    assert label_parts(Comparison("period", ("biden",)), select(), in_sentence=True) == {"biden": "Biden term"}


@pytest.mark.parametrize(
    ("comparison", "code", "conditions", "months"),
    [
        (COMPARISONS[0], "chips", {}, 36.0),
        (COMPARISONS[3], "2023", {}, 12.0),
        (Comparison("period", ("trump-2",)), "trump-2", {}, 11.4),
    ],
)
def test_the_months_are_those_in_which_a_part_can_lie(comparison, code, conditions, months, select):
    assert months_of(comparison, code, select(**conditions)) == pytest.approx(months, abs=0.1)
