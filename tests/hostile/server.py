"""A server that misbehaves by path, and a network on which every public address leads to it.

The checks of `decoupling.intake.fetch` run as they do in earnest: names are looked up in a table of the test, the
addresses are judged, and only then does a connection go to the local server instead of the address it was meant for.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from decoupling.intake.fetch import INTERNET, Network
from tests.hostile.files import item, page, plain_pdf, rss, word

PUBLIC, OTHER = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"
CERTIFICATE = Path(__file__).parent / "news.example.pem"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def answer(body: bytes = b"", kind: str = "text/html", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), f"Content-Length: {len(body)}"]
    lines += [f"{key.replace('_', '-')}: {value}" for key, value in headers.items()]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def redirect(to: str) -> bytes:
    return answer(status="302 Found", Location=to)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        connection.sendall(b"X-%d: y\r\n" % number)
        time.sleep(0.05)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(1_000):
        connection.sendall(b"x" * 65_536)


def silent(connection: socket.socket) -> None:
    time.sleep(5)


ANSWERS: dict[str, bytes | Callable[[], bytes] | Callable[[socket.socket], None]] = {
    "/article": lambda: answer(page()),
    "/gbk": lambda: answer(page("<p>关闭在上海的实验室</p>", charset="gb18030"), "text/html; charset=GBK"),
    "/packed": lambda: answer(gzip.compress(page()), Content_Encoding="gzip"),
    "/pdf": lambda: answer(plain_pdf(), "application/pdf"),
    "/word": lambda: answer(word(), WORD),
    "/text": answer(b"Amazon closes its lab\n\nIt said so on Wednesday.", "text/plain"),
    "/feed": lambda: answer(rss(item("Lab closed", "/article")), "application/rss+xml"),
    "/cookie": lambda: answer(page(), Set_Cookie="a=b"),
    "/moved": redirect("/article"),
    "/moved-with-cookie": answer(status="302 Found", Location="/article", Set_Cookie="a=b"),
    "/moved-abroad": redirect("https://新闻.example/art icle?a=1#part"),
    "/to-loopback": redirect("http://127.0.0.1/admin"),
    "/to-loopback-name": redirect("http://localhost/admin"),
    "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "/to-inside": redirect("http://inside.example/"),
    "/to-file": redirect("file:///etc/passwd"),
    "/to-script": redirect("javascript:alert(1)"),
    "/to-port": redirect("http://news.example:22/"),
    "/to-user": redirect("http://news.example@inside.example/"),
    "/to-decimal": redirect("http://2130706433/"),
    "/to-nowhere": answer(status="302 Found"),
    "/loop": redirect("/loop"),
    "/drip": drip,
    "/drip-headers": drip_headers,
    "/silent": silent,
    "/endless": endless,
    "/large": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 200_000,
    "/bomb": lambda: answer(gzip.compress(b"0" * 20_000_000), Content_Encoding="gzip"),
    "/twice-packed": answer(gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip"),
    "/brotli": answer(b"x", Content_Encoding="br"),
    "/not-packed": answer(b"plain", Content_Encoding="gzip"),
    "/half-packed": lambda: answer(gzip.compress(page())[:100], Content_Encoding="gzip"),
    "/tail": lambda: answer(gzip.compress(page()) + b"\x00" * 3_000_000, Content_Encoding="gzip"),
    "/half": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\nhalf",
    "/picture": answer(b"\x89PNG", "image/png"),
    "/program": answer(b"MZ", "application/octet-stream"),
    "/no-kind": answer(b"x", ""),
    "/headers": b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1_000) for n in range(500)) + b"\r\n",
    "/rubbish": b"\x00\x01\x02\x03\r\n\r\n",
    "/nothing": b"",
    "/missing": answer(status="404 Not Found"),
    "/paywall": answer(status="402 Payment Required"),
    "/odd-status": answer(status="799 What"),
    "/partial": answer(b"x", status="206 Partial Content"),
    "/controls": redirect("http://news.example/\x01\x02"),
    "/split": redirect("http://news.example/a%0d%0aX-Injected:%20yes"),
}


@dataclass
class Stage:
    """What a test sees: the network to fetch by, where connections were meant to go, and what was asked."""

    network: Network
    connected: list[tuple[str, int]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def misbehaving(
    names: dict[str, list[str]] | None = None, secure: bool = False, trusted: bool = True
) -> Iterator[Stage]:
    """A running server, and the network that leads to it. `names`: the addresses of each name, at each look-up the
    next of several given as "first then second"."""
    table = {"news.example": [PUBLIC], "xn--efvy88h.example": [PUBLIC]} | (names or {})
    turns: dict[str, int] = {}
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    ends = threading.Event()
    hold: list[socket.socket] = []

    def look_up(host: str, _port: int) -> list[str]:
        if host not in table:
            return INTERNET.look_up(host, _port)
        turn = turns[host] = turns.get(host, -1) + 1
        return [choices[min(turn, len(choices) - 1)] for given in table[host] if (choices := given.split(" then "))]

    def connect(address: str, port_meant: int, seconds: float) -> socket.socket:
        stage.connected.append((address, port_meant))
        return socket.create_connection(("127.0.0.1", port), seconds)

    def trust() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(CERTIFICATE)) if trusted else INTERNET.trust()

    stage = Stage(Network(look_up, connect, trust))

    def serve() -> None:
        while not ends.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            hold.append(connection)
            threading.Thread(target=handle, args=(connection,), daemon=True).start()

    def handle(connection: socket.socket) -> None:
        with suppress(OSError):
            if secure:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(CERTIFICATE)
                connection = context.wrap_socket(connection, server_side=True)
                hold.append(connection)
            with connection:
                request = connection.recv(65_536).decode("latin-1")
                stage.asked.append(request)
                given = ANSWERS.get(request.split(" ")[1].split("?")[0], answer(page()))
                if callable(given):
                    made = given(connection) if given in (drip, drip_headers, endless, silent) else given()  # type: ignore
                else:
                    made = given
                if made is not None:
                    connection.sendall(made)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        ends.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in hold:
            connection.close()
        thread.join(5)
