"""Milestones: which are marked on a time axis, where, and with what words."""

import dataclasses

import pandas as pd
import pytest

from decoupling.charts.look import LIGHT
from decoupling.charts.milestones import milestone_marks
from decoupling.model import Milestone
from tests.unit.charts.drawn import draw


def marks(selection, first, last, *events, label="Words"):
    """Lines and labels for milestones at these events; the dataset's own without any."""
    if events:
        milestones = tuple(Milestone(event=event, label=label) for event in events)
        dataset = dataclasses.replace(selection.dataset, milestones=milestones)
        selection = dataclasses.replace(selection, dataset=dataset)
    return milestone_marks(selection, LIGHT, (pd.Timestamp(first), pd.Timestamp(last)))


def test_a_milestone_is_a_line_and_a_label_on_the_day_of_its_event(select):
    (line,), (label,) = marks(select(), "2023-01-01", "2025-12-31")
    day = pd.Timestamp("2023-10-17")
    assert (line["x0"], line["x1"], label["x"], label["text"]) == (day, day, day, "Chip rule")


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        ("2023-10-18", "2025-12-31", 0),
        ("2020-01-01", "2023-10-16", 0),
        ("2023-10-17", "2025-12-31", 1),
        ("2020-01-01", "2023-10-17", 1),
    ],
)
def test_only_milestones_inside_the_span_are_marked(first, last, number, select):
    lines, labels = marks(select(), first, last)
    assert len(lines) == len(labels) == number


@pytest.mark.parametrize("event", ["2023-adviser-hong-kong", "2023-12-lithotool-stops-service"])
def test_an_event_without_a_day_is_not_marked(event, select):
    assert marks(select(), "2022-01-01", "2026-01-01", event) == ([], [])


def test_milestones_are_marked_whatever_the_filter_selects(select):
    assert len(marks(select(orgs=("adviser",)), "2023-01-01", "2025-12-31")[0]) == 1


@pytest.mark.parametrize(
    ("first", "last", "anchor"), [("2023-10-01", "2025-12-31", "left"), ("2020-01-01", "2023-12-31", "right")]
)
def test_a_late_label_stands_left_of_its_line_so_that_it_stays_inside(first, last, anchor, select):
    _, (label,) = marks(select(), first, last)
    assert label["xanchor"] == anchor


def test_labels_take_turns_in_two_rows(select):
    days = ("2023-10-17-bureau-chip-rule", "2024-05-02-acme-shanghai-lab", "2024-07-01-ministry-metal-controls")
    _, labels = marks(select(), "2023-01-01", "2025-12-31", *days)
    assert [label["yshift"] for label in labels] == [2, 18, 2]


def test_markup_in_a_label_is_made_harmless(select):
    _, (label,) = marks(select(), "2023-01-01", "2025-12-31", "2023-10-17-bureau-chip-rule", label="<b>Rule</b>")
    assert label["text"] == "&lt;b&gt;Rule&lt;/b&gt;"


@pytest.mark.parametrize("chart_id", ["pace", "timeline", "sector-timeline"])
def test_time_axes_carry_the_milestones(chart_id, select):
    assert "Chip rule" in [note.text for note in draw(chart_id, select())[1].layout.annotations]
