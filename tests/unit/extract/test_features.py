"""What the model is shown beside the token vectors."""

import pytest
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from decoupling.extract.features import is_in_reach


@pytest.mark.parametrize(
    ("label", "reached"),
    [
        ("company", [-2, -1, 0, 1]),
        ("date", [-2, -1, 0, 1]),
        ("money", [-2, -1, 0, 1, 2]),
        ("people", [-2, -1, 0, 1, 2]),
    ],
)
def test_figures_play_a_part_a_sentence_further_behind_a_trigger(label, reached):
    mention = Span(Doc(Vocab(), words=["x"]), 0, 1, label=label)
    assert [offset for offset in range(-4, 5) if is_in_reach(mention, offset)] == reached
