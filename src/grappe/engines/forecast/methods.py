"""What would each method have said at each moment of the past, knowing only what had happened until then?

Every method runs once through the series and leaves at each moment its forecasts for the next steps: an array of shape
(moments, steps), in which row t knows the first t values (row 0 nothing), NaN where a method cannot say anything yet.
Smoothing parameters are those of a grid that were best one step ahead until that moment.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ALPHAS = (0.1, 0.3, 0.5, 0.7, 0.9)
BETAS = (0.05, 0.2, 0.4)
PHIS = (0.8, 0.9, 0.98)
LEAST_SMOOTHED = 4  # values before smoothing says anything


def naive(series: Array, ahead: int, period: int) -> Array:
    """The last value goes on."""
    paths = _nothing(series, ahead)
    paths[1:] = series[:, None]
    return paths


def seasonal_naive(series: Array, ahead: int, period: int) -> Array:
    """What was a whole period (a year of months) before comes again."""
    paths = _nothing(series, ahead)
    if period > 1:
        for known in range(period, len(series) + 1):
            paths[known] = [series[known - period + step % period] for step in range(ahead)]
    return paths


def drift(series: Array, ahead: int, period: int) -> Array:
    """The line from the first value to the last goes on."""
    paths = _nothing(series, ahead)
    for known in range(3, len(series) + 1):
        last = series[known - 1]
        paths[known] = last + np.arange(1, ahead + 1) * (last - series[0]) / (known - 1)
    return paths


def damped_trend(series: Array, ahead: int, period: int) -> Array:
    """A smoothed level and a smoothed trend that fades (Holt's method with damping)."""
    paths = _nothing(series, ahead)
    if len(series) < LEAST_SMOOTHED:
        return paths
    alpha, beta, phi = np.array(list(product(ALPHAS, BETAS, PHIS))).T
    level, trend = np.full(len(alpha), series[0]), np.full(len(alpha), series[1] - series[0])
    squares = np.zeros(len(alpha))
    fading = np.cumsum(phi[:, None] ** np.arange(1, ahead + 1), axis=1)
    for known in range(2, len(series) + 1):
        value, expected = series[known - 1], level + phi * trend
        squares += (value - expected) ** 2
        before = level
        level = alpha * value + (1 - alpha) * expected
        trend = beta * (level - before) + (1 - beta) * phi * trend
        if known >= LEAST_SMOOTHED:
            best = int(np.argmin(squares))
            paths[known] = level[best] + fading[best] * trend[best]
    return paths


def theta(series: Array, ahead: int, period: int) -> Array:
    """Simple exponential smoothing with a drift of half the slope of the straight line through all values."""
    paths = _nothing(series, ahead)
    alpha = np.array(ALPHAS)
    level, squares = np.full(len(alpha), series[0]), np.zeros(len(alpha))
    steps = np.arange(ahead)
    for known in range(2, len(series) + 1):
        squares += (series[known - 1] - level) ** 2
        level = alpha * series[known - 1] + (1 - alpha) * level
        if known >= LEAST_SMOOTHED:
            best = int(np.argmin(squares))
            weight = (1 - (1 - alpha[best]) ** known) / alpha[best]
            paths[known] = level[best] + _slope(series[:known]) / 2 * (steps + weight)
    return paths


def _slope(series: Array) -> float:
    """Return the slope of the line of least squares."""
    times = np.arange(len(series)) - (len(series) - 1) / 2
    return float(times @ series / (times @ times))


def _nothing(series: Array, ahead: int) -> Array:
    return np.full((len(series) + 1, ahead), np.nan)


# The simplest first: of two that were equally good the first is taken.
METHODS: dict[str, Callable[[Array, int, int], Array]] = {
    "naive": naive,
    "seasonal_naive": seasonal_naive,
    "drift": drift,
    "theta": theta,
    "damped_trend": damped_trend,
}
