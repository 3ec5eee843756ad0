"""The parts all charts share: labels, counts in words, notes, options, tables."""

import pytest

from decoupling.charts import CHARTS
from decoupling.charts.spec import (
    ChartOption,
    ChartSpec,
    count_of,
    is_are,
    label_of,
    lower_first,
    multi_sector_note,
    name_leaders,
)


@pytest.mark.parametrize(
    ("dimension", "code", "label"),
    [
        ("org", "acme", "Acme"),
        ("group", "government", "Government acts"),
        ("instrument", "Entity List", "Entity List"),
        ("sector", "chips", "Semiconductors"),
        ("action", "closure", "Closure"),
        ("side", "third", "Third countries"),
        ("direction", "neutral", "Neutral"),
        ("status", "done", "Done"),
        ("verification", "single", "Single source"),
        ("role", "actor", "Actor"),
    ],
)
def test_a_code_of_a_dimension_has_this_label(dimension, code, label, tiny_dataset):
    assert label_of(tiny_dataset, dimension, code) == label


def test_every_code_of_every_dimension_has_a_label(tiny_dataset, tiny_snapshot):
    labels = [
        label_of(tiny_dataset, name, code) for name, codes in tiny_snapshot.codes.items() for code in codes if code
    ]
    assert all(labels)


def test_an_unknown_dimension_is_refused_with_the_allowed_ones(tiny_dataset):
    with pytest.raises(
        ValueError,
        match="unknown dimension 'colour'; allowed: org, group, instrument, rung, coverage, lane, place, country",
    ):
        label_of(tiny_dataset, "colour", "red")


def test_an_unknown_code_is_refused(tiny_dataset):
    with pytest.raises(ValueError, match="unknown code 'nonsense' in sectors; allowed: chips"):
        label_of(tiny_dataset, "sector", "nonsense")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((0, "event"), "0 events"),
        ((1, "event"), "1 event"),
        ((2, "event"), "2 events"),
        ((1012, "event"), "1,012 events"),
        ((2, "company", "companies"), "2 companies"),
        ((1, "company", "companies"), "1 company"),
    ],
)
def test_a_count_stands_with_its_noun(given, words):
    assert count_of(*given) == words


@pytest.mark.parametrize(("number", "verb"), [(0, "are"), (1, "is"), (2, "are")])
def test_a_verb_goes_with_its_count(number, verb):
    assert is_are(number) == verb


@pytest.mark.parametrize(
    ("label", "inside"),
    [("Autos, EVs & batteries", "autos, EVs & batteries"), ("Quantum", "quantum"), ("", "")],
)
def test_a_label_inside_a_sentence_loses_its_first_capital_only(label, inside):
    assert lower_first(label) == inside


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        ({}, "All sectors, Jan 2023 – Nov 2025, all acts: 12 of 12 events"),
        ({"sectors": ("legal",)}, "Legal services, Jan 2023 – Nov 2025, all acts: 0 of 12 events"),
        ({"orgs": ("adviser",)}, "All sectors, Jan 2023 – Nov 2025, all acts, with Adviser: 1 of 12 events"),
    ],
)
def test_a_selection_says_what_it_is_with_its_count(conditions, sentence, select):
    assert select(**conditions).sentence == sentence


@pytest.mark.parametrize(
    ("conditions", "counted", "note"),
    [
        ({}, 12, "12 events."),
        ({"orgs": ("adviser",)}, 1, "1 event."),
        ({}, 16, "12 events. An event in two sectors counts in both, so the cells add up to 16."),
        ({}, 1_600, "12 events. An event in two sectors counts in both, so the cells add up to 1,600."),
    ],
)
def test_a_chart_by_sector_says_how_it_counts(conditions, counted, note, select):
    assert multi_sector_note(select(**conditions), counted) == note


def test_the_first_choice_of_an_option_is_its_default():
    assert ChartOption("step", "Step", {"b": "B", "a": "A"}).default == "b"


@pytest.mark.parametrize(
    ("chart_id", "options"),
    [("action-ranking", {}), ("coverage", {"step": "quarter"}), ("timeline", {"lane": "sector", "coverage": "off"})],
)
def test_a_chart_has_these_options_by_default(chart_id, options):
    assert CHARTS[chart_id].default_options() == options


def test_a_table_takes_the_columns_of_the_spec_in_their_order_and_labels_codes(select):
    import pandas as pd

    spec = ChartSpec(
        id="x",
        frame=lambda *_: pd.DataFrame(),
        draw=lambda *_: None,
        title=lambda *_: "",
        subtitle=lambda *_: "",
        note=lambda *_: "",
        columns={"events": "Events", "lane": "Lane", "sector": "Sector"},
        coded={"sector": "sector"},
        lane_dimension="lane",
    )
    frame = pd.DataFrame({"sector": ["ai", "chips"], "lane": ["US", "CN"], "events": [1, 2], "other": [0, 0]})
    table = spec.table(frame, select(), {"lane": "side"})
    assert table.to_dict("list") == {
        "Events": [1, 2],
        "Lane": ["United States", "China"],
        "Sector": ["Artificial intelligence", "Semiconductors"],
    }


@pytest.mark.parametrize(
    ("names", "values", "said"),
    [
        (["A", "B"], [3, 2], ("A", "")),
        (["A", "B", "C"], [3, 1, 3], ("A and C", " each")),
        (["A", "B", "C"], [1, 1, 1], ("3 firms", " each")),
    ],
)
def test_equals_lead_together(names, values, said):
    assert name_leaders(names, values, "firms") == said
