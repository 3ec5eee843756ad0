"""Adding an article and reviewing its candidates in a real browser, on a server with a workspace of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from decoupling import DATA_DIR, PROJECT_ROOT
from decoupling.access import Person
from decoupling.checks import load_checked_dataset
from decoupling.intake.found import Found
from decoupling.workspace.database import read_url
from decoupling.workspace.store import Store, open_store
from tests.browser.conftest import serve, settle
from tests.browser.review_rows import fill, open_row
from tests.browser.test_accessibility import find_barriers
from tests.postgres import new_database, serve_postgres
from tests.unit.workspace.conftest import TEXT, candidate

SEED = (PROJECT_ROOT / "seeds" / "amazon-shanghai-ai-lab.txt").read_text(encoding="utf-8")
TOTAL = len(load_checked_dataset(DATA_DIR).events) + 1
HEADLINE = "Amazon shuts the Shanghai AI laboratory of its cloud unit"


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Iterator[str]:
    """A server with an empty workspace; gives its address."""
    monkeypatch.setenv("DECOUPLING_HOME", str(tmp_path))
    with serve() as address:
        yield address


def store_in(folder: Path) -> Store:
    return open_store(read_url(f"sqlite:///{folder / 'workspace.sqlite'}"))


def paste_seed(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill(SEED)
    page.get_by_label("Publisher").fill("36Kr")
    page.get_by_label("Web address").fill("https://example.org/amazon-shanghai")
    page.get_by_label("Published", exact=True).fill("2025-07-24")
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("1 article read: 1 new").wait_for()
    settle(page)


def correct_and_accept(page: Page) -> None:
    headline = page.get_by_label("Headline")
    headline.fill(HEADLINE)
    headline.press("Tab")
    settle(page)
    page.get_by_role("button", name="Accept", exact=False).first.click()
    page.get_by_text("accepted", exact=False).first.wait_for()
    settle(page)


def csv_of(page: Page) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.fixture
def team_desk(tmp_path, monkeypatch) -> Iterator[str]:
    """A server whose workspace is kept by PostgreSQL; gives its address."""
    monkeypatch.setenv("DECOUPLING_HOME", str(tmp_path))
    with serve_postgres() as server:
        url = new_database(server, "desk").render_as_string(hide_password=False)
        monkeypatch.setenv("DECOUPLING_DATABASE_URL", url)
        with serve() as address:
            yield address


@pytest.fixture(params=["desk", "team_desk"])
def each_desk(request) -> str:
    """The one and the other. Named before `visit`, so that its server outlives the pages that visit it."""
    return request.getfixturevalue(request.param)


def test_a_pasted_article_becomes_an_event_on_every_page_until_it_is_undone(each_desk, visit):
    page = visit("articles", base=each_desk)
    paste_seed(page)
    expect(page.locator("mark.evidence").first).to_be_visible()
    expect(page.get_by_text(re.compile("Closure.* by Amazon")).first).to_be_visible()

    page = visit("review", base=each_desk)
    correct_and_accept(page)
    in_events = visit(f"events?q={HEADLINE.replace(' ', '+')}", base=each_desk)
    assert HEADLINE in csv_of(in_events)
    assert f": 1 of {TOTAL:,} events" in in_events.locator("body").inner_text()
    company = visit("company?id=amazon&record=workspace", base=each_desk)
    assert company.locator("h1").inner_text() == "Amazon"
    assert f": 1 of {TOTAL:,} events" in company.locator("body").inner_text()
    timeline = visit("timeline?record=workspace", base=each_desk)
    assert f": 1 of {TOTAL:,} events" in timeline.locator("body").inner_text()
    log = visit("log", base=each_desk)
    assert "1 decision by 1 person" in log.locator("body").inner_text()

    page.bring_to_front()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("reversed", exact=False).first.wait_for()
    gone = visit(f"events?q={HEADLINE.replace(' ', '+')}", base=each_desk)
    assert "No event matches" in gone.locator("body").inner_text()
    assert f"{TOTAL:,}" not in visit("timeline", base=each_desk).locator("body").inner_text()
    assert "2 decisions by 1 person" in visit("log", base=each_desk).locator("body").inner_text()


def test_two_browsers_on_one_candidate_lose_nothing_and_both_are_told(desk, visit, tmp_path):
    store = store_in(tmp_path)
    article = Found(title="Acme closes", publisher="Daily Chip", address="https://example.org/a", text=TEXT)
    store.add_article(Person("ana", "editor"), article, [candidate(), candidate(confidence=0.8)])
    one, other = visit("review", base=desk), visit("review", base=desk)
    one.get_by_role("button", name="Skip").click()
    one.get_by_text("skipped", exact=False).first.wait_for()
    other.get_by_role("button", name="Reject").click()
    other.get_by_text("decided on this candidate first", exact=False).wait_for()
    one.get_by_text("also decided on candidate 1", exact=False).wait_for(timeout=25_000)
    first, late = sorted(store.log(), key=lambda decision: decision.id)
    assert (first.kind, first.revision) == ("skip", 1)
    assert (late.kind, late.revision, late.late_for) == ("reject", None, first.id)
    store.engine.dispose()


def test_the_keyboard_decides(desk, visit, tmp_path):
    store = store_in(tmp_path)
    article = Found(title="Acme closes", publisher="Daily Chip", address="https://example.org/a", text=TEXT)
    store.add_article(Person("ana", "editor"), article, [candidate(), candidate(confidence=0.8)])
    page = visit("review", base=desk)
    page.keyboard.press("Alt+x")
    page.get_by_text("rejected", exact=False).first.wait_for()
    settle(page)
    page.keyboard.press("Alt+s")
    page.get_by_text("skipped", exact=False).first.wait_for()
    settle(page)
    page.keyboard.press("Alt+z")
    page.get_by_text("reversed", exact=False).first.wait_for()
    assert [row.state for row in store.queue()] == ["rejected", "open"]
    store.engine.dispose()


def test_among_five_thousand_candidates_a_click_opens_the_form(desk, visit, tmp_path):
    fill(tmp_path, articles=500)
    page = visit("review", base=desk)
    assert "5,000 candidates wait" in page.locator("body").inner_text()
    opened = [open_row(page, row) for row in (2, 4, 3)]
    assert len(set(opened)) == 3


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("empty.txt", b"", "no text in it"),
        ("broken.pdf", b"%PDF-1.7 nothing more", "damaged"),
        ("bomb.docx", b"PK\x03\x04 not a zip", "docx"),
    ],
)
def test_a_bad_file_is_told_and_the_good_one_beside_it_is_read(name, content, answer, desk, visit, tmp_path):
    bad, good = tmp_path / name, tmp_path / "good.txt"
    bad.write_bytes(content)
    good.write_text(SEED, encoding="utf-8")
    page = visit("articles?way=Files", base=desk)
    page.locator('input[type="file"]').set_input_files([bad, good])
    page.get_by_role("button", name="Look into 2 files").click()
    page.get_by_text("1 source could not be read", exact=False).wait_for()
    assert answer in page.locator("body").inner_text()
    page.get_by_role("button", name="Read 1 article").click()
    page.get_by_text("1 article read: 1 new").wait_for()
    settle(page)


def test_markup_in_an_article_is_shown_as_text(desk, visit):
    page = visit("articles", base=desk)
    markup = "<img src=x onerror=alert(1)> **bold** [link](javascript:alert(2))"
    page.get_by_label("Text", exact=True).fill(
        f"{markup} Amazon closed its laboratory in Shanghai on Wednesday, it said."
    )
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("1 article read").wait_for()
    settle(page)
    shown = page.locator(".text[role=region]").first
    assert "<img src=x onerror=alert(1)> **bold**" in shown.inner_text()
    assert shown.locator("img, a, script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_research_pages_have_no_serious_barrier(scheme, desk, visit, tmp_path):
    fill(tmp_path, articles=1)
    page = visit("review", base=desk, scheme=scheme)
    assert find_barriers(page) == []
    page.get_by_role("button", name="Skip").click()
    page.get_by_text("skipped", exact=False).first.wait_for()
    for path in ("articles", "log"):
        assert find_barriers(visit(path, base=desk, scheme=scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_research_pages_fit_the_screen(scheme, phone, desk, visit):
    for path in ("articles", "review", "log"):
        page = visit(path, base=desk, scheme=scheme, phone=phone)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
