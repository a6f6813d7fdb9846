"""How does a test get a real CalDAV server? Radicale on loopback, with files in a folder of the test session."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
