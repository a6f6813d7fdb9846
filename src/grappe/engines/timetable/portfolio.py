"""Who is first? The same job in two processes, each with another SAT solver; what both know is put together.

It can be called from any thread of any program: the racers are new processes (not forks, which a program with
threads does not survive), they end when the caller's thread does, and nothing is left behind whatever happens.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from grappe.engines.timetable import worker
from grappe.engines.timetable.maxsat import Job, News, Way, race

WAYS = (Way("cadical195"), Way("glucose4", tries=20_000))
ALONE = Way("cadical195", tries=20_000)
SMALL = 250  # variables (meeting in a slot): solved before a process would have started
MEMORY = 3 * 1024**3  # bytes a racer
EVERY = 0.25  # seconds between two looks at the caller's wish


@dataclass(slots=True)
class Known:
    """What is known so far. `over`: the best is proved to be the best, or that there is none.

    `winner`: the solver that had the last word. `gone`: racers that gave up (memory).
    """

    bound: int = 0
    cost: int | None = None
    slots: dict[int, int] | None = None
    over: bool = False
    winner: str = ""
    gone: int = 0

    def hear(self, news: News, who: str) -> bool:
        """Take in what a racer tells; True when the best known changed."""
        if self.over:
            return False
        better = news.slots is not None and (self.cost is None or (news.cost or 0) < self.cost)
        if better:
            self.slots, self.cost = news.slots, news.cost
        self.bound = max(self.bound, news.bound)
        met = self.cost is not None and self.cost <= self.bound
        if news.over or met:
            self.over, self.winner = True, who
            self.bound = self.cost if self.cost is not None else self.bound
        return better


# Called with what is known, every EVERY seconds or when something new is: False stops.
OnNews = Callable[[Known], bool]


def run_racers(job: Job, deadline: float, on_news: OnNews, size: int) -> Known:
    """Return what is known of a job when it is over, at the deadline (of time.monotonic) or when told to stop.

    `size`: meetings times their possible slots. Raises RuntimeError when a racer failed by a fault of ours.
    """
    known = Known(bound=job.least)
    if size <= SMALL:
        race(job, ALONE, lambda news: _heard(known, news))
        return known
    left = max(1, int(deadline - time.monotonic()) + 1)
    with _racers(job, left) as racers:
        while racers and not known.over:
            ready = wait(list(racers), max(0.0, min(EVERY, deadline - time.monotonic())))
            for pipe in ready:
                assert isinstance(pipe, Connection)
                try:
                    known.hear(worker.told(pipe.recv()), racers[pipe])
                except (EOFError, OSError):
                    del racers[pipe]
                    known.gone += 1
            if not on_news(known) or time.monotonic() >= deadline:
                break
    return known


def _heard(known: Known, news: News) -> None:
    known.hear(news, ALONE.core)


@contextmanager
def _racers(job: Job, seconds: int) -> Iterator[dict[Connection, str]]:
    """Start the racers and give their pipes; whatever happens, none is left when this is done."""
    fresh = multiprocessing.get_context("spawn")
    processes: list[multiprocessing.process.BaseProcess] = []
    pipes: dict[Connection, str] = {}
    try:
        for way in WAYS:
            ours, theirs = fresh.Pipe(duplex=False)
            process = fresh.Process(
                target=worker.run, args=(theirs, job, way, MEMORY, seconds), daemon=True, name=way.core
            )
            process.start()
            theirs.close()
            processes.append(process)
            pipes[ours] = way.core
        yield dict(pipes)
    finally:
        for left in processes:
            left.kill()
        for left in processes:
            left.join()
            left.close()
        for pipe in pipes:
            pipe.close()
