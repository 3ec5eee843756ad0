"""Word pieces and chunks: what the transformer is given, and where each token lies in it."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

import decoupling.extract.sentences  # noqa: F401
from decoupling.extract.encoder import MAX_PER_TOKEN, MAX_PIECES, WordPieces, cut_chunks

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "chip", "##maker", "##s", "us", ".", "cafe", "the", "a", "b", "##b", "华"]


@pytest.fixture
def pieces(tmp_path: Path) -> WordPieces:
    path = tmp_path / "vocabulary.txt"
    path.write_text("\n".join(WORDS), encoding="utf-8")
    return WordPieces(path)


def words(pieces: WordPieces, text: str) -> list[str]:
    return [WORDS[number] for number in pieces.split(text)]


def test_a_word_is_split_by_its_longest_known_pieces(pieces):
    assert words(pieces, "Chipmakers") == ["chip", "##maker", "##s"]


def test_case_accents_and_punctuation_go_as_in_training(pieces):
    assert words(pieces, "Café") == ["cafe"]
    assert words(pieces, "U.S.") == ["[UNK]", ".", "[UNK]", "."]
    assert words(pieces, "华chip") == ["华", "chip"]


def test_an_unknown_word_is_one_unknown_piece_and_none_grows_without_end(pieces):
    assert words(pieces, "zzz") == ["[UNK]"]
    assert len(pieces.split("." * 500)) == MAX_PER_TOKEN


def document(text: str) -> Doc:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentence_breaks")
    return nlp(text)


def test_chunks_cover_every_token_once_and_later_ones_begin_with_the_title(pieces):
    doc = document("The chip\n\n" + "The chipmakers b a b. " * 120)
    chunks = cut_chunks(doc, pieces)
    assert len(chunks) > 1
    assert sum(len(chunk.heads) for chunk in chunks) == len(doc)
    assert [chunk.first for chunk in chunks] == sorted(chunk.first for chunk in chunks)
    assert chunks[1].pieces[1:3] == (WORDS.index("the"), WORDS.index("chip"))
    assert all(len(chunk.pieces) <= 2 * MAX_PIECES for chunk in chunks)


def test_a_sentence_longer_than_a_chunk_is_cut(pieces):
    chunks = cut_chunks(document("chip " * 1000), pieces)
    assert sum(len(chunk.heads) for chunk in chunks) == 1000
    assert max(len(chunk.pieces) for chunk in chunks) <= 512
