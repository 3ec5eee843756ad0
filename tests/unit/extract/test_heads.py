"""The small networks: plain arithmetic, and weights of another make are refused."""

from __future__ import annotations

import numpy as np
import pytest

from decoupling.extract.heads import Heads, load_heads, sigmoid, softmax


def test_a_head_is_one_hidden_layer():
    weights = {
        "names.w1": np.array([[1.0, -1.0]], dtype=np.float32),
        "names.b1": np.zeros(2, dtype=np.float32),
        "names.w2": np.array([[2.0], [3.0]], dtype=np.float32),
        "names.b2": np.array([1.0], dtype=np.float32),
    }
    heads = Heads(weights, (), (), "x")
    assert heads.run("names", np.array([[2.0], [-2.0]], dtype=np.float32)).tolist() == [[5.0], [7.0]]


def test_shares_sum_to_one_and_huge_scores_do_not_break_them():
    assert softmax(np.array([[0.0, 0.0], [1000.0, 0.0]], dtype=np.float32)).tolist() == [[0.5, 0.5], [1.0, 0.0]]
    assert sigmoid(np.array([-1e9, 0.0, 1e9], dtype=np.float32)).round(6).tolist() == [0.0, 0.5, 1.0]


def test_weights_of_another_make_are_refused(tmp_path):
    path = tmp_path / "heads.npz"
    np.savez(path, actions=np.array(["closure"]))
    with pytest.raises(ValueError, match="train them again"):
        load_heads(path)
