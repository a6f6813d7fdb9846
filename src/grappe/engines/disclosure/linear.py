"""Which other numbers fit what is shown? HiGHS, asked again and again of one model."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np

# Where the search for one answer ends; what is not found by then is taken not to exist. No seconds: what is left out must
# not depend on how busy the machine is.
STEPS, NODES = 100_000, 2_000
SMALL = 40  # columns up to which whole numbers are looked for; above, numbers between whole ones are let pass
NEAR = 1e-6


class _Quiet(highspy.Highs):
    """HiGHS without its Python callbacks: enabling them prints a banner on the standard output, where answers go."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        for option, value in (
            ("output_flag", False), ("parallel", "off"), ("random_seed", 1),
            ("simplex_iteration_limit", STEPS), ("mip_max_nodes", NODES),
        ):  # fmt: skip
            self.setOptionValue(option, value)


class Fitting:
    """All numbers, one a column, that fit rows `low <= sum of columns <= high` and lie between zero and `most`."""

    def __init__(
        self, rows: Sequence[np.ndarray], low: Sequence[float], high: Sequence[float], most: np.ndarray, *, whole: bool
    ) -> None:  # fmt: skip
        self._count, self._whole = len(most), whole and len(most) <= SMALL
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(most), len(rows)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.zeros(len(most))
        model.col_lower_, model.col_upper_ = np.zeros(len(most)), most.astype(float)
        model.row_lower_, model.row_upper_ = np.array(low, dtype=float), np.array(high, dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts = np.cumsum([0, *(len(row) for row in rows)])
        model.a_matrix_.start_ = starts.astype(np.int32)
        columns = np.concatenate(rows) if len(rows) else np.zeros(0)
        model.a_matrix_.index_ = columns.astype(np.int32)
        model.a_matrix_.value_ = np.ones(len(columns))
        self._model, self._solver = model, _Quiet()
        self._solver.passModel(model)

    def most_of(self, worth: np.ndarray) -> tuple[np.ndarray | None, np.ndarray]:
        """Return the numbers of most worth (None where none were found in time), and how much each row holds them back."""
        found, held = self._ask(self._solver, worth)
        if found is None or not self._whole:
            return found, held
        near = np.round(found)
        if np.all(np.abs(found - near) < NEAR):
            return near, held
        return self._whole_of(worth), held

    def _whole_of(self, worth: np.ndarray) -> np.ndarray | None:
        solver = _Quiet()
        solver.passModel(self._model)
        kinds = np.full(self._count, highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(self._count, np.arange(self._count, dtype=np.int32), kinds)
        found, _held = self._ask(solver, worth)
        return None if found is None else np.round(found)

    def _ask(self, solver: highspy.Highs, worth: np.ndarray) -> tuple[np.ndarray | None, np.ndarray]:
        solver.changeColsCost(self._count, np.arange(self._count, dtype=np.int32), worth.astype(float))
        if (
            solver.run() == highspy.HighsStatus.kError
        ):  # taken for "no other numbers fit", it would leave everything out
            raise RuntimeError("HiGHS could not be asked which other numbers fit")
        feasible = solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        solution = solver.getSolution()
        values = np.array(solution.col_value[: self._count]) if feasible else None
        return values, np.array(solution.row_dual)
