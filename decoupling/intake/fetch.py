"""Owns fetching a page from the open internet on behalf of a visitor, who may mean harm, from a server that may too.

Which machine is asked is decided once: a name is looked up, every address it has is checked, and the connection goes
to one of those very addresses, for each redirect anew. There is no setting that opens other machines: what can be
replaced is only how names are looked up and how sockets are opened (`Network`), and the checks stand between the two.
"""

from __future__ import annotations

import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx

from decoupling import __version__
from decoupling.intake import IntakeError
from decoupling.intake.addresses import is_open, is_plain_host

KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
}
MAX_ADDRESS = 2_000
_MAX_TRIES = 4
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
_HEADERS = (
    ("User-Agent", f"DecouplingMonitor/{__version__} (reads one page when a person asks for it)"),
    ("Accept", ", ".join([*KINDS, "*/*;q=0.1"])),
    ("Accept-Language", "en, zh;q=0.8, *;q=0.5"),
    ("Accept-Encoding", "gzip"),
    ("Connection", "close"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: seconds on the clock for everything, bytes after unpacking, redirects."""

    seconds: float = 10.0
    size: int = 5_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave: the address after redirects, the bytes unpacked, their media type and declared charset."""

    address: str
    content: bytes
    media_type: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """How names are looked up and sockets opened: (host, port) -> addresses, and (address, port, seconds) -> socket."""

    look_up: Callable[[str, int], list[str]]
    connect: Callable[[str, int, float], socket.socket]
    trust: Callable[[], ssl.SSLContext]


def _look_up(host: str, port: int) -> list[str]:
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), seconds)


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


INTERNET = Network(_look_up, _connect, _trust)


def fetch(url: str, *, limits: Limits = Limits(), network: Network = INTERNET) -> Fetched:
    """The document at a web address.

    Raises IntakeError naming the address when it is none that may be asked, when the server is slow, gives too much,
    a kind that cannot be read, or nothing.
    """
    deadline = time.monotonic() + limits.seconds
    here = read_address_of(url)
    for _ in range(limits.redirects + 1):
        try:
            answer = _ask(here, limits, deadline, network)
        except (httpcore.TimeoutException, TimeoutError):
            raise IntakeError(
                f"{_show(here)}: gave no whole answer in {limits.seconds:g} s; save the page and add the file"
            ) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
            raise IntakeError(f"{_show(here)}: cannot be reached ({_reason(error)}); check the address") from None
        if isinstance(answer, Fetched):
            return answer
        here = read_address_of(answer, here)
    raise IntakeError(f"{url[:200]}: more than {limits.redirects} redirects; give the address where the article is")


def read_address_of(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """The web address in `text`, relative to `base`, in the form that is asked. Raises IntakeError."""
    shown = "".join(sign for sign in text.strip()[:200] if sign.isprintable())
    try:
        if len(text) > MAX_ADDRESS:
            raise IntakeError(f"{shown}…: an address longer than {MAX_ADDRESS:,} characters; give a shorter one")
        url = httpx.URL(text.strip()) if base is None else base.join(text.strip())
        port = url.port or _PORTS.get(url.scheme)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        if isinstance(error, IntakeError):
            raise
        raise IntakeError(f"{shown}: not a web address ({error}); it looks like https://example.org/article") from None
    if url.scheme not in _PORTS or not url.host:
        raise IntakeError(f"{shown}: not a web address; it begins with https:// or http://")
    if url.userinfo:
        raise IntakeError(f"{shown}: an address with a user name in it; leave out what stands before the @")
    if port != _PORTS[url.scheme]:
        raise IntakeError(f"{shown}: asks for port {port}; only the usual ports of the web are asked, 80 and 443")
    if not is_plain_host(url.raw_host.decode("ascii")):
        raise IntakeError(f"{shown}: its host is a number in disguise; give the name of the site")
    return url.copy_with(fragment=None)


def _ask(url: httpx.URL, limits: Limits, deadline: float, network: Network) -> Fetched | str:
    """The document, or where the server says it is."""
    backend = _CheckedBackend(network, deadline)
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=_PORTS[url.scheme], target=url.raw_path)
    headers = [("Host", url.netloc.decode("ascii")), *_HEADERS]
    with (
        httpcore.ConnectionPool(ssl_context=network.trust(), network_backend=backend, max_connections=1) as pool,
        pool.stream("GET", target, headers=headers) as response,
    ):
        given = {key.decode("latin-1").lower(): value.decode("latin-1").strip() for key, value in response.headers}
        if response.status in _REDIRECTS:
            if not given.get("location"):
                raise IntakeError(f"{_show(url)}: redirects to nowhere; give the address where the article is")
            return given["location"].encode("latin-1").decode("utf-8", "replace")
        if response.status != HTTPStatus.OK:
            raise IntakeError(f"{_show(url)}: {_describe_status(response.status)}")
        media_type, charset = _read_type(given.get("content-type", ""))
        if media_type not in KINDS:
            raise IntakeError(
                f"{_show(url)}: is {media_type or 'of a kind the server does not name'}, which cannot be read; "
                "give a web page, plain text, a PDF, a Word file or a feed"
            )
        content = _unpack(url, response.iter_stream(), given.get("content-encoding", ""), limits.size)
    return Fetched(str(url), content, media_type, charset)


def _unpack(url: httpx.URL, parts: Iterable[bytes], packing: str, most: int) -> bytes:
    """The bytes of an answer, unpacked as they come and only as far as they may go."""
    packing = packing.lower()
    if packing not in {"", "identity", "gzip", "x-gzip"}:
        raise IntakeError(
            f"{_show(url)}: sent packed as {packing[:40]}, which was not asked for; save the page and add the file"
        )
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in packing else None
    out = bytearray()
    try:
        for part in parts:
            # One byte more than allowed is enough to know.
            out += part if unpacker is None else unpacker.decompress(part, most + 1 - len(out))
            if len(out) > most:
                raise IntakeError(f"{_show(url)}: gives more than {most:,} bytes; paste the article's text instead")
            if unpacker is not None and unpacker.eof:
                break
    except zlib.error:
        raise IntakeError(f"{_show(url)}: sent damaged; save the page in a browser and add the file") from None
    if unpacker is not None and not unpacker.eof:
        raise IntakeError(f"{_show(url)}: broke off in the middle; try again")
    return bytes(out)


def _read_type(header: str) -> tuple[str, str | None]:
    media_type, _, rest = header.partition(";")
    charset = re.search(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", rest, re.IGNORECASE | re.ASCII)
    return media_type.strip().lower()[:100], charset[1] if charset else None


def _describe_status(status: int) -> str:
    if status in {401, 402, 403, 407, 429, 451}:
        return f"the server refuses to show it ({status}); open it in a browser, save the page and add the file"
    try:
        return f"the server answers {status} ({HTTPStatus(status).phrase}); check the address"
    except ValueError:
        return f"the server answers {status}; check the address"


def _show(url: httpx.URL) -> str:
    text = str(url)
    return text if len(text) <= 200 else f"{text[:199]}…"


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


class _CheckedBackend(httpcore.NetworkBackend):
    """Opens sockets to addresses that were checked, and to no others."""

    def __init__(self, network: Network, deadline: float) -> None:
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        name = host.strip("[]")
        try:
            addresses = _in_time(lambda: self._network.look_up(name, port), _seconds_to(self._deadline))
        except (socket.gaierror, UnicodeError):
            raise httpcore.ConnectError(f"there is no site {name}") from None
        for address in addresses:
            if not is_open(ip_address(address)):
                raise IntakeError(
                    f"{name}: stands for {address}, which is not on the open internet; only public sites are asked"
                )
        failure = OSError(f"there is no site {name}")
        chosen = addresses[:_MAX_TRIES]
        for place, address in enumerate(chosen):
            # Each gets its share of the time: the first may be one that this network does not reach.
            share = _seconds_to(self._deadline) / (len(chosen) - place)
            try:
                return _TimedStream(self._network.connect(address, port, share), self._deadline)
            except OSError as error:
                failure = error
        raise failure


class _TimedStream(httpcore.NetworkStream):
    """A socket, each of whose steps must end before the same moment: a server that drips gains nothing."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._socket = connection
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(_seconds_to(self._deadline))
        return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._socket.settimeout(_seconds_to(self._deadline))
        self._socket.sendall(buffer)

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            self._socket.settimeout(_seconds_to(self._deadline))
            return _TimedStream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname), self._deadline)
        except BaseException:
            self.close()
            raise


def _seconds_to(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _in_time(call: Callable[[], list[str]], seconds: float) -> list[str]:
    """What the call gives. TimeoutError when it is late: looking up a name knows no limit of its own."""
    given: queue.SimpleQueue[list[str] | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            given.put(call())
        except BaseException as error:
            given.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        answer = given.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, BaseException):
        raise answer
    return answer
