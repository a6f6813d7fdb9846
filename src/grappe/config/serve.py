"""How do web server and worker run together? `grappe serve`: one supervisor, Ctrl-C stops all of it.

The children are told by the kernel when the supervisor dies (PR_SET_PDEATHSIG), so that even a kill -9 leaves
nothing running; elsewhere than on Linux the next start finds and uses what still runs.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from grappe.config import paths, postgres

_PR_SET_PDEATHSIG = 1


def say(text: str) -> None:
    print(f"• {text}", flush=True)


def main(arguments: list[str]) -> int:
    """Migrate, load what is missing, then serve until Ctrl-C or SIGTERM; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="grappe serve", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parser.add_argument("--host", default=os.environ.get("GRAPPE_BIND", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--workers", type=int, default=1, help="web processes")
    parser.add_argument(
        "--demo", action="store_true", help="load invented companies, print logins, keep e-mail in files"
    )
    options = parser.parse_args(arguments)
    if options.demo:
        os.environ["GRAPPE_DEMO"] = "1"
    if not _port_is_free(options.host, options.port):
        print(
            f"grappe: port {options.port} is taken: choose another, for example PORT=8080 make run",
            file=sys.stderr,
        )
        return 2
    os.environ.setdefault("GRAPPE_URL", f"http://{options.host}:{options.port}")
    lease = None
    if not os.environ.get("DATABASE_URL"):
        say("starting PostgreSQL (the first start takes a few seconds) …")
        try:
            lease = postgres.start()
        except postgres.PostgresFailure as failure:
            print(f"grappe: the embedded PostgreSQL did not start. {failure}", file=sys.stderr)
            return 1
    try:
        return _prepare_and_run(options)
    finally:
        if lease is not None:
            say("stopping PostgreSQL …")
            lease.release()


def _prepare_and_run(options: argparse.Namespace) -> int:
    os.environ["GRAPPE_HASHED_ASSETS"] = "1"
    command = [sys.executable, "-m", "grappe.config.prepare", *(["--demo"] if options.demo else [])]
    done = subprocess.run(command, preexec_fn=_die_with_parent)
    if done.returncode:
        print("grappe: the preparation failed; nothing is served.", file=sys.stderr)
        return 1
    return _supervise(options)


def _grappe(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "grappe.config.cli", *arguments]


def _web(options: argparse.Namespace) -> list[str]:
    return [
        str(Path(sys.executable).with_name("granian")),
        "--interface", "wsgi", "--host", options.host, "--port", str(options.port),
        "--workers", str(options.workers), "--blocking-threads", "4", "--respawn-failed-workers",
        "--no-ws", "--log-level", "warning", "grappe.config.wsgi:application",
    ]  # fmt: skip


def _supervise(options: argparse.Namespace) -> int:
    """Run web and worker; when one ends by itself, end the other and return 1."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "grappe.config.settings"}
    start: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen
    keep = {"start_new_session": True, "preexec_fn": _die_with_parent}
    children = {
        "web server": start(_web(options), env=environment | {"GRAPPE_DB_POOL": "1"}, **keep),
        "worker": start(_grappe("procrastinate", "worker", "--concurrency", "2"), env=environment, **keep),
    }
    try:
        _announce(options, children["web server"])
        while not stopping:
            for name, child in children.items():
                if child.poll() is not None:
                    print(f"grappe: the {name} ended with code {child.returncode}.", file=sys.stderr)
                    return 1
            time.sleep(0.3)
    finally:
        say("stopping web server and worker …")
        _stop(list(children.values()))
    return 0


def _stop(children: list[subprocess.Popen[bytes]], patience: float = 10) -> None:
    """End the children, kindly for `patience` seconds; none of them lives when this returns."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + patience
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        # Each child leads a session of its own: what it started and left behind goes with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    # A killed process dies a moment later, and a worker that yet holds its lease keeps the database running.
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(5)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _announce(options: argparse.Namespace, web: subprocess.Popen[bytes]) -> None:
    """Wait until the server says that it is ready, then print its address and, in the demo, the logins."""
    for _ in range(150):
        if web.poll() is not None:
            return
        try:
            with urllib.request.urlopen(f"http://{options.host}:{options.port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    print(f"\n  Grappe is ready: {os.environ['GRAPPE_URL']}\n", flush=True)
    if options.demo:
        logins = paths.VAR / "demo-logins.txt"
        if logins.exists():
            print(logins.read_text(encoding="utf-8"), flush=True)
    print("  Ctrl-C stops everything.\n", flush=True)
