"""The browser on the server: found or plainly missed, started once, given no network, no longer than its time."""

import sys

import pytest

from decoupling.charts.look import LIGHT, new_figure
from decoupling.export import browser
from decoupling.export.browser import MISSING, BrowserError, draw_pictures, find_browser, print_pdf

ANSWER = '<pre class="picture">data:image/png;base64,AAAA|data:image/svg+xml,%3Csvg%3E%20</pre>'


@pytest.fixture
def pretend(monkeypatch, tmp_path):
    """pretend(code) makes a program that runs Python code the browser of this test; gives the file of its arguments."""

    def make(code):
        called = tmp_path / "called"
        script = tmp_path / "browser"
        script.write_text(
            f"#!{sys.executable}\nimport sys, pathlib\npathlib.Path({str(called)!r}).write_text('\\n'.join(sys.argv))\n"
            + code
        )
        script.chmod(0o755)
        monkeypatch.setenv("DECOUPLING_BROWSER", str(script))
        return called

    return make


def figure():
    return new_figure(LIGHT, height=200).update_layout(width=300)


def test_a_named_browser_is_the_one_that_is_used(pretend, tmp_path):
    pretend("")
    assert find_browser() == str(tmp_path / "browser")


@pytest.mark.parametrize("job", [lambda: draw_pictures([figure()]), lambda: print_pdf(b"<p>")])
def test_without_a_browser_it_says_what_to_do(job, monkeypatch):
    monkeypatch.setenv("DECOUPLING_BROWSER", "no-such-browser")
    assert find_browser() is None
    with pytest.raises(BrowserError) as error:
        job()
    assert str(error.value) == MISSING and "Install Chromium" in MISSING and "Save PNG" in MISSING


def test_no_figure_needs_no_browser(monkeypatch):
    monkeypatch.setenv("DECOUPLING_BROWSER", "no-such-browser")
    assert draw_pictures([]) == []


def test_pictures_are_read_from_what_the_browser_dumps(pretend):
    pretend(f"print({ANSWER + ANSWER!r})")
    pictures = draw_pictures([figure(), figure()])
    assert [(picture.png, picture.svg) for picture in pictures] == [(b"\x00\x00\x00", b"<svg> ")] * 2


def test_fewer_pictures_than_figures_are_an_error(pretend):
    pretend(f"print({ANSWER!r})")
    with pytest.raises(BrowserError, match="drew 1 of 2 pictures"):
        draw_pictures([figure(), figure()])


def test_the_browser_reads_one_file_and_finds_no_host(pretend):
    called = pretend(f"print({ANSWER!r})")
    draw_pictures([figure()])
    arguments = called.read_text().splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in arguments and "--headless" in arguments
    assert arguments[-1].startswith("file://") and not [a for a in arguments if a.startswith("http")]


def test_a_browser_that_takes_too_long_is_stopped(pretend, monkeypatch):
    pretend("import time; time.sleep(30)")
    monkeypatch.setattr(browser, "TIME_LIMIT", 1)
    with pytest.raises(BrowserError, match="longer than 1 seconds"):
        draw_pictures([figure()])


def test_a_browser_that_fails_is_named(pretend):
    pretend("sys.exit(3)")
    with pytest.raises(BrowserError, match="stopped with code 3"):
        print_pdf(b"<p>")


def test_a_browser_that_prints_nothing_is_an_error(pretend):
    pretend("")
    with pytest.raises(BrowserError, match="made no PDF"):
        print_pdf(b"<p>")


def test_the_printed_file_comes_back(pretend):
    pretend(
        "target = [a for a in sys.argv if a.startswith('--print-to-pdf=')][0].partition('=')[2]\n"
        "pathlib.Path(target).write_bytes(b'%PDF-1.7')"
    )
    assert print_pdf(b"<p>") == b"%PDF-1.7"


def test_who_waits_too_long_for_another_export_is_told(pretend, monkeypatch):
    pretend("")
    monkeypatch.setattr(browser, "PATIENCE", 0.05)
    with browser._one_at_a_time, pytest.raises(BrowserError, match="Other visitors are exporting"):
        print_pdf(b"<p>")
