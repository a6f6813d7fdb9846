"""When does somebody who has hours of the week receive, day by day, on the clocks of their own place?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from grappe.engines.agenda.free import Span

Hours = Mapping[int, Sequence[tuple[time, time]]]  # weekday (Monday is 0) -> from, to


def openings(
    hours: Hours, *, first: date, last: date, zone: tzinfo, closed: Collection[date]
) -> Iterator[Span]:
    """Yield the times that are open from one day to another, both among them; none on a day that is closed.

    In UTC, so that a night in which the clocks change is as long as it is.
    """
    day = first
    while day <= last:
        if day not in closed:
            for start, end in hours.get(day.weekday(), ()):
                span = Span(_moment(day, start, zone), _moment(day, end, zone))
                if span.start < span.end:
                    yield span
        day += timedelta(days=1)


def _moment(day: date, hour: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
