"""Which method is taken, and how wide is the interval? Both from errors made with what was known at the time.

At each moment of the past the method is chosen by the errors that were known by then; the error of *that* forecast is
what counts. So the past error, and the interval made from it, pay for having chosen among methods. The interval is
conformal: of m past errors at a distance, the one at place ceil((m + 1) * coverage) in order of size. With fewer than
`coverage / (1 - coverage)` of them (four for 80 %) there is no such place, and one step ahead no forecast is given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grappe.engines.forecast.methods import METHODS
from grappe.engines.forecast.model import Forecast, PastError, Refusal, Step, Tried

Array = NDArray[np.float64]
COVERAGE = 0.8
LEAST_TRIES = 3  # past errors before a method may be chosen instead of the last value
_EQUAL = 1e-9  # a method has to be better than a simpler one by more than rounding


def forecast(
    series: Sequence[float],
    *,
    ahead: int,
    period: int = 1,
    at_least: float | None = 0.0,
    coverage: float = COVERAGE,
) -> Forecast:
    """Return how a series goes on, `ahead` steps far.

    `period` is after how many values a season comes again (12 for months, 4 for quarters, 1 for years); no value is less
    than `at_least` (0 for counts and amounts, None where values may be negative). Raises ValueError for arguments that are
    none.
    """
    _check(ahead, period, coverage)
    values = np.asarray(series, dtype=float)
    if not np.isfinite(values).all():
        return Forecast(coverage, refusal=Refusal.NOT_A_NUMBER)
    if len(values) - 1 < fewest_errors(coverage):
        return Forecast(coverage, refusal=Refusal.TOO_SHORT)
    paths = {name: _bounded(method(values, ahead, period), at_least) for name, method in METHODS.items()}
    return _told(values, paths, ahead, at_least, coverage)


def rest_of_period(
    series: Sequence[float],
    *,
    done: int,
    of: int = 12,
    at_least: float | None = 0.0,
    coverage: float = COVERAGE,
) -> Forecast:
    """Return the whole of a period that is not over: what has been so far, and the rest forecast.

    `series` are the finished parts (months), the last `done` of which belong to the period (a year `of` twelve). The one
    step of the answer is the whole. Its interval comes from past errors over as long a rest, and never lies below what is
    there already where nothing can be less than zero.
    """
    _check(of, of, coverage)
    if not 0 <= done < of or done > len(series):
        raise ValueError("done lies between 0 and one less than the whole, and within the series")
    values, rest = np.asarray(series, dtype=float), of - done
    if not np.isfinite(values).all():
        return Forecast(coverage, refusal=Refusal.NOT_A_NUMBER)
    if len(values) - rest < fewest_errors(coverage):
        return Forecast(coverage, refusal=Refusal.TOO_SHORT)
    so_far = float(values[len(values) - done :].sum())
    # Sums of as many values as are missing: one step ahead, known only once all of them are.
    sums = np.convolve(values, np.ones(rest), "valid")
    paths = {
        name: _bounded(method(values, rest, of), at_least).sum(axis=1, keepdims=True)
        for name, method in METHODS.items()
    }
    found = _told(values, paths, 1, None, coverage, targets=sums, lag=rest)
    lowest = so_far if at_least is not None and at_least >= 0 else -math.inf
    steps = tuple(
        Step(
            each.ahead,
            so_far + each.point,
            max(so_far + each.lower, lowest),
            so_far + each.upper,
            each.widened,
        )
        for each in found.steps
    )
    return Forecast(coverage, steps, found.method, found.error, found.tried, found.refusal, so_far)


def fewest_errors(coverage: float) -> int:
    """Return how many past errors an interval needs: the least m with ceil((m + 1) * coverage) <= m."""
    return math.ceil(coverage / (1 - coverage) - 1e-9)


def conformal(errors: Sequence[float], coverage: float) -> float | None:
    """Return how far a forecast may be off, given past absolute errors; None where they are too few."""
    place = math.ceil((len(errors) + 1) * coverage - 1e-9)
    return sorted(errors)[place - 1] if 1 <= place <= len(errors) else None


def _check(ahead: int, period: int, coverage: float) -> None:
    if ahead < 1 or period < 1 or not 0 < coverage < 1:
        raise ValueError("ahead and period are at least 1, coverage lies between 0 and 1")


def _bounded(paths: Array, at_least: float | None) -> Array:
    return paths if at_least is None else np.maximum(paths, at_least)


def _told(
    values: Array,
    paths: dict[str, Array],
    ahead: int,
    at_least: float | None,
    coverage: float,
    *,
    targets: Array | None = None,
    lag: int = 1,
) -> Forecast:
    """Return the forecast. What is `step` ahead of moment t is `targets[t + step]`, known `lag` values later."""
    goals = values if targets is None else targets
    errors = {name: _errors(path, goals) for name, path in paths.items()}
    last = len(values)
    chosen = {moment: _chosen(errors, moment, lag) for moment in range(1, last + 1)}
    past = _past(errors, chosen, last, ahead)
    method = chosen[last]
    steps = _steps(paths[method][last], past, at_least, coverage)
    if not steps:
        return Forecast(coverage, refusal=Refusal.TOO_SHORT)
    return Forecast(
        coverage=coverage,
        steps=steps,
        method=method,
        error=_past_error(errors, past[0], chosen, last, lag, coverage),
        tried=tuple(Tried(name, _relative(errors, name, last, lag)) for name in METHODS),
    )


def _errors(path: Array, goals: Array) -> Array:
    """Return the absolute error of each forecast, by moment and step; NaN where the goal is not known."""
    moments, ahead = path.shape
    errors = np.full_like(path, np.nan)
    for step in range(ahead):
        known = min(moments, len(goals) - step)
        if known > 0:
            errors[:known, step] = np.abs(path[:known, step] - goals[step : step + known])
    return errors


def _seen(errors: Array, moment: int, lag: int) -> Array:
    """Return those errors that were known at a moment: of goals that had happened by then."""
    moments, ahead = errors.shape
    known = np.arange(moments)[:, None] + np.arange(ahead)[None, :] + lag <= moment
    return np.where(known, errors, np.nan)


def _relative(errors: dict[str, Array], name: str, moment: int, lag: int) -> float | None:
    """Return a method's error relative to that of the last value, over the forecasts that both made; None for too few."""
    own, plain = _seen(errors[name], moment, lag), _seen(errors["naive"], moment, lag)
    both = np.isfinite(own) & np.isfinite(plain)
    if both.sum() < LEAST_TRIES:
        return None
    whole = plain[both].sum()
    if whole <= 0:
        return 1.0 if name == "naive" else None
    return float(own[both].sum() / whole)


def _chosen(errors: dict[str, Array], moment: int, lag: int) -> str:
    """Return the method that was best so far; the simpler one of two that were as good, the last value at first."""
    best, least = "naive", 1.0
    for name in METHODS:
        relative = _relative(errors, name, moment, lag)
        can_say = relative is not None and relative < least * (1 - _EQUAL)
        if can_say and relative is not None:
            best, least = name, relative
    return best


def _past(errors: dict[str, Array], chosen: dict[int, str], last: int, ahead: int) -> list[list[float]]:
    """Return by step the errors of the forecasts that would have been given, the oldest first."""
    past: list[list[float]] = [[] for _step in range(ahead)]
    for moment in range(1, last):
        row = errors[chosen[moment]][moment]
        for step in range(ahead):
            if np.isfinite(row[step]):
                past[step].append(float(row[step]))
    return past


def _steps(
    points: Array, past: list[list[float]], at_least: float | None, coverage: float
) -> tuple[Step, ...]:
    """Return the steps with their intervals; none where even one step ahead has too few past errors."""
    steps: list[Step] = []
    width, distance = 0.0, 0
    for number, point in enumerate(points, 1):
        found = conformal(past[number - 1], coverage)
        if found is not None:
            # Further away is never surer, whatever a few past errors say.
            width, distance = max(found, width), number
        if not distance:
            return ()
        wide = width if found is not None else width * math.sqrt(number / distance)
        lower = float(point) - wide
        steps.append(
            Step(
                number, float(point), lower if at_least is None else max(lower, at_least), float(point) + wide,
                widened=found is None,
            )
        )  # fmt: skip
    return tuple(steps)


def _past_error(
    errors: dict[str, Array], own: list[float], chosen: dict[int, str], last: int, lag: int, coverage: float
) -> PastError:
    """Return how wrong the forecasts one step ahead were, and how many lay in the interval that was given then."""
    plain = errors["naive"][1:last, 0]
    plain = plain[np.isfinite(plain)]
    whole = float(plain.sum())
    judged = inside = 0
    for place, error in enumerate(own):
        before = own[: max(0, place - lag + 1)]
        width = conformal(before, coverage)
        if width is not None:
            judged += 1
            inside += error <= width + _EQUAL * max(1.0, abs(width))
    return PastError(
        mean=float(np.mean(own)),
        relative=float(np.sum(own) / whole) if whole > 0 else None,
        forecasts=len(own),
        judged=judged,
        inside=inside,
    )
