"""Foretelling: who warns, denies or has it from hearsay that something would happen tells no act."""

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
        ("The maker dismissed reports that it was moving lines abroad.", "moving", True),
        ("The maker dismissed its manager and is moving lines abroad.", "moving", False),
        ("Netizens claimed that shops had stopped selling the phone.", "stopped", True),
        ("The ban, users said, came without notice.", "ban", False),
    ],
)
def test_an_act_is_supposed_when_the_words_that_make_it_so_come_before_it(text, trigger, foretold):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp(text)
    at = next(token.i for token in doc if token.text == trigger)
    assert is_foretold(doc, at, FORETELLING) == foretold
