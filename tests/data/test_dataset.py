"""The curated dataset itself: complete, sound, and in the colours that the theme shows."""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from pathlib import Path

import pytest

from decoupling import DATA_DIR, PROJECT_ROOT
from decoupling.charts.look import LOOKS
from decoupling.checks import check_all, load_checked_dataset
from decoupling.dataset import Dataset
from decoupling.model import EVENT_ID_FORM
from decoupling.quality import count_breadth, measure_quality
from decoupling.taxonomy import VOCABULARIES

STARTER_IDS = (Path(__file__).parent / "starter_ids.txt").read_text(encoding="utf-8").split()
SEEDS = ("2025-07-23-amazon-shanghai-ai-lab", "2025-07-23-mckinsey-genai-ban-china")
THEMES = tomllib.loads((PROJECT_ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
HUES = ("red", "green", "gray", "blue", "yellow", "violet")
WIDE_COUNTRIES = {"US", "CN", "RU", "CA", "AU"}
MAX_DEGREES = 25
AA_TEXT = 4.5
# What the set has reached; raise a floor when it grows, never lower one without a line in the changelog.
FLOORS = {
    "year": {
        "2018": 98, "2019": 80, "2020": 95, "2021": 84, "2022": 143, "2023": 148, "2024": 178, "2025": 265, "2026": 65,
    },
    "sector": {
        "chips": 360, "cloud": 95, "ai": 190, "consulting": 28, "legal": 44, "finance": 115, "telecom": 164,
        "software": 200, "devices": 155, "auto": 105, "energy": 64, "biotech": 78, "quantum": 25, "aerospace": 116,
        "minerals": 45, "research": 69,
    },
    "side": {"US": 735, "CN": 255, "third": 108},
    "direction": {"decoupling": 870, "recoupling": 210},
    "whole": {
        "events": 1_180, "company acts": 485, "organisations": 705, "links": 760, "links that a source states": 500,
        "source pages": 3_400,
    },
}  # fmt: skip
FEWEST_OF_AN_ACTION = 12
SHARES = {
    "Official text or the actor's own statement": 69,
    "Date known to the day": 91,
    "Read a second time against the sources": 100,
}
# Codes that the domain names: charts, summaries, measures and rules are built on them.
NAMED_CODES = {
    "directions": ("decoupling", "recoupling", "neutral"),
    "roles": ("actor", "target", "affected"),
    "verifications": ("official", "corroborated", "single", "disputed"),
    "actions": ("closure", "entity_listing"),
    "sides": ("US", "CN", "third"),
}


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_checked_dataset(DATA_DIR)


def test_the_dataset_is_clean():
    assert [str(problem) for problem in check_all(DATA_DIR).problems] == []


# --- events --------------------------------------------------------------------------------------


def test_the_dataset_holds_at_least_the_starter_events(dataset):
    assert len(dataset.events) >= len(set(STARTER_IDS)) == 118


@pytest.mark.parametrize(("what", "code"), [(what, code) for what in FLOORS for code in FLOORS[what]])
def test_a_count_is_at_least_its_floor(dataset, what, code):
    assert count_breadth(dataset)[what][code] >= FLOORS[what][code]


def test_every_kind_of_act_has_several_events(dataset):
    actions = count_breadth(dataset)["action"]
    assert actions.keys() == set(dataset.taxonomy.actions.codes)
    assert {action: count for action, count in actions.items() if count < FEWEST_OF_AN_ACTION} == {}


@pytest.mark.parametrize("measure", SHARES)
def test_a_share_is_at_least_its_floor(dataset, measure):
    (share,) = [row["Share"] for row in measure_quality(dataset) if row["Measure"] == measure]
    assert int(share.removesuffix("%")) >= SHARES[measure]


def test_four_events_in_five_rest_on_an_actor_or_on_two_publishers(dataset):
    sound = [event for event in dataset.events if event.verification in ("official", "corroborated")]
    assert len(sound) / len(dataset.events) >= 0.8


def test_no_starter_id_was_lost(dataset):
    assert set(STARTER_IDS) - dataset.by_id.keys() == set()


@pytest.mark.parametrize("event_id", SEEDS)
def test_a_seed_event_is_in_the_dataset(dataset, event_id):
    assert event_id in dataset.by_id


def test_a_decision_names_events_that_exist(dataset):
    text = (DATA_DIR / "DECISIONS.md").read_text(encoding="utf-8")
    named = {match[1] for match in re.finditer(f"`({EVENT_ID_FORM})`", text)}
    assert named
    assert named - dataset.by_id.keys() == set()


def test_an_event_stands_in_the_file_of_its_ids_year(dataset):
    misplaced = [
        event.id for event in dataset.events if Path(dataset.locations["event", event.id].file).stem != event.id[:4]
    ]
    assert misplaced == []


# --- organisations and places --------------------------------------------------------------------


def test_every_organisation_takes_part_or_owns_one_that_does(dataset):
    taking_part = {org.id for event in dataset.events for org in event.orgs}
    needed = taking_part | {dataset.organisations[org_id].parent for org_id in taking_part}
    assert dataset.organisations.keys() - needed == set()


def test_no_organisation_is_its_own_ancestor(dataset):
    for org in dataset.organisations.values():
        above, seen = org.parent, {org.id}
        while above:
            assert above not in seen, f"{org.id} is its own ancestor"
            seen.add(above)
            above = dataset.organisations[above].parent


def test_a_place_lies_near_the_middle_of_its_country(dataset):
    far = []
    for place in dataset.places.values():
        middle = dataset.taxonomy.countries[place.country]
        distance = max(abs(place.lat - middle.lat), abs((place.lon - middle.lon + 180) % 360 - 180))
        if distance > MAX_DEGREES and place.country not in WIDE_COUNTRIES:
            far.append((place.city, place.country, round(distance, 1)))
    assert far == []


def test_a_place_of_a_wide_country_lies_on_its_side_of_the_globe(dataset):
    # Latitude and longitude, west to east, with Hawaii, Alaska and Kaliningrad inside.
    boxes = {
        "US": (18, 72, -180, -66),
        "CN": (18, 54, 73, 135),
        "RU": (41, 82, 19, 180),
        "CA": (41, 84, -141, -52),
        "AU": (-44, -10, 112, 154),
    }
    assert boxes.keys() == WIDE_COUNTRIES
    outside = [
        (place.city, place.country)
        for place in dataset.places.values()
        if place.country in boxes
        for south, north, west, east in [boxes[place.country]]
        if not (south <= place.lat <= north and west <= place.lon <= east)
    ]
    assert outside == []


# --- vocabularies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vocabulary", "code"), [(name, code) for name, codes in NAMED_CODES.items() for code in codes]
)
def test_a_code_that_the_code_names_exists(dataset, vocabulary, code):
    assert code in getattr(dataset.taxonomy, vocabulary)


def test_the_named_codes_are_still_named():
    texts = {
        node.value
        for path in (PROJECT_ROOT / "decoupling").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(itertools.chain(*NAMED_CODES.values())) <= texts


@pytest.mark.parametrize("vocabulary", ["directions", "sides"])
def test_charts_know_every_code_of_a_closed_vocabulary(dataset, vocabulary):
    assert set(getattr(dataset.taxonomy, vocabulary).codes) == set(NAMED_CODES[vocabulary])


def test_every_action_belongs_to_governments_or_companies(dataset):
    assert [code for code, term in dataset.taxonomy.actions.terms.items() if term.group is None] == []


def test_a_usual_direction_is_a_direction(dataset):
    usual = {term.usual for term in dataset.taxonomy.actions.terms.values()} - {None}
    assert usual - set(dataset.taxonomy.directions.codes) == set()


def test_the_countries_of_a_side_exist_and_have_one_side(dataset):
    listed = [country for term in dataset.taxonomy.sides.terms.values() for country in term.countries]
    assert len(listed) == len(set(listed))
    assert set(listed) <= dataset.taxonomy.countries.keys()


def test_every_link_type_reads_from_both_ends(dataset):
    assert [code for code, term in dataset.taxonomy.link_types.terms.items() if not term.inverse] == []


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_no_two_codes_share_a_label(dataset, vocabulary):
    labels = [term.label for term in getattr(dataset.taxonomy, vocabulary).terms.values()]
    assert len(labels) == len(set(labels))


# --- colours -------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("vocabulary", "code", "hue"),
    [
        ("directions", "decoupling", "red"),
        ("directions", "recoupling", "green"),
        ("directions", "neutral", "gray"),
        ("sides", "US", "blue"),
        ("sides", "CN", "yellow"),
        ("sides", "third", "violet"),
    ],
)
def test_a_badge_has_the_colour_of_its_chart(dataset, theme, vocabulary, code, hue):
    drawn = LOOKS[theme].colour(getattr(dataset.taxonomy, vocabulary), code)
    assert THEMES[theme][f"{hue}Color"] == drawn


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_has_the_paper_and_ink_of_its_page(theme):
    look = LOOKS[theme]
    assert (look.paper, look.ink) == (THEMES[theme]["backgroundColor"], THEMES[theme]["textColor"])


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB as WCAG defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("#000000", "#FFFFFF", 21), ("#777777", "#FFFFFF", 4.48), ("#123456", "#123456", 1)]
)
def test_contrast_is_measured_as_wcag_does(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("textColor", "backgroundColor"),
        ("textColor", "secondaryBackgroundColor"),
        ("linkColor", "backgroundColor"),
        ("linkColor", "secondaryBackgroundColor"),
        *((f"{hue}TextColor", f"{hue}BackgroundColor") for hue in HUES),
        *((f"{hue}TextColor", ground) for hue in HUES for ground in ("backgroundColor", "secondaryBackgroundColor")),
    ],
)
def test_text_is_readable_on_its_ground(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= AA_TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_small_print_of_charts_is_readable(theme):
    assert contrast(LOOKS[theme].muted, LOOKS[theme].paper) >= AA_TEXT
