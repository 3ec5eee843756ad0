"""Who a visitor is, what the foot of the sidebar says, and which research pages open."""

from __future__ import annotations

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from decoupling import PROJECT_ROOT
from tests.app.conftest import OPEN_TIMEOUT, words

AUTH = {"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "x" * 32}
PROVIDER = {"client_id": "a", "client_secret": "b", "server_metadata_url": "http://localhost:1/"}
WORKSPACE = {"editors": ["ana@example.org"], "reviewers": ["@desk.example.org"]}
SIGN_IN = {"auth": {**AUTH, **PROVIDER}, "workspace": WORKSPACE}
NOT_OPEN = "is not open to you"


def signed_in(email: str, **claims: object) -> dict[str, object]:
    return {"is_logged_in": True, "email": email, "email_verified": True, **claims}


@pytest.fixture
def open_desk():
    """Opens the small dashboard of tests/research: open_desk(secrets=…, user=…)."""

    def open_app(secrets=None, user=None) -> AppTest:
        app = AppTest.from_file(str(PROJECT_ROOT / "tests" / "research" / "app.py"), default_timeout=OPEN_TIMEOUT)
        app.secrets = secrets or {}
        app.user = user or {"is_logged_in": False}
        app.run()
        assert not app.exception
        return app

    return open_app


def open_pages(app: AppTest) -> set[str]:
    """Which of the two research pages show themselves; the other must explain."""
    found = set()
    for name, path in {"review": "review", "articles": "articles"}.items():
        app._page_hash = next(key for key, page in app._registered_pages.items() if page["url_pathname"] == path)
        title = app.run().title[0].value
        assert title in (f"The {name} page", f"{name.capitalize()} {NOT_OPEN}")
        found |= {name} if title == f"The {name} page" else set()
    return found


def test_at_this_machine_one_works_as_the_local_editor_and_nothing_is_said_of_it(open_desk, at_this_machine):
    app = open_desk()
    assert not app.caption
    assert not app.button
    assert open_pages(app) == {"review", "articles"}


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_any_name_of_this_machine_will_do(open_desk, at_this_machine, address):
    config.set_option("server.address", address)
    assert open_pages(open_desk()) == {"review", "articles"}


@pytest.mark.parametrize("address", [None, "0.0.0.0", "192.168.1.4", "dashboard.example.org"])  # noqa: S104
def test_a_server_that_others_can_reach_is_read_only_and_says_so(open_desk, at_this_machine, address):
    config.set_option("server.address", address)
    app = open_desk()
    assert "Read-only, because this server listens to other machines" in words(app)
    assert "“Who may do what” in the README" in words(app)
    assert open_pages(app) == set()
    assert "Only editors may bring in articles" in words(app)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "dashboard.example.org"},
        {"host": "localhost:8501", "x_forwarded_for": "203.0.113.5"},
        {"host": "localhost:8501", "forwarded": "for=203.0.113.5"},
        {"host": "localhost:8501", "address": "192.168.1.4"},
        {"host": "localhost:8501", "origin": "https://dashboard.example.org"},
    ],
)
def test_a_visit_through_a_proxy_or_another_name_is_read_only_and_says_so(open_desk, come_with, headers):
    come_with(**headers)
    app = open_desk()
    assert "opened from elsewhere or through a proxy" in words(app)
    assert open_pages(app) == set()


def test_signed_out_one_reads_and_is_offered_to_sign_in(open_desk, at_this_machine):
    app = open_desk(SIGN_IN)
    assert [button.label for button in app.button] == ["Sign in"]
    assert not app.caption
    assert open_pages(app) == set()
    assert "sign in and open this link again" in words(app)
    assert [button.label for button in app.main.button] == ["Sign in"]


@pytest.mark.parametrize(
    ("user", "says", "pages"),
    [
        (signed_in("Ana@Example.org"), "**ana**@example.org  \nEditor", {"review", "articles"}),
        (signed_in("rui@desk.example.org"), "**rui**@desk.example.org  \nReviewer", {"review"}),
        (signed_in("sam@elsewhere.example"), "**sam**@elsewhere.example  \nViewer", set()),
        (signed_in("ana@example.org", email_verified=False), "has not verified this address", set()),
        (signed_in("ana@example.org", email_verified=None), "has not verified this address", set()),
        (signed_in("ana@example.org", email_verified="true"), "Editor", {"review", "articles"}),
        (signed_in("", sub="42"), "**somebody without an address**", set()),
        ({"is_logged_in": "yes", "email": "ana@example.org", "email_verified": True}, "", set()),
    ],
)
def test_who_signs_in_has_the_role_of_the_lists(open_desk, user, says, pages):
    app = open_desk(SIGN_IN, user)
    assert says in words(app)
    assert [button.label for button in app.button] == ["Sign out" if says else "Sign in"]
    assert open_pages(app) == pages


def test_without_lists_nobody_edits(open_desk):
    assert open_pages(open_desk({"auth": SIGN_IN["auth"]}, signed_in("ana@example.org"))) == set()


def test_several_providers_have_a_button_each(open_desk):
    app = open_desk({"auth": {**AUTH, "google": PROVIDER, "desk": PROVIDER}})
    assert [button.label for button in app.button] == ["Sign in with google", "Sign in with desk"]


def test_sign_in_without_a_provider_says_what_is_missing(open_desk):
    app = open_desk({"auth": AUTH})
    app.button[0].click().run()
    assert not app.exception
    assert "Sign-in is not configured rightly" in app.error[0].value


@pytest.mark.parametrize("auth", [{}, {**SIGN_IN["auth"], "cookie_secret": ""}, {**PROVIDER, "cookie_secret": "short"}])
def test_with_a_cookie_secret_that_can_be_guessed_nobody_is_believed(open_desk, at_this_machine, auth):
    app = open_desk({**SIGN_IN, "auth": auth}, signed_in("ana@example.org"))
    assert "cookie_secret of 32 random characters" in app.error[0].value.replace("\\", "")
    assert not app.button
    assert open_pages(app) == set()


def test_lists_that_cannot_be_read_are_named_and_make_everybody_a_viewer(open_desk):
    app = open_desk({**SIGN_IN, "workspace": {**WORKSPACE, "editor": []}}, signed_in("ana@example.org"))
    assert "does not know “editor”" in app.error[0].value.replace("\\", "")
    assert "\nViewer" in words(app)
    assert open_pages(app) == set()


def test_secrets_that_cannot_be_read_make_everybody_a_viewer(open_desk, at_this_machine, tmp_path):
    (tmp_path / "secrets.toml").write_text("[auth\n", encoding="utf-8")
    app = open_desk()
    assert "A secrets file cannot be read" in app.error[0].value
    assert open_pages(app) == set()


@pytest.mark.parametrize("broken", [{}, {"editors": "ana"}, {"everyone": "noone"}])
def test_a_closed_dashboard_shows_strangers_nothing(open_app, monkeypatch, broken):
    app = AppTest.from_file(str(PROJECT_ROOT / "app.py"), default_timeout=OPEN_TIMEOUT)
    app.secrets = {**SIGN_IN, "workspace": {**WORKSPACE, "everyone": "nobody", **broken}}
    for user in ({"is_logged_in": False}, signed_in("sam@elsewhere.example")):
        app.user = user
        app.run()
        assert not app.exception
        assert app.title[0].value == "This dashboard is not open to everyone"
        assert not app.get("plotly_chart")
        assert [button.label for button in app.button] == ["Sign out" if user["is_logged_in"] else "Sign in"]


def test_a_closed_dashboard_is_open_to_those_on_a_list(open_app):
    app = AppTest.from_file(str(PROJECT_ROOT / "app.py"), default_timeout=OPEN_TIMEOUT)
    app.secrets = {**SIGN_IN, "workspace": {**WORKSPACE, "everyone": "nobody"}}
    app.user = signed_in("rui@desk.example.org")
    app.run()
    assert app.get("plotly_chart")
