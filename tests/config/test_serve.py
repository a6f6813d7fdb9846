"""Does `grappe serve` stop what it started, and say so when it cannot start? (The demonstration: a story.)"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

from factories.served import wait_until
from grappe.config import serve


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
