"""Who is first? The same job in two processes, each with another SAT solver; what both know is put together.

It can be called from any thread of any program: the racers are new processes (not forks, which a program with
threads does not survive), they end when the caller's thread does, and nothing is left behind whatever happens.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from os import cpu_count, kill

from grappe.engines.timetable import worker
from grappe.engines.timetable.maxsat import Aim, Job, News, Way, race

WAYS = (Way("cadical195"), Way("glucose4", tries=20_000))
# Sent too when the others have taken so long; so many conflicts are about 20 seconds of a processor.
LATE, LATE_SECONDS = Way("kissat404", tries=150_000, decides=True), 8.0
# On two cores this one makes room for it, for this part of the time that is left then.
RESTING, REST_SHARE = "glucose4", 0.5
ALONE = Way("cadical195", tries=20_000)
# Variables (meeting in a slot): solved before a process would have started. Nobody can stop what runs in this one, and
# a crowded event of 33 meetings in 6 slots (165) took longer than its time: so only what is over at once.
SMALL, SMALL_WEIGHED = 100, 30  # the second where some are optional: sums of weights are harder
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
    if size <= (SMALL if job.aim is Aim.BREAKS and not job.spare else SMALL_WEIGHED):
        race(job, ALONE, lambda news: _heard(known, news))
        return known
    with _Team(job, deadline) as team:
        for way in WAYS:
            team.send(way, known)
        while team.racers and not known.over:
            team.hear(known)
            if not on_news(known) or time.monotonic() >= deadline:
                break
            if not known.over:
                team.look_after(known)
    return known


def _heard(known: Known, news: News) -> None:
    known.hear(news, ALONE.core)


@dataclass(slots=True)
class _Racer:
    """One that runs. `bound`: what it knows that nobody can beat."""

    way: Way
    process: SpawnProcess
    bound: int


class _Team:
    """The racers that run: each with a pipe to hear it. Whatever happens, none is left at the end."""

    def __init__(self, job: Job, deadline: float) -> None:
        self.job, self.deadline = job, deadline
        self.racers: dict[Connection, _Racer] = {}
        self.begun = time.monotonic()
        self.late: Connection | None = None  # the one that was sent late

    def send(self, way: Way, known: Known) -> Connection:
        """Start one, with the bound as it is known by now."""
        fresh = multiprocessing.get_context("spawn")
        seconds = max(1, int(self.deadline - time.monotonic()) + 1)
        ours, theirs = fresh.Pipe(duplex=False)
        process = fresh.Process(
            target=worker.run,
            args=(theirs, replace(self.job, least=known.bound), way, MEMORY, seconds),
            daemon=True,
            name=way.core,
        )
        self.racers[ours] = _Racer(way, process, known.bound)
        process.start()
        theirs.close()
        return ours

    def hear(self, known: Known) -> None:
        """Wait for news, for EVERY seconds at most, and take them in."""
        for pipe in wait(list(self.racers), max(0.0, min(EVERY, self.deadline - time.monotonic()))):
            assert isinstance(pipe, Connection)
            racer = self.racers[pipe]
            try:
                news = worker.told(pipe.recv())
            except (EOFError, OSError):
                self.end(pipe)
                known.gone += 1
                continue
            known.hear(news, racer.way.core)
            racer.bound = max(racer.bound, news.bound)

    def look_after(self, known: Known) -> None:
        """Send the late one when it is time, and anew where it asks for what others have proved to be impossible."""
        waited = time.monotonic() - self.begun - LATE_SECONDS
        if self.late is None:
            if waited >= 0:
                self._rest(True)
                self.late = self.send(LATE, known)
            return
        if waited >= REST_SHARE * (self.deadline - self.begun - LATE_SECONDS):
            self._rest(False)
        racer = self.racers.get(self.late)  # None: it gave up for lack of memory, and would again
        if racer is not None and known.bound > racer.bound:
            self.end(self.late)
            self.late = self.send(LATE, known)

    def _rest(self, rests: bool) -> None:
        """Let one stand still (or go on), where there are not cores enough for three."""
        if not hasattr(signal, "SIGSTOP") or (rests and _cores() > len(WAYS)):
            return
        for racer in self.racers.values():
            if racer.way.core == RESTING and racer.process.pid:
                with suppress(ProcessLookupError):
                    kill(racer.process.pid, signal.SIGSTOP if rests else signal.SIGCONT)

    def end(self, pipe: Connection) -> None:
        """End one, and leave nothing of it."""
        racer = self.racers.pop(pipe)
        pipe.close()
        if racer.process.pid:
            racer.process.kill()
            racer.process.join()
            racer.process.close()

    def __enter__(self) -> _Team:
        return self

    def __exit__(self, *fault: object) -> None:
        for racer in self.racers.values():
            if racer.process.pid:
                racer.process.kill()  # all of them first: none waits for another to die
        for pipe in list(self.racers):
            self.end(pipe)


def _cores() -> int:
    """Return how many cores these processes may use at once."""
    try:
        from os import sched_getaffinity
    except ImportError:  # not on Linux
        return cpu_count() or 1
    return len(sched_getaffinity(0))
