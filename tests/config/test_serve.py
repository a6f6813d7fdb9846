"""Does `grappe serve --demo` come up from nothing, stop with Ctrl-C, and leave nothing when it is killed?"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

from grappe.config import serve


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


def wait_until(condition, seconds: float) -> bool:
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
        self.log = output.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grappe.config.cli", "serve", "--demo", "--port", str(self.port)],
            env=environment, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_ready(self) -> None:
        ready = wait_until(lambda: "Grappe is ready" in self.said() or self.process.poll() is not None, 900)
        assert ready and self.process.poll() is None, self.said()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()


@pytest.fixture
def served():
    top = Path(tempfile.mkdtemp(prefix="grappe-serve-"))
    top.chmod(0o755)
    var = top / "var"
    started: list[Served] = []

    def start() -> Served:
        started.append(Served(var, top / f"out{len(started)}.txt"))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.log.close()
    wait_until(lambda: not processes_of(var), 15)
    for pid in processes_of(var):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(top, ignore_errors=True)


def test_it_serves_a_demo_from_nothing_and_ctrl_c_stops_everything(served):
    first = served()
    first.wait_ready()
    assert '"ready"' in first.get("/readyz")
    page = first.get("/account/login/")
    sheet = re.search(r'href="(/static/grappe/dist/grappe\.[0-9a-f]+\.css)"', page)
    assert sheet, "the assets are hashed and collected"
    assert len(first.get(sheet.group(1))) > 100_000
    assert "@" in first.said().split("Grappe is ready")[1], "a login per role is printed"
    os.killpg(first.process.pid, signal.SIGINT)
    assert first.process.wait(60) == 0
    assert wait_until(lambda: not processes_of(first.var), 20), named(processes_of(first.var))

    second = served()  # the second start keeps the data and is quick
    second.wait_ready()
    second.process.kill()  # kill -9: nothing may keep running but the database, which the next start finds
    assert wait_until(lambda: len([p for p in processes_of(second.var) if not is_postgres(p)]) == 0, 30)
    third = served()
    third.wait_ready()
    third.process.terminate()
    assert third.process.wait(60) == 0
    assert wait_until(lambda: not processes_of(third.var), 20), named(processes_of(third.var))


def test_a_child_that_does_not_listen_is_dead_when_stopping_is_over(tmp_path):
    """Only then is its lock on the database gone, and who leaves last can stop it."""
    ready = tmp_path / "ready"
    deaf = (
        "import signal, sys, time, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "pathlib.Path(sys.argv[1]).touch(); bytearray(200_000_000); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", deaf, str(ready)], start_new_session=True)
    assert wait_until(ready.exists, 20)
    serve._stop([child], patience=0.1)
    assert child.returncode == -signal.SIGKILL


def named(pids: list[int]) -> list[str]:
    return [Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode() for pid in pids]


def is_postgres(pid: int) -> bool:
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_a_taken_port_is_one_clear_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "grappe.config.cli", "serve", "--port", port],
            env=os.environ | {"GRAPPE_VAR": str(tmp_path / "var")}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"port {port} is taken" in done.stderr
