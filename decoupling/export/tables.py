"""Owns writing a table to bytes: CSV, XLSX, JSON, JSON lines, Parquet. The same table gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from decoupling.export.cells import neutralise, neutralise_frame

MIME_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "html": "text/html",
    "txt": "text/plain",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
_SHEET_DAY = dt.datetime(2000, 1, 1)  # a fixed creation time keeps workbooks byte-identical


def write_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with a heading row; cells that look like formulas are neutralised."""
    return neutralise_frame(frame).to_csv(index=False, lineterminator="\n").encode("utf-8")


def write_xlsx(frame: pd.DataFrame, about: Mapping[str, str]) -> bytes:
    """A workbook with the sheets Data (frozen heading, filter) and About (what the data is)."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": about.get("title", ""), "author": "Decoupling Monitor", "created": _SHEET_DAY})
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Data")
        clean = neutralise_frame(frame)
        sheet.write_row(0, 0, list(clean.columns), heading)
        for row, values in enumerate(clean.itertuples(index=False), start=1):
            for column, value in enumerate(values):
                _write_cell(sheet, row, column, value)
        for column, name in enumerate(clean.columns):
            sheet.set_column(column, column, _column_width(clean[name], str(name)))
        sheet.freeze_panes(1, 0)
        if len(clean):
            sheet.autofilter(0, 0, len(clean), len(clean.columns) - 1)
        notes = book.add_worksheet("About")
        notes.set_column(0, 0, 14)
        notes.set_column(1, 1, 110, book.add_format({"text_wrap": True}))
        for row, (key, value) in enumerate(about.items()):
            notes.write_string(row, 0, neutralise(key), heading)
            notes.write_string(row, 1, neutralise(value))
    return buffer.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if pd.isna(value):
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, (pd.Timestamp, dt.date)):
        sheet.write_string(row, column, value.isoformat()[:10])
    else:
        sheet.write_number(row, column, value)


def _column_width(values: pd.Series, name: str) -> float:
    longest = max([len(name), *values.head(200).astype(str).str.len()], default=8)
    return min(max(longest + 2, 8), 60)


def write_json(rows: Iterable[Mapping[str, Any]], about: Mapping[str, str]) -> bytes:
    """One object: what the data is, then `rows`."""
    return (json.dumps({**about, "rows": list(rows)}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def write_jsonl(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """One object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def write_parquet(frame: pd.DataFrame) -> bytes:
    """Parquet with the frame's own types."""
    return frame.to_parquet(index=False)


def frame_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as JSON can hold them; missing values are left out."""
    rows = json.loads(frame.to_json(orient="records", date_format="iso", double_precision=4))
    return [{key: value for key, value in row.items() if value is not None} for row in rows]
