"""What is the most that can be had, under linear rules? HiGHS, asked with arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np


@dataclass
class Rows:
    """Rows of a model: each `low <= sum of factors times columns <= high`."""

    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def at_most(self, columns: Sequence[int], high: float, factors: Sequence[float] | None = None) -> None:
        """Add a row that has an upper end only; all factors 1 unless given."""
        self.between(columns, -highspy.kHighsInf, high, factors)

    def between(
        self, columns: Sequence[int], low: float, high: float, factors: Sequence[float] | None = None
    ) -> None:
        """Add a row with both ends; all factors 1 unless given."""
        self.starts.append(len(self.columns))
        self.columns.extend(columns)
        self.factors.extend([1.0] * len(columns) if factors is None else factors)
        self.low.append(low)
        self.high.append(high)


@dataclass(frozen=True)
class Answer:
    """What was found: `values` per column (None: nothing found), `best` their worth, `bound`: never more than this."""

    values: np.ndarray | None
    best: float
    bound: float
    proved: bool
    infeasible: bool


class _Quiet(highspy.Highs):
    """HiGHS without its Python callbacks: enabling them prints a banner on the standard output, where answers go."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


def maximise(
    worth: Sequence[float],
    rows: Rows,
    *,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    whole: bool = True,
    time_limit: float = 60.0,
    start: Sequence[float] | None = None,
    go_on: Callable[[], bool] | None = None,
) -> Answer:
    """Return the columns of most worth within the rows; columns lie between 0 and 1 unless `low`, `high` say so.

    `whole`: only whole numbers. `start`: an answer to begin with. Ends with the best after `time_limit` seconds, or
    when `go_on`, asked now and then, answers False.
    """
    count = len(worth)
    solver = _Quiet()
    for option, value in (
        ("output_flag", False),
        ("parallel", "off"),
        ("random_seed", 1),
        ("time_limit", max(time_limit, 0.01)),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.999 if whole and all(float(value).is_integer() for value in worth) else 1e-6),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_model(worth, rows, low, high, whole))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = list(start)
        solver.setSolution(known)
    if go_on is not None:
        _ask(solver, go_on)
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(None, -np.inf, -np.inf, True, True)
    proved = status == highspy.HighsModelStatus.kOptimal
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    most = info.objective_function_value if proved and not whole else info.mip_dual_bound
    values = np.array(solver.getSolution().col_value[:count]) if found else None
    return Answer(values, info.objective_function_value if found else -np.inf, most, proved, False)


def _ask(solver: _Quiet, go_on: Callable[[], bool]) -> None:
    def asked(kind: object, message: str, state: object, answer: Any, data: object) -> None:
        answer.user_interrupt = not go_on()

    solver.setCallback(asked, None)
    for kind in (
        highspy.cb.HighsCallbackType.kCallbackMipInterrupt,
        highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
    ):
        solver.startCallback(kind)


def _model(
    worth: Sequence[float], rows: Rows, low: Sequence[float] | None, high: Sequence[float] | None, whole: bool
) -> highspy.HighsLp:
    count = len(worth)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, len(rows.starts)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array(worth, dtype=float)
    model.col_lower_ = np.zeros(count) if low is None else np.array(low, dtype=float)
    model.col_upper_ = np.ones(count) if high is None else np.array(high, dtype=float)
    model.row_lower_ = np.array(rows.low, dtype=float)
    model.row_upper_ = np.array(rows.high, dtype=float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array([*rows.starts, len(rows.columns)], dtype=np.int32)
    model.a_matrix_.index_ = np.array(rows.columns, dtype=np.int32)
    model.a_matrix_.value_ = np.array(rows.factors, dtype=float)
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * count
    return model
