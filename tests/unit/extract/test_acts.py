"""Who plays a part: names of one list with one of them."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.tokens import Span

from decoupling.extract.acts import LIST_FLOOR, _listed_with

DOC = spacy.blank("en")("It listed Alpha, Beta and Gamma of Delta in May")
WORDS = [token.text for token in DOC]


def names(*words: str) -> list[Span]:
    return [Span(DOC, WORDS.index(word), WORDS.index(word) + 1, label="company", span_id=word) for word in words]


@pytest.mark.parametrize(
    ("scores", "joined"),
    [
        ((0.9, 0.3, 0.4, 0.4), {"Beta", "Gamma"}),
        ((0.9, LIST_FLOOR / 2, 0.4, 0.4), set()),
        ((0.1, 0.3, 0.9, 0.4), {"Beta"}),
    ],
)
def test_names_of_one_list_play_one_part_unless_the_model_thinks_it_unlikely(scores, joined):
    window = names("Alpha", "Beta", "Gamma", "Delta")
    chosen = [int(np.argmax(scores))]
    assert {window[i].id_ for i in _listed_with(window, np.array(scores), chosen)} == joined
