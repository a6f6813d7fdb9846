"""Which reminders of an unanswered introduction are due?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

REMINDER_DAYS = (9, 21, 45)


def reminders_due(
    sent_on: date,
    answered_on: date | None,
    already: Collection[int],
    today: date,
    days: tuple[int, ...] = REMINDER_DAYS,
) -> tuple[int, ...]:
    """Return the reminders (9, 21, 45: days since it was sent) that are due and were not sent, first to last.

    None once answered. A reminder before one that went out already is no longer due: nobody gets the
    second before the first. When several are due at once, as after a pause, one message is enough: send the
    last, keep all as sent.
    """
    if answered_on is not None:
        return ()
    waited = (today - sent_on).days
    last_sent = max(already, default=0)
    return tuple(day for day in days if last_sent < day <= waited)


def next_reminder_on(
    sent_on: date,
    answered_on: date | None,
    already: Collection[int],
    days: tuple[int, ...] = REMINDER_DAYS,
) -> date | None:
    """Return the day on which the next reminder is due (it may have passed); None when no more come."""
    if answered_on is not None:
        return None
    last_sent = max(already, default=0)
    return next((sent_on + timedelta(days=day) for day in days if day > last_sent), None)
