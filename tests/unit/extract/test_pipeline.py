"""Confidence: what the calibration beside the weights does to a raw score."""

from __future__ import annotations

import json

import pytest

from decoupling.extract.pipeline import Calibration, read_calibration


def test_without_a_calibration_scores_stay():
    assert Calibration().probability(0.3) == pytest.approx(0.3)


def test_a_surer_score_never_gets_a_lower_probability():
    curve = Calibration(0.4, -0.6)
    values = [curve.probability(raw / 20) for raw in range(21)]
    assert values == sorted(values)
    assert 0 < values[0] < values[-1] < 1


def test_a_calibration_is_read_from_its_file(tmp_path):
    path = tmp_path / "calibration.json"
    assert read_calibration(path) == Calibration()
    path.write_text(json.dumps({"slope": 0.5, "offset": -1.0, "floor": 0.4}), encoding="utf-8")
    assert read_calibration(path) == Calibration(0.5, -1.0, 0.4)
