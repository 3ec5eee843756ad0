"""What the model is shown beside the token vectors."""

import numpy as np
import pytest
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from decoupling.extract.features import (
    _FORM,
    _GAP,
    _OFFSET,
    PAIR_WIDTH,
    STEPS,
    Layout,
    in_reach,
    lay_out,
    pair_features,
    tabulate,
)
from decoupling.extract.mentions import KINDS


def sentences(*texts: str) -> tuple[Doc, Layout]:
    """A document of these sentences and its layout."""
    words = [text.split() for text in texts]
    starts = [i == 0 for sentence in words for i in range(len(sentence))]
    doc = Doc(Vocab(), words=[word for sentence in words for word in sentence], sent_starts=starts)
    return doc, lay_out(doc)


@pytest.mark.parametrize(
    ("label", "reached"),
    [("company", [2, 3, 4, 5]), ("place", [2, 3, 4, 5]), ("money", [2, 3, 4, 5, 6]), ("people", [2, 3, 4, 5, 6])],
)
def test_figures_play_a_part_a_sentence_further_behind_a_trigger(label, reached):
    doc, layout = sentences(*["x"] * 9)
    table = tabulate(doc, layout, [Span(doc, i, i + 1, label=label) for i in range(9)])
    assert in_reach(table, 4).tolist() == reached


def pair(rows: np.ndarray, row: int) -> dict[str, float]:
    """The row of a pair by the names of what it says."""
    return {
        "kind": KINDS[int(rows[row, :_GAP].argmax())],
        "gap": int(rows[row, _GAP:_OFFSET].argmax()),
        "sentences": int(rows[row, _OFFSET : _OFFSET + 5].argmax()),
        "within": rows[row, _OFFSET + 5],
        "nearest": rows[row, _FORM + 2],
        "between": 4 * rows[row, _FORM + 3],
        "beside": 6 * rows[row, _FORM + 4],
    }


def test_a_pair_tells_distance_and_rank_of_each_mention():
    doc, layout = sentences("Acme and Bolt said Corp closed labs in Shanghai", "Dell left")
    labels = {0: "company", 2: "company", 4: "government", 8: "place", 9: "company"}
    table = tabulate(doc, layout, [Span(doc, i, i + 1, label=label) for i, label in labels.items()])
    rows = pair_features(table, np.arange(5), 5, 6, 0)
    assert rows.shape == (5, PAIR_WIDTH)
    first, second, third, place, behind = (pair(rows, i) for i in range(5))
    assert (first["kind"], first["gap"], first["nearest"], first["between"], first["beside"]) == ("company", 2, 0, 2, 2)
    assert (second["gap"], second["between"], second["beside"]) == (1, 1, 2)
    assert (third["kind"], third["gap"], third["nearest"]) == ("government", 0, 1)
    assert (place["gap"], place["nearest"], place["beside"]) == (len(STEPS) + 1, 1, 0)
    assert (behind["sentences"], behind["nearest"], behind["beside"]) == (3, 1, 0)
    assert all(pair(rows, i)["within"] == 0 for i in range(5))


def test_a_mention_that_holds_the_trigger_is_said_to():
    doc, layout = sentences("the chip ban bites")
    table = tabulate(doc, layout, [Span(doc, 0, 3, label="anaphor")])
    assert pair(pair_features(table, np.array([0]), 2, 3, 0), 0)["within"] == 1


def test_a_text_without_mentions_has_an_empty_table():
    doc, layout = sentences("nothing here")
    table = tabulate(doc, layout, [])
    assert table.own.shape == (0, PAIR_WIDTH)
    assert in_reach(table, 0).size == 0
