"""Which years are reported?"""

from __future__ import annotations

from datetime import date

from django.db.models import Min

from grappe.apps.reporting.models import Record

MOST = 8


def reported_years(on: date) -> tuple[int, ...]:
    """Return the years from the first record to the day, the last `MOST` of them."""
    first = Record.objects.filter(on__lte=on).aggregate(first=Min("on"))["first"]
    start = max(first.year if first else on.year, on.year - MOST + 1)
    return tuple(range(start, on.year + 1))
