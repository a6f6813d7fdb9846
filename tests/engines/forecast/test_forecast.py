"""Do forecasts say what is worked out by hand, keep to their laws, and cover as often as they promise?"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.forecast import Refusal, forecast, rest_of_period
from grappe.engines.forecast.forecasting import conformal, fewest_errors
from grappe.engines.forecast.methods import damped_trend, drift, naive, seasonal_naive, theta

numbers = st.lists(st.integers(0, 1_000), min_size=5, max_size=40)


def last_row(method, series, ahead, period=1):
    return list(method(np.array(series, dtype=float), ahead, period)[len(series)])


def test_the_simple_methods_by_hand():
    assert last_row(naive, [4, 6, 5], 2) == [5, 5]
    # From 4 to 10 in three steps is 2 a step (FPP3, 5.2).
    assert last_row(drift, [4, 9, 1, 10], 2) == [12, 14]
    assert last_row(seasonal_naive, [1, 2, 3, 4, 5, 6], 5, period=3) == [4, 5, 6, 4, 5]
    assert math.isnan(last_row(drift, [4, 9], 1)[0])
    assert math.isnan(last_row(seasonal_naive, [1, 2], 1, period=3)[0])


def test_a_straight_line_goes_on_by_drift_and_by_a_trend_that_fades_a_little():
    series = [3 + 2 * step for step in range(10)]
    assert last_row(drift, series, 2) == [23, 25]
    # Holt with damping from level 3 and trend 2: it expects less than comes, so it ends below the line, above the last.
    (one, two) = last_row(damped_trend, series, 2)
    assert 21 < one < 23 and one < two < 25


def test_theta_by_hand():
    """Four values 0 0 0 6. The line through them: times -1.5 … 1.5, slope 1.5 * 6 / 5 = 1.8; half of it 0.9.

    The level stays 0 until the last value, so every alpha has the same squares (36) and the first, 0.1, is taken:
    level 0.1 * 6 = 0.6; weight (1 - 0.9^4) / 0.1 = 3.439. One ahead: 0.6 + 0.9 * 3.439 = 3.6951; two: + 0.9.
    """
    assert last_row(theta, [0, 0, 0, 6], 2) == pytest.approx([3.6951, 4.5951])


def test_damped_trend_by_hand():
    """Four values 0 0 0 10: level and trend are 0 until the last, all parameters have squares 100, the first is taken.

    alpha 0.1, beta 0.05, phi 0.8: level 1, trend 0.05 * 1 = 0.05; one ahead 1 + 0.8 * 0.05 = 1.04, two + 0.64 * 0.05.
    """
    assert last_row(damped_trend, [0, 0, 0, 10], 2) == pytest.approx([1.04, 1.072])


def test_the_interval_by_hand():
    """0 2 0 2 0 2: the last value is wrong by 2 each time, five times; drift and the others are tried from later on.

    Of five errors the one at place ceil(6 * 0.8) = 5 counts.
    """
    assert conformal([3, 1, 2, 5, 4], 0.8) == 5
    assert conformal([3, 1, 2, 4], 0.8) == 4
    assert conformal([3, 1, 2], 0.8) is None, "ceil(4 * 0.8) is 4, and there are three"
    assert [conformal(range(1, 10), 0.8), conformal(range(1, 20), 0.8)] == [8, 16]
    assert fewest_errors(0.8) == 4 and fewest_errors(0.9) == 9


def test_the_forecast_of_a_short_series_by_hand():
    """10 10 10 10 14: errors of the last value 0 0 0 4, of which place ceil(5 * 0.8) = 4 is the largest, 4."""
    found = forecast([10, 10, 10, 10, 14], ahead=1)
    (step,) = found.steps
    assert (found.method, step.point, step.lower, step.upper) == ("naive", 14, 10, 18)
    assert found.error is not None
    assert (found.error.mean, found.error.forecasts, found.error.relative) == (1.0, 4, 1.0)


@pytest.mark.parametrize("length", range(5))
def test_too_short_a_series_says_so_and_gives_none(length):
    found = forecast([7.0] * length, ahead=2)
    assert (found.refusal, found.steps) == (Refusal.TOO_SHORT, ())


def test_a_gap_is_not_filled():
    assert forecast([1, 2, math.nan, 4, 5, 6], ahead=1).refusal is Refusal.NOT_A_NUMBER


@pytest.mark.parametrize("wrong", [{"ahead": 0}, {"ahead": 1, "period": 0}, {"ahead": 1, "coverage": 1.0}])
def test_arguments_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError):
        forecast([1, 2, 3, 4, 5], **wrong)


@given(st.integers(0, 10**6), st.integers(5, 60), st.integers(1, 6))
def test_a_constant_series_forecasts_itself_for_certain(value, length, ahead):
    found = forecast([value] * length, ahead=ahead)
    assert [(each.point, each.lower, each.upper) for each in found.steps] == [(value, value, value)] * ahead


@given(numbers, st.integers(-8, 8), st.integers(1, 4))
def test_another_unit_gives_the_same_forecast(series, power, ahead):
    """By a power of two, so that no rounding lies between them."""
    factor = 2.0**power
    plain, scaled = forecast(series, ahead=ahead), forecast([each * factor for each in series], ahead=ahead)
    assert plain.method == scaled.method
    assert [(s.point * factor, s.lower * factor, s.upper * factor) for s in plain.steps] == [
        (s.point, s.lower, s.upper) for s in scaled.steps
    ]


@given(numbers, st.integers(1, 6))
def test_counts_are_never_negative_and_what_is_further_away_is_never_surer(series, ahead):
    steps = forecast(series, ahead=ahead).steps
    assert all(0 <= each.lower <= each.point <= each.upper for each in steps)
    widths = [each.upper - each.point for each in steps]
    assert all(later >= sooner - 1e-9 for sooner, later in zip(widths, widths[1:], strict=False))


@given(numbers)
def test_what_comes_later_does_not_change_what_would_have_been_said(series):
    """The past error of the shorter series is the beginning of that of the longer one."""
    first, second = forecast(series, ahead=1), forecast([*series, 500], ahead=1)
    assert first.error is not None and second.error is not None
    assert second.error.forecasts == first.error.forecasts + 1
    added = second.error.mean * second.error.forecasts - first.error.mean * first.error.forecasts
    assert added == pytest.approx(abs(500 - first.steps[0].point), abs=1e-6)


def _walk(chance: np.random.Generator, length: int) -> np.ndarray:
    return 1_000 + chance.normal(0, 10, length).cumsum()


def _trend(chance: np.random.Generator, length: int) -> np.ndarray:
    return 100 + 8 * np.arange(length) + chance.normal(0, 10, length)


def _noise(chance: np.random.Generator, length: int) -> np.ndarray:
    return 500 + chance.normal(0, 25, length)


@pytest.mark.parametrize("make", [_walk, _trend, _noise])
@pytest.mark.parametrize("length", [12, 40])
def test_intervals_cover_about_as_often_as_they_promise(make, length):
    chance, inside, tries = np.random.default_rng(7), np.zeros(3), 250
    for _try in range(tries):
        series = make(chance, length + 3)
        steps = forecast(series[:length], ahead=3).steps
        inside += [
            step.lower <= value <= step.upper for step, value in zip(steps, series[length:], strict=True)
        ]
    # Two and a half standard errors of 80 % in 250 tries are 6 points; short series are covered a little too often.
    assert 0.74 <= inside[0] / tries <= 0.92, inside / tries
    assert (inside / tries >= 0.70).all(), inside / tries


def test_a_trend_and_a_season_are_recognised():
    chance = np.random.default_rng(3)
    trend = forecast(_trend(chance, 40), ahead=1)
    assert trend.method in ("drift", "theta", "damped_trend") and trend.error is not None
    months = [100 + 50 * math.sin(month * math.pi / 6) + chance.normal(0, 3) for month in range(48)]
    season = forecast(months, ahead=12, period=12)
    assert season.method == "seasonal_naive"
    assert {each.method: each.relative for each in season.tried}["naive"] == 1.0


def test_a_year_that_is_not_over_is_what_has_been_and_the_rest():
    found = rest_of_period([10] * 20, done=8)
    (whole,) = found.steps
    assert (found.so_far, whole.point, whole.lower, whole.upper) == (80, 120, 120, 120)
    chance = np.random.default_rng(5)
    months = chance.poisson(20, 45)
    found = rest_of_period(list(months), done=9)
    assert found.so_far == months[-9:].sum()
    assert found.so_far < found.steps[0].lower < found.steps[0].point < found.steps[0].upper


def test_the_rest_of_a_year_never_takes_back_what_is_there():
    found = rest_of_period([0, 90, 0, 0, 80, 0, 1, 0, 70, 0, 0, 95, 1, 1], done=2, of=4)
    assert found.steps[0].lower >= found.so_far == 2


def test_the_rest_of_a_year_covers_at_least_as_often_as_it_promises():
    """More often: the errors of the first months, made before a better method was known, count with the others."""
    chance, inside, tries = np.random.default_rng(11), 0, 250
    for _try in range(tries):
        months = chance.poisson(30, 48)
        (whole,) = rest_of_period(list(months[:42]), done=6).steps
        inside += whole.lower <= months[36:48].sum() <= whole.upper
    assert 0.76 <= inside / tries <= 0.97, inside / tries


def test_the_rest_of_a_short_series_is_not_forecast():
    assert rest_of_period([10] * 7, done=8 - 1, of=12).refusal is Refusal.TOO_SHORT
    with pytest.raises(ValueError):
        rest_of_period([10] * 20, done=12)
