"""Owns sparklines: a few numbers as a word-sized SVG picture, bars or a line, without axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from decoupling.charts.look import Look

WIDTH, HEIGHT, EDGE = 150, 34, 3


def draw_sparkline(values: Sequence[float], look: Look, kind: Literal["bar", "line"]) -> str:
    """SVG text; the last value stands out. Bars rise from zero, a line uses the whole height.

    Raises ValueError when there is no value.
    """
    if not values:
        raise ValueError("a sparkline needs at least one value")
    marks = _bars(values, look) if kind == "bar" else _line(values, look)
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{marks}</svg>'


def _bars(values: Sequence[float], look: Look) -> str:
    step, highest = WIDTH / len(values), max(values) or 1
    bars = []
    for i, value in enumerate(values):
        height = max(value / highest * (HEIGHT - EDGE), 1)
        colour = look.scale[-2] if i == len(values) - 1 else look.plain
        x, y = i * step, HEIGHT - height
        bars.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{step * 0.7:.1f}" height="{height:.1f}" fill="{colour}"/>')
    return "".join(bars)


def _line(values: Sequence[float], look: Look) -> str:
    low, high = min(values), max(values)
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    room = HEIGHT - 2 * EDGE
    points = [(EDGE + i * step, HEIGHT - EDGE - (v - low) / ((high - low) or 1) * room) for i, v in enumerate(values)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    end = f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="{EDGE}" fill="{look.scale[-2]}"/>'
    return f'<polyline points="{path}" fill="none" stroke="{look.plain}" stroke-width="1.6"/>{end}'
