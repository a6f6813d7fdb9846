"""Who is first? The same job in two processes, each with another SAT solver; what both know is put together.

It can be called from any thread of any program: the racers are new processes (not forks, which a program with
threads does not survive), they end when the caller's thread does, and nothing is left behind whatever happens.
"""

from __future__ import annotations

import json
import os
import pickle
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import grappe
from grappe.engines.timetable.maxsat import Job, News, Way, race

WAYS = (Way("cadical195"), Way("glucose4", tries=20_000))
ALONE = Way("cadical195", tries=20_000)
SMALL = 250  # variables (meeting in a slot): solved before a process would have started
MEMORY = 3 * 1024**3  # bytes a racer
EVERY = 0.25  # seconds between two looks at the caller's wish


@dataclass(slots=True)
class Known:
    """What is known so far. `over`: the best is proved to be the best, or that there is none.

    `winner`: the solver that had the last word. `stopped`: the caller, or the time.
    """

    bound: int = 0
    cost: int | None = None
    slots: dict[int, int] | None = None
    over: bool = False
    winner: str = ""
    failed: list[str] = field(default_factory=list)

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


def run(job: Job, deadline: float, on_news: OnNews, size: int) -> Known:
    """Return what is known of a job when it is over, at the deadline (of time.monotonic) or when told to stop.

    `size`: meetings times their possible slots. Raises RuntimeError when no racer could even begin.
    """
    known = Known()
    if size <= SMALL:
        race(job, ALONE, lambda news: _heard(known, news))
        return known
    left = max(1, int(deadline - time.monotonic()) + 1)
    with _racers(job, left) as racers, selectors.DefaultSelector() as ears:
        for who, process in racers.items():
            assert process.stdout
            os.set_blocking(process.stdout.fileno(), False)
            ears.register(process.stdout, selectors.EVENT_READ, _Ear(who))
        while not known.over and ears.get_map():
            for key, _ in ears.select(max(0.0, min(EVERY, deadline - time.monotonic()))):
                if not _listen(key, known):
                    ears.unregister(key.fileobj)
            if not on_news(known) or time.monotonic() >= deadline:
                break
        if not known.over and not ears.get_map() and known.slots is None and not known.bound:
            known.failed = [f"{who}: exit {process.wait()}" for who, process in racers.items()]
    return known


def _heard(known: Known, news: News) -> None:
    known.hear(news, ALONE.core)


@dataclass(slots=True)
class _Ear:
    who: str
    rest: bytes = b""


def _listen(key: selectors.SelectorKey, known: Known) -> bool:
    """Take in what a racer wrote; False when it has gone."""
    ear: _Ear = key.data
    with suppress(BlockingIOError):
        piece = os.read(key.fd, 1 << 20)
        if not piece:
            return False
        *lines, ear.rest = (ear.rest + piece).split(b"\n")
        for line in lines:
            said = json.loads(line)
            slots = None if said["slots"] is None else {meeting: slot for meeting, slot in said["slots"]}
            known.hear(News(said["bound"], said["cost"], slots, said["over"]), ear.who)
    return True


@contextmanager
def _racers(job: Job, seconds: int) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Start the racers; whatever happens, none is left when this is done."""
    source = str(Path(grappe.__file__).parents[1])
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    racers: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for way in WAYS:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "grappe.engines.timetable.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )  # fmt: skip
            racers[way.core] = process
            assert process.stdin
            with suppress(BrokenPipeError):  # one that did not start is heard of by its end
                process.stdin.write(pickle.dumps((job, way, os.getpid(), MEMORY, seconds)))
                process.stdin.close()
        yield racers
    finally:
        for process in racers.values():
            process.kill()
        for process in racers.values():
            process.wait()
            if process.stdout:
                process.stdout.close()
