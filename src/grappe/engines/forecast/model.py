"""What does a forecast say: values with an interval, by which method, how wrong it was before, or why there is none?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Refusal(Enum):
    """Why no forecast is given."""

    TOO_SHORT = "too_short"  # fewer past errors than the interval's coverage needs
    NOT_A_NUMBER = "not_a_number"  # a value in the middle of the series is missing


@dataclass(frozen=True, slots=True)
class Step:
    """The value so many steps ahead. `widened`: too few past errors at this distance, those of a shorter one were widened."""

    ahead: int
    point: float
    lower: float
    upper: float
    widened: bool = False


@dataclass(frozen=True, slots=True)
class PastError:
    """How wrong forecasts made in the same way, with what was known then, have been one step ahead.

    `mean` in the unit of the series; `relative` to always saying the last value (below 1 is better, None where that was
    never wrong); over `forecasts` forecasts, of which `inside` lay in the interval that was given then.
    """

    mean: float
    relative: float | None
    forecasts: int
    judged: int  # forecasts that had an interval then
    inside: int


@dataclass(frozen=True, slots=True)
class Tried:
    """A method and its past error relative to always saying the last value; None where it could not be tried often enough."""

    method: str
    relative: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes next, or why nothing is said. `coverage` is the share of intervals meant to hold the value."""

    coverage: float
    steps: tuple[Step, ...] = ()
    method: str = ""
    error: PastError | None = None
    tried: tuple[Tried, ...] = ()
    refusal: Refusal | None = None
    so_far: float = 0.0  # of a period that is not over: what is in `steps` already
