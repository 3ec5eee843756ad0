"""Names that no list knows, with the model's scores set by hand."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc, Span

import decoupling.extract.sentences  # noqa: F401 (registers sentence_breaks)
from decoupling.extract.gazetteer import MENTIONS, Name
from decoupling.extract.heads import NAME_LABELS
from decoupling.extract.unknown_names import NameWords, add_unknown_names, shorten

NLP = spacy.blank("en")
NLP.add_pipe("sentence_breaks")
WORDS = NameWords(
    legal_forms=frozenset({"Corp.", "Ltd."}),
    ordinary=frozenset({"Sharp"}),
    generic=frozenset({"Systems", "Telecommunications", "Equipment", "Intelligence"}),
    institutes=frozenset({"university"}),
    regions=frozenset({"Americas"}),
    shortened={"Skyline": "Skyline Systems"},
)


def read(text: str, scores: dict[str, float], known: dict[str, str] | None = None) -> dict[str, tuple[str, str]]:
    """Mentions by their words: (kind, name); `scores` by word, `known` names by their words."""
    doc: Doc = NLP(text)
    spans = []
    for words, name in (known or {}).items():
        start = text.index(words)
        span = doc.char_span(start, start + len(words), label="company", span_id=name)
        assert span is not None
        spans.append(span)
    doc.spans[MENTIONS] = spans
    mass = np.zeros((len(doc), len(NAME_LABELS)), np.float32)
    for token in doc:
        mass[token.i, NAME_LABELS.index("I-company")] = scores.get(token.text, 0.0)
    mass[:, 0] = 1 - mass.sum(1)
    add_unknown_names(doc, mass, WORDS)
    found: list[Span] = list(doc.spans[MENTIONS])
    return {span.text: (span.label_, span.id_) for span in found}


@pytest.mark.parametrize(
    ("text", "scores", "names"),
    [
        ("It sold Skyshield Systems on Friday.", {"Skyshield": 0.9}, {"Skyshield Systems"}),
        ("It sold Source Intelligence on Friday.", {"Source": 0.1, "Intelligence": 0.9}, {"Source Intelligence"}),
        ("It sold Telecommunications Equipment Ltd. then.", {"Telecommunications": 0.9, "Equipment": 0.9}, set()),
        ("It sold Skyshield Friday.", {"Skyshield": 0.9}, {"Skyshield"}),
        ("Then Skyshield sold it.", {"Skyshield": 0.9}, {"Skyshield"}),
        ("Skyshield Systems Shuts Lab", {"Skyshield": 0.9}, {"Skyshield"}),
    ],
)
def test_a_name_is_the_run_of_capitals_that_may_belong_to_it(text, scores, names):
    assert set(read(text, scores)) == names


def test_a_university_is_no_company():
    assert read("It left Skyshield University in May.", {"Skyshield": 0.9, "University": 0.9}) == {
        "Skyshield University": ("other", "Skyshield University")
    }


def test_a_part_of_a_longer_name_goes_by_the_longer_one():
    found = read("Skyshield Lidar shut. Skyshield left.", {"Skyshield": 0.9, "Lidar": 0.9})
    assert found["Skyshield"] == ("company", "Skyshield Lidar")


def test_a_name_explained_in_brackets_goes_by_the_known_one():
    text = "It freed Zhongxing Phones Corp. (ZTE) in May."
    found = read(text, {"Zhongxing": 0.9, "Phones": 0.9}, {"ZTE": "ZTE"})
    assert found["Zhongxing Phones"] == ("company", "ZTE")


def test_a_known_name_that_is_a_word_needs_the_models_word():
    assert read("A Sharp fall came.", {}, {"Sharp": "Sharp"}) == {}
    assert read("It sued Sharp again.", {"Sharp": 0.4}, {"Sharp": "Sharp"}) == {"Sharp": ("company", "Sharp")}


def test_a_region_behind_a_known_name_names_no_other_company():
    known = {"China Unicom": "China Unicom"}
    scores = dict.fromkeys(("China", "Unicom", "Americas", "Lidar"), 0.9)
    assert read("It barred China Unicom Americas then.", scores, known) == {"China Unicom": ("company", "China Unicom")}
    assert set(read("It barred China Unicom Lidar then.", scores, known)) == {"China Unicom Lidar"}
    in_front = read("It barred Americas Skoda then.", {"Americas": 0.9, "Skoda": 0.9}, {"Skoda": "Skoda"})
    assert set(in_front) == {"Americas Skoda"}


def test_a_short_form_goes_by_the_only_company_it_can_stand_for():
    assert read("It left Skyline in May.", {"Skyline": 0.9}) == {"Skyline": ("company", "Skyline Systems")}
    assert read("The Skyline fell in May.", {}) == {}


def test_a_word_is_the_short_form_of_one_company_or_of_none():
    names = [
        Name("Skyline Systems", "Skyline", "company"),
        Name("Vanguard Systems", "Vanguard Systems", "company"),
        Name("Vanguard Insurance", "Vanguard Insurance", "company"),
        Name("Meta Systems", "Meta Systems", "company"),
        Name("Meta", "Facebook", "company"),
        Name("Systems Equipment", "Systems Equipment", "company"),
        Name("Hua Long Systems", "Hua Long", "company"),
        Name("Kyoto Systems", "Kyoto University", "other"),
        Name("Apex Systems", "Ninestar", "company"),
    ]
    assert shorten(names, frozenset({"Systems", "Equipment"})) == {"Skyline": "Skyline"}
