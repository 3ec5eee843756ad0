"""The chart of review: counts add up to the candidates that were judged, and nothing is drawn without any."""

import dataclasses

import pytest

from decoupling.candidates import Review
from decoupling.charts import CHARTS
from decoupling.charts.look import DARK, LIGHT

JUDGED = [
    ("closure", 0.95, "unchanged"),
    ("closure", 0.91, "corrected"),
    ("closure", 0.70, "rejected"),
    ("tariff", 0.55, "rejected"),
    ("tariff", 0.90, "attached"),
]


@pytest.fixture
def reviewed(select):
    """The tiny world's selection, with five candidates judged."""
    reviews = tuple(Review(action=action, confidence=sure, outcome=outcome) for action, sure, outcome in JUDGED)
    selection = select()
    return dataclasses.replace(selection, dataset=dataclasses.replace(selection.dataset, reviews=reviews))


def frame_of(selection, by):
    return CHARTS["reviews"].frame(selection, {"by": by}).set_index("group").to_dict("index")


def test_candidates_are_counted_by_kind_of_act(reviewed):
    assert frame_of(reviewed, "action") == {
        "Closure": {"judged": 3, "unchanged": 1, "corrected": 1, "attached": 0, "rejected": 1},
        "Tariff": {"judged": 2, "unchanged": 0, "corrected": 0, "attached": 1, "rejected": 1},
    }


def test_candidates_are_counted_by_confidence_surest_first(reviewed):
    frame = frame_of(reviewed, "confidence")
    assert {group: row["judged"] for group, row in frame.items()} == {
        "90 to 100% sure": 3,
        "60 to 75% sure": 1,
        "less than 60% sure": 1,
    }
    assert frame["90 to 100% sure"]["rejected"] == 0


@pytest.mark.parametrize("by", ["confidence", "action"])
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_bars_of_a_group_make_up_a_whole(reviewed, by, look):
    spec, options = CHARTS["reviews"], {"by": by}
    figure = spec.draw(spec.frame(reviewed, options), reviewed, look, options)
    bars = [trace.x for trace in figure.data if trace.type == "bar"]
    assert [sum(parts) for parts in zip(*bars, strict=True)] == pytest.approx([1] * len(bars[0]))
    assert "#00000" not in figure.to_json()


def test_title_and_note_name_what_was_judged(reviewed):
    spec, options = CHARTS["reviews"], {"by": "action"}
    frame = spec.frame(reviewed, options)
    assert spec.title(frame, reviewed, options) == "Of 5 candidates judged, 3 were taken"
    assert spec.note(frame, reviewed, options).startswith("5 candidates judged")


def test_without_reviews_there_is_nothing_to_draw(select):
    assert CHARTS["reviews"].frame(select(), {"by": "action"}).empty
