"""Owns the small networks on top of the token vectors: one hidden layer each, plain arrays, no training code.

A head is `relu(x @ w1 + b1) @ w2 + b2`. The file that holds them also holds the labels they answer with.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
NAME_LABELS = ("O", "B-company", "I-company", "B-government", "I-government", "B-other", "I-other")
PARTS = ("A", "G", "D", "P", "U", "H")
Status = Literal["actual", "planned", "background", "hypothetical", "denied", "ordinary"]
STATUSES: tuple[Status, ...] = ("actual", "planned", "background", "hypothetical", "denied", "ordinary")
TOLD = ("actual", "planned", "background")
HEADS = ("names", "triggers", "status", "parts", "links", "same", "sectors")


@dataclass(frozen=True)
class Heads:
    """All weights by name, the actions and sectors they were trained on, and the calibration of confidence."""

    weights: dict[str, Matrix]
    actions: tuple[str, ...]
    sectors: tuple[str, ...]
    version: str

    def run(self, head: str, rows: Matrix) -> Matrix:
        """Scores (rows, answers) of one head, before any squashing."""
        w = self.weights
        hidden = np.maximum(rows @ w[f"{head}.w1"] + w[f"{head}.b1"], 0)
        return np.asarray(hidden @ w[f"{head}.w2"] + w[f"{head}.b2"], dtype=np.float32)

    def project(self, rows: Matrix) -> Matrix:
        """Token vectors in the narrower space in which pairs are compared."""
        return np.asarray(rows @ self.weights["project.w"] + self.weights["project.b"], dtype=np.float32)


def load_heads(path: Path) -> Heads:
    """Read the weights; ValueError when the file is of another make."""
    with np.load(path) as file:
        arrays: dict[str, Any] = dict(file)
    try:
        actions, sectors = (tuple(str(code) for code in arrays.pop(name)) for name in ("actions", "sectors"))
        version = str(arrays.pop("version"))
    except KeyError as error:
        raise ValueError(f"{path.name}: no {error} in the weights; train them again") from None
    return Heads({k: v.astype(np.float32) for k, v in arrays.items()}, actions, sectors, version)


def average(rows: Matrix) -> Matrix:
    """The mean row. numpy's own `mean` takes three times as long for so few."""
    return np.asarray(np.add.reduce(rows) / np.float32(len(rows)), dtype=np.float32)


def softmax(rows: Matrix) -> Matrix:
    """Each row as probabilities that sum to one."""
    grown = np.exp(rows - rows.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), dtype=np.float32)


def sigmoid(rows: Matrix) -> Matrix:
    """Each number as a probability of its own."""
    return np.asarray(1 / (1 + np.exp(-np.clip(rows, -30, 30))), dtype=np.float32)
