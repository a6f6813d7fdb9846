"""How is a moment said in a mail, and which day is it: by the clock in Luxembourg, in the reader's language?"""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_time, get_date_format
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LOCALES = {"fr": "fr_LU", "de": "de_LU", "en": "en_GB"}


def span(start: datetime, end: datetime) -> str:
    """Return from when to when, in the language that is active; both days where it goes over midnight."""
    first, last = _local(start), _local(end)
    words = {"day": _day(first), "hours": f"{_hour(first)}–{_hour(last)}"}
    if first.date() != last.date():
        return _("%(from)s to %(to)s (Luxembourg time)") % {
            "from": f"{words['day']}, {_hour(first)}",
            "to": f"{_day(last)}, {_hour(last)}",
        }
    return _("%(day)s, %(hours)s (Luxembourg time)") % words


def local_date(moment: datetime) -> date:
    """Return the day on the calendar in Luxembourg."""
    return _local(moment).date()


def short_day(moment: datetime) -> str:
    """Return the day in figures, for a subject."""
    return format_date(_local(moment), "short", locale=_locale())


def short_date(day: date) -> str:
    """Return a day of the calendar in figures, for a subject."""
    return format_date(day, "short", locale=_locale())


def full_date(day: date) -> str:
    """Return a day of the calendar with its weekday, for a sentence."""
    return full_date_in(day, get_language() or "en")


def full_date_in(day: date, language: str) -> str:
    """Return a day with its weekday in a language: "mardi 1er décembre 2026" (the pattern of the CLDR knows no "1er")."""
    locale = LOCALES.get(language[:2], "en_GB")
    if day.day == 1 and locale.startswith("fr"):
        pattern = get_date_format("full", locale=locale).pattern
        return format_date(day, pattern.replace("d MMMM", "d'er' MMMM"), locale=locale)
    return format_date(day, "full", locale=locale)


def _day(moment: datetime) -> str:
    return full_date_in(moment, get_language() or "en")


def _hour(moment: datetime) -> str:
    return format_time(moment, "HH:mm")


def _local(moment: datetime) -> datetime:
    return moment.astimezone(timezone.get_default_timezone())


def _locale() -> str:
    return LOCALES.get((get_language() or "en")[:2], "en_GB")
