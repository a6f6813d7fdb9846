"""Who meets whom, when and at which table? A file in, one JSON document out; no database
(docs/reference/timetable.md).
"""

from __future__ import annotations

import math
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from grappe.engines.timetable.problem import Problem, ProblemFault
from grappe.engines.timetable.reading import document_of, problem_of, problem_of_dzn
from grappe.engines.timetable.solve import FAIRNESS, TIME_LIMIT, solve
from grappe.ui.commands import BadFile, FileCommand, read_json, read_text

LONGEST = 7 * 24 * 3600  # seconds: a longer search is a mistake in writing


def breaks(text: str) -> int:
    """Return a number of breaks, 0 or more, for an option of the command line."""
    if not text.isdecimal() or len(text) > 6:
        raise ArgumentTypeError(f"a whole number of at least 0 is wanted, not {text!r}")
    return int(text)


def seconds(text: str) -> float:
    """Return a time of more than 0 seconds and at most a week, for an option of the command line."""
    try:
        time = float(text)
    except ValueError as fault:
        raise ArgumentTypeError(f"a number of seconds is wanted, not {text!r}") from fault
    if not math.isfinite(time) or not 0 < time <= LONGEST:
        raise ArgumentTypeError(f"more than 0 and at most {LONGEST} seconds are wanted, not {text!r}")
    return time


def problem_in(path: str) -> Problem:
    """Return the problem of a file, by its ending. Raises BadFile."""
    if not path.lower().endswith((".dzn", ".json")):
        raise BadFile(path, "is neither .dzn nor .json")
    try:
        return (
            problem_of(read_json(path)) if path.lower().endswith(".json") else problem_of_dzn(read_text(path))
        )
    except ProblemFault as fault:
        raise BadFile(path, fault.fault, fault.place) from fault


class Command(FileCommand):
    help = "Put business meetings into slots and tables, proved the best or with the gap: one JSON document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the problem: .dzn or .json")
        parser.add_argument(
            "--fairness", type=breaks, default=FAIRNESS, metavar="D",
            help="so many breaks more than anybody else has may one person have (default: 2)",
        )  # fmt: skip
        parser.add_argument(
            "--time-limit", type=seconds, default=TIME_LIMIT, metavar="SECONDS",
            help="then the best so far is answered (default: 120)",
        )  # fmt: skip

    def answer(self, **options: Any) -> None:
        problem = problem_in(options["file"])
        solution = solve(problem, fairness=options["fairness"], time_limit=options["time_limit"])
        self.print_json(document_of(problem, solution))
