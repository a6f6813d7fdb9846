"""Which words stand in a file: a PDF, an office file, a mail, a table, a text?

What comes from outside is read in a process of its own with little memory and little time: a file that is made to break or to
fill its reader breaks that process alone, and is said to be unreadable.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

LONGEST = 2_000_000  # characters that are kept of a file
SECONDS = 120  # of the clock, for one file
GIVEN = frozenset(
    {"PATH", "LANG", "LC_ALL", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "LD_LIBRARY_PATH"}
)  # of the environment


class State(StrEnum):
    """How well a file could be read."""

    READ = "read"
    PART = "part"  # longer than is kept, or parts of it could not be read
    EMPTY = "empty"  # pages without a word: a scan
    PICTURE = "picture"
    LOCKED = "locked"  # by a password
    BROKEN = "broken"  # or too large, or too slow
    RAW = "raw"  # of a kind that is not known: what looks like words among its bytes


@dataclass(frozen=True, slots=True)
class Extract:
    """What was read of a file."""

    state: State
    text: str = ""


def extract(content: bytes, name: str, *, longest: int = LONGEST) -> Extract:
    """Return the words of a file, at most `longest` characters; `name` says by its ending what bytes alone do not.

    Takes a process, a tenth of a second and more: for a worker. Raises nothing for what is in the file.
    """
    # Its ending alone: what a process is started with stands in the machine's list of processes.
    asked = [
        sys.executable,
        "-P",
        "-m",
        "grappe.ui.extraction",
        f"file{PurePosixPath(name).suffix}",
        str(longest),
    ]
    # Neither the database nor a key: whoever breaks the reader finds nothing there. One thread needs no room for many.
    given = {name: value for name, value in os.environ.items() if name in GIVEN} | {
        "OPENBLAS_NUM_THREADS": "1"
    }
    try:
        done = subprocess.run(
            asked, input=content, capture_output=True, timeout=SECONDS, check=False, env=given
        )
    except subprocess.TimeoutExpired:
        return Extract(State.BROKEN)
    if done.returncode != 0:
        return Extract(State.BROKEN)
    state, text = json.loads(done.stdout)
    return Extract(State(state), text)
