"""Fetch the one page a user asked for.

    URL ──▶ fetch ──▶ Fetched ──▶ page_of | text_of ──▶ Collected | Failure

Nothing else is asked: no pictures, no scripts, no further pages; redirects are followed a few
times, each checked like the first address. No cookies, no proxies of the environment.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from onrecord.collect.addresses import FetchError, Target, addresses_of, target_of
from onrecord.collect.charset import charset_in
from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.pages import Found, page_of, text_of
from onrecord.collect.source import How
from onrecord.errors import DocumentError
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Generator

AGENT = "onrecord (reads single pages for research; one request a page)"
ACCEPT = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK = 200
CHUNK = 65_536
PAGES = frozenset({"text/html", "application/xhtml+xml", ""})
PLAIN = "text/plain"
SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetch may go.

    Attributes:
        most_bytes: of the page, as sent and as unpacked.
        seconds: for everything, redirects included.
        redirects: followed at most.
        allow_private: ask addresses that are not public, on any port. Only for own servers.
        trust: certificates that are accepted; the system's by default.
        resolve: gives the addresses of a host.
    """

    most_bytes: int = 20_000_000
    seconds: float = 60.0
    redirects: int = 5
    allow_private: bool = False
    trust: ssl.SSLContext | None = None
    resolve: Callable[[str, int], tuple[str, ...]] = field(default=addresses_of)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response: bytes as unpacked, the address that answered, and when."""

    raw: bytes
    url: str
    content_type: str
    fetched: str
    notes: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        """The type without its parameters, in lower case."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding as the server says, else UTF-8; it is checked against the bytes."""
        return charset_in(self.content_type) or "utf-8"


def is_url(path: str) -> bool:
    """Whether what a user names is an address of the web, not a file."""
    return path.lower().startswith(SCHEMES)


def collect_url(
    url: str, how: How | None = None, limits: Limits | None = None
) -> Collected | Failure:
    """Fetch and read one page.

    Args:
        url: http or https.
        how: limits of what is read, and zones; as for files.
        limits: of the fetch; pages may be as long as files by default.
    """
    how = how or How()
    try:
        fetched = fetch(url, limits or Limits(how.max_page))
    except DocumentError as error:
        return Failure(url, STAGE, str(error))
    except Exception as error:  # noqa: BLE001  the border: one address never ends a run
        return Failure(url, STAGE, f"{type(error).__name__}: {error}")
    return _read(url, fetched, how)


def _read(asked: str, fetched: Fetched, how: How) -> Collected | Failure:
    """The document of a response, by its media type."""
    is_text = fetched.media_type == PLAIN
    if not is_text and fetched.media_type not in PAGES:
        reason = f"{fetched.media_type} is not read from the web; save it, and add the file"
        return Failure(asked, STAGE, f"{reason} if it is text")
    if len(fetched.raw) > (how.max_bytes if is_text else how.max_page):
        return how.too_long(asked, None if is_text else how.max_page)
    found = Found(
        asked,
        "text" if is_text else "html",
        {"content_type": fetched.content_type} if fetched.content_type else {},
        url=fetched.url,
        charset=fetched.charset,
        media_type=fetched.media_type or None,
        fetched=fetched.fetched,
        notes=fetched.notes,
    )
    return (text_of if is_text else page_of)(fetched.raw, found, how)


def fetch(url: str, limits: Limits | None = None) -> Fetched:
    """Ask for one page.

    Args:
        url: http or https.
        limits: of size, time, redirects and addresses.

    Raises:
        FetchError: refused, not reached, too large, too slow, or no page.
    """
    limits = limits or Limits()
    until = time.monotonic() + limits.seconds
    notes: list[str] = []
    for _ in range(limits.redirects + 1):
        target = target_of(url, allow_private=limits.allow_private, resolve=limits.resolve)
        answer = _ask(target, url, limits, until)
        if isinstance(answer, Fetched):
            return Fetched(answer.raw, url, answer.content_type, answer.fetched, tuple(notes))
        notes.append(f"redirected from {url}")
        url = answer
    raise FetchError(f"more than {limits.redirects} redirects")


def _ask(target: Target, url: str, limits: Limits, until: float) -> Fetched | str:
    """One request: the page, or the address it is redirected to."""
    with _connected(target, limits, until) as connection:
        try:
            connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in (
                ("Host", target.host_header),
                ("User-Agent", AGENT),
                ("Accept", ACCEPT),
                ("Accept-Encoding", "gzip"),
                ("Connection", "close"),
            ):
                connection.putheader(name, value)
            connection.endheaders()
            return _answer(connection.getresponse(), url, limits, until)
        except (OSError, http.client.HTTPException, ValueError) as error:
            _in_time(until, limits)
            raise FetchError(f"{target.host} did not answer as a web server: {error}") from error


def _answer(
    response: http.client.HTTPResponse, url: str, limits: Limits, until: float
) -> Fetched | str:
    if response.status in REDIRECTS:
        there = response.getheader("Location")
        if not there:
            raise FetchError("the server redirects to nowhere")
        return urljoin(url, there)
    if response.status != OK:
        raise FetchError(f"the server answers {response.status} {response.reason}".strip())
    raw = _unpacked(_body(response, limits, until), response, limits)
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Fetched(raw, url, response.getheader("Content-Type") or "", now)


def _body(response: http.client.HTTPResponse, limits: Limits, until: float) -> bytes:
    stated = response.getheader("Content-Length")
    if stated and stated.isdigit() and int(stated) > limits.most_bytes:
        raise _too_large(limits)
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(CHUNK):
        _in_time(until, limits)
        size += len(chunk)
        if size > limits.most_bytes:
            raise _too_large(limits)
        parts.append(chunk)
    _in_time(until, limits)
    if response.length:  # bytes that the server promised and did not send
        raise FetchError("the page breaks off; try again")
    return b"".join(parts)


def _unpacked(raw: bytes, response: http.client.HTTPResponse, limits: Limits) -> bytes:
    packed = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packed == "identity":
        return raw
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"the server packs the page as {packed!r}, which was not asked for")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, by its head
    try:
        page = unpacker.decompress(raw, limits.most_bytes + 1)
    except zlib.error as error:
        raise FetchError(f"the page is badly packed: {error}") from error
    if len(page) > limits.most_bytes:
        raise _too_large(limits)
    if not unpacker.eof:
        raise FetchError("the page breaks off; try again")
    return page


def _too_large(limits: Limits) -> FetchError:
    return FetchError(f"the page is larger than {limits.most_bytes / 1e6:g} MB")


def _in_time(until: float, limits: Limits) -> None:
    if time.monotonic() >= until:
        raise FetchError(f"the page took longer than {limits.seconds:g} seconds")


@contextmanager
def _connected(
    target: Target, limits: Limits, until: float
) -> Generator[http.client.HTTPConnection]:
    """A connection to the address of the target, cut off when the time is over."""
    _in_time(until, limits)
    left = until - time.monotonic()
    try:
        plain = socket.create_connection((target.address, target.port), timeout=left)
    except OSError as error:
        _in_time(until, limits)
        raise FetchError(f"{target.host} cannot be reached ({error})") from error
    # A server that sends a byte now and then never lets a time-out of the socket pass.
    handle = plain.dup()
    timer = threading.Timer(max(until - time.monotonic(), 0.0), _cut, (handle,))
    timer.daemon = True
    timer.start()
    connection = http.client.HTTPConnection(target.host, target.port)
    try:
        connection.sock = _secured(plain, target, limits) if target.scheme == "https" else plain
        yield connection
    finally:
        timer.cancel()
        connection.close()
        plain.close()
        handle.close()


def _secured(plain: socket.socket, target: Target, limits: Limits) -> ssl.SSLSocket:
    trust = limits.trust or ssl.create_default_context()
    try:
        return trust.wrap_socket(plain, server_hostname=target.host)
    except (OSError, ValueError) as error:
        raise FetchError(f"no safe connection to {target.host}: {error}") from error


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):  # closed already
        connection.shutdown(socket.SHUT_RDWR)
