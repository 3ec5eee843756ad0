"""No file that leaves makes a program ask another host: it may hold links to press, and nothing that is loaded.

Pictures and PDF need a browser: tests/browser/test_report.py. A snapshot: tests/unit/site. Its pages in a browser, the
interactive web page and charts in frames: tests/browser.
"""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from decoupling.api.agenda import write_calendar
from decoupling.api.entries import newest_events, write_atom, write_json_feed
from decoupling.charts import CHARTS
from decoupling.export import report_files
from decoupling.export.events import EVENT_FORMS, write_events
from decoupling.export.picture import write_html
from decoupling.export.report_files import make_report, make_single
from decoupling.report import REPORT_FORMS, Report
from tests.unit.charts.drawn import draw
from tests.unit.export.drawing import grey_picture
from tests.unit.export.reports import contents, item

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
SINGLE_FORMS = ("pptx", "docx", "zip")
LOADED = re.compile(rb"""<(?:script|img|iframe|link|source|object|embed|video|audio)[^>]*\b(?:src|srcset|href|data)=""")


@pytest.fixture
def drawn(monkeypatch):
    """Pictures without a browser; what would be printed is given back as it is."""
    monkeypatch.setattr(report_files, "draw_pictures", lambda figures: [grey_picture() for _ in figures])
    monkeypatch.setattr(report_files, "print_pdf", lambda page: page)


def check(content, name):
    """Judge a file by what it is."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                check_part(part, archive.read(part))
    elif b"<html" in content[:500].lower():
        assert LOADED.findall(re.sub(rb"<script\b[^>]*>.*?</script>", b"", content, flags=re.DOTALL)) == [], name
        assert not re.search(rb"<script[^>]*\bsrc=", content), name


def check_part(name, content):
    if name.endswith(".rels"):
        for relation in ET.fromstring(content):  # noqa: S314 (our own file)
            if relation.get("TargetMode") == "External":
                assert relation.get("Type") == HYPERLINK, (name, relation.get("Target"))
    elif name.endswith(".xml"):
        for loaded in (b"r:link=", b"INCLUDEPICTURE", b"attachedTemplate", b"<externalReference", b"<f>", b"DDEAUTO"):
            assert loaded not in content, name
    else:
        check(content, name)


@pytest.mark.parametrize("form", REPORT_FORMS)
def test_a_report(form, drawn, select, tiny_dataset):
    check(make_report(contents(select), tiny_dataset, form, lambda share, words: None).content, form)


@pytest.mark.parametrize("form", SINGLE_FORMS)
def test_one_chart(form, drawn, select, tiny_dataset):
    for chart in ("timeline", "pace", "sector-years", "compare-pace"):
        check(make_single(contents(select, Report(items=(item(chart),))), tiny_dataset, form), form)


@pytest.mark.parametrize("chart", ["places-map", "timeline"])
def test_an_interactive_chart(chart, select):
    page = write_html(draw(chart, select())[1], CHARTS[chart].id)
    check(page, chart)
    assert b"topojsonURL" not in re.sub(rb"<script\b[^>]*>.*?</script>", b"", page, flags=re.DOTALL)
    assert b'"type":"scattergeo"' not in page.replace(b" ", b"")  # its outlines would be fetched


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_events(form, tiny_dataset):
    event = tiny_dataset.events[0].model_copy(update={"headline": '=WEBSERVICE("https://example.org")'})
    content = write_events([event], tiny_dataset, form, {"title": "=1"})
    check(content, form)
    if form == "csv":
        assert b"'=WEBSERVICE" in content
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert not [name for name in archive.namelist() if b"External" in archive.read(name)]


def test_feeds_and_calendar(select):
    newest = newest_events(select(), 50)
    site = {"site": "https://example.org", "own_address": "https://example.org/feed"}
    atom = ET.fromstring(write_atom(select(), newest, **site))  # noqa: S314 (our own text)
    assert {link.get("rel") for link in atom.iter("{http://www.w3.org/2005/Atom}link")} == {"self", "alternate"}
    assert {content.get("type") for content in atom.iter("{http://www.w3.org/2005/Atom}content")} == {"text"}
    assert not {b"content_html", b"image", b"attachments"} & set(
        re.findall(rb'"(\w+)":', write_json_feed(select(), newest, **site))
    )
    calendar = write_calendar(select(), site="https://example.org")
    assert not re.search(rb"^(ATTACH|BEGIN:VALARM|IMAGE|SOURCE)", calendar, re.MULTILINE)
