"""Foretelling: who warns that something would happen tells no act."""

import pytest
import spacy

from decoupling import DATA_DIR
from decoupling.extract.foretold import is_foretold, read_foretelling

FORETELLING = read_foretelling(DATA_DIR / "extraction" / "foretelling.yaml")


@pytest.mark.parametrize(
    ("text", "trigger", "foretold"),
    [
        ("He warned that automation would lead to job cuts.", "cuts", True),
        ("Analysts predicted the firm could leave China.", "leave", True),
        ("He warned staff and closed the laboratory.", "closed", False),
        ("The firm closed its laboratory, and warned that others would follow.", "closed", False),
        ("It would close the plant, the company said.", "close", False),
    ],
)
def test_an_act_is_foretold_when_the_warning_and_a_modal_come_before_it(text, trigger, foretold):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp(text)
    at = next(token.i for token in doc if token.text == trigger)
    assert is_foretold(doc, at, FORETELLING) == foretold
