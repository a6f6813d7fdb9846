"""How is an address outside read that somebody typed in, without our server being used against its own network?

OWASP, Server Side Request Forgery Prevention Cheat Sheet (https://cheatsheetseries.owasp.org, read 2026-11-26): names are
resolved once, every address is checked to be a public one (`ipaddress.is_global`), and the connection goes to the very
address that was checked, so that a name that resolves differently a moment later leads nowhere. Each redirect is
checked alike. Bytes and seconds are limited, after decompression too.

Seconds are counted from outside: a thread of its own resolves, connects and reads, and is left when they are over, its
connection closed. A limit of the socket alone begins anew with each byte that a slow server sends.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import urllib3

from grappe.apps.trends.enums import Trouble

Result = TypeVar("Result")
MOST_BYTES = 2 * 1024 * 1024
MOST_SECONDS = 10.0
MOST_REDIRECTS = 4
PORTS = {"http": 80, "https": 443}
AGENT = "Grappe feed reader"
_MOVED = frozenset({301, 302, 303, 307, 308})
# IPv4 addresses written as IPv6 ones: through a translator (NAT64, RFC 6052), and as they were written once (RFC 4291).
_INNER = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))


class NotFetched(Exception):
    """An address could not be read; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble.label))
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at an address; `body` is None where it had not changed. `url` is where it came from in the end."""

    url: str
    body: bytes | None
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; an IPv4 address in an IPv6 one is looked at too."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    if any(found in each for each in _INNER):
        return False
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def fetch(
    url: str, *, headers: Mapping[str, str] | None = None, allowed: Callable[[str], bool] = is_public,
    ports: frozenset[int] = frozenset(PORTS.values()), seconds: float = MOST_SECONDS,
) -> Fetched:  # fmt: skip
    """Return what stands at an address of the public internet. Raises NotFetched.

    `allowed` and `ports` say which addresses and ports may be connected to, `seconds` how long all of it may take.
    """
    return _in_time(lambda line: _followed(url, headers or {}, allowed, ports, line), seconds)


def send(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None,
    allowed: Callable[[str], bool] = is_public, ports: frozenset[int] | None = frozenset(PORTS.values()),
    seconds: float = MOST_SECONDS, most: int = MOST_BYTES,
) -> Answer:  # fmt: skip
    """Return a server's answer to one request, whatever it says; no redirect is followed. Raises NotFetched.

    `ports` None: any; `most` bytes of its body are read.
    """

    def ask(line: _Line) -> Answer:
        answer = _ask(url, headers, allowed, ports, line, method=method, body=body)
        try:
            return Answer(answer.status, dict(answer.headers), _read(answer, line.until, most))
        finally:
            answer.close()

    return _in_time(ask, seconds)


def _in_time(ask: Callable[[_Line], Result], seconds: float) -> Result:
    """Return what a thread of its own gets, which is left when the seconds are over."""
    line = _Line(time.monotonic() + seconds)
    done: list[Result | Exception] = []

    def run() -> None:
        try:
            done.append(ask(line))
        except Exception as fault:
            done.append(fault)

    reading = threading.Thread(target=run, name="fetch", daemon=True)
    reading.start()
    reading.join(seconds)
    late = reading.is_alive()  # asked before hanging up: what comes of that is no answer of the server
    line.hang_up()
    if late or not done:
        raise NotFetched(Trouble.TOO_SLOW)
    found = done[0]
    if not isinstance(found, Exception):
        return found
    cut = isinstance(found, NotFetched) and found.trouble == Trouble.NOT_REACHED
    if cut and time.monotonic() >= line.until:
        raise NotFetched(Trouble.TOO_SLOW) from found
    raise found


class _Line:
    """The connection that stands at a moment, and until when it may; whoever waits for it can end it."""

    def __init__(self, until: float) -> None:
        self.until = until
        self._lock = threading.Lock()
        self._socket: Any = None
        self._over = False

    def holds(self, connected: Any) -> None:
        """Take note of a connection; one that comes too late is ended at once."""
        with self._lock:
            self._socket = connected
            if self._over:
                self._end()

    def hang_up(self) -> None:
        """End what stands: whoever reads from it goes on with nothing."""
        with self._lock:
            self._over = True
            self._end()

    def _end(self) -> None:
        if self._socket is not None:
            try:
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:  # it is closed already
                pass


class _Plain(urllib3.connection.HTTPConnection):
    def __init__(self, *args: Any, line: _Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line

    def connect(self) -> None:
        super().connect()
        self._line.holds(self.sock)


class _Secured(urllib3.connection.HTTPSConnection):
    def __init__(self, *args: Any, line: _Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line

    def connect(self) -> None:
        super().connect()
        self._line.holds(self.sock)


def _followed(
    url: str, headers: Mapping[str, str], allowed: Callable[[str], bool], ports: frozenset[int], line: _Line
) -> Fetched:
    """Read an address, and where it leads to, step by step."""
    for _step in range(MOST_REDIRECTS + 1):
        answer = _ask(url, headers, allowed, ports, line)
        try:
            if answer.status in _MOVED and answer.headers.get("Location"):
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status == 304:
                return Fetched(url, None, dict(answer.headers))
            if answer.status != 200:
                raise NotFetched(Trouble.REFUSED)
            return Fetched(url, _read(answer, line.until), dict(answer.headers))
        finally:
            answer.close()
    raise NotFetched(Trouble.REDIRECTS)


def _ask(
    url: str, headers: Mapping[str, str], allowed: Callable[[str], bool], ports: frozenset[int] | None, line: _Line, *,
    method: str = "GET", body: bytes | None = None,
) -> Any:  # fmt: skip
    """Ask the server of an address, at an IP address that was checked; the name stays in the certificate's check."""
    parts = _parts(url, ports)
    host = parts.hostname or ""
    port = parts.port or PORTS[parts.scheme]
    left = line.until - time.monotonic()
    if left <= 0:
        raise NotFetched(Trouble.TOO_SLOW)
    options: dict[str, Any] = {"timeout": urllib3.Timeout(total=left), "retries": False, "maxsize": 1}
    if parts.scheme == "https":
        options |= {"server_hostname": host, "assert_hostname": host}
        pool: Any = urllib3.HTTPSConnectionPool(_checked(host, port, allowed), port, **options)
        pool.ConnectionCls = partial(_Secured, line=line)
    else:
        pool = urllib3.HTTPConnectionPool(_checked(host, port, allowed), port, **options)
        pool.ConnectionCls = partial(_Plain, line=line)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    sent = {
        "Host": parts.netloc.rsplit("@", 1)[-1],
        "User-Agent": AGENT,
        "Accept-Encoding": "gzip",
        **headers,
    }
    try:
        return pool.request(method, path, headers=sent, body=body, redirect=False, preload_content=False)
    except (
        urllib3.exceptions.NewConnectionError
    ) as fault:  # refused at once; urllib3 holds it to be a timeout
        raise NotFetched(Trouble.NOT_REACHED) from fault
    except urllib3.exceptions.TimeoutError as fault:
        raise NotFetched(Trouble.TOO_SLOW) from fault
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
        raise NotFetched(Trouble.NOT_REACHED) from fault


def _parts(url: str, ports: frozenset[int] | None) -> Any:
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as fault:
        raise NotFetched(Trouble.ADDRESS) from fault
    if (
        parts.scheme not in PORTS
        or not parts.hostname
        or (ports is not None and port not in ports)
        or parts.username
    ):
        raise NotFetched(Trouble.ADDRESS)
    return parts


def _checked(host: str, port: int, allowed: Callable[[str], bool]) -> str:
    """Return the first address of a name, once all of them are found to be allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise NotFetched(Trouble.NOT_REACHED) from fault
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(allowed(each) for each in addresses):
        raise NotFetched(Trouble.ADDRESS)
    return addresses[0]


def _read(answer: Any, until: float, most: int = MOST_BYTES) -> bytes:
    """Return the body, decompressed, piece by piece: neither a slow server nor a packed one goes past the limits."""
    parts, size = [], 0
    try:
        for part in answer.stream(16_384, decode_content=True):
            size += len(part)
            if size > most:
                raise NotFetched(Trouble.TOO_LARGE)
            if time.monotonic() > until:
                raise NotFetched(Trouble.TOO_SLOW)
            parts.append(part)
    except urllib3.exceptions.TimeoutError as fault:
        raise NotFetched(Trouble.TOO_SLOW) from fault
    except (urllib3.exceptions.HTTPError, OSError) as fault:
        raise NotFetched(Trouble.NOT_REACHED) from fault
    return b"".join(parts)
