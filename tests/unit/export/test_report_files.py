"""Files of a report: every form, what is said while it is made, and what happens without a browser."""

import io
import zipfile

import pytest

from decoupling.charts import CHARTS
from decoupling.export import report_files
from decoupling.export.browser import BrowserError
from decoupling.export.report_files import make_report, make_single, report_stem
from decoupling.report import REPORT_FORMS, Report
from tests.unit.charts.drawn import OF_EVENTS
from tests.unit.export.drawing import grey_picture
from tests.unit.export.reports import contents, item

DRAWN = sum(CHARTS[chart].office is None for chart in OF_EVENTS)
"""Charts that a deck shows as pictures."""
MAGIC = {"pptx": b"PK", "docx": b"PK", "zip": b"PK", "html": b"<!doctype html>", "pdf": b"%PDF"}


@pytest.fixture
def drawn(monkeypatch):
    """Drawing and printing without a browser; gives what was asked for: the numbers of figures, one a start."""
    asked = []

    def draw(figures):
        asked.append(len(figures))
        return [grey_picture(figure.layout.width, figure.layout.height) for figure in figures]

    monkeypatch.setattr(report_files, "draw_pictures", draw)
    monkeypatch.setattr(report_files, "print_pdf", lambda page: b"%PDF" + page)
    return asked


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.setenv("DECOUPLING_BROWSER", "no-such-browser")


@pytest.fixture(scope="module")
def made(select):
    return contents(select)


@pytest.mark.parametrize("form", REPORT_FORMS)
def test_every_form_is_made_and_progress_goes_from_start_to_end(form, drawn, made, tiny_dataset):
    told = []
    file = make_report(made, tiny_dataset, form, lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert file.content.startswith(MAGIC[form]) and not file.remark
    assert shares == sorted(shares) and shares[0] < 0.1 and shares[-1] == 1.0
    assert all(words for _, words in told)


@pytest.mark.parametrize(("form", "starts"), [("pptx", [DRAWN]), ("docx", [len(OF_EVENTS)]), ("html", []), ("pdf", [])])
def test_one_start_of_the_browser_draws_all_pictures_that_are_needed(form, starts, drawn, made, tiny_dataset):
    make_report(made, tiny_dataset, form, lambda share, words: None)
    assert drawn == starts


@pytest.mark.parametrize("form", ["pptx", "docx"])
def test_without_a_browser_the_file_is_made_and_the_reason_told(form, no_browser, made, tiny_dataset):
    file = make_report(made, tiny_dataset, form, lambda share, words: None)
    assert file.content.startswith(b"PK") and "Install Chromium" in file.remark


def test_without_a_browser_there_is_no_pdf(no_browser, made, tiny_dataset):
    with pytest.raises(BrowserError, match="Install Chromium"):
        make_report(made, tiny_dataset, "pdf", lambda share, words: None)


def test_a_deck_of_native_charts_needs_no_browser(no_browser, select, tiny_dataset):
    native = contents(select, Report(items=(item("pace"), item("sector-years"))))
    assert make_report(native, tiny_dataset, "pptx", lambda share, words: None).remark == ""


@pytest.mark.parametrize("form", ["pptx", "docx", "pdf", "zip"])
@pytest.mark.parametrize("chart", ["pace", "timeline"])
def test_one_chart_is_made_in_every_form(chart, form, drawn, select, tiny_dataset):
    one = contents(select, Report(items=(item(chart),)))
    assert make_single(one, tiny_dataset, form).startswith(MAGIC[form])


def test_the_picture_of_a_bundle_holds_its_words(monkeypatch, select, tiny_dataset):
    seen = []
    monkeypatch.setattr(report_files, "draw_pictures", lambda figures: seen.extend(figures) or [grey_picture()])
    one = contents(select, Report(items=(item("pace"),)))
    with zipfile.ZipFile(io.BytesIO(make_single(one, tiny_dataset, "zip"))) as archive:
        assert any(name.endswith(".svg") for name in archive.namelist())
    texts = " ".join(note.text for note in seen[0].layout.annotations)
    assert one.pages[0].title in texts and "Source: Decoupling Monitor" in texts


@pytest.mark.parametrize("make", [lambda *given: make_report(*given, lambda share, words: None), make_single])
def test_an_unknown_form_is_refused(make, made, tiny_dataset):
    with pytest.raises(ValueError, match="unknown form 'odp'; allowed: pptx"):
        make(made, tiny_dataset, "odp")


def test_a_file_is_named_after_the_report(made):
    assert report_stem(made) == "decoupling-report-a-title-of-mine"
