"""Tables as files: what stands in them comes back, nothing runs, the same table gives the same bytes."""

import io
import json

import openpyxl
import pandas as pd
import pytest

from decoupling.charts import CHARTS
from decoupling.export.tables import (
    MIME_TYPES,
    frame_rows,
    stream_csv,
    stream_jsonl,
    stream_parquet,
    write_csv,
    write_json,
    write_xlsx,
)
from tests.unit.charts.drawn import OF_EVENTS
from tests.unit.export.test_cells import DANGEROUS

FRAME = pd.DataFrame(
    {
        "Text": ["plain", '"quoted", with comma', "two\nlines", "华为", None],
        "Whole": [1, -2, 3, 10**12, 0],
        "Part": [0.5, 0.25, 1.0, 0.3333, None],
        "Gaps": pd.array([1, None, 3, None, 5], dtype="Int64"),
    }
)
ABOUT = {"title": "A table", "note": "=1+1"}
WRITERS = {
    "csv": lambda frame: write_csv(frame),
    "xlsx": lambda frame: write_xlsx(frame, ABOUT),
    "json": lambda frame: write_json(frame_rows(frame), ABOUT),
    "jsonl": lambda frame: b"".join(stream_jsonl(frame_rows(frame))),
    "parquet": lambda frame: b"".join(stream_parquet([frame])),
}


def sheet(data, name="Data"):
    return openpyxl.load_workbook(io.BytesIO(data))[name]


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_table_gives_the_same_bytes(form):
    assert WRITERS[form](FRAME) == WRITERS[form](FRAME.copy(deep=True))


@pytest.mark.parametrize("form", WRITERS)
def test_another_table_gives_other_bytes(form):
    assert WRITERS[form](FRAME) != WRITERS[form](FRAME.head(2))


@pytest.mark.parametrize("form", WRITERS)
def test_every_form_has_a_media_type(form):
    assert "/" in MIME_TYPES[form]


# --- CSV -----------------------------------------------------------------------------------------


def test_csv_comes_back_with_the_same_rows():
    back = pd.read_csv(io.BytesIO(write_csv(FRAME)), dtype=FRAME.dtypes.to_dict())
    pd.testing.assert_frame_equal(back, FRAME)


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_holds_no_formula(text):
    back = pd.read_csv(io.BytesIO(write_csv(pd.DataFrame({text: [text]}))), dtype=str, lineterminator="\n")
    if not text.startswith(("\r", "\n")):  # pandas changes line ends inside quotes
        assert (back.columns[0], back.iloc[0, 0]) == ("'" + text, "'" + text)
    assert back.columns[0].startswith("'") and back.iloc[0, 0].startswith("'")


def test_csv_ends_its_lines_the_same_way_everywhere():
    assert write_csv(pd.DataFrame({"a": [1, 2]})) == b"a\n1\n2\n"


def test_csv_is_utf_8():
    assert write_csv(pd.DataFrame({"a": ["华为"]})).decode("utf-8") == "a\n华为\n"


# --- XLSX ----------------------------------------------------------------------------------------


def test_a_workbook_holds_the_table_and_what_it_is():
    assert openpyxl.load_workbook(io.BytesIO(write_xlsx(FRAME, ABOUT))).sheetnames == ["Data", "About"]


def test_a_workbook_comes_back_with_the_same_rows():
    rows = [[cell.value for cell in row] for row in sheet(write_xlsx(FRAME, ABOUT)).iter_rows()]
    expected = FRAME.astype(object).where(FRAME.notna(), None).to_numpy().tolist()
    assert rows == [list(FRAME.columns), *expected]


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.parametrize("name", ["Data", "About"])
def test_a_workbook_holds_no_formula(name, text):
    data = write_xlsx(pd.DataFrame({text: [text]}), {"title": text, text: text})
    cells = [cell for row in sheet(data, name).iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    dangerous = [cell.value for cell in cells if cell.value not in ("title",)]
    assert dangerous and all(value.startswith("'") for value in dangerous)


@pytest.mark.parametrize("text", ["https://example.org", "mailto:a@b.org", "0012", "{=1}"])
def test_text_in_a_workbook_stays_text(text):
    data = sheet(write_xlsx(pd.DataFrame({text: [text]}), {}))
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in data["A"]] == [(text, "s", None)] * 2


def test_a_workbook_does_not_tell_when_it_was_written():
    properties = openpyxl.load_workbook(io.BytesIO(write_xlsx(FRAME, ABOUT))).properties
    assert {properties.created.year, properties.modified.year} == {2000}


def test_days_in_a_workbook_are_iso_text():
    data = write_xlsx(pd.DataFrame({"a": pd.to_datetime(["2024-05-02", None])}), {})
    assert [sheet(data)["A2"].value, sheet(data)["A3"].value] == ["2024-05-02", None]


def test_the_heading_of_a_workbook_is_frozen_and_can_filter():
    data = sheet(write_xlsx(FRAME, ABOUT))
    assert (data.freeze_panes, data.auto_filter.ref) == ("A2", "A1:D6")


def test_an_empty_table_is_a_workbook_with_its_heading():
    rows = list(sheet(write_xlsx(FRAME.head(0), ABOUT)).iter_rows(values_only=True))
    assert rows == [tuple(FRAME.columns)]


def test_the_about_sheet_names_every_fact():
    rows = list(sheet(write_xlsx(FRAME, ABOUT), "About").iter_rows(values_only=True))
    assert rows == [("title", "A table"), ("note", "'=1+1")]


# --- JSON, Parquet -------------------------------------------------------------------------------


def test_json_says_what_it_is_and_holds_the_rows():
    assert json.loads(write_json([{"a": 1}], {"title": "T"})) == {"title": "T", "rows": [{"a": 1}]}


def test_json_lines_hold_one_object_a_line():
    rows = [{"a": "two\nlines"}, {"a": "华为"}]
    assert [json.loads(line) for line in b"".join(stream_jsonl(rows)).decode().split("\n")[:-1]] == rows


def test_json_keeps_letters_readable():
    assert (
        "华为" in write_json([{"a": "华为"}], {}).decode()
        and "华为" in b"".join(stream_jsonl([{"a": "华为"}])).decode()
    )


def test_parquet_comes_back_with_the_same_table():
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(b"".join(stream_parquet([FRAME])))), FRAME)


def test_rows_leave_out_what_is_missing():
    assert frame_rows(FRAME)[1] == {"Text": '"quoted", with comma', "Whole": -2, "Part": 0.25}
    assert frame_rows(FRAME)[4] == {"Whole": 0, "Gaps": 5}


# --- the tables of the charts --------------------------------------------------------------------


@pytest.mark.parametrize("chart_id", [chart_id for chart_id in OF_EVENTS if chart_id != "organisation-timeline"])
@pytest.mark.parametrize("form", WRITERS)
def test_the_table_of_a_chart_can_be_written(form, chart_id, select):
    spec, selection = CHARTS[chart_id], select()
    options = spec.default_options()
    table = spec.table(spec.frame(selection, options), selection, options)
    assert WRITERS[form](table) == WRITERS[form](table)


@pytest.mark.parametrize("chart_id", [chart_id for chart_id in OF_EVENTS if chart_id != "organisation-timeline"])
def test_the_table_of_a_chart_comes_back_from_csv_and_json_the_same(chart_id, select):
    spec, selection = CHARTS[chart_id], select()
    options = spec.default_options()
    table = spec.table(spec.frame(selection, options), selection, options)
    back = pd.read_csv(io.BytesIO(write_csv(table)), dtype=table.dtypes.to_dict())
    assert back.to_dict("records") == frame_rows(table) == table.to_dict("records")


# --- in pieces -----------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [[], [{}], [{"a": "line\nend", "b": [1, {"c": []}]}], [{"a": i} for i in range(5)]])
@pytest.mark.parametrize("about", [{}, ABOUT, {"title": "  0\n", "list": [0]}])
def test_json_in_pieces_reads_as_json_made_at_once(rows, about):
    assert write_json(rows, about).decode() == json.dumps({**about, "rows": rows}, ensure_ascii=False, indent=1) + "\n"


def test_csv_in_pieces_is_that_of_the_frame():
    assert b"".join(stream_csv(list(FRAME), FRAME.astype(object).where(FRAME.notna(), None).to_dict("records"))) == (
        write_csv(FRAME)
    )


@pytest.mark.parametrize("start", DANGEROUS)
def test_headings_and_cells_in_pieces_are_made_harmless(start):
    heading, cell = f"{start}h", f"{start}c"
    in_pieces = b"".join(stream_csv([heading], [{heading: cell}]))
    assert in_pieces == write_csv(pd.DataFrame({heading: [cell]}))
    assert in_pieces.decode().count("'") == 2
