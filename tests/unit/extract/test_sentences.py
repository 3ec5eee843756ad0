"""Where sentences begin."""

from __future__ import annotations

import pytest
import spacy

import decoupling.extract.sentences  # noqa: F401


def sentences(text: str) -> list[str]:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentence_breaks")
    return [sent.text.strip() for sent in nlp(text).sents]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It left. It came back.", 2),
        ("The U.S. government sued.", 1),
        ("It left the U.S. The rest stayed.", 2),
        ("Exports to the U.S. China had none.", 2),
        ("Apple Inc. said it left.", 1),
        ("Announcement No. 61 of Oct. 9 stands.", 1),
        ("Nos. 61 and 62 are suspended.", 1),
        ("“It is over.” The firm left.", 2),
        ("It fell 3.5 percent. Sales rose.", 2),
        ("A title without a stop\nThe first line.", 2),
        ("* One point\n* Another point", 2),
        ("Is it over? It is!", 2),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_every_line_begins_a_sentence_and_closing_quotes_stay() -> None:
    assert sentences("Head line\n\n“We leave.” He left.") == ["Head line", "“We leave.”", "He left."]
