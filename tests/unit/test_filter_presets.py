"""The named periods of the filter: each begins so long before the day of the dataset."""

import datetime as dt

import pytest

from decoupling.filters import preset_start

day = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("preset", "released", "start"),
    [
        ("all", "2025-12-31", None),
        ("5y", "2025-12-31", "2020-12-31"),
        ("12m", "2025-12-31", "2024-12-31"),
        ("90d", "2025-12-31", "2025-10-02"),
        ("12m", "2024-02-29", "2023-02-28"),
        ("5y", "2024-02-29", "2019-02-28"),
        ("12m", "2025-02-28", "2024-02-28"),
    ],
)
def test_a_preset_begins_on_this_day(preset, released, start):
    assert preset_start(preset, day(released)) == (start and day(start))
