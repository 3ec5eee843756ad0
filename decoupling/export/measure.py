"""Owns how much room text takes in a file, so that it can be wrapped and shrunk before it is written.

Widths are those of Arial, and of DejaVu Serif in bold, which is wider than Georgia and stands in for it on many
systems; text that fits here fits wherever the file is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Face = Literal["sans", "serif"]
# Thousandths of the font size for each sign from space to tilde.
_SANS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_SERIF = (
    "348 439 521 838 696 950 903 306 473 473 523 838 348 415 348 365 696 696 696 696 696 696 696 696 696 696 369 369 "
    "838 838 838 586 1000 776 845 796 867 762 710 854 945 468 473 869 703 1107 914 871 752 871 831 722 744 872 776 "
    "1123 776 714 730 473 365 473 838 500 500 648 699 609 699 636 430 699 727 380 362 693 380 1058 727 667 699 699 "
    "527 563 462 727 581 861 596 581 568 643 364 643 838"
)
_WIDTHS = {face: [int(width) for width in table.split()] for face, table in (("sans", _SANS), ("serif", _SERIF))}
_OTHER, _WIDE = 600, 1000
LINE = 1.22
MARGIN = 1.03
"""Line height and safety, as parts of the font size and of the width."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text as it goes into its box: the size in points at which it fits, and its lines."""

    size: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Height of all lines in points."""
        return len(self.lines) * self.size * LINE


def text_points(text: str, size: float, face: Face = "sans") -> float:
    """Width of one line in points. The serif is that of headings, and bold."""
    widths = _WIDTHS[face]
    total = sum(
        widths[ord(sign) - 32] if 32 <= ord(sign) < 127 else _WIDE if ord(sign) > 0x2E80 else _OTHER for sign in text
    )
    return total / 1000 * size * MARGIN


def wrap_text(text: str, width: float, size: float, face: Face = "sans") -> list[str]:
    """Lines no wider than `width` points; a word that is too long alone is broken."""
    lines = [""]
    for word in text.split():
        while text_points(word, size, face) > width:
            head = _longest_head(word, width, size, face)
            lines += [head, ""]
            word = word[len(head) :]
        tried = f"{lines[-1]} {word}".strip()
        if text_points(tried, size, face) <= width:
            lines[-1] = tried
        else:
            lines.append(word)
    return [line for line in lines if line]


def _longest_head(word: str, width: float, size: float, face: Face) -> str:
    fitting = 1
    while fitting < len(word) and text_points(word[: fitting + 1], size, face) <= width:
        fitting += 1
    return word[:fitting]


def fit_text(text: str, width: float, height: float, sizes: Sequence[float], face: Face = "sans") -> Fitted:
    """The text at the first of the sizes at which it fits the box (points); at the last it is cut with an ellipsis."""
    words = set(text.split())
    for size in sizes:
        lines = wrap_text(text, width, size, face)
        broken = size != sizes[-1] and any(text_points(word, size, face) > width for word in words)
        if len(lines) * size * LINE <= height and not broken:
            return Fitted(size, tuple(lines))
    size = sizes[-1]
    kept = lines[: max(1, int(height / (size * LINE)))]
    last = kept[-1]
    while last and text_points(last + "…", size, face) > width:
        last = last[:-1]
    return Fitted(size, (*kept[:-1], last.rstrip(" ,;.") + "…"))
