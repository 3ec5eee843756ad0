"""Owns the first half of the way: a blank spaCy language with our sentences, and the mentions that lists give."""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import decoupling.extract.sentences  # noqa: F401 (registers sentence_breaks)
from decoupling.dataset import Dataset
from decoupling.extract.gazetteer import Gazetteer, NameFinder, build_gazetteer, read_lines
from decoupling.extract.mentions import MentionFinder, read_nouns


class Reader:
    """Reads a text as far as lists and rules go: sentences and mentions, no model."""

    def __init__(self, nlp: Language, gazetteer: Gazetteer, folder: Path) -> None:
        self.nlp = nlp
        self.gazetteer = gazetteer
        self.nouns = read_nouns(folder)
        names = NameFinder(nlp, gazetteer, read_lines(folder / "legal_forms.txt"))
        self.find_mentions = MentionFinder(names, folder)

    def read_text(self, text: str, published: str | None) -> Doc:
        """A document with sentences and mentions."""
        doc = self.nlp(text)
        doc.user_data["published"] = published
        return self.find_mentions(doc)


def build_reader(dataset: Dataset, folder: Path) -> Reader:
    """The reader for the dataset's names and the lists in `folder`."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentence_breaks")
    return Reader(nlp, build_gazetteer(dataset, folder), folder)
