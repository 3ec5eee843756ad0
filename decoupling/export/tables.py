"""Owns writing a table to bytes: CSV, XLSX, JSON, JSON lines, Parquet. The same table gives the same bytes.

What may be long is given in pieces, so that a file of any number of rows needs no more memory than a short one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
MAX_SHEET_ROWS = 1_048_576
"""Rows that a sheet of a workbook can hold, its heading included."""
MEASURED_ROWS = 200
"""Rows by which the columns of a sheet get their width."""
PIECE = 1 << 16
"""Characters after which a piece of a file is given away."""
_SHEET_DAY = dt.datetime(2000, 1, 1)  # a fixed creation time keeps workbooks byte-identical


def write_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with a heading row; cells that look like formulas are neutralised."""
    return neutralise_frame(frame).to_csv(index=False, lineterminator="\n").encode("utf-8")


def write_xlsx(frame: pd.DataFrame, about: Mapping[str, str]) -> bytes:
    """A workbook of the frame, as `stream_xlsx` makes it."""
    return b"".join(stream_xlsx([str(name) for name in frame.columns], frame.itertuples(index=False), about))


def stream_xlsx(columns: Sequence[str], rows: Iterable[Iterable[Any]], about: Mapping[str, str]) -> Iterator[bytes]:
    """A workbook with the sheets Data (frozen heading, filter) and About (what the data is), in pieces.

    A workbook is an archive, so its first piece comes when the last row is written; until then it is on disk.
    Raises ValueError when there are more rows than a sheet holds.
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {**options, "constant_memory": True}) as book:
            properties = {"title": about.get("title", ""), "author": "Decoupling Monitor", "created": _SHEET_DAY}
            book.set_properties(properties)
            heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
            _fill_sheet(book.add_worksheet("Data"), columns, rows, heading)
            notes = book.add_worksheet("About")
            notes.set_column(0, 0, 14)
            notes.set_column(1, 1, 110, book.add_format({"text_wrap": True}))
            for row, (key, value) in enumerate(about.items()):
                notes.write_string(row, 0, neutralise(key), heading)
                notes.write_string(row, 1, neutralise(value))
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _fill_sheet(sheet: Any, columns: Sequence[str], rows: Iterable[Iterable[Any]], heading: Any) -> None:
    names = [neutralise(name) for name in columns]
    widths = [len(name) for name in names]
    sheet.write_row(0, 0, names, heading)
    last = 0
    for last, values in enumerate(rows, start=1):
        if last >= MAX_SHEET_ROWS:
            raise ValueError(
                f"a sheet holds {MAX_SHEET_ROWS - 1:,} rows below its heading, and these are more; "
                "take csv, jsonl or parquet, or narrow the filter"
            )
        for column, value in enumerate(map(neutralise, values)):
            _write_cell(sheet, last, column, value)
            if last <= MEASURED_ROWS:
                widths[column] = max(widths[column], len(str(value)))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, 8), 60))
    sheet.freeze_panes(1, 0)
    if last:
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif pd.isna(value):
        return
    elif isinstance(value, (pd.Timestamp, dt.date)):
        sheet.write_string(row, column, value.isoformat()[:10])
    else:
        sheet.write_number(row, column, value)


def stream_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """UTF-8 with a heading row, in pieces; cells that look like formulas are neutralised."""
    writer = csv.writer(_Line(), lineterminator="\n")
    cells = ([row[column] for column in columns] for row in rows)
    return _in_pieces(writer.writerow(map(neutralise, line)) for line in itertools.chain([columns], cells))


class _Line:
    """A file that hands back what is written into it: `writerow` then gives the line."""

    def write(self, text: str) -> str:
        return text


def _in_pieces(texts: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(held).encode("utf-8")
            held, size = [], 0
    if held:
        yield "".join(held).encode("utf-8")


def write_json(rows: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> bytes:
    """One object: what the data is, then `rows`."""
    return b"".join(stream_json(rows, about))


def stream_json(rows: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> Iterator[bytes]:
    """One object, in pieces: what the data is, then `rows`."""
    return _in_pieces(_json_texts(rows, about))


def _json_texts(rows: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> Iterator[str]:
    head, foot = json.dumps({**about, "rows": [0]}, ensure_ascii=False, indent=1).rsplit("  0\n", 1)
    before = ""
    for row in rows:
        # No text of JSON holds a bare line end, so every one of them stands before an indent.
        lines = json.dumps(row, ensure_ascii=False, indent=1).replace("\n", "\n  ")
        yield f"{before or head}  {lines}"
        before = ",\n"
    yield f"\n{foot}\n" if before else f"{head.rstrip()}{foot.lstrip()}\n"


def stream_jsonl(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One object a line, in pieces."""
    return _in_pieces(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def stream_parquet(frames: Iterable[pd.DataFrame]) -> Iterator[bytes]:
    """Parquet, one row group a frame; all frames have the columns and types of the first."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = _Drain()
    writer = None
    for frame in frames:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        writer = writer or pq.ParquetWriter(sink, table.schema)
        writer.write_table(table)
        yield sink.drain()
    if writer:
        writer.close()
        yield sink.drain()


class _Drain(io.RawIOBase):
    """A file that is emptied while it is written; its position goes on."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._drained = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._drained + len(self._held)

    def write(self, content: Any) -> int:
        self._held += content
        return len(content)

    def drain(self) -> bytes:
        content = bytes(self._held)
        self._drained += len(content)
        self._held.clear()
        return content


def frame_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as JSON can hold them; missing values are left out."""
    rows = json.loads(frame.to_json(orient="records", date_format="iso", double_precision=4))
    return [{key: value for key, value in row.items() if value is not None} for row in rows]
