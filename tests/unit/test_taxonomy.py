"""Vocabularies: labels, sides and groups, and the refusal of unknown codes."""

from __future__ import annotations

import pytest

from decoupling.dataset import Dataset
from decoupling.model import Term
from decoupling.taxonomy import Taxonomy, Vocabulary

WORDS = Vocabulary(
    "words",
    {
        "late": Term(code="late", label="Late", description="After", short="L"),
        "early": Term(code="early", label="Early", description="Before"),
    },
)


@pytest.fixture(scope="module")
def taxonomy(tiny_dataset: Dataset) -> Taxonomy:
    return tiny_dataset.taxonomy


def test_codes_keep_their_order():
    assert WORDS.codes == ("late", "early")


def test_a_vocabulary_knows_its_codes():
    assert "late" in WORDS
    assert "Late" not in WORDS


def test_the_short_label_falls_back_to_the_label():
    assert (WORDS.short("late"), WORDS.short("early")) == ("L", "Early")


@pytest.mark.parametrize("ask", [WORDS.label, WORDS.short, WORDS.__getitem__])
def test_an_unknown_code_is_refused_with_the_allowed_ones(ask):
    with pytest.raises(ValueError, match="unknown code 'never' in words; allowed: late, early"):
        ask("never")


@pytest.mark.parametrize(
    ("country", "side"), [("US", "US"), ("CN", "CN"), ("HK", "CN"), ("MO", "CN"), ("TW", "third"), ("NL", "third")]
)
def test_a_country_has_a_side(taxonomy, country, side):
    assert taxonomy.side_of(country) == side


@pytest.mark.parametrize(
    ("action", "group"), [("export_control", "government"), ("easing", "government"), ("closure", "company")]
)
def test_an_action_has_a_group(taxonomy, action, group):
    assert taxonomy.group_of(action) == group


def test_an_unknown_action_has_no_group(taxonomy):
    with pytest.raises(ValueError, match="unknown code 'war' in actions"):
        taxonomy.group_of("war")


def test_the_vocabularies_cannot_be_changed(taxonomy):
    with pytest.raises(TypeError):
        taxonomy.actions.terms["war"] = WORDS["late"]
