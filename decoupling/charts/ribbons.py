"""Owns the shapes of ribbon charts: ends in facing columns, each with room for its name, and bands between them.

All heights are pixels from the top of the drawing. A band is as high as its number times the scale, at both ends; an
end is as high as its bands together, or as a line of text where that is higher, so that names never touch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

GAP, HEADING = 4.0, 22.0
"""Pixels between the bars of two ends, and of the heading of a group."""
CURVE_POINTS = 24


@dataclass(frozen=True, slots=True)
class End:
    """Who or what bands begin or end at: its numbers together, and the heading it stands under; empty for none."""

    weight: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """Room of an end: the middle of its name, and the top of its bands."""

    middle: float
    top: float


@dataclass(frozen=True, slots=True)
class Column:
    """Ends and headings of a column with their places, and how high it is."""

    slots: Mapping[str, Slot]
    headings: tuple[tuple[str, float], ...]
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    """What joins an end of one column to an end of the next."""

    start: str
    end: str
    weight: float


@dataclass(frozen=True, slots=True)
class Course:
    """Where a band leaves and arrives: the middles of its two ends."""

    leaves: float
    arrives: float


def place_ends(ends: Mapping[str, End], scale: float, row: float) -> Column:
    """Ends from the top down in their order, with a heading before each new group; `row` is the height of a name."""
    slots: dict[str, Slot] = {}
    headings: list[tuple[str, float]] = []
    line, group = 0.0, ""
    for code, end in ends.items():
        if end.group != group:
            line += GAP if slots else 0
            if end.group:
                headings.append((end.group, line + HEADING / 2))
                line += HEADING
            group = end.group
        room = max(row, end.weight * scale + GAP)
        slots[code] = Slot(line + room / 2, line + (room - end.weight * scale) / 2)
        line += room
    return Column(slots, tuple(headings), line)


def centre(column: Column, height: float) -> Column:
    """The column in the middle of a drawing of some height."""
    down = (height - column.height) / 2
    slots = {code: Slot(slot.middle + down, slot.top + down) for code, slot in column.slots.items()}
    return Column(slots, tuple((group, middle + down) for group, middle in column.headings), column.height)


def fit_scale(columns: Iterable[Mapping[str, End]], room: float, row: float, most: float) -> float:
    """The largest scale up to `most` with which every column is at most `room` high; 0 where names alone need more."""
    columns = list(columns)

    def fits(scale: float) -> bool:
        return all(place_ends(ends, scale, row).height <= room for ends in columns)

    low, high = 0.0, most
    if fits(most):
        return most
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def lay_bands(bands: Sequence[Band], left: Column, right: Column, scale: float) -> list[Course]:
    """The course of each band; at an end, bands lie in the order of the ends they lead to, so that few cross."""
    leaves, arrives = [0.0] * len(bands), [0.0] * len(bands)
    for places, own, far in ((leaves, left, right), (arrives, right, left)):
        at_left = own is left
        filled: dict[str, float] = {}
        order = sorted(range(len(bands)), key=lambda i: far.slots[bands[i].end if at_left else bands[i].start].middle)
        for i in order:
            code = bands[i].start if at_left else bands[i].end
            height = bands[i].weight * scale
            places[i] = own.slots[code].top + filled.get(code, 0.0) + height / 2
            filled[code] = filled.get(code, 0.0) + height
    return [Course(*pair) for pair in zip(leaves, arrives, strict=True)]


def draw_courses(courses: Sequence[Course], begin: float, end: float) -> tuple[list[float | None], list[float | None]]:
    """Points x and y of one curve a course, level at both ends, with a gap after each."""
    share = np.linspace(0, 1, CURVE_POINTS)
    x: list[float | None] = []
    y: list[float | None] = []
    for course in courses:
        x += [*(begin + (end - begin) * share).round(4).tolist(), None]
        y += [*height_along(course, share).round(2).tolist(), None]
    return x, y


def height_along(course: Course, share: np.ndarray) -> np.ndarray:
    """Heights of a course at shares of its way."""
    return course.leaves + (course.arrives - course.leaves) * share * share * (3 - 2 * share)
