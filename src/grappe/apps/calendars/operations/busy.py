"""What is kept of the times that somebody's own appointments take?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from grappe.apps.calendars.models import Busy
from grappe.apps.calendars.queries.reading import said, taken
from grappe.apps.calendars.queries.sealing import seal
from grappe.apps.calendars.queries.told import AHEAD, BACK

if TYPE_CHECKING:
    from grappe.apps.calendars.operations.syncing import News


def keep_busy(news: News, *, known: Collection[str], ours: Collection[str], email: str, at: datetime) -> None:
    """Keep the times of what changed in a calendar, without those of contacts and events of ours."""
    rows = []
    for item in news.items.values():
        read = said(item.data)
        if item.href in known or (read is not None and read.uid in ours):
            continue
        for each in taken(item.data, since=at - BACK, until=at + AHEAD, email=email):
            rows.append(
                Busy(
                    calendar=news.calendar, href=item.href, starts_at=each.span.start, ends_at=each.span.end,
                    sealed=seal(each.title) if each.title else "", repeats=each.repeats,
                )
            )  # fmt: skip
    old = Busy.objects.filter(calendar=news.calendar)
    if not news.whole:
        old = old.filter(href__in=[*news.items, *news.gone])
    old.delete()
    Busy.objects.bulk_create(rows)
