"""Addresses of the running server: the same bytes from every way out, and charts in frames of other pages."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import feedparser
import icalendar
import pytest
from axe_playwright_python.sync_playwright import Axe

from decoupling import DATA_DIR
from decoupling.__main__ import main
from decoupling.checks import load_checked_dataset
from decoupling.export.events import EVENT_FORMS
from tests.browser.conftest import settle
from tests.browser.test_accessibility import SERIOUS
from tests.browser.test_exports import open_export, save_file

FILTER = "sector=chips&sector=ai&from=2022-01-01&direction=recoupling"
OPTIONS = ["--sector", "chips", "--sector", "ai", "--from", "2022", "--direction", "recoupling"]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the test."""

    def redirect_request(self, *_):
        return None


def ask(url: str, method: str = "GET", **headers: str):
    """Status, headers and body, whatever the status."""
    request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310 (our own server)
    try:
        answer = urllib.request.build_opener(NoRedirect).open(request, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read()


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


# --- one file, three ways out --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "options", "forms"),
    [(FILTER, OPTIONS, EVENT_FORMS), ("q=%E5%8D%8E%E4%B8%BA", ["--q", "华为"], ("csv",)), ("org=huawei&to=2020", [
        "--org", "huawei", "--to", "2020"], ("csv",))],
    ids=["codes", "a Chinese name", "an organisation"],
)  # fmt: skip
def test_every_form_is_the_same_from_page_address_and_command_line(query, options, forms, visit, address, tmp_path):
    page = visit(f"events?{query}")
    for form in forms:
        from_page = save_file(page, form.upper(), tmp_path).read_bytes()
        status, headers, from_address = ask(f"{address}/api/events.{form}?{query}")
        out = tmp_path / f"command.{form}"
        assert main(["export", str(out), *options, "--site", address]) == 0
        assert status == 200 and headers["ETag"]
        assert from_page == from_address == out.read_bytes(), form


def test_a_file_holds_every_filtered_row(address, dataset):
    _, _, body = ask(f"{address}/api/events.jsonl")
    assert [json.loads(line)["id"] for line in body.splitlines()] == [event.id for event in dataset.events]


def test_one_event_is_the_same_from_its_page_and_from_its_address(visit, address, tmp_path, dataset):
    event = dataset.events[-1].id
    page = visit(f"event?id={event}")
    assert save_file(page, "JSON", tmp_path).read_bytes() == ask(f"{address}/api/events/{event}")[2]


def test_an_aggregate_holds_the_numbers_of_the_chart_in_the_browser(visit, address):
    page = visit("?sector=chips&pace-step=Year")
    bars = page.evaluate(
        """() => document.querySelector('.st-key-card_pace .js-plotly-plot').data.map(
            trace => trace.text.map(text => Number(text.replaceAll(',', ''))))"""
    )
    rows = json.loads(ask(f"{address}/api/aggregate/pace.json?sector=chips&step=year")[2])["rows"]
    assert bars == [[row["Decoupling"] for row in rows], [row["Recoupling"] for row in rows]]
    assert len(rows) > 5


def test_pages_of_results_hold_every_event_once(address, dataset):
    url, found = f"{address}/api/events.json?limit=500", []
    while url:
        page = json.loads(ask(url)[2])
        found += [row["id"] for row in page["rows"]]
        url = page.get("next")
    assert found == [event.id for event in dataset.events]


# --- what the server adds ------------------------------------------------------------------------


def test_an_answer_that_is_known_is_not_sent_again_and_answers_are_compressed(address):
    url = f"{address}/api/events.csv?{FILTER}"
    _, headers, body = ask(url)
    status, _, again = ask(url, **{"If-None-Match": headers["ETag"]})
    assert (status, again) == (304, b"")
    _, headers, packed = ask(url, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip" and gzip.decompress(packed) == body and len(packed) < len(body) / 2
    assert "Accept-Encoding" in headers["Vary"] and "Set-Cookie" not in headers
    status, headers, packed = ask(url, **{"Accept-Encoding": "gzip", "If-None-Match": headers["ETag"]})
    assert (status, packed) == (304, b"")
    status, headers, nothing = ask(url, "HEAD")
    assert (status, nothing) == (200, b"") and headers["Content-Type"].startswith("text/csv")


def test_refusals_are_problem_documents_and_no_pages(address):
    for url, wanted in {
        "/api/events.csv?sector=chip": 400,
        "/api/nothing": 404,
        "/api/events.csv?q=" + "x" * 9000: 414,
        "/embed/pie": 404,
    }.items():
        status, headers, body = ask(address + url)
        assert (status, headers["Content-Type"]) == (wanted, "application/problem+json")
        assert json.loads(body)["status"] == wanted
    assert ask(f"{address}/api/events.csv", "POST")[0] == 405


def test_the_server_says_that_it_is_well(address, dataset):
    status, _, body = ask(f"{address}/healthz")
    assert (status, json.loads(body)["events"]) == (200, len(dataset.events))


def test_feeds_of_the_whole_dataset_are_valid(address, dataset):
    feed = feedparser.parse(ask(f"{address}/feed.atom?limit=1000")[2])
    assert not feed.bozo and len(feed.entries) == 1000
    assert len({entry.id for entry in feed.entries}) == 1000
    assert {entry.updated[:10] for entry in feed.entries} <= {event.checked for event in dataset.events}
    items = json.loads(ask(f"{address}/feed.json?limit=1000")[2])["items"]
    assert [item["id"] for item in items] == [entry.id for entry in feed.entries]


def test_an_entry_of_the_feed_opens_its_event(visit, address):
    entry = feedparser.parse(ask(f"{address}/feed.atom?limit=1")[2]).entries[0]
    page = visit(entry.link.removeprefix(f"{address}/"))
    assert entry.title.startswith(page.inner_text("h1"))


def test_the_calendar_of_the_whole_dataset_is_valid_and_reaches_into_the_future(address, dataset):
    calendar = icalendar.Calendar.from_ical(ask(f"{address}/calendar.ics")[2])
    days = [entry.decoded("dtstart") for entry in calendar.walk("VEVENT")]
    assert len(days) > 300 and max(days).isoformat() > dataset.about.released
    assert len({str(entry["uid"]) for entry in calendar.walk("VEVENT")}) == len(days)


# --- in a frame of another page ------------------------------------------------------------------


@contextlib.contextmanager
def other_site(html: str) -> Iterator[str]:
    """A page on another host than the dashboard's; gives its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def framed(browser):
    """Opens a line of HTML in a page of another site and gives the frame in it."""
    with contextlib.ExitStack() as stack:

        def open_frame(html: str, width: int = 900):
            site = stack.enter_context(other_site(f"<!doctype html><title>Report</title><body>{html}</body>"))
            page = stack.enter_context(contextlib.closing(browser.new_page(viewport={"width": width, "height": 900})))
            page.goto(site)
            frame = page.frames[1]
            frame.wait_for_selector(".stPlotlyChart .main-svg", timeout=20_000)
            settle(frame)
            return frame

        yield open_frame


def test_the_snippet_shows_the_chart_alone_in_another_site(visit, framed):
    page = visit("timeline?sector=chips&timeline-lane=Side")
    open_export(page, "timeline")
    snippet = next(text for text in page.get_by_role("dialog").locator("code").all_inner_texts() if "<iframe" in text)
    frame = framed(snippet)
    text = frame.inner_text("body")
    assert "Semiconductors, Jan 2018" in text and "Source: Decoupling Monitor, dataset 20" in text
    assert "lanes by side" in text
    assert frame.locator(".stPlotlyChart").count() == 1
    for absent in ("stSidebar", "stSidebarCollapsedControl", "stTopNavLink", "stExpandSidebarButton"):
        assert frame.get_by_test_id(absent).count() == 0
    room = frame.evaluate("document.querySelector('.stMain').scrollHeight - window.innerHeight")
    assert room <= 0, "the frame is too low for the chart"


@pytest.mark.parametrize(
    ("path", "card", "says"),
    [
        ("exits?counts=Left&unit=Organisations&known=2024-06-30", "exit-sectors", "as known on 30 June 2024"),
        ("compare?by=Periods&these-period=2023&these-period=2024", "compare-directions", "2023"),
    ],
)
def test_what_a_page_settles_goes_into_frame_and_address(path, card, says, visit, framed, address):
    page = visit(path)
    open_export(page, card)
    snippet, numbers = page.get_by_role("dialog").locator("code").all_inner_texts()[-2:]
    note = page.locator(f".st-key-card_foot_{card}").inner_text().splitlines()[0]
    found = json.loads(ask(numbers)[2])
    assert says in found["note"] and note.startswith(found["note"])
    frame = framed(snippet)
    assert found["note"] in frame.inner_text("body") and found["title"] in frame.inner_text("body")
    again = visit(
        frame.get_by_role("link", name="Open the full view").get_attribute("href").removeprefix(f"{address}/")
    )
    assert note in again.inner_text(f".st-key-card_foot_{card}")


@pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True)])
def test_an_embedded_chart_has_the_theme_of_its_address(theme, dark, framed, address):
    frame = framed(f'<iframe src="{address}/embed/pace?theme={theme}" width="800" height="560"></iframe>')
    paper = frame.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    bar = frame.evaluate("document.querySelector('.js-plotly-plot').data[0].marker.color")
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 200) is dark
    assert (bar != "#B4432F") is dark


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_embedded_chart_has_no_serious_barrier(theme, browser, address):
    with contextlib.closing(browser.new_page()) as page:
        page.goto(f"{address}/embed/timeline?sector=chips&theme={theme}")
        page.wait_for_selector(".stPlotlyChart .main-svg")
        settle(page)
        found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    assert found == []


def test_the_full_view_opens_from_an_embedded_chart(framed, address, visit):
    frame = framed(f'<iframe src="{address}/embed/pace?sector=chips&step=year" width="800" height="560"></iframe>')
    link = frame.get_by_role("link", name="Open the full view")
    assert link.get_attribute("target") == "_blank"
    page = visit(link.get_attribute("href").removeprefix(f"{address}/"))
    assert "Acts a year, by direction. Semiconductors" in page.inner_text(".st-key-card_pace")


def test_addresses_for_programs_stand_on_the_events_page(visit, address):
    page = visit("events?sector=chips")
    page.get_by_role("button", name="Addresses").click()
    settle(page)
    shown = [text for text in page.locator("code").all_inner_texts() if text.startswith(address)]
    assert len(shown) == 3
    for url in shown:
        assert ask(url)[0] == 200 and "sector=chips" in url
