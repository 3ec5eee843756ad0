"""Bundles: picture, data as drawn, events, citations, and a README that explains all of it."""

import csv
import io
import json
import zipfile

import pytest

from decoupling.export.browser import MISSING
from decoupling.export.bundle import write_bundle
from decoupling.export.citation import CITATION_FORMS, write_text
from decoupling.report import Report, ReportItem
from tests.unit.export.drawing import grey_picture
from tests.unit.export.reports import NOTE, ROOT, contents

STEM = "decoupling-timeline-chips-2023-2025"


@pytest.fixture(scope="module")
def page(select):
    item = ReportItem(chart="timeline", page="timeline", query={"sector": ("chips",)}, note=NOTE)
    return contents(select, Report(items=(item,))).pages[0]


@pytest.fixture(scope="module")
def files(page):
    with zipfile.ZipFile(io.BytesIO(write_bundle(page, grey_picture()))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_file_says_what_it_holds(files):
    assert set(files) == {
        "README.txt",
        *(f"{STEM}.{form}" for form in ("png", "svg", "csv", "xlsx", "json")),
        *(f"{STEM}-events.{form}" for form in ("csv", "json")),
        *(f"{STEM}-citation.{form.suffix}" for form in CITATION_FORMS.values()),
    }


def test_the_readme_explains_the_bundle(files, page, tiny_dataset):
    readme = files["README.txt"].decode("utf-8")
    for part in (
        page.title,
        NOTE,
        page.selection.sentence,
        page.counting,
        tiny_dataset.version,
        tiny_dataset.about.licence_url,
        write_text(page.citation),
        f"{ROOT}/timeline?sector=chips",
    ):
        assert part in readme
    ids = [tiny_dataset.events[position].id for position in page.selection.counts.positions]
    assert readme.rstrip("\n").endswith("\n".join(["Events:", *ids]))


def test_the_data_is_that_of_the_chart_and_the_events_are_all_behind_it(files, page):
    rows = list(csv.DictReader(io.StringIO(files[f"{STEM}.csv"].decode("utf-8"))))
    events = json.loads(files[f"{STEM}-events.json"])["rows"]
    assert [row["Id"] for row in rows] == list(page.table()["Id"])
    assert len(events) == page.selection.counts.events


def test_without_a_picture_the_readme_says_why_and_what_to_do(page):
    with zipfile.ZipFile(io.BytesIO(write_bundle(page, None))) as archive:
        assert not [name for name in archive.namelist() if name.endswith((".png", ".svg"))]
        assert MISSING in archive.read("README.txt").decode("utf-8")


def test_the_same_chart_gives_the_same_bytes(page):
    assert write_bundle(page, grey_picture()) == write_bundle(page, grey_picture())
