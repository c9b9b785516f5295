"""One page is fetched from a public address, within limits; nothing else is ever asked."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from onrecord.collect.addresses import FetchError, target_of
from onrecord.collect.collected import Collected
from onrecord.collect.fetch import Limits, collect_url, fetch, is_url
from onrecord.model import Failure

PAGE = (
    b"<html><head><title>Raid</title></head><body><article><h1>Raid</h1><p>Troops entered Orsk on"
    b" Monday, the mayor said.</p><p>No one was hurt.</p></article></body></html>"
)
OWN = Limits(allow_private=True, seconds=20)
HTML = {"Content-Type": "text/html; charset=utf-8"}
PUBLIC = "93.184.216.34"


def answer_page(_):
    return 200, HTML, PAGE


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.seen = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        status, headers, body = self.server.answer(self)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for part in [body] if isinstance(body, bytes) else body:
            try:
                self.wfile.write(part)
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, *_):
        pass


@contextmanager
def served(answer=answer_page):
    server = Server(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# ---- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1%25eth0]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://localhost/",
        "http://example.com@127.0.0.1/",
        "http://user:secret@example.com/",
        "http://example.com:22/",
        "http://example.com:99999/",
        "http://example.com\r\nX: y/",
        "http://exa mple.com/",
        "http://example.com\\@127.0.0.1/",
        "http:///etc/passwd",
        "http://",
        "http://[::1/",
        "https://" + "a" * 5000,
        "http://" + "a" * 70 + ".example/",
        "file:///etc/passwd",
        "ftp://example.com/x",
        "gopher://127.0.0.1:11211/",
        "javascript:alert(1)",
        "//example.com/",
        "",
    ],
)
def test_what_is_not_public_is_refused_before_any_connection(url, monkeypatch):
    def connect(*_, **__):
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchError):
        fetch(url)


def test_a_server_beside_us_sees_no_request():
    with served() as server:
        for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
            with pytest.raises(FetchError, match=r"only 80 and 443|no public address"):
                fetch(f"http://{host}:{server.server_port}/")
        assert server.seen == []


def test_a_redirect_to_a_private_address_is_not_followed(monkeypatch):
    """The first address passes for public; what it redirects to is checked like it."""
    with served() as inner, served(lambda _: (302, {"Location": inner.url}, b"")) as outer:
        real = socket.create_connection
        monkeypatch.setattr(
            socket,
            "create_connection",
            lambda _, timeout: real(("127.0.0.1", outer.server_port), timeout),
        )
        with pytest.raises(FetchError, match="only 80 and 443"):
            fetch("http://news.example/", Limits(resolve=lambda *_: (PUBLIC,)))
        assert len(outer.seen) == 1
        assert inner.seen == []


@pytest.mark.parametrize(
    "there", ["http://169.254.169.254/", "file:///etc/passwd", "http://[::1]/", "//10.0.0.1/"]
)
def test_no_kind_of_redirect_leads_inside(there, monkeypatch):
    with served(lambda _: (301, {"Location": there}, b"")) as outer:
        real = socket.create_connection
        monkeypatch.setattr(
            socket,
            "create_connection",
            lambda _, timeout: real(("127.0.0.1", outer.server_port), timeout),
        )
        hosts = {"news.example": (PUBLIC,)}
        limits = Limits(resolve=lambda host, _: hosts.get(host, (host,)))
        with pytest.raises(FetchError, match=r"no public address|only http"):
            fetch("http://news.example/", limits)
        assert len(outer.seen) == 1


def test_every_address_of_a_name_must_be_public():
    with pytest.raises(FetchError, match=r"10\.0\.0\.1, no public"):
        target_of("http://news.example/", resolve=lambda *_: (PUBLIC, "10.0.0.1"))


def test_the_address_that_was_checked_is_the_one_that_is_asked(monkeypatch):
    """A name that changes its address between check and connection changes nothing."""
    asked = []
    answers = iter([(PUBLIC,), ("127.0.0.1",)])

    def connect(address, timeout):
        asked.append(address)
        raise OSError(f"stopped here after {timeout > 0}")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch("https://news.example/", Limits(resolve=lambda *_: next(answers)))
    assert asked == [(PUBLIC, 443)]


# ---- what is fetched ----------------------------------------------------------------------------


def test_one_page_is_asked_for_with_nothing_of_the_user():
    with served() as server:
        fetched = fetch(server.url + "/a b?q=ü".replace(" ", "%20"), OWN)
        ((path, headers),) = server.seen
    assert fetched.raw == PAGE
    assert fetched.media_type == "text/html"
    assert fetched.fetched.endswith("Z")
    assert path == "/a%20b?q=%C3%BC"
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_a_page_becomes_a_document_with_its_bytes():
    with served() as server:
        collected = collect_url(server.url + "/raid", limits=OWN)
    assert isinstance(collected, Collected)
    assert collected.document.title == "Raid"
    assert collected.document.url == server.url + "/raid"
    assert collected.original == PAGE
    assert (collected.media_type, collected.by) == ("text/html", "html")
    assert collected.where == server.url + "/raid"
    assert collected.fetched is not None


def test_redirects_are_followed_and_noted():
    def answer(request):
        return (302, {"Location": "/b"}, b"") if request.path == "/a" else answer_page(request)

    with served(answer) as server:
        collected = collect_url(server.url + "/a", limits=OWN)
    assert collected.document.url == server.url + "/b"
    assert collected.notes == (f"redirected from {server.url}/a",)


def test_plain_text_is_read_as_such():
    body = "Troops entered Orsk. Der Bürgermeister schwieg.".encode("cp1252")
    head = {"Content-Type": "text/plain; charset=windows-1252"}
    with served(lambda _: (200, head, body)) as server:
        collected = collect_url(server.url, limits=OWN)
    assert collected.document.text.endswith("Der Bürgermeister schwieg.")
    assert collected.by == "text"


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
def test_packed_pages_are_unpacked(packed):
    import zlib

    body = gzip.compress(PAGE) if packed == "gzip" else zlib.compress(PAGE)
    with served(lambda _: (200, {**HTML, "Content-Encoding": packed}, body)) as server:
        assert fetch(server.url, OWN).raw == PAGE


# ---- what fails, and how it says so -------------------------------------------------------------


def _bomb(_):
    return 200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(bytes(30_000_000))


SMALL = Limits(allow_private=True, most_bytes=1000, seconds=20)


@pytest.mark.parametrize(
    ("answer", "limits", "reason"),
    [
        (lambda _: (404, {}, b""), OWN, "404 Not Found"),
        (lambda _: (500, {}, b""), OWN, "500"),
        (lambda _: (302, {"Location": "/again"}, b""), OWN, "more than 5 redirects"),
        (lambda _: (302, {}, b""), OWN, "redirects to nowhere"),
        (lambda _: (200, {"Content-Length": "5000"}, b""), SMALL, "larger than 0.001 MB"),
        (lambda _: (200, HTML, b"x" * 5000), SMALL, "larger than 0.001 MB"),
        (lambda _: (200, HTML, [b"x" * 500] * 9), SMALL, "larger than 0.001 MB"),
        (_bomb, OWN, "larger than 20 MB"),
        (lambda _: (200, {"Content-Encoding": "gzip"}, b"no"), OWN, "badly packed"),
        (lambda _: (200, {"Content-Encoding": "br"}, b"x"), OWN, "'br', which was not asked"),
        (lambda _: (200, {"Content-Length": "50"}, b"short"), OWN, "breaks off"),
        (
            lambda _: (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE)[:-20]),
            OWN,
            "breaks off",
        ),
        (lambda _: (200, {"Content-Type": "application/pdf"}, b"%PDF"), OWN, "pdf is not read"),
        (lambda _: (200, HTML, b"<script>1</script>"), OWN, "no text in the page"),
    ],
)
def test_what_goes_wrong_is_a_failure_with_its_reason(answer, limits, reason):
    with served(answer) as server:
        failure = collect_url(server.url, limits=limits)
        assert isinstance(failure, Failure)
        assert (failure.document, failure.stage) == (server.url, "collect")
        assert reason in failure.reason


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_drips_is_cut_off(where):
    """It sends a byte now and then, and does not end before it is left alone."""
    left_alone, gave_up = threading.Event(), threading.Event()

    def drops():
        for _ in range(1200):
            if left_alone.wait(0.05):
                return
            yield b"x"
        gave_up.set()

    def drip(request):
        if where == "headers":
            with suppress(OSError):
                for drop in drops():
                    request.wfile.write(drop)
        return 200, HTML, drops()

    with served(drip) as server:
        with pytest.raises(FetchError, match=r"longer than 0\.5 seconds"):
            fetch(server.url, Limits(allow_private=True, seconds=0.5))
        left_alone.set()
        assert not gave_up.is_set()


def test_what_is_no_web_server_says_so():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak():
            peer, _ = server.accept()
            with peer:
                peer.recv(1000)
                peer.sendall(b"220 mail.example ESMTP\r\n")

        thread = threading.Thread(target=speak)
        thread.start()
        with pytest.raises(FetchError, match="did not answer as a web server"):
            fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", OWN)
        thread.join()


def test_offline_the_error_says_what_to_check(monkeypatch):
    def nothing(*_, **__):
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    with pytest.raises(FetchError, match=r"news\.example cannot be found .*is there a network"):
        fetch("https://news.example/")


def test_nobody_listening_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/", OWN)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.mark.parametrize("trusted", [True, False])
def test_certificates_are_checked(certificate, trusted):
    with served() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None
        known = certificate / "cert.pem" if trusted else None
        trust = ssl.create_default_context(cafile=known)
        limits = Limits(
            allow_private=True, trust=trust, seconds=20, resolve=lambda *_: ("127.0.0.1",)
        )
        url = f"https://localhost:{server.server_port}/"
        if trusted:
            assert fetch(url, limits).raw == PAGE
        else:
            with pytest.raises(FetchError, match="no safe connection"):
                fetch(url, limits)
            assert server.seen == []


def test_urls_are_told_from_files():
    assert is_url("HTTPS://news.example/")
    assert not is_url("notes/http.txt")
