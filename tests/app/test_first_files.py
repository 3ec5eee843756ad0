"""The page and Streamlit's own files come from memory, the same as Streamlit would send them."""

import asyncio
import json
import re

import pytest

from components.first_files import SCRIPTS, STATIC, FirstFiles

SCRIPT = next(SCRIPTS.glob("PlotlyChart.*.js"))
STYLE = next((STATIC / "static" / "css").glob("*.css"))
FONT = next((STATIC / "static" / "media").glob("*.woff2"))
NAMED = re.compile(r"for \(const name of (\[.*?\])\)")


def ask(path: str, method: str = "GET", kind: str = "http", **headers: str) -> tuple[dict[str, str], bytes] | None:
    """Headers and body of the answer; None where the request was passed on."""
    sent = []
    passed = []

    async def app(scope, receive, send) -> None:
        passed.append(scope)

    async def send(message) -> None:
        sent.append(message)

    scope = {"type": kind, "path": path, "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}
    if kind == "http":
        scope["method"] = method
    asyncio.run(FirstFiles(app, pages=["", "exits"])(scope, None, send))
    if passed:
        assert not sent
        return None
    assert sent[0]["status"] == 200
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}, sent[1]["body"]


@pytest.mark.parametrize(
    ("file", "kind"), [(SCRIPT, "javascript"), (STYLE, "text/css"), (FONT, "font/woff2")], ids=["js", "css", "font"]
)
def test_a_file_is_sent_whole_with_its_type_and_kept_for_good(file, kind):
    headers, body = ask(f"/static/{file.parent.name}/{file.name}")
    assert body == file.read_bytes()
    assert int(headers["content-length"]) == len(body)
    assert kind in headers["content-type"]
    assert headers["cache-control"] == "public, immutable, max-age=31536000"


@pytest.mark.parametrize(
    "request_",
    [
        {"path": "/_stcore/health"},
        {"path": "/no-page-of-ours"},
        {"path": "/static/js/../../index.html"},
        {"path": f"/static/js/{SCRIPT.name}", "method": "HEAD"},
        {"path": f"/static/js/{SCRIPT.name}", "range": "bytes=0-9"},
        {"path": "/exits", "method": "POST"},
        {"path": "/_stcore/stream", "kind": "websocket"},
    ],
    ids=lambda request_: " ".join(request_.values()),
)
def test_all_else_is_left_to_streamlit(request_):
    assert ask(**request_) is None


@pytest.mark.parametrize("path", ["/", "/exits"])
def test_a_page_says_where_the_server_is_and_which_scripts_to_fetch(path):
    headers, body = ask(path)
    page = body.decode()
    assert headers["cache-control"] == "no-cache"
    # Streamlit's own script reads it as it starts.
    assert -1 < page.index("window.__streamlit = { BACKEND_BASE_URL") < page.index('<script type="module"')
    names = json.loads(NAMED.search(page)[1])
    assert names[0] == SCRIPT.name
    assert len(names) == len(set(names))
    assert {(SCRIPTS / name).is_file() for name in names} == {True}
    plain = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not [name for name in names if name in plain]


def test_the_page_is_otherwise_that_of_streamlit():
    plain = (STATIC / "index.html").read_text(encoding="utf-8")
    before, ours, after = re.split(
        r"(\n    <script>\n      // The server.*?</script>)", ask("/")[1].decode(), flags=re.DOTALL
    )
    assert ours
    assert before + after == plain
