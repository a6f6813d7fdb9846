"""What does a racer's own process do? It reads one job, races, and writes what it knows as lines of JSON.

Started by `portfolio`, never by hand. A process of its own, because a SAT solver in the middle of a search listens
to nobody: it can only be ended from outside. It ends with its parent, and takes no more memory than it was given.
"""

from __future__ import annotations

import ctypes
import json
import os
import pickle
import signal
import sys
from contextlib import suppress

from grappe.engines.timetable.maxsat import News, race

PR_SET_PDEATHSIG = 1


def bounded(parent: int, memory: int, seconds: int) -> None:
    """End with the parent; take at most so many bytes and seconds of processor time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    with suppress(OSError, AttributeError):  # Linux only; elsewhere the seconds end it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    with suppress(ImportError, ValueError, OSError):  # no such limits on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def tell(news: News) -> None:
    """Write one line; a parent that is gone is no fault of ours."""
    try:
        slots = None if news.slots is None else list(news.slots.items())
        sys.stdout.write(
            json.dumps({"bound": news.bound, "cost": news.cost, "slots": slots, "over": news.over}) + "\n"
        )
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(1)


def main() -> None:
    """Read (job, way, parent's process id, memory, seconds) and race."""
    job, way, parent, memory, seconds = pickle.load(sys.stdin.buffer)
    bounded(parent, memory, seconds)
    race(job, way, tell)


if __name__ == "__main__":
    main()
