"""Signing in at a provider, in a real browser: who finds which pages, and what a server without sign-in allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from playwright.sync_api import Page

from tests.browser.conftest import serve, settle
from tests.oidc import CLIENT_ID, CLIENT_SECRET, PEOPLE, Provider, provide

DESK = "tests/research/app.py"
COOKIE, COOKIE_SECRET = "_streamlit_user", "signs the cookies of tests and of nothing else"
OLD = 60 * 24 * 60 * 60
"""Seconds; Streamlit forgets a person after 31 days."""
SECONDS_TO_NOTICE = 8
"""Streamlit looks at the secrets file every few seconds."""
SECRETS = f"""
[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "ISSUER/.well-known/openid-configuration"

[workspace]
editors = ["ana@example.org"]
reviewers = ["@desk.example.org"]
viewers = ["vera@example.org"]
everyone = "EVERYONE"
"""
NOT_OPEN = "is not open to you"
NOT_VERIFIED = "Viewer: the provider has not verified this address"


class OldSigner(TimestampSigner):
    """Signs as if it were long ago."""

    def get_timestamp(self) -> int:
        return super().get_timestamp() - OLD


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provide() as running:
        yield running


@pytest.fixture(scope="module")
def secrets_file(provider, tmp_path_factory) -> Callable[..., str]:
    """Writes secrets and gives the option that names them: secrets_file(everyone="nobody")."""

    def write(everyone: str = "viewer") -> str:
        path = tmp_path_factory.mktemp("secrets") / "secrets.toml"
        path.write_text(SECRETS.replace("ISSUER", provider.issuer).replace("EVERYONE", everyone), encoding="utf-8")
        return f"--secrets.files={path}"

    return write


@pytest.fixture(scope="module")
def desk(secrets_file) -> Iterator[str]:
    """The small dashboard with sign-in."""
    with serve(DESK, secrets_file()) as address:
        yield address


def sign_in(page: Page, name: str) -> None:
    """Press the first button to sign in, and say at the provider who one is."""
    page.get_by_role("button", name="Sign in").first.click()
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_selector("h1")
    settle(page)


def corner(page: Page) -> str:
    """What the foot of the sidebar says."""
    return page.locator(".st-key-sign_in").inner_text()


def is_signed_out(page: Page) -> bool:
    """Whether the foot of the sidebar offers the way in, and only that."""
    return corner(page).split() == ["login", "Sign", "in"]  # the first is the icon


def open_pages(page: Page, address: str) -> set[str]:
    """Which of the two research pages show themselves at their address."""
    found = set()
    for path in ("review", "articles"):
        page.goto(f"{address}/{path}")
        page.wait_for_selector("h1")
        settle(page)
        title = page.locator("h1").inner_text()
        assert title in (f"The {path} page", f"{path.capitalize()} {NOT_OPEN}")
        found |= {path} if title == f"The {path} page" else set()
    return found


def menu(page: Page) -> set[str]:
    """The pages in the menu; none where there is only one page to open."""
    return set(page.get_by_test_id("stTopNavLink").all_inner_texts())


def session_cookie(page: Page) -> dict:
    return next(cookie for cookie in page.context.cookies() if cookie["name"] == COOKIE)


@pytest.mark.parametrize(
    ("name", "role", "opens"),
    [
        ("Editor", "Editor", {"review", "articles"}),
        ("Reviewer", "Reviewer", {"review"}),
        ("Viewer", "Viewer", set()),
        ("Stranger", "Viewer", set()),
        ("Unverified", NOT_VERIFIED, set()),
    ],
)
def test_who_signs_in_finds_the_pages_of_their_role(visit, desk, name, role, opens):
    page = visit(base=desk)
    assert menu(page) == set()
    sign_in(page, name)
    shown = f"{PEOPLE[name]['email'].lower()}\n{role}"
    assert corner(page).startswith(shown)
    assert page.locator("a[href^=mailto]").count() == 0
    assert {name.lower() for name in menu(page)} - {"home"} == opens
    assert open_pages(page, desk) == opens


def test_signed_out_a_research_page_explains_and_offers_to_sign_in(visit, desk):
    page = visit("articles", base=desk)
    assert page.locator("h1").inner_text() == f"Articles {NOT_OPEN}"
    assert page.get_by_role("dialog").count() == 0
    main = page.get_by_test_id("stMainBlockContainer")
    main.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Editor", exact=True).click()
    page.wait_for_selector("h1")
    settle(page)
    assert open_pages(page, desk) == {"review", "articles"}


def test_a_token_signed_by_somebody_else_signs_nobody_in(visit, desk):
    page = visit(base=desk)
    sign_in(page, "Forged")
    assert is_signed_out(page)
    assert open_pages(page, desk) == set()


def test_signing_out_ends_it_here_and_at_the_provider(visit, desk, provider):
    page = visit(base=desk)
    sign_in(page, "Editor")
    before = provider.signed_out
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    settle(page)
    assert provider.signed_out == before + 1
    assert COOKIE not in {cookie["name"] for cookie in page.context.cookies()}
    assert open_pages(page, desk) == set()


def test_a_cookie_that_was_changed_signs_nobody_in(visit, desk):
    page = visit(base=desk)
    sign_in(page, "Viewer")
    cookie = session_cookie(page)
    letter = "A" if cookie["value"][20] != "A" else "B"
    page.context.add_cookies([{**cookie, "value": cookie["value"][:20] + letter + cookie["value"][21:]}])
    assert open_pages(page, desk) == set()
    assert is_signed_out(page)


@pytest.mark.parametrize(
    ("secret", "signer", "opens"),
    [
        (COOKIE_SECRET, TimestampSigner, {"review", "articles"}),
        (COOKIE_SECRET, OldSigner, set()),
        ("another secret that the server does not know", TimestampSigner, set()),
    ],
)
def test_a_cookie_counts_only_if_ours_and_fresh(visit, desk, secret, signer, opens):
    page = visit(base=desk)
    sign_in(page, "Editor")
    cookie = session_cookie(page)
    content = URLSafeTimedSerializer(COOKIE_SECRET, salt=COOKIE).loads(cookie["value"])
    value = URLSafeTimedSerializer(secret, salt=COOKIE, signer=signer).dumps(content)
    page.context.add_cookies([{**cookie, "value": value}])
    assert open_pages(page, desk) == opens


def test_somebody_taken_off_the_list_loses_the_pages_while_signed_in(visit, secrets_file):
    option = secrets_file()
    with serve(DESK, option) as address:
        page = visit("articles", base=address)
        sign_in(page, "Editor")
        page.get_by_role("link", name="Articles").click()
        page.get_by_role("heading", name="The articles page").wait_for()
        path = Path(option.partition("=")[2])
        path.write_text(path.read_text(encoding="utf-8").replace("ana@example.org", "eva@example.org"), "utf-8")
        page.wait_for_timeout(SECONDS_TO_NOTICE * 1000)
        page.get_by_role("link", name="Home").click()
        page.get_by_role("heading", name="The home page").wait_for()
        settle(page)
        assert menu(page) == set()
        assert open_pages(page, address) == set()


def test_the_dashboard_itself_lets_people_in_and_out(visit, secrets_file):
    with serve("app.py", secrets_file()) as address:
        page = visit(base=address)
        assert is_signed_out(page)
        sign_in(page, "Editor")
        assert corner(page).startswith("ana@example.org\nEditor")
        assert page.locator("h1").inner_text().startswith("What is")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_a_closed_dashboard_opens_to_those_on_a_list_only(visit, secrets_file):
    with serve("app.py", secrets_file("nobody")) as address:
        for name in ("Stranger", "Unverified"):
            page = visit("timeline", base=address)
            assert page.locator("h1").inner_text() == "This dashboard is not open to everyone"
            sign_in(page, name)
            assert page.locator("h1").inner_text() == "This dashboard is not open to everyone"
            assert page.get_by_role("button", name="Sign out").count() == 1
        page = visit(base=address)
        sign_in(page, "Viewer")
        assert page.locator("h1").inner_text().startswith("What is")


def test_a_server_that_others_can_reach_is_read_only_and_says_so(visit):
    with serve(DESK, "--server.address=0.0.0.0") as address:
        page = visit(base=address)
        assert "this server listens to other machines" in corner(page)
        assert open_pages(page, address) == set()
        assert "configure sign-in or bind it to localhost" in page.get_by_test_id("stMainBlockContainer").inner_text()


def test_without_sign_in_only_this_machine_by_its_own_name_edits(visit):
    with serve(DESK) as address:
        page = visit(base=address)
        assert page.locator(".st-key-sign_in").count() == 0
        assert open_pages(page, address) == {"review", "articles"}
        other = re.sub("localhost", "dashboard.localhost", address)
        page = visit(base=other)
        assert "opened from elsewhere or through a proxy" in corner(page)
        assert open_pages(page, other) == set()
