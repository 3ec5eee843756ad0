"""Events as files: every coded field, organisations with id, name and role."""

import csv
import io
import itertools
import json
import tracemalloc

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from decoupling.export import events, tables
from decoupling.export.events import (
    EVENT_FORMS,
    EVENTS_NOTE,
    describe_event,
    describe_events,
    event_frame,
    event_record,
    event_row,
    stream_events,
    write_events,
)
from decoupling.export.tables import MIME_TYPES
from decoupling.model import Event

ABOUT = {"title": "Events", "version": "1"}
WHOLE = ("usd", "headcount", "parties_listed")


def write(dataset, form, events=None):
    return write_events(dataset.events if events is None else events, dataset, form, ABOUT)


def lines(data):
    return [json.loads(line) for line in data.decode("utf-8").splitlines()]


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_the_same_events_give_the_same_bytes(form, tiny_dataset):
    assert write(tiny_dataset, form) == write(tiny_dataset, form)


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_every_form_has_a_media_type(form):
    assert form in MIME_TYPES


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_no_event_is_a_file_too(form, tiny_dataset):
    assert len(write(tiny_dataset, form, [])) == 0 if form == "jsonl" else len(write(tiny_dataset, form, [])) > 0


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_events_may_come_one_by_one(form, tiny_dataset):
    assert write(tiny_dataset, form, iter(tiny_dataset.events)) == write(tiny_dataset, form)


def test_an_unknown_form_is_refused_with_the_allowed_ones(tiny_dataset):
    with pytest.raises(ValueError, match="unknown form 'pdf'; allowed: csv, xlsx, json, jsonl, parquet"):
        write(tiny_dataset, "pdf")


# --- records -------------------------------------------------------------------------------------


def test_json_lines_hold_one_event_a_line_in_order(tiny_dataset):
    assert [record["id"] for record in lines(write(tiny_dataset, "jsonl"))] == [e.id for e in tiny_dataset.events]


def test_json_lines_use_the_fields_of_the_codebook(tiny_dataset):
    used = {field for record in lines(write(tiny_dataset, "jsonl")) for field in record}
    assert used == set(Event.model_fields)


def test_json_lines_become_the_same_events_again(tiny_dataset):
    for record, event in zip(lines(write(tiny_dataset, "jsonl")), tiny_dataset.events, strict=True):
        orgs = [{key: value for key, value in org.items() if key != "name"} for org in record["orgs"]]
        assert Event.model_validate({**record, "orgs": orgs}) == event


def test_organisations_of_a_record_have_id_name_and_role(tiny_dataset):
    for record, event in zip(lines(write(tiny_dataset, "jsonl")), tiny_dataset.events, strict=True):
        found = [(org["id"], org["name"], org["role"]) for org in record["orgs"]]
        assert found == [(org.id, tiny_dataset.org_name(org.id), org.role) for org in event.orgs]


def test_a_unit_stands_with_its_organisation(tiny_dataset):
    record = event_record(tiny_dataset.by_id["2024-05-02-acme-shanghai-lab"], tiny_dataset)
    assert record["orgs"] == [{"id": "acme", "name": "Acme", "role": "actor", "unit": "Acme Research"}]


def test_what_is_unknown_is_left_out_of_a_record(tiny_dataset):
    record = event_record(tiny_dataset.by_id["2024-05-06-acme-beijing-office"], tiny_dataset)
    assert not {"usd", "headcount", "places", "links", "effective", "instrument"} & set(record)


def test_json_says_what_it_is_and_holds_the_same_records(tiny_dataset):
    whole = json.loads(write(tiny_dataset, "json"))
    assert whole == {**ABOUT, "rows": lines(write(tiny_dataset, "jsonl"))}


# --- rows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "column", "value"),
    [
        ("2023-adviser-hong-kong", "date", "2023"),
        ("2023-adviser-hong-kong", "date_precision", "year"),
        ("2023-adviser-hong-kong", "places", "HK"),
        ("2023-12-lithotool-stops-service", "date_precision", "month"),
        ("2023-12-lithotool-stops-service", "side", "third"),
        ("2023-12-lithotool-stops-service", "links", "implements 2023-10-17-bureau-chip-rule (timing)"),
        ("2024-05-02-acme-shanghai-lab", "actors", "Acme (Acme Research)"),
        ("2024-05-02-acme-shanghai-lab", "places", "Shanghai, CN"),
        ("2024-05-02-acme-shanghai-lab", "sectors", "ai; cloud"),
        ("2024-05-02-acme-shanghai-lab", "headcount", 12),
        ("2024-05-02-acme-shanghai-lab", "publishers", "Paper; Agency"),
        ("2024-05-02-acme-shanghai-lab", "sources", "https://example.org/lab; https://example.com/lab"),
        ("2024-05-02-acme-shanghai-lab", "disputes", "headcount: undisclosed (Agency)"),
        ("2024-05-02-acme-shanghai-lab", "reasons", "actor: A review of priorities.; press: Scrutiny in Washington."),
        ("2024-07-01-ministry-metal-controls", "history", "2024-07-01 done; 2025-11-10 suspended"),
        ("2024-07-01-ministry-metal-controls", "effective", "2024-08"),
        ("2023-10-17-bureau-lists-dragon", "targets", "Dragon; Dragon Memory"),
        ("2023-10-17-bureau-lists-dragon", "parties_listed", 13),
        ("2023-10-17-bureau-chip-rule", "affected", "Dragon"),
        ("2024-11-20-acme-dragon-chip-variant", "usd", 250_000_000),
        ("2024-11-20-acme-dragon-chip-variant", "instrument", None),
    ],
)
def test_a_row_says_the_same_as_the_record(event, column, value, tiny_dataset):
    assert event_row(tiny_dataset.by_id[event], tiny_dataset)[column] == value


def test_a_row_has_a_column_for_every_field_of_the_codebook(tiny_dataset):
    columns = set(event_row(tiny_dataset.events[0], tiny_dataset))
    assert set(Event.model_fields) - columns == {"orgs"}


def test_whole_numbers_stay_whole_where_others_are_missing(tiny_dataset):
    assert {str(event_frame(tiny_dataset.events, tiny_dataset)[column].dtype) for column in WHOLE} == {"Int64"}


def test_a_sum_with_cents_becomes_whole_dollars(tiny_dataset):
    event = tiny_dataset.by_id["2024-11-20-acme-dragon-chip-variant"].model_copy(update={"usd": 1234.56})
    assert event_frame([event], tiny_dataset)["usd"].tolist() == [1235]


def test_csv_comes_back_with_the_same_rows(tiny_dataset):
    frame = event_frame(tiny_dataset.events, tiny_dataset)
    back = pd.read_csv(io.BytesIO(write(tiny_dataset, "csv")), dtype=frame.dtypes.to_dict(), keep_default_na=False)
    text = frame.astype(object).where(frame.notna(), "").astype(str)
    assert back.astype(object).where(back.notna(), "").astype(str).to_dict("records") == text.to_dict("records")


def test_a_workbook_comes_back_with_the_same_rows(tiny_dataset):
    book = openpyxl.load_workbook(io.BytesIO(write(tiny_dataset, "xlsx")))
    rows = list(book["Data"].iter_rows(values_only=True))
    frame = event_frame(tiny_dataset.events, tiny_dataset)
    expected = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    assert [list(row) for row in rows] == [list(frame.columns), *expected]


def test_parquet_comes_back_with_the_same_table(tiny_dataset):
    back = pd.read_parquet(io.BytesIO(write(tiny_dataset, "parquet")))
    pd.testing.assert_frame_equal(back, event_frame(tiny_dataset.events, tiny_dataset))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_headline_that_looks_like_a_formula_is_made_harmless(form, start, tiny_dataset):
    event = tiny_dataset.events[0].model_copy(update={"headline": start + "cmd"})
    data = write(tiny_dataset, form, [event])
    if form == "csv":
        found = next(csv.DictReader(io.StringIO(data.decode("utf-8"))))["headline"]
    else:
        heading, row = openpyxl.load_workbook(io.BytesIO(data))["Data"].iter_rows(values_only=True)
        found = dict(zip(heading, row, strict=True))["headline"]
    assert found == f"'{start}cmd"


# --- in pieces -----------------------------------------------------------------------------------


def many(dataset, size):
    return itertools.islice(itertools.cycle(dataset.events), size)


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_the_pieces_of_a_file_are_the_file(form, tiny_dataset, monkeypatch):
    whole = write(tiny_dataset, form)
    monkeypatch.setattr(tables, "PIECE", 1)
    pieces = list(stream_events(tiny_dataset.events, tiny_dataset, form, ABOUT))
    assert b"".join(pieces) == whole
    assert len(pieces) >= len(tiny_dataset.events) or form in ("xlsx", "parquet")


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_memory_does_not_grow_with_the_events(form, tiny_dataset, monkeypatch):
    monkeypatch.setattr(events, "ROW_GROUP", 500)

    def peak(size):
        tracemalloc.start()
        length = sum(map(len, stream_events(many(tiny_dataset, size), tiny_dataset, form, ABOUT)))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return length, most

    peak(10)
    short, long = peak(1_000), peak(10_000)
    assert long[0] > 9 * short[0] * {"parquet": 0.3, "xlsx": 0.3}.get(form, 1)
    assert long[1] < 2 * short[1]


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet"])
def test_the_first_piece_comes_before_the_last_event_is_read(form, tiny_dataset, monkeypatch):
    monkeypatch.setattr(events, "ROW_GROUP", 500)
    read = []
    source = (read.append(event) or event for event in many(tiny_dataset, 5_000))
    assert next(iter(stream_events(source, tiny_dataset, form, ABOUT)))
    assert 0 < len(read) < 2_500


def test_parquet_in_row_groups_holds_every_event_and_one_type_a_column(tiny_dataset, monkeypatch):
    monkeypatch.setattr(events, "ROW_GROUP", 5)
    book = pq.ParquetFile(io.BytesIO(write(tiny_dataset, "parquet")))
    assert [book.metadata.row_group(i).num_rows for i in range(book.num_row_groups)] == [5, 5, 2]
    pd.testing.assert_frame_equal(book.read().to_pandas(), event_frame(tiny_dataset.events, tiny_dataset))


def test_columns_have_the_same_type_whichever_events_they_hold(tiny_dataset):
    whole = event_frame(tiny_dataset.events, tiny_dataset).dtypes
    for event in tiny_dataset.events:
        pd.testing.assert_series_equal(event_frame([event], tiny_dataset).dtypes, whole)
    pd.testing.assert_series_equal(event_frame([], tiny_dataset).dtypes, whole)


def test_more_events_than_a_sheet_holds_are_refused(tiny_dataset, monkeypatch):
    monkeypatch.setattr(tables, "MAX_SHEET_ROWS", 12)
    with pytest.raises(ValueError, match=r"11 rows below its heading, and these are more; take csv, jsonl or parquet"):
        write(tiny_dataset, "xlsx")
    assert write(tiny_dataset, "xlsx", tiny_dataset.events[:11])


def test_a_file_of_filtered_events_says_what_it_holds_and_where_it_is_seen(select):
    about = describe_events(select(sectors=("chips",)), "https://example.org")
    assert about["title"] == "Events" and about["note"] == EVENTS_NOTE
    assert about["link"] == "https://example.org/events?sector=chips" and about["citation"].endswith(about["link"])


def test_a_file_of_one_event_cites_it(tiny_dataset):
    event = tiny_dataset.events[0]
    about = describe_event(event, tiny_dataset, "https://example.org")
    assert about["link"] == f"https://example.org/event?id={event.id}" and about["citation"].endswith(about["link"])
    assert about["title"] == event.headline and about["version"] == tiny_dataset.version
