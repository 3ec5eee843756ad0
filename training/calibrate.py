"""Fits confidence on annotated articles that training never saw, and the floor below which nothing is proposed.

    python -m training.calibrate DIR…

Writes `calibration.json` beside the weights: slope and offset of a logistic curve over the raw score, and the lowest
floor above which four of five candidates are right: an invented act costs a reader more trust than a missed one.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from decoupling import DATA_DIR
from decoupling.candidates import Article
from decoupling.checks import load_checked_dataset
from decoupling.evaluation import Aliases, match_events, read_aliases, read_annotated
from decoupling.extract.pipeline import Calibration, Extractor

MODEL = DATA_DIR / "extraction" / "model"
STEPS = 4000
RATE = 0.05
PRECISION = 0.8


def collect(folders: list[Path], model: Path) -> list[tuple[float, bool]]:
    """Raw score and rightness of every candidate."""
    extractor = Extractor(load_checked_dataset(DATA_DIR), DATA_DIR / "extraction", model)
    extractor.calibration = Calibration()
    pairs: list[tuple[float, bool]] = []
    for folder in folders:
        names = Aliases([read_aliases(folder)])
        for row in read_annotated(folder):
            article = Article(id=row["id"], title=row["title"], published=row["published"], text=row["text"])
            given = extractor.read(article).to_prediction()["events"]
            hits = {g for _, g in match_events(row["events"], given, names)}
            pairs += [(event["confidence"], number in hits) for number, event in enumerate(given)]
    return pairs


def fit(pairs: list[tuple[float, bool]]) -> Calibration:
    """Logistic regression by gradient descent; then the lowest floor that keeps the precision, down to a twentieth."""
    logits = [(math.log(max(raw, 1e-4) / max(1 - raw, 1e-4)), right) for raw, right in pairs]
    slope, offset = 1.0, 0.0
    for _ in range(STEPS):
        errors = [(1 / (1 + math.exp(-(slope * x + offset))) - right, x) for x, right in logits]
        slope -= RATE * sum(e * x for e, x in errors) / len(errors)
        offset -= RATE * sum(e for e, _ in errors) / len(errors)
    curve = Calibration(slope, offset)
    scored = sorted(((curve.probability(raw), right) for raw, right in pairs), reverse=True)
    floor, found = 0.5, 0
    for count, (sure, right) in enumerate(scored, 1):
        found += right
        if found / count >= PRECISION:
            floor = sure
    return Calibration(round(slope, 4), round(offset, 4), math.ceil(20 * floor) / 20)


def main() -> None:
    """Fit and write."""
    folders = [Path(name) for name in sys.argv[1:]]
    calibration = fit(collect(folders, MODEL))
    values = {"slope": calibration.slope, "offset": calibration.offset, "floor": calibration.floor}
    (MODEL / "calibration.json").write_text(json.dumps(values) + "\n", encoding="utf-8")
    print(values)


if __name__ == "__main__":
    main()
