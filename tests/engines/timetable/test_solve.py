"""Is the answer the best there is, is what is called impossible so, and does it stop when told?"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from engines.timetable.brute import best, problems
from grappe.engines.timetable import maxsat, portfolio
from grappe.engines.timetable import solve as solving
from grappe.engines.timetable.checker import check
from grappe.engines.timetable.maxsat import Job, Way, race
from grappe.engines.timetable.problem import Meeting, Problem
from grappe.engines.timetable.reading import problem_of_dzn
from grappe.engines.timetable.schedule import Status
from grappe.engines.timetable.solve import solve
from grappe.engines.timetable.tables import first_tables

DATA = (
    Path(os.environ.get("GRAPPE_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data")) / "b2b_meetings"
)


def published(name: str) -> Problem:
    path = DATA / f"{name}.original.dzn"
    if not path.is_file():
        pytest.skip(f"the published events are not here: {path} is missing")
    return problem_of_dzn(path.read_text(encoding="utf-8"))


def full_day(people: int, slots: int) -> Problem:
    """Everybody meets many others: too large to be solved before a process has started."""
    pairs = [(a, b) for a in range(people) for b in range(a + 1, people) if (a * 7 + b * 11) % 3]
    meetings = tuple(Meeting(a, b) for a, b in pairs)
    names = tuple(str(person) for person in range(people))
    return Problem(
        names,
        meetings,
        tuple(range(len(pairs))),
        slots,
        slots,
        (people // 2,) * slots,
        (frozenset(),) * people,
    )


def state(pid: int) -> str:
    """Return how a process is: R runs, S sleeps, T is halted, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def waited(condition) -> bool:
    until = time.monotonic() + 30
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(condition())


class TestAgainstEverything:
    """Every answer is compared with trying all there is; every timetable goes through the checker."""

    @settings(max_examples=150, deadline=None)
    @given(problems(optional=False))
    def test_all_must_be_placed(self, problem):
        for fairness in (0, 1):
            found, wanted = solve(problem, fairness=fairness), best(problem, fairness)
            if wanted is None:
                assert (found.status, found.placements, found.breaks) == (Status.INFEASIBLE, (), None)
            else:
                assert (found.status, found.breaks, found.bound) == (Status.OPTIMAL, wanted[1], wanted[1])
                assert check(problem, found.placements, fairness).faults == ()

    @settings(max_examples=60, deadline=None)
    @given(problems(optional=True, most=4))
    def test_some_are_optional(self, problem):
        found, wanted = solve(problem, fairness=0), best(problem, 0)
        if wanted is None:
            assert found.status == Status.INFEASIBLE
            return
        assert (found.status, found.placed, found.placed_bound) == (Status.OPTIMAL, wanted[0], wanted[0])
        assert (found.breaks, max(found.spread, 0)) == wanted[1:]
        assert check(problem, found.placements).faults == ()
        there = {one.meeting for one in found.placements}
        assert there | set(found.unplaced) == set(range(len(problem.meetings)))

    @settings(max_examples=60, deadline=None)
    @given(problems(optional=False, most=4))
    def test_each_racer_alone(self, problem):
        """All racers and the search by halves say the same."""
        wanted = best(problem, 1)
        again = replace(portfolio.LATE, tries=1)
        for way in (*portfolio.WAYS, portfolio.LATE, again, Way("glucose4", tries=1), portfolio.ALONE):
            heard: list[maxsat.News] = []
            race(Job(problem, 1), way, heard.append)
            if wanted:
                assert check(problem, first_tables(problem, heard[-1].slots), 1).faults == ()
            assert heard[-1].over and all(not news.over for news in heard[:-1])
            assert heard[-1].cost == (wanted and wanted[1])
            assert all(news.bound <= wanted[1] for news in heard if wanted)


class TestOptional:
    def test_breaks_are_counted_where_not_all_meetings_fit(self):
        """Two of three meetings fit, around a slot that is forbidden: one break for each, though all slots are full."""
        problem = Problem(
            people=("a", "b"),
            meetings=(Meeting(0, 1), Meeting(0, 1), Meeting(0, 1, priority=1)),
            ids=(1, 2, 3),
            slots=3,
            morning=3,
            tables=(1, 1, 1),
            forbidden=(frozenset(), frozenset({1})),
        )
        found = solve(problem)
        assert (found.status, found.breaks, found.bound) == (Status.OPTIMAL, 2, 2)
        assert (found.placed, found.placed_bound, found.unplaced) == (0, 0, (2,))


class TestPublished:
    """The optima are those of the published set (shared/data/README.md)."""

    @pytest.mark.parametrize(("name", "breaks"), [("tic-12", 0), ("forumt-14", 5)])
    def test_optimum_at_two(self, name, breaks):
        problem = published(name)
        found = solve(problem)
        assert (found.status, found.breaks, found.bound) == (Status.OPTIMAL, breaks, breaks)
        assert check(problem, found.placements, 2).faults == ()

    def test_no_break_at_all_cannot_be(self):
        assert solve(published("forumt-14"), fairness=0).status == Status.INFEASIBLE


class TestStopping:
    def test_the_caller_stops_and_gets_what_is_known(self):
        calls = []
        problem = full_day(24, 18)
        found = solve(problem, fairness=0, on_progress=lambda progress: bool(calls.append(progress)))
        assert len(calls) == 1 and calls[0].phase == "breaks"
        assert found.status in (Status.UNKNOWN, Status.FEASIBLE, Status.OPTIMAL)
        assert found.status != Status.FEASIBLE or found.bound <= found.breaks
        assert not multiprocessing.active_children()

    def test_the_time_is_kept_and_nobody_is_left_behind(self):
        """The racers have hardly started by then: nobody knows anything."""
        found = solve(full_day(24, 18), fairness=0, time_limit=0.01)
        assert (found.status, found.placements, found.how) == (Status.UNKNOWN, (), "time")
        assert not multiprocessing.active_children()

    def test_from_a_thread_as_a_worker_does(self):
        found = []
        thread = threading.Thread(target=lambda: found.append(solve(full_day(12, 11))))
        thread.start()
        thread.join()
        assert found[0].status == Status.OPTIMAL
        assert check(full_day(12, 11), found[0].placements, 2).faults == ()

    def test_a_caller_that_fails_leaves_nobody_behind(self):
        def fail(progress):
            raise KeyError("the page went away")

        with pytest.raises(KeyError):
            solve(full_day(24, 18), fairness=0, on_progress=fail)
        assert not multiprocessing.active_children()

    def test_the_late_one_proves_too(self, monkeypatch):
        monkeypatch.setattr(portfolio, "WAYS", (portfolio.LATE,))
        problem = full_day(12, 11)
        known = portfolio.run_racers(Job(problem, 2), time.monotonic() + 60, lambda known: True, 10_000)
        assert (known.over, known.winner) == (True, portfolio.LATE.core)
        assert check(problem, first_tables(problem, known.slots), 2).breaks == known.cost

    def test_the_late_one_is_sent_anew_when_it_lags_and_another_one_rests_meanwhile(self, monkeypatch):
        for name, value in (("LATE_SECONDS", 0.0), ("REST_SHARE", 2.0), ("_cores", lambda: 2)):
            monkeypatch.setattr(portfolio, name, value)
        known = portfolio.Known()
        with portfolio._Team(Job(full_day(24, 18), 2), time.monotonic() + 600) as team:
            resting = team.racers[team.send(Way("glucose4"), known)].process
            team.look_after(known)
            assert waited(lambda: state(resting.pid) == "T"), "it makes room"
            first = team.late
            team.look_after(known)
            assert team.late is first, "it is left alone"
            known.bound = 1
            team.look_after(known)
            assert team.late is not first and team.racers[team.late].bound == 1, "it lagged"
            assert len(team.racers) == 2 and state(resting.pid) == "T"
            monkeypatch.setattr(portfolio, "REST_SHARE", 0.0)
            team.look_after(known)
            assert waited(lambda: state(resting.pid) != "T"), "it goes on"
        assert not multiprocessing.active_children()

    def test_placing_helps_racers_that_take_long(self, monkeypatch):
        """With a racer that has no memory, all that is known comes from placing: a timetable and its bound."""
        monkeypatch.setattr(solving, "HELP_AFTER", -1.0)
        monkeypatch.setattr(portfolio, "MEMORY", 1 << 20)
        problem = full_day(24, 22)
        found = solve(problem, fairness=9)
        assert found.placements and check(problem, found.placements, 9).faults == ()
        assert found.bound <= found.breaks
        assert (found.status == Status.OPTIMAL) == (found.bound == found.breaks)

    def test_racers_without_memory_give_up(self, monkeypatch):
        monkeypatch.setattr(portfolio, "MEMORY", 1 << 20)
        known = portfolio.run_racers(
            Job(full_day(40, 30), 2), time.monotonic() + 60, lambda known: True, 10_000
        )
        assert (known.gone, known.over, known.slots) == (2, False, None)


class TestNothingToDo:
    def test_no_meetings(self):
        problem = replace(full_day(4, 3), meetings=(), ids=())
        found = solve(problem)
        assert (found.status, found.breaks, found.placements) == (Status.OPTIMAL, 0, ())

    def test_a_cycle_of_precedences_cannot_be(self):
        base = full_day(4, 6)
        first, second, *rest = base.meetings
        meetings = (replace(first, after=(1,)), replace(second, after=(0,)), *rest)
        assert solve(replace(base, meetings=meetings)).status == Status.INFEASIBLE
