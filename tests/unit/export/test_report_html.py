"""Web pages: one file, plotly.js once, no host asked, nothing of the data or the visitor read as markup."""

import json
import re

import pytest

from decoupling.charts.look import LIGHT
from decoupling.export.report_html import PAPER_WIDTH, chart_room, write_report_html
from decoupling.report import Report
from tests.unit.export.reports import EVENT, ROOT, contents, item

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def made(select):
    return contents(select)


@pytest.fixture(scope="module")
def page(made):
    return write_report_html(made).decode("utf-8")


def figures_of(page):
    return json.loads(re.search(r'id="figures">(.*?)</script>', page, re.DOTALL)[1])


def without_plotly(page):
    return re.sub(r"<script>/\*\*.*?</script>", "", page, flags=re.DOTALL)


def test_plotly_is_inside_once(page):
    assert page.count("plotly.js v") == 1 and len(page) < 7_000_000


def test_no_part_is_fetched_and_the_page_forbids_it(page):
    assert "default-src 'none'" in page
    assert not re.search(r"""<(?:script|img|iframe)[^>]*\ssrc=|<link\s|@import|url\(http""", without_plotly(page))


def test_charts_cannot_be_sent_to_a_third_party(page):
    assert "showSendToCloud: false" in page


def test_every_item_stands_with_its_words_and_every_chart_with_its_figure(page, made):
    charts = [f"chart-{chart.number}" for chart in made.pages[:-1]]
    assert list(figures_of(page)) == charts
    assert re.findall(r"class='chart' id='([^']+)'", page) == charts
    assert page.count("<section>") == len(made.pages) + 2 - 1
    for text in ("A title of mine", "An author", "31 January 2026", made.version, EVENT):
        assert text in page


def test_the_numbers_of_a_chart_stand_below_it(page, made):
    table = made.pages[0].table()
    assert page.count("<summary>The numbers</summary>") == len(made.pages) - 1
    assert f"<td>{table.iloc[0, 0]}</td>" in page


def test_every_page_refers_to_its_end_note(page, made):
    for note in made.notes:
        assert f"href='#note-{note.number}'" in page and f"id='note-{note.number}'" in page


def test_an_end_note_leads_back_to_the_view(page):
    assert f"<a href='{ROOT}/event?id={EVENT}'>" in page


def test_words_of_the_visitor_cannot_become_markup(select):
    report = Report(EVIL, EVIL, (item("pace", title=EVIL, note=EVIL),))
    page = write_report_html(contents(select, report)).decode("utf-8")
    assert "alert(1)</script>" not in page and "<img src=x" not in page
    assert page.count("</script>") == 3


def test_markup_in_the_data_cannot_leave_its_figure(select, tiny_dataset):
    made = contents(select, Report(items=(item("timeline"),)))
    made.pages[0].frame["headline"] = EVIL
    page = write_report_html(made).decode("utf-8")
    assert page.count("</script>") == 3 and "<img src=x" not in without_plotly(page).replace("\\u003c", "<")


def test_for_paper_every_chart_fits_a_sheet_on_white(made):
    page = write_report_html(made, for_paper=True).decode("utf-8")
    assert 'class="paper"' in page and "<summary>" not in page
    for figure, chart in zip(figures_of(page).values(), made.pages, strict=False):
        assert figure["layout"]["width"] * figure["shrink"] <= PAPER_WIDTH + 1
        assert figure["layout"]["height"] * figure["shrink"] <= chart_room(chart) + 1
        assert LIGHT.paper not in json.dumps(figure)


def test_longer_words_leave_less_room_for_the_chart_on_paper(select):
    short, long = (
        contents(select, Report(items=(item("pace", title="T " * count, note="word " * count),))).pages[0]
        for count in (1, 70)
    )
    assert 300 < chart_room(long) < chart_room(short) - 100


def test_without_a_cover_there_is_no_method_either(made):
    page = write_report_html(made, for_paper=True, cover=False).decode("utf-8")
    assert "<header>" not in page and "<h2>Method</h2>" not in page and "<h2>Sources</h2>" in page


def test_progress_is_told_after_every_page(made):
    told = []
    write_report_html(made, progress=told.append)
    assert told == list(range(1, len(made.pages) + 1))
