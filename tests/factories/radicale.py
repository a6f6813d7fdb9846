"""How does a test get a real CalDAV server? Radicale on loopback, with files in a folder of the test session."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import icalendar

from grappe.apps.calendars.operations.dav import Server

PASSWORD = "wine and cheese"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def server(folder: Path, port: int, *, users: tuple[str, ...] = ("claire", "marc")) -> Iterator[str]:
    """Run Radicale on a port until the end of the block; what it keeps in the folder stays."""
    folder.mkdir(exist_ok=True, parents=True)
    names = folder / "users"
    names.write_text("".join(f"{name}:{PASSWORD}\n" for name in users))
    running = subprocess.Popen(
        [
            sys.executable, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}",
            "--auth-type", "htpasswd", "--auth-htpasswd-filename", str(names), "--auth-htpasswd-encryption", "plain",
            "--auth-delay", "0", "--storage-filesystem-folder", str(folder / "collections"), "--logging-level", "error",
        ]
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}/"
        _wait(url, running)
        yield url
    finally:
        running.terminate()
        running.wait(10)


def _wait(url: str, running: subprocess.Popen) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert running.poll() is None, "Radicale ended at once"
        try:
            urllib.request.urlopen(url, timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Radicale does not answer")


def new_calendar(server: Server, user: str, name: str = "Travail é") -> str:
    """Make an empty calendar for somebody and return its address."""
    where = f"{server.url.split('/', 3)[0]}//{server.url.split('/')[2]}/{user}/{uuid.uuid4().hex}/"
    body = (
        '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
        f"<d:displayname>{name}</d:displayname></d:prop></d:set></c:mkcalendar>"
    )
    assert server._ask("MKCALENDAR", where, body).status == 201
    return where


def entry(uid: str, summary: str, start: datetime, end: datetime, **properties) -> bytes:
    """An entry as another program writes it."""
    calendar, event = icalendar.Calendar(), icalendar.Event()
    calendar.add("prodid", "-//Another program//EN")
    calendar.add("version", "2.0")
    for name, value in {"uid": uid, "dtstamp": datetime(2026, 1, 1, tzinfo=UTC), "summary": summary}.items():
        event.add(name, value)
    event.add("dtstart", start)
    event.add("dtend", end)
    for name, value in properties.items():
        event.add(name, value)
    calendar.add_component(event)
    return calendar.to_ical()


def event_of(data: str) -> icalendar.Event:
    (found,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return found


def changed(data: str, **properties) -> bytes:
    """An entry with some properties changed, None taking one away, and all else as it was."""
    calendar = icalendar.Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    for name, value in properties.items():
        event.pop(name, None)
        if value is not None:
            event.add(name.replace("_", "-"), value)
    return calendar.to_ical()
