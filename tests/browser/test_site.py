"""A snapshot opened as files: no other host, no error, light and dark, on a phone, and its search."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from decoupling.export.browser import BROWSER_VARIABLE
from decoupling.site.build import build_site
from tests.browser.conftest import DESK, PHONE

PAGES = (
    "index",
    "timeline",
    "sectors",
    "companies",
    "exits",
    "compare",
    "places",
    "answers",
    "events",
    "data",
    "method",
)
RECORDS = ("events/2024-05-02-acme-shanghai-lab", "companies/dragon", "sectors/chips")


@pytest.fixture(scope="module", params=["pictures", "on sight"])
def site(request, tiny_dataset, tiny_snapshot, tmp_path_factory):
    """A snapshot with pictures that a browser on this machine draws, or with charts that the reader's browser draws."""
    out = tmp_path_factory.mktemp("site") / "site"
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "on sight":
            patch.setenv(BROWSER_VARIABLE, "no-such-browser")
        made = build_site(
            tiny_dataset, tiny_snapshot, out, site="", made=dt.date(2026, 1, 31), progress=lambda share, words: None
        )
    assert bool(made.remark) == (request.param == "on sight")
    return out


@pytest.fixture
def look(browser, site):
    """Opens pages as files; fails on a console error, a missing file and a request to a host."""
    problems, contexts = [], []

    def start(scheme="light", size=DESK):
        context = browser.new_context(viewport=size, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda request: problems.append(f"failed: {request.url}"))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or problems.append(request.url))
        return page

    yield start
    for context in contexts:
        context.close()
    assert problems == []


def drawn(page):
    """Waits until every chart of the page is there, scrolled to, and gives how many there are."""
    for chart in page.locator(".chart").all():
        chart.scroll_into_view_if_needed()
    page.wait_for_function(
        """() => [...document.querySelectorAll(".chart")].every(chart => {
            const picture = chart.querySelector("img")
            return picture ? picture.complete && picture.naturalWidth > 300 : chart.querySelector(".main-svg")
        })"""
    )
    return page.locator(".chart").count()


@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("dark", PHONE)])
def test_every_page_opens_from_a_file_and_fits_the_screen(look, site, scheme, size):
    page = look(scheme, size)
    charts = 0
    for name in (*PAGES, *RECORDS):
        page.goto((site / f"{name}.html").as_uri())
        charts += drawn(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
    assert charts > 15
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(251, 250, 246)" if scheme == "light" else "rgb(21, 24, 27)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_serious_barrier(browser, site, scheme):
    # The checker asks for style sheets itself, which the policy of the pages forbids as it should.
    page = browser.new_page(color_scheme=scheme)
    for name in ("index", "companies", "events", RECORDS[0]):
        page.goto((site / f"{name}.html").as_uri())
        drawn(page)
        found = Axe().run(page).response["violations"]
        assert not [
            (rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in ("serious", "critical")
        ]
    page.close()


def test_search_finds_events_by_any_name_and_stays_in_the_address(look, site, tiny_dataset):
    page = look()
    page.goto((site / "events.html").as_uri())
    name = tiny_dataset.organisations["dragon"].chinese_name
    page.get_by_role("searchbox").fill(name)
    held = [event.id for event in tiny_dataset.events if "dragon" in {org.id for org in event.orgs}]
    assert page.locator(".acts li:visible").count() == len(held) < len(tiny_dataset.events)
    assert page.locator("#found").inner_text() == f"{len(held)} of {len(tiny_dataset.events)}"
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.locator(".acts li:visible").count() == len(held)
    page.locator(".acts a:visible").first.click()
    assert page.locator("h1").inner_text() in {event.headline for event in tiny_dataset.events}
