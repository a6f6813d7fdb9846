"""Who is first? The same job in two processes, each with another SAT solver; what both know is put together.

It can be called from any thread of any program: the racers are new processes (not forks, which a program with
threads does not survive), they end when the caller's thread does, and nothing is left behind whatever happens.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from grappe.engines.timetable import worker
from grappe.engines.timetable.maxsat import Job, News, Way, race

WAYS = (Way("cadical195"), Way("glucose4", tries=20_000))
LATE, LATE_SECONDS = Way("kissat404", decides=True), 8.0  # sent too when the others have taken so long
# Its times have a long tail: after so many seconds at one bound it begins anew, with the meetings in another order.
PATIENCE, LONGER = 20.0, 1.25
RESTING, REST_SHARE = (
    "glucose4",
    0.5,
)  # on two cores makes room for it, for this part of the time that is left
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
    """One that runs. `bound`: what it knows to be impossible; `since`: when it came to know that."""

    way: Way
    process: SpawnProcess
    bound: int
    since: float


class _Team:
    """The racers that run: each with a pipe to hear it. Whatever happens, none is left at the end."""

    def __init__(self, job: Job, deadline: float) -> None:
        self.job, self.deadline = job, deadline
        self.racers: dict[Connection, _Racer] = {}
        self.begun = time.monotonic()
        self.late: Connection | None = None  # the one that was sent late, and how many were
        self.sent_late, self.patience = 0, PATIENCE

    def send(self, way: Way, known: Known) -> Connection:
        """Start one, with the bound as it is known by now."""
        fresh = multiprocessing.get_context("spawn")
        now = time.monotonic()
        seconds = max(1, int(self.deadline - now) + 1)
        ours, theirs = fresh.Pipe(duplex=False)
        process = fresh.Process(
            target=worker.run,
            args=(theirs, replace(self.job, least=known.bound), way, MEMORY, seconds),
            daemon=True,
            name=way.core,
        )
        self.racers[ours] = _Racer(way, process, known.bound, now)
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
            if news.bound > racer.bound:
                racer.bound, racer.since = news.bound, time.monotonic()

    def look_after(self, known: Known) -> None:
        """Send the late one when it is time; send it anew where it lags behind what is known, or takes too long."""
        now = time.monotonic()
        if not self.sent_late:
            if now - self.begun >= LATE_SECONDS:
                self._send_late(known)
            return
        if now - self.begun >= LATE_SECONDS + REST_SHARE * (self.deadline - self.begun - LATE_SECONDS):
            self._rest(False)
        if self.late not in self.racers:
            return  # it gave up for lack of memory, and would again
        racer = self.racers[self.late]
        tired = now - racer.since >= self.patience
        if tired or known.bound > racer.bound:
            self.patience *= LONGER if tired else 1.0
            self.end(self.late)
            self._send_late(known)

    def _send_late(self, known: Known) -> None:
        self._rest(True)
        self.late = self.send(replace(LATE, order=self.sent_late), known)
        self.sent_late += 1

    def _rest(self, rests: bool) -> None:
        """Let one stand still (or go on), where there are not cores enough for three."""
        if not hasattr(signal, "SIGSTOP") or (rests and (self.sent_late or _cores() > len(WAYS))):
            return
        for racer in self.racers.values():
            if racer.way.core == RESTING and racer.process.pid:
                with suppress(ProcessLookupError):
                    os.kill(racer.process.pid, signal.SIGSTOP if rests else signal.SIGCONT)

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
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
