"""Owns the milestones on time axes: a dotted line and a few words for events every analyst knows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from decoupling.charts.look import FONT_SIZE, Look, note_at, plain_text
from decoupling.charts.spec import Selection
from decoupling.dates import first_day, precision

Span = tuple[pd.Timestamp, pd.Timestamp]


def milestone_marks(selection: Selection, look: Look, span: Span) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shapes and annotations of the milestones inside a span of days; labels take turns in two rows."""
    lines: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    for milestone in selection.dataset.milestones:
        date = selection.dataset.by_id[milestone.event].date
        day = pd.Timestamp(first_day(date))
        if precision(date) != "day" or not span[0] <= day <= span[1]:
            continue
        late = (day - span[0]) / (span[1] - span[0]) > 0.7
        place = {"x": day, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "right" if late else "left"}
        lines.append(
            {
                "type": "line",
                "x0": day,
                "x1": day,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "layer": "below",
                "opacity": 0.55,
                "line": {"color": look.plain, "width": 1, "dash": "dot"},
            }
        )
        words = plain_text(milestone.label)
        labels.append(note_at(look, words, size=FONT_SIZE - 2, yshift=2 + 16 * (len(labels) % 2), **place))
    return lines, labels
