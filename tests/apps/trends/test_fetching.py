"""Is an address outside read safely? Real servers on this machine, which only these tests allow to be connected to."""

from __future__ import annotations

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from grappe.apps.trends.enums import Trouble
from grappe.apps.trends.operations.fetching import MOST_BYTES, NotFetched, fetch, is_public


class Server(BaseHTTPRequestHandler):
    """Answers by path; what was asked is kept."""

    asked: list[tuple[str, str]] = []

    def log_message(self, *_args):
        pass

    def do_GET(self):
        Server.asked.append((self.path, self.headers.get("Host", "")))
        getattr(self, self.path.strip("/").split("?")[0].replace("-", "_") or "plain")()

    def _say(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def plain(self):
        self._say(200, b"news", ETag='"7"')

    def missing(self):
        self._say(404)

    def unchanged(self):
        self._say(304)

    def round(self):
        self._say(302, Location="/round")

    def moved(self):
        self._say(301, Location="/plain")

    def inside(self):
        self._say(302, Location="http://169.254.169.254/latest/meta-data/")

    def to_a_file(self):
        self._say(302, Location="file:///etc/passwd")

    def large(self):
        self._say(200, b"x" * (MOST_BYTES + 1))

    def packed(self):
        self._say(200, gzip.compress(b"\0" * (MOST_BYTES * 8)), Content_Encoding="gzip")

    def slow_head(self):
        self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: ")

    def slow_packed(self):
        self._drip(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")

    def slow(self):
        self._drip(b"HTTP/1.1 200 OK\r\n\r\n")

    def _drip(self, beginning):
        self.wfile.write(beginning)
        for _part in range(400):
            try:
                self.wfile.write(b"x")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)


@pytest.fixture(scope="module")
def server():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running.server_address[1]
    running.shutdown()
    running.server_close()


@pytest.fixture
def here(server):
    """Fetch from the server of the test, whose address is allowed here; everything else is as always."""

    def ask(path: str, **more):
        def allowed(address):
            return address == "127.0.0.1" or is_public(address)

        return fetch(
            f"http://127.0.0.1:{server}{path}", allowed=allowed, ports=frozenset({server, 80}), **more
        )

    return ask


def test_what_stands_there_is_read(here, server):
    found = here("/plain?a=b")
    assert (found.body, found.headers["ETag"]) == (b"news", '"7"')
    assert Server.asked[-1] == ("/plain?a=b", f"127.0.0.1:{server}")


def test_unchanged_is_said(here):
    assert here("/unchanged").body is None


def test_it_follows_a_redirect(here):
    found = here("/moved")
    assert found.body == b"news"
    assert found.url.endswith("/plain")


@pytest.mark.parametrize(
    ("path", "trouble"),
    [
        ("/missing", Trouble.REFUSED),
        ("/round", Trouble.REDIRECTS),
        ("/inside", Trouble.ADDRESS),
        ("/to-a-file", Trouble.ADDRESS),
        ("/large", Trouble.TOO_LARGE),
        ("/packed", Trouble.TOO_LARGE),
    ],
)
def test_what_goes_wrong_is_named(here, path, trouble):
    with pytest.raises(NotFetched) as fault:
        here(path)
    assert fault.value.trouble == trouble


@pytest.mark.parametrize("path", ["/slow", "/slow-head", "/slow-packed"])
def test_a_server_that_drips_is_left(here, path):
    """It drips for twenty seconds, a byte at a time, each within any time-out of the socket."""
    began = time.monotonic()
    with pytest.raises(NotFetched) as fault:
        here(path, seconds=0.4)
    assert fault.value.trouble == Trouble.TOO_SLOW
    assert time.monotonic() - began < 8
    for thread in threading.enumerate():
        if thread.name == "fetch":
            thread.join(8)  # nothing goes on behind it
            assert not thread.is_alive()


def test_a_name_that_nobody_answers_for_is_not_waited_for(monkeypatch):
    import socket

    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answered.wait(5) and [])
    with pytest.raises(NotFetched) as fault:
        fetch("http://slow.example/", seconds=0.2)
    answered.set()
    assert fault.value.trouble == Trouble.TOO_SLOW


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.1.2.3/", "http://192.168.0.1/",
        "http://169.254.169.254/", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://2130706433/",
        "http://user:word@127.0.0.1/", "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1/", "http:///x",
        "https://93.184.216.34:22/", "http://[fe80::1]/", "http://100.64.0.1/", "http://[::ffff:10.0.0.1]/", "x",
        "http://example.org:99999/",
    ],
)  # fmt: skip
def test_no_address_of_our_own_network(url):
    with pytest.raises(NotFetched) as fault:
        fetch(url)
    assert fault.value.trouble == Trouble.ADDRESS


def test_a_port_that_is_not_of_the_web_is_not_asked(server):
    with pytest.raises(NotFetched) as fault:
        fetch(f"http://127.0.0.1:{server}/plain", allowed=lambda _address: True)
    assert fault.value.trouble == Trouble.ADDRESS


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    """The connection goes to an address that was checked; a name that has a private one among others is refused."""
    import socket

    both = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: both)
    with pytest.raises(NotFetched) as fault:
        fetch("http://rebind.example/")
    assert fault.value.trouble == Trouble.ADDRESS


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("224.0.0.1", False),
        ("2002:0a00:0001::", False), ("fe80::1%eth0", False), ("fc00::1", False), ("192.0.2.1", False),
        ("64:ff9b::169.254.169.254", False), ("::127.0.0.1", False), ("::", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public
