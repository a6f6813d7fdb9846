"""How does a test get a Grappe that serves, from nothing, in processes of its own?"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(var: Path) -> list[int]:
    """Return the pids whose environment or command line names this var folder."""
    mark = str(var).encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            named = mark in (entry / "cmdline").read_bytes() or mark in (entry / "environ").read_bytes()
        except OSError:
            continue
        if named and state not in "ZX" and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def wait_until(condition: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return bool(condition())


class Served:
    """`grappe serve --demo` on an empty var folder, with what it says."""

    def __init__(self, var: Path, output: Path) -> None:
        self.var, self.port, self.output = var, free_port(), output
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("GRAPPE_", "DATABASE_", "DJANGO_"))
        }
        environment |= {"GRAPPE_VAR": str(var), "GRAPPE_STATE": str(var.parent / "state")}
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = output.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grappe.config.cli", "serve", "--demo", "--port", str(self.port)],
            env=environment, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_ready(self) -> None:
        last = "Ctrl-C stops everything"  # said after the address and the logins
        ready = wait_until(lambda: last in self.said() or self.process.poll() is not None, 900)
        assert ready and self.process.poll() is None, self.said()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=20) as answer:
            return answer.read().decode()


def named(pids: list[int]) -> list[str]:
    return [Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode() for pid in pids]


def is_postgres(pid: int) -> bool:
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
