"""How does a test run the real command, as from a shell?"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"


def grappe(*words: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run `grappe WORDS` in a process of its own, with a database that nobody can reach."""
    nowhere = "postgresql://nobody:x@127.0.0.1:1/none"
    return subprocess.run(
        [sys.executable, "-m", "grappe.config.cli", *words],
        env=os.environ | {"DATABASE_URL": nowhere, "PYTHONPATH": str(SOURCE)} | variables,
        capture_output=True,
        timeout=300,
        check=False,
    )


def grappe_here(*words: str) -> subprocess.CompletedProcess[bytes]:
    """Run `grappe WORDS` in this process, where a database must not be asked for either: how it ends and what it says.

    It begins seconds earlier than a process of its own, which one test of each command has.
    """
    from django.core.management import execute_from_command_line

    said, faults = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _stream in range(2))
    code = 0
    with redirect_stdout(said), redirect_stderr(faults):
        try:
            execute_from_command_line(["grappe", *words])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
    return subprocess.CompletedProcess(words, code, said.buffer.getvalue(), faults.buffer.getvalue())
