"""What does a racer's own process do? It races, and sends what it knows through a pipe.

Started by `portfolio`, never by hand. A process of its own, because a SAT solver in the middle of a search listens
to nobody: it can only be ended from outside. It ends with its parent, and takes no more memory than it was given.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from grappe.engines.timetable.maxsat import Job, News, Way, race

PR_SET_PDEATHSIG = 1


def run(pipe: Connection, job: Job, way: Way, memory: int, seconds: int) -> None:
    """Race, and send the News, or the words of a failure; at most `memory` bytes and `seconds` of processor time."""
    _bounded(memory, seconds)
    try:
        race(job, way, pipe.send)
    except MemoryError:
        pass  # it gives up; the other one goes on
    except (BrokenPipeError, ConnectionResetError):
        pass  # nobody listens any more
    except Exception as failure:
        with suppress(OSError):
            pipe.send(f"{type(failure).__name__}: {failure}")


def told(news: object) -> News:
    """Return what a racer sent. Raises RuntimeError for the words of a failure, which is a fault in our model."""
    if isinstance(news, News):
        return news
    raise RuntimeError(f"a racer failed: {news}")


def _bounded(memory: int, seconds: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    with suppress(OSError, AttributeError):  # Linux only; elsewhere the seconds end it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        sys.exit(1)
    with suppress(ImportError, ValueError, OSError):  # no such limits on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
