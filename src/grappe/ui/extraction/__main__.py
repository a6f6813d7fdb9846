"""The process that reads one file: its bytes come in, and what was read of it goes out as JSON."""

from __future__ import annotations

import contextlib
import json
import logging
import resource
import sys

from grappe.ui.extraction.kinds import read

MEMORY = 1536 * 1024 * 1024  # bytes, of addresses
PROCESSOR = 90  # seconds


def main() -> None:
    """Read what comes in: its name is the first argument, how much of it is kept the second.

    A fault ends the process: the file cannot be read.
    """
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, PROCESSOR)):
        with contextlib.suppress(ValueError, OSError):  # the system allows less already
            resource.setrlimit(limit, (most, most))
    logging.disable(logging.CRITICAL)  # a library's remarks on a file name what stands in it
    name, longest = sys.argv[1:3]
    found = read(sys.stdin.buffer.read(), name, longest=int(longest))
    sys.stdout.write(json.dumps([found.state, found.text]))


if __name__ == "__main__":
    main()
