"""Does the embedded server start wherever the clone lies, survive a kill, and stop with its last user?"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from grappe.config import postgres

USE = """
import sys, time, psycopg
from grappe.config import postgres
lease = postgres.start()
row = psycopg.connect(postgres.url()).execute("SELECT current_setting('server_version_num')::int").fetchone()
print(row[0], flush=True)
{then}
"""


def run(home: Path, then: str = "", wait: bool = True) -> subprocess.Popen[str]:
    environment = os.environ | {
        "GRAPPE_HOME": str(home),
        "GRAPPE_VAR": str(home / "var"),
        "GRAPPE_STATE": str(home.parent / "state"),
    }
    environment.pop("DATABASE_URL", None)
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(USE.format(then=then))],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if wait:
        out, err = child.communicate(timeout=90)
        assert child.returncode == 0, err
        assert int(out) >= 150000
    return child


def servers(below: Path) -> list[int]:
    """Return the pids of PostgreSQL servers whose command line names a folder below `below`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if command[0].endswith(b"postgres") and any(str(below).encode() in part for part in command[1:]):
            found.append(int(entry.name))
    return found


@pytest.fixture
def home():
    """A project folder that everybody may walk into (pytest's own are private), with a short path."""
    top = Path(tempfile.mkdtemp(prefix="grappe-pg-"))
    top.chmod(0o755)
    project = top / "project"
    project.mkdir(mode=0o755)
    yield project
    for pid in servers(top):
        os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(top, ignore_errors=True)


def test_it_starts_stops_and_starts_again_with_its_data(home):
    run(home, "c = psycopg.connect(postgres.url(), autocommit=True); c.execute('CREATE TABLE kept (x int)')")
    assert not servers(home.parent)
    run(home, "psycopg.connect(postgres.url()).execute('SELECT x FROM kept')")


def test_the_server_takes_its_memory_from_the_machine(home):
    """An eighth of the machine, or of the control group, within bounds: sizes in MB."""
    for total, own, kept, building in (
        (512, 128, 512, 64), (8 * 1024, 1024, 4096, 256), (256 * 1024, 4096, 131072, 1024),
    ):  # fmt: skip
        assert postgres._memory_settings(total << 20).startswith(
            f"-c shared_buffers={own}MB -c effective_cache_size={kept}MB -c maintenance_work_mem={building}MB "
        )
    expected = min(max((postgres.memory() >> 20) // 8, 128), 4096)
    query = "SELECT setting::int / 128 FROM pg_settings WHERE name = 'shared_buffers'"
    ask = f"psycopg.connect(postgres.url()).execute({query!r}).fetchone()[0]"
    run(home, f"assert {ask} == {expected}, {ask}")


def test_the_last_user_stops_it_not_the_first(home):
    first = run(home, "sys.stdin = None; time.sleep(4)", wait=False)
    assert first.stdout is not None
    first.stdout.readline()
    run(home)
    assert servers(home.parent), "the second user stopped a server that the first still needs"
    first.communicate(timeout=60)
    assert not servers(home.parent)


def test_it_survives_a_kill_of_user_and_server(home):
    child = run(home, "time.sleep(60)", wait=False)
    assert child.stdout is not None
    child.stdout.readline()
    child.kill()
    child.wait()
    run(home)  # the server that was left running is used, and stopped
    assert not servers(home.parent)
    child = run(home, "time.sleep(60)", wait=False)
    assert child.stdout is not None
    child.stdout.readline()
    for pid in servers(home.parent):
        os.kill(pid, signal.SIGKILL)
    child.kill()
    child.wait()
    time.sleep(0.2)
    run(home)  # a stale pid file and an unclean data folder do not stop the next start


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder that only root can read")
def test_as_root_it_starts_in_a_folder_that_only_root_can_read_and_opens_none(home):
    home.chmod(0o700)
    run(home)
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "var" / "postgres").is_symlink()
    assert (home.parent / "state").exists()


def test_a_home_with_a_very_long_path_gets_a_short_socket(home):
    deep = home / ("long" * 20) / ("path" * 10)
    deep.mkdir(parents=True)
    for folder in (deep, deep.parent):
        folder.chmod(0o755)
    run(deep)
