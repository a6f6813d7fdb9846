"""Are hours of the week open on the right days, also when the clocks change?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from grappe.engines.agenda import Span, openings

ZONE = ZoneInfo("Europe/Luxembourg")


def test_each_day_has_its_hours_and_closed_days_none():
    hours = {0: [(time(9), time(12)), (time(14), time(17))], 1: [(time(9), time(10))]}
    found = list(
        openings(hours, first=date(2026, 6, 1), last=date(2026, 6, 8), zone=ZONE, closed={date(2026, 6, 2)})
    )
    assert [each.start.day for each in found] == [1, 1, 8, 8]
    assert found[0] == Span(datetime(2026, 6, 1, 7, tzinfo=UTC), datetime(2026, 6, 1, 10, tzinfo=UTC))


def test_the_night_of_the_change_is_an_hour_shorter():
    hours = {6: [(time(1), time(4))]}
    found = list(openings(hours, first=date(2026, 3, 29), last=date(2026, 3, 29), zone=ZONE, closed=()))
    assert (found[0].end - found[0].start).total_seconds() == 2 * 3600
