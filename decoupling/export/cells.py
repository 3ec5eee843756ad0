"""Owns what a cell of an exported table may hold: plain values, and never a formula; and what signs a file may."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal_text(text: str) -> str:
    """The text without the signs that no XML may hold: control signs and halves of characters."""
    return _ILLEGAL.sub("", text)


def neutralise(value: Any) -> Any:
    """The value, with an apostrophe before text that a spreadsheet would run as a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def neutralise_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every text cell and heading neutralised."""
    clean = frame.copy()
    for column in clean.columns:
        if not pd.api.types.is_numeric_dtype(clean[column]) and not pd.api.types.is_datetime64_any_dtype(clean[column]):
            clean[column] = clean[column].map(neutralise)
    return clean.rename(columns=neutralise)
