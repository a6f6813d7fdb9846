"""Who is first? The same job in two processes, each with another SAT solver; what both know is put together.

It can be called from any thread of any program: the racers are new processes (not forks, which a program with
threads does not survive), they end when the caller's thread does, and nothing is left behind whatever happens.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from grappe.engines.timetable import worker
from grappe.engines.timetable.maxsat import Job, News, Way, race

WAYS = (Way("cadical195"), Way("glucose4", tries=20_000))
LATE, LATE_SECONDS = Way("kissat404", decides=True), 8.0  # sent too when the others have taken so long
ALONE = Way("cadical195", tries=20_000)
# Variables (meeting in a slot): solved before a process would have started. Nobody can stop what runs in this one, and
# a crowded event of 33 meetings in 6 slots (165) took longer than its time: so only what is over at once.
SMALL = 100
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
    late = time.monotonic() + LATE_SECONDS
    with _Team(job, deadline) as team:
        for way in WAYS:
            team.send(way, known)
        while team.pipes and not known.over:
            for pipe in wait(list(team.pipes), max(0.0, min(EVERY, deadline - time.monotonic()))):
                assert isinstance(pipe, Connection)
                try:
                    known.hear(worker.told(pipe.recv()), team.pipes[pipe])
                except (EOFError, OSError):
                    team.lose(pipe)
                    known.gone += 1
            if not on_news(known) or time.monotonic() >= deadline:
                break
            if time.monotonic() >= late and not known.over:
                team.send(LATE, known)
                late = deadline
    return known


def _heard(known: Known, news: News) -> None:
    known.hear(news, ALONE.core)


class _Team:
    """The racers that run: each with a pipe to hear it. Whatever happens, none is left at the end."""

    def __init__(self, job: Job, deadline: float) -> None:
        self.job, self.deadline = job, deadline
        self.processes: list[SpawnProcess] = []
        self.pipes: dict[Connection, str] = {}

    def send(self, way: Way, known: Known) -> None:
        """Start one, with the bound as it is known by now."""
        fresh = multiprocessing.get_context("spawn")
        seconds = max(1, int(self.deadline - time.monotonic()) + 1)
        ours, theirs = fresh.Pipe(duplex=False)
        self.pipes[ours] = way.core
        process = fresh.Process(
            target=worker.run,
            args=(theirs, replace(self.job, least=known.bound), way, MEMORY, seconds),
            daemon=True,
            name=way.core,
        )
        process.start()
        theirs.close()
        self.processes.append(process)

    def lose(self, pipe: Connection) -> None:
        """Forget one that has gone."""
        del self.pipes[pipe]
        pipe.close()

    def __enter__(self) -> _Team:
        return self

    def __exit__(self, *fault: object) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.join()
            process.close()
        for pipe in self.pipes:
            pipe.close()
