"""Owns token vectors: a small transformer, quantised, run over an article in chunks of whole sentences.

Each chunk is preceded by the title, so that a sentence far down still knows what the article is about.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

MAX_PIECES = 190
MAX_TITLE = 30
MAX_PER_TOKEN = 8
MAX_THREADS = 4
SPIN_MICROSECONDS = 50
"""How long an idle thread waits in a loop for the next step: the gaps between steps are shorter. Waiting on makes a
reading twice as slow on a busy machine, not waiting at all a third slower on an idle one."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Piece ids of title and tokens, and for each token from `first` on where its first piece lies."""

    first: int
    pieces: tuple[int, ...]
    heads: tuple[int, ...]


class WordPieces:
    """Splits words into the transformer's pieces by greedy longest match, as BERT's uncased tokenizer does."""

    def __init__(self, vocabulary: Path) -> None:
        words = vocabulary.read_text(encoding="utf-8").splitlines()
        self.ids = {word: number for number, word in enumerate(words)}
        self.start, self.end, self.unknown = (self.ids[name] for name in ("[CLS]", "[SEP]", "[UNK]"))
        self.split = lru_cache(maxsize=65536)(self._split)

    def _split(self, word: str) -> tuple[int, ...]:
        pieces: list[int] = []
        for part in _parts(word):
            pieces += self._match(part)
        return tuple(pieces[:MAX_PER_TOKEN]) or (self.unknown,)

    def _match(self, part: str) -> list[int]:
        pieces: list[int] = []
        at = 0
        while at < len(part):
            for end in range(min(len(part), at + 30), at, -1):
                number = self.ids.get(part[at:end] if at == 0 else "##" + part[at:end])
                if number is not None:
                    break
            else:
                return [self.unknown]
            pieces.append(number)
            at = end
        return pieces


def _parts(word: str) -> Iterator[str]:
    """Lower case without accents, split at punctuation and Chinese characters."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    run = ""
    for c in plain:
        if c.isalnum() and not "\u4e00" <= c <= "\u9fff":
            run += c
            continue
        if run:
            yield run
        run = ""
        if not c.isspace():
            yield c
    if run:
        yield run


def cut_chunks(doc: Doc, pieces: WordPieces) -> list[Chunk]:
    """A document that is not empty in chunks of whole sentences, of about equal size, each after the title."""
    split = [pieces.split(token.text) if not token.is_space else () for token in doc]
    units = [unit for sent in doc.sents for unit in _short_units(sent.start, sent.end, split)]
    sizes = [sum(len(split[i]) for i in range(start, end)) for start, end in units]
    goal = sum(sizes) / max(1, -(-sum(sizes) // MAX_PIECES))
    title = [piece for i in range(*units[0]) for piece in split[i]][:MAX_TITLE]
    chunks: list[Chunk] = []
    first, size = 0, 0
    for (start, _), length in zip(units, sizes, strict=True):
        if size and size + length / 2 > goal:
            chunks.append(_chunk(first, start, split, title, pieces))
            first, size = start, 0
        size += length
    return [*chunks, _chunk(first, len(doc), split, title, pieces)]


def _short_units(start: int, end: int, split: list[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """The sentence, or its parts when it is longer than a chunk may be."""
    size = 0
    for i in range(start, end):
        if size + len(split[i]) > MAX_PIECES:
            yield start, i
            start, size = i, 0
        size += len(split[i])
    yield start, end


def _chunk(first: int, end: int, split: list[tuple[int, ...]], title: list[int], pieces: WordPieces) -> Chunk:
    ids = [pieces.start]
    if first:
        ids += [*title, pieces.end]
    heads: list[int] = []
    for i in range(first, end):
        heads.append(min(len(ids), 511))
        ids += split[i]
    ids = ids[:511]
    return Chunk(first, (*ids, pieces.end), tuple(min(h, len(ids) - 1) for h in heads))


class Encoder:
    """Fills `doc.tensor` with one vector a token."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime

        self.pieces = WordPieces(folder / "vocabulary.txt")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = min(MAX_THREADS, os.cpu_count() or 1)  # left open, threads are tied to cores
        options.add_session_config_entry("session.intra_op.spin_duration_us", str(SPIN_MICROSECONDS))
        self.session = onnxruntime.InferenceSession(
            folder / "encoder.onnx", options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, doc: Doc) -> Doc:
        """Set the vectors; an empty document gets none."""
        if len(doc):
            doc.tensor = np.concatenate([self._run(chunk) for chunk in cut_chunks(doc, self.pieces)])
        return doc

    def _run(self, chunk: Chunk) -> NDArray[np.float32]:
        """Vectors of the tokens of one chunk: several at once would have to be padded and take longer."""
        ids = np.array([chunk.pieces], dtype=np.int64)
        result: Any = self.session.run(None, {"ids": ids})[0]
        return np.asarray(result[0, list(chunk.heads)], dtype=np.float32)
