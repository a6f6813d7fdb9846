"""How does a test run the real command, as from a shell?"""

from __future__ import annotations

import os
import subprocess
import sys
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
