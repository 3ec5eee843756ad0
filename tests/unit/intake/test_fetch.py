"""Fetching from servers that misbehave, on a network where only the last step, the connection itself, is replaced."""

from __future__ import annotations

import ast
import time

import pytest

from decoupling import PROJECT_ROOT
from decoupling.intake import IntakeError
from decoupling.intake.fetch import Limits, fetch
from tests.hostile.files import page
from tests.hostile.server import OTHER, PUBLIC, WORD, misbehaving

SITE = "http://news.example"
SHORT = Limits(seconds=0.6)


def test_a_page_is_fetched_as_it_is():
    with misbehaving() as stage:
        fetched = fetch(f"{SITE}/article", network=stage.network)
    assert (fetched.address, fetched.media_type, fetched.charset) == (f"{SITE}/article", "text/html", None)
    assert fetched.content == page()
    assert stage.connected == [(PUBLIC, 80)]


def test_the_server_is_told_who_asks_and_nothing_else():
    with misbehaving() as stage:
        fetch(f"{SITE}/cookie?q=1#part", network=stage.network)
    lines = stage.asked[0].split("\r\n")
    assert lines[:2] == ["GET /cookie?q=1 HTTP/1.1", "Host: news.example"]
    assert lines[2].startswith("User-Agent: DecouplingMonitor/")
    assert {line.split(":")[0] for line in lines[1:] if line} == {
        "Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Connection",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/pdf", "application/pdf"), ("/word", WORD), ("/text", "text/plain"), ("/feed", "application/rss+xml")],
)
def test_other_kinds_are_fetched_too(path, media_type):
    with misbehaving() as stage:
        assert fetch(SITE + path, network=stage.network).media_type == media_type


@pytest.mark.parametrize("path", ["/packed", "/tail"])
def test_a_packed_page_is_unpacked(path):
    with misbehaving() as stage:
        assert fetch(SITE + path, network=stage.network).content == page()


def test_a_declared_charset_is_kept():
    with misbehaving() as stage:
        assert fetch(f"{SITE}/gbk", network=stage.network).charset == "GBK"


# --- redirects -----------------------------------------------------------------------------------


def test_a_redirect_is_followed_and_the_last_address_kept():
    with misbehaving() as stage:
        assert fetch(f"{SITE}/moved", network=stage.network).address == f"{SITE}/article"
    assert stage.connected == [(PUBLIC, 80)] * 2


def test_a_redirect_to_another_script_and_scheme_is_written_as_the_web_does():
    with misbehaving(secure=False) as stage, pytest.raises(IntakeError, match="cannot be reached"):
        # The server speaks no TLS: what counts is where the connection was meant to go.
        fetch(f"{SITE}/moved-abroad", network=stage.network, limits=SHORT)
    assert stage.connected == [(PUBLIC, 80), (PUBLIC, 443)]


def test_cookies_are_not_sent_back():
    with misbehaving() as stage:
        fetch(f"{SITE}/moved-with-cookie", network=stage.network)
    assert "cookie:" not in stage.asked[1].lower()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/to-loopback", "127.0.0.1, which is not on the open internet"),
        ("/to-loopback-name", "is not on the open internet"),
        ("/to-metadata", "169.254.169.254, which is not on the open internet"),
        ("/to-inside", "10.0.0.8, which is not on the open internet"),
        ("/to-file", "begins with https:// or http://"),
        ("/to-script", "not a web address"),
        ("/to-port", "asks for port 22"),
        ("/to-user", "a user name in it"),
        ("/to-decimal", "a number in disguise"),
        ("/to-nowhere", "redirects to nowhere"),
        ("/controls", "cannot be reached|not a web address"),
        ("/loop", "more than 5 redirects"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(path, says):
    with misbehaving({"inside.example": ["10.0.0.8"]}) as stage, pytest.raises(IntakeError, match=says):
        fetch(SITE + path, network=stage.network)
    assert {address for address, _ in stage.connected} == {PUBLIC}


def test_an_address_cannot_write_headers():
    with misbehaving() as stage:
        fetch(f"{SITE}/split", network=stage.network)
    assert "\r\nX-Injected" not in stage.asked[1]


# --- names and addresses -------------------------------------------------------------------------


def test_a_name_with_one_private_address_among_public_ones_is_not_asked():
    with (
        misbehaving({"mixed.example": [PUBLIC, "192.168.1.1"]}) as stage,
        pytest.raises(IntakeError, match=r"192\.168\.1\.1, which is not on the open internet"),
    ):
        fetch("http://mixed.example/", network=stage.network)
    assert stage.connected == []


def test_a_name_that_turns_private_after_the_check_is_connected_to_as_checked():
    with misbehaving({"turning.example": [f"{PUBLIC} then 127.0.0.1"]}) as stage:
        fetch("http://turning.example/article", network=stage.network)
    assert stage.connected == [(PUBLIC, 80)]


def test_a_name_that_turns_private_before_a_redirect_is_refused_then():
    with (
        misbehaving({"turning.example": [f"{PUBLIC} then 127.0.0.1"]}) as stage,
        pytest.raises(IntakeError, match=r"127\.0\.0\.1, which is not on the open internet"),
    ):
        fetch("http://turning.example/moved", network=stage.network)
    assert stage.connected == [(PUBLIC, 80)]


def test_a_second_address_is_tried_when_the_first_is_not_reached():
    with misbehaving({"two.example": [OTHER, PUBLIC]}) as stage:
        reach = stage.network.connect

        def connect(address: str, port: int, seconds: float):
            if address == OTHER:
                raise OSError("no way there")
            return reach(address, port, seconds)

        network = type(stage.network)(stage.network.look_up, connect, stage.network.trust)
        assert fetch("http://two.example/article", network=network).content == page()


def test_a_slow_look_up_ends_in_time():
    with misbehaving() as stage:
        network = type(stage.network)(
            lambda host, port: time.sleep(4) or [], stage.network.connect, stage.network.trust
        )
        start = time.monotonic()
        with pytest.raises(IntakeError, match=r"no whole answer in 0\.6 s"):
            fetch(SITE, network=network, limits=SHORT)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not a web address"),
        ("news.example/article", "begins with https:// or http://"),
        ("ftp://news.example/", "begins with https:// or http://"),
        ("file:///etc/passwd", "begins with https:// or http://"),
        ("data:text/html,x", "begins with https:// or http://"),
        ("http://", "begins with https:// or http://"),
        ("http://user:secret@news.example/", "a user name in it"),
        ("http://news.example:8080/", "asks for port 8080"),
        ("https://news.example:80/", "asks for port 80"),
        ("http://news.example:99999/", "not a web address|asks for port"),
        ("http://2130706433/", "a number in disguise"),
        ("http://0x7f000001/", "a number in disguise"),
        ("http://0177.0.0.1/", "not a web address"),
        ("http://127.1/", "a number in disguise"),
        ("http://１２７.0.0.1/", "not a web address"),
        ("http://127.0.0.1./", "a number in disguise"),
        ("http://[::1]/", "::1, which is not on the open internet"),
        ("http://[::ffff:127.0.0.1]/", "a number in disguise"),
        ("http://[::ffff:7f00:1]/", "not on the open internet"),
        ("http://[fe80::1%25eth0]/", "a number in disguise"),
        ("http://0.0.0.0/", "0.0.0.0, which is not on the open internet"),
        ("http://localhost/", "not on the open internet"),
        ("http://news.example/\x00", "not a web address"),
        ("http://news.example/" + "a" * 2_000, "an address longer than 2,000"),
    ],
)
def test_an_address_that_may_not_be_asked_is_refused_before_any_connection(url, says):
    with misbehaving() as stage, pytest.raises(IntakeError, match=says) as refusal:
        fetch(url, network=stage.network)
    assert stage.connected == []
    assert str(refusal.value).isprintable()


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/nothing", "cannot be reached"),
        ("/rubbish", "cannot be reached"),
        ("/headers", "cannot be reached"),
        ("/half", "cannot be reached"),
        ("/picture", "is image/png, which cannot be read"),
        ("/program", "is application/octet-stream, which cannot be read"),
        ("/no-kind", "of a kind the server does not name"),
        ("/brotli", "sent packed as br"),
        ("/twice-packed", "sent packed as gzip, gzip"),
        ("/not-packed", "sent damaged"),
        ("/half-packed", "broke off in the middle"),
        ("/missing", r"answers 404 \(Not Found\)"),
        ("/paywall", r"refuses to show it \(402\)"),
        ("/odd-status", "answers 799"),
        ("/partial", "answers 206"),
    ],
)
def test_an_answer_that_is_none_is_refused(path, says):
    with misbehaving() as stage, pytest.raises(IntakeError, match=says) as refusal:
        fetch(SITE + path, network=stage.network)
    assert str(refusal.value).startswith(f"{SITE}{path}: ")


@pytest.mark.parametrize("path", ["/drip", "/drip-headers", "/silent"])
def test_an_answer_that_takes_too_long_is_given_up(path):
    start = time.monotonic()
    with misbehaving() as stage, pytest.raises(IntakeError, match=f"{path}: gave no whole answer in 0.6 s"):
        fetch(SITE + path, network=stage.network, limits=SHORT)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("path", ["/endless", "/bomb", "/large"])
def test_an_answer_that_does_not_end_is_cut_off(path):
    with misbehaving() as stage, pytest.raises(IntakeError, match="more than 100,000 bytes"):
        fetch(SITE + path, network=stage.network, limits=Limits(size=100_000))


# --- TLS -----------------------------------------------------------------------------------------


def test_a_secure_site_is_asked_by_its_name():
    with misbehaving(secure=True) as stage:
        assert fetch("https://news.example/article", network=stage.network).content == page()
    assert stage.connected == [(PUBLIC, 443)]


def test_a_certificate_of_another_name_is_refused():
    with (
        misbehaving({"bank.example": [PUBLIC]}, secure=True) as stage,
        pytest.raises(IntakeError, match=r"cannot be reached \(.*certificate"),
    ):
        fetch("https://bank.example/article", network=stage.network)
    assert stage.asked == []


def test_a_certificate_nobody_vouches_for_is_refused():
    with (
        misbehaving(secure=True, trusted=False) as stage,
        pytest.raises(IntakeError, match=r"cannot be reached \(.*certificate"),
    ):
        fetch("https://news.example/article", network=stage.network)
    assert stage.asked == []


# --- no way round --------------------------------------------------------------------------------


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    for key in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(key, "http://127.0.0.1:9")
    with misbehaving() as stage:
        assert fetch(f"{SITE}/article", network=stage.network).content == page()


def test_the_dashboard_never_replaces_the_network():
    passed = {
        file.name: keyword.arg
        for part in ("components", "pages", "decoupling", "scripts")
        for file in (PROJECT_ROOT / part).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "network" and not (isinstance(keyword.value, ast.Name) and keyword.value.id == "network")
    }
    assert passed == {}
