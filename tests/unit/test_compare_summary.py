"""What the comparison says follows from the acts of its parts."""

import pytest

from decoupling.compare import Comparison
from decoupling.compare_summary import find_alone, say_alone, summarise_comparison, tabulate_parts

SECTORS = Comparison("sector", ("chips", "cloud"))


@pytest.mark.parametrize(
    ("comparison", "conditions", "words"),
    [
        (
            SECTORS,
            {},
            "Of the acts in view, semiconductors 7 and cloud & data centres 4; 1 is counted more than once. "
            "Decoupling is 71% in semiconductors, 50% in cloud & data centres.",
        ),
        (
            Comparison("side", ("US", "CN", "third")),
            {},
            "Of the acts in view, United States 8, China 3 and Third countries 1. "
            "Decoupling is 100% in Third countries, 62% in United States.",
        ),
        (
            Comparison("period", ("2023", "2024")),
            {"directions": ("decoupling",)},
            "Of the acts in view, 2023 4 and 2024 3. Decoupling is 100% of each.",
        ),
        (SECTORS, {"q": "no such words"}, ""),
        (Comparison("org", ("adviser",)), {"orgs": ("adviser",)}, ""),
    ],
)
def test_the_reading_follows_from_the_parts(comparison, conditions, words, select):
    assert summarise_comparison(select(**conditions), comparison) == words


def test_the_table_at_a_glance_has_a_column_a_part(select):
    rows = tabulate_parts(select(), Comparison("org", ("acme", "adviser")))
    assert rows["Acts"] == ["5", "1"]
    assert rows["Decoupling"] == ["40%", "100%"]
    assert rows["By companies"] == ["80%", "100%"]
    assert rows["First act"] == ["2 May 2024", "2023"]
    assert rows["Last act"] == ["Oct 2025", "2023"]
    assert rows["Acts that name people"] == ["1, at most 12", "0"]
    assert rows["Acts that name a sum"] == ["1", "0"]
    assert rows["Organisations"] == ["3", "1"]


def test_a_part_without_acts_has_dashes(select):
    rows = tabulate_parts(select(), Comparison("sector", ("chips", "legal")))
    assert [rows[measure][1] for measure in ("Acts", "Decoupling", "First act")] == ["0", "–", "–"]


def test_what_only_one_part_has_is_named_with_its_number_of_acts(select):
    selection = select()
    alone = find_alone(selection, SECTORS)
    said = {code: {one.heading: say_alone(one, selection) for one in lists} for code, lists in alone.items()}
    assert said["cloud"]["Kinds of act"] == "Closure (2), Partnership (1)"
    assert said["cloud"]["Instruments"] == "none"
    assert said["chips"]["Countries"] == "Netherlands (1)"


def test_organisations_that_are_compared_are_not_what_the_other_lacks(select):
    alone = find_alone(select(), Comparison("org", ("acme", "adviser")))
    named = {code for lists in alone.values() for one in lists if one.dimension == "org" for code, _ in one.codes}
    assert named == {"bureau", "dragon"}


def test_the_rest_of_a_long_list_is_counted(select, monkeypatch):
    monkeypatch.setattr("decoupling.compare_summary.OWN_NAMED", 1)
    selection = select()
    kinds = find_alone(selection, SECTORS)["cloud"][0]
    assert say_alone(kinds, selection) == "Closure (2), and 1 other"
