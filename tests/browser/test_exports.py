"""Files that leave the app, opened and read with something else."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pytest

from decoupling.__main__ import main
from tests.browser.conftest import settle

MAGIC = {"png": b"\x89PNG", "jpeg": b"\xff\xd8\xff", "webp": b"RIFF"}


def open_export(page, card: str) -> None:
    page.locator(f".st-key-export_open_{card}").get_by_role("button").click()
    page.get_by_role("dialog").locator(".js-plotly-plot .modebar-btn").first.wait_for(state="attached")
    settle(page)


def save_picture(page, form: str, folder: Path) -> Path:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=form.upper()).or_(
        dialog.get_by_role("button", name=form.upper(), exact=True)
    ).first.click()
    dialog.get_by_role("button", name=f"Save {form.upper()}").wait_for()
    settle(page)
    with page.expect_download() as download:
        dialog.get_by_role("button", name=f"Save {form.upper()}").click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target


def save_file(page, label: str, folder: Path) -> Path:
    button = page.get_by_role("button", name=label, exact=True)
    with page.expect_download() as download:
        button.click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target


@pytest.fixture
def export(visit):
    """The export dialog of the timeline of chips since 2022."""
    page = visit("timeline?sector=chips&from=2022-01-01")
    open_export(page, "timeline")
    return page


def test_an_svg_opened_alone_explains_itself(export, tmp_path):
    path = save_picture(export, "svg", tmp_path)
    assert re.fullmatch(r"decoupling-timeline-chips-2022-20\d\d\.svg", path.name)
    text = " ".join(ET.parse(path).getroot().itertext())  # noqa: S314 (our own file)
    for part in (
        "Semiconductors, Jan 2022",
        " events",
        "Square: government",
        "Source: Decoupling Monitor",
        "Dataset 20",
        "CC BY",
    ):
        assert part in text


@pytest.mark.parametrize("form", MAGIC)
def test_a_bitmap_is_saved_in_the_form_asked_for_at_double_size(export, tmp_path, form):
    content = save_picture(export, form, tmp_path).read_bytes()
    assert content.startswith(MAGIC[form])
    if form == "png":
        assert int.from_bytes(content[16:20]) == 2 * 960


def test_the_square_size_gives_a_narrower_picture(export, tmp_path):
    dialog = export.get_by_role("dialog")
    dialog.get_by_role("radio", name="Square").or_(
        dialog.get_by_role("button", name="Square", exact=True)
    ).first.click()
    settle(export)
    content = save_picture(export, "png", tmp_path).read_bytes()
    assert int.from_bytes(content[16:20]) == 2 * 720


def test_csv_xlsx_and_json_hold_the_same_rows_as_the_chart(export, tmp_path):
    rows = list(csv.DictReader(io.StringIO(save_file(export, "CSV", tmp_path).read_text("utf-8"))))
    book = openpyxl.load_workbook(save_file(export, "XLSX", tmp_path))
    sheet = [[str(cell) for cell in row] for row in book["Data"].iter_rows(min_row=2, values_only=True)]
    data = json.loads(save_file(export, "JSON", tmp_path).read_text("utf-8"))
    drawn = int(re.search(r"([\d,]+) events drawn", data["note"])[1])
    assert len(rows) == len(sheet) == len(data["rows"]) == drawn
    assert [row["Id"] for row in rows] == [row[-1] for row in sheet] == [row["Id"] for row in data["rows"]]
    assert {"title", "filter", "version", "licence", "citation", "link"} <= set(data)


def test_the_html_file_opens_alone_without_any_request(export, tmp_path, browser):
    path = save_file(export, "HTML, interactive", tmp_path)
    page = browser.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert "Source: Decoupling Monitor" in page.inner_text("body") + page.content()
    page.close()


def test_the_citation_holds_a_link_that_reopens_the_view(export, tmp_path, visit):
    citation = save_file(export, "Citation, text", tmp_path).read_text("utf-8")
    link = re.search(r"http://localhost:\d+/(\S+)", citation)[1]
    page = visit(link)
    assert re.search(r"Semiconductors, Jan 2022 .*: [\d,]+ of [\d,]+ events", citation)[0] in page.inner_text("body")


def test_csv_from_the_page_equals_csv_from_the_command_line(visit, tmp_path):
    page = visit("events?sector=chips&direction=recoupling")
    from_page = save_file(page, "CSV", tmp_path).read_bytes()
    out = tmp_path / "from_command_line.csv"
    assert main(["export", str(out), "--sector", "chips", "--direction", "recoupling"]) == 0
    assert from_page == out.read_bytes()
