"""What time is it? The only place that reads the clock; everything else is told."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return this moment, aware of its time zone."""
    return timezone.now()


def today() -> date:
    """Return today's date in the server's time zone."""
    return timezone.localdate()
