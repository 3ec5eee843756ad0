"""The text index: how search texts are folded, split and found."""

import pytest

from decoupling.text_index import build_text_index, fold, split_query


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Acme", "acme"),
        ("STRASSE Straße", "strasse strasse"),
        ("Türkiye São Paulo", "turkiye sao paulo"),
        ("Ａｃｍｅ １２", "acme 12"),
        ("Acme’s", "acme's"),
        ("华为", "华为"),
        ("ﬁrst", "first"),
        ("", ""),
    ],
)
def test_case_width_and_accents_are_folded_away(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["Acme", "Straße", "ﬁrst", "İstanbul", "한국", "が"])
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("", []),
        ("  ", []),
        ('"', []),
        ('""', []),
        ('" "', []),
        ("one two", ["one", "two"]),
        ("one\u3000two", ["one", "two"]),
        ('"one two" three', ["one two", "three"]),
        ("“one two” three", ["one two", "three"]),
        ('"one two', ["one", "two"]),
        ('a"b c"d', ["a", "b c", "d"]),
        ('" Padded phrase "', ["padded phrase"]),
    ],
)
def test_a_query_splits_into_words_and_phrases(query, parts):
    assert split_query(query) == parts


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1, 2]),
        ("chip", [0, 1]),
        ("hip", [0, 1]),
        ("chip rule", [0]),
        ('"chip rule"', [0]),
        ('"rule chip"', []),
        ('"rule second"', []),
        ('"p ru"', [0]),
        ("none", []),
    ],
)
def test_a_text_is_found_when_every_part_of_the_query_stands_in_it(query, found):
    index = build_text_index(["a chip rule\nsecond line", "chips", ""])
    assert index.match(query).nonzero()[0].tolist() == found
