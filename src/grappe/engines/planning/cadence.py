"""When is a company to be contacted next?"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from grappe.engines.kernel import Reason
from grappe.engines.planning.wording import count_in_words, day_in_words, in_three


class Unit(Enum):
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Cadence:
    """Every so many weeks or months. Raises ValueError when that is less than one."""

    every: int
    unit: Unit = Unit.MONTHS

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ValueError(f"a cadence is every 1 or more {self.unit.value}, not every {self.every}")

    def after(self, day: date) -> date:
        """Return the day one cadence after `day`."""
        if self.unit is Unit.WEEKS:
            return day + timedelta(weeks=self.every)
        return add_months(day, self.every)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The next contact: the day it is due, how many days overdue (0: not yet), and why then."""

    due_on: date
    overdue_days: int
    is_due: bool
    is_paused: bool
    reason: Reason


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month where it has no such day.

    31 January and one month is 28 February, or 29 in a leap year. Negative months go back.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def follow_up(
    cadence: Cadence,
    *,
    last_contact: date | None,
    followed_since: date,
    today: date,
    agreed_on: date | None = None,
    paused_until: date | None = None,
) -> FollowUp:
    """Return when the next contact is due.

    A day agreed with the company goes before the cadence, as long as no contact has taken place since;
    a company that was never contacted is due from the day it is followed; while paused, nothing is due
    before `paused_until`.
    """
    if agreed_on is not None and (last_contact is None or agreed_on > last_contact):
        due, reason = agreed_on, _agreed(agreed_on)
    elif last_contact is None:
        due, reason = followed_since, _never(followed_since)
    else:
        due, reason = cadence.after(last_contact), _by_cadence(cadence, last_contact)
    if paused_until is not None and due < paused_until:
        due, reason = paused_until, _paused(paused_until)
    return FollowUp(
        due_on=due,
        overdue_days=max(0, (today - due).days),
        is_due=due <= today,
        is_paused=paused_until is not None and today < paused_until,
        reason=reason,
    )


def _agreed(day: date) -> Reason:
    return Reason(
        code="agreed",
        text=in_three(
            en=f"agreed for {day_in_words(day, 'en')}",
            fr=f"convenu pour le {day_in_words(day, 'fr')}",
            de=f"für den {day_in_words(day, 'de')} vereinbart",
        ),
        actual=day.isoformat(),
    )


def _never(since: date) -> Reason:
    return Reason(
        code="never_contacted",
        text=in_three(
            en=f"followed since {day_in_words(since, 'en')}, never contacted",
            fr=f"suivie depuis le {day_in_words(since, 'fr')}, jamais contactée",
            de=f"nachverfolgt seit dem {day_in_words(since, 'de')}, noch nie kontaktiert",
        ),
        actual=since.isoformat(),
    )


def _by_cadence(cadence: Cadence, last: date) -> Reason:
    unit, every = cadence.unit.value, cadence.every
    return Reason(
        code="cadence",
        text=in_three(
            en=f"{count_in_words(every, unit, 'en')} after the last contact on {day_in_words(last, 'en')}",
            fr=f"{count_in_words(every, unit, 'fr')} après le dernier contact du {day_in_words(last, 'fr')}",
            de=f"{count_in_words(every, unit, 'de')} nach dem letzten Kontakt am {day_in_words(last, 'de')}",
        ),
        actual=last.isoformat(),
        expected=f"{every} {unit}",
    )


def _paused(until: date) -> Reason:
    return Reason(
        code="paused",
        text=in_three(
            en=f"paused until {day_in_words(until, 'en')}",
            fr=f"en pause jusqu’au {day_in_words(until, 'fr')}",
            de=f"ausgesetzt bis zum {day_in_words(until, 'de')}",
        ),
        actual=until.isoformat(),
    )
