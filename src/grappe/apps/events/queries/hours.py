"""How are the times of slots said, here and in the page's language?"""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone

from grappe.apps.events.models import Slot


def local(moment: datetime) -> datetime:
    """Return a moment in the time of this place."""
    return moment.astimezone(get_current_timezone())


def bare(moment: datetime) -> datetime:
    """Return a moment in local time without its zone, for form fields and spreadsheets, which know none."""
    return local(moment).replace(tzinfo=None)


def clock_of(moment: datetime) -> str:
    """Return the time of day, as the page's language writes it."""
    return date_format(local(moment), "TIME_FORMAT")


def hour(slot: Slot) -> str:
    """Return when a slot begins."""
    return clock_of(slot.starts_at)


def times(slot: Slot) -> str:
    """Return from when until when a slot is."""
    return f"{hour(slot)}–{clock_of(slot.ends_at)}"


def slot_label(slot: Slot) -> str:
    """Return when a slot is, with its day."""
    return f"{date_format(local(slot.starts_at), 'SHORT_DATE_FORMAT')} {times(slot)}"
