"""How old is it on a day? Ages in months and years, exact to the day."""

from __future__ import annotations

import calendar
from datetime import date


def plus_months(day: date, months: int) -> date:
    """Return the day so many months later; the last of the month where that day is missing (29 February).

    As article 3(2)(c) of Regulation (EEC, Euratom) 1182/71 ends a period of months or years.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def age_months(since: date, on: date) -> float:
    """Return the age in months on a day: whole months, and the part of the one that runs. Never below 0.

    A whole number only on the very day, so "not older than 60 months" holds to the last day and no longer.
    """
    return _age(since, on, 1)


def age_years(since: date, on: date) -> float:
    """Return the age in years on a day: whole years, and the part of the one that runs. Never below 0."""
    return _age(since, on, 12)


def _age(since: date, on: date, step: int) -> float:
    if on <= since:
        return 0.0
    whole = ((on.year - since.year) * 12 + on.month - since.month) // step
    if plus_months(since, whole * step) > on:
        whole -= 1
    begin = plus_months(since, whole * step)
    return round(whole + (on - begin).days / (plus_months(since, (whole + 1) * step) - begin).days, 3)
