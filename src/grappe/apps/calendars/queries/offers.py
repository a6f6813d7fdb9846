"""Which times can be booked now: opening hours, without holidays, without what the host has then?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from grappe.apps.calendars.enums import BookingState
from grappe.apps.calendars.models import Booking, BookingType
from grappe.apps.calendars.queries.clashes import private_times
from grappe.apps.companies import queries as companies
from grappe.apps.events import queries as events
from grappe.engines.agenda import Span, free_slots, merged, openings

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that can be booked, and who is free then (ids)."""

    span: Span
    hosts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when one looks, at most as far as the type allows."""

    since: datetime
    until: datetime


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Return the names of time zones to choose from."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return tuple(sorted(each for each in available_timezones() if each.startswith(areas)))


@lru_cache(maxsize=64)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country in a year."""
    if not country:
        return frozenset()
    import holidays  # heavy, and wanted by pages of booking only

    return frozenset(holidays.country_holidays(country, years=year))


def closed_days(kind: BookingType, first: date, last: date) -> set[date]:
    """Return on which days nobody is received: public holidays, and days blocked by hand."""
    closed = {day for year in range(first.year, last.year + 1) for day in holidays_of(kind.country, year)}
    for start, end in kind.blocked:
        day, until = max(date.fromisoformat(start), first), min(date.fromisoformat(end), last)
        while day <= until:
            closed.add(day)
            day += DAY
    return closed


def window_of(kind: BookingType, *, at: datetime) -> Window:
    """Return from when to when a type can be booked."""
    return Window(at + timedelta(hours=kind.notice_hours), at + timedelta(days=kind.days_ahead))


def offers(
    kind: BookingType, *, at: datetime, hosts: Collection[User], without: Booking | None = None, window: Window | None = None
) -> list[Offer]:  # fmt: skip
    """Return the times that can be booked, the earliest first. `without`: the booking that is being moved.

    Four queries for any number of hosts.
    """
    whole = window_of(kind, at=at)
    since = max(whole.since, window.since) if window else whole.since
    until = min(whole.until, window.until) if window else whole.until
    if since >= until or not hosts:
        return []
    zone = ZoneInfo(kind.zone)
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    opened = [
        span
        for span in openings(
            hours_of(kind), first=first, last=last, zone=zone, closed=closed_days(kind, first, last)
        )
        if span.end > since and span.start < until
    ]
    busy = _busy(kind, hosts, Span(since - DAY, until + DAY), without)
    full = _full_days(kind, hosts, Span(since - DAY, until + DAY), zone, without)
    step = timedelta(minutes=15 if kind.minutes < 30 else 30)
    free: dict[Span, list[int]] = {}
    for host in hosts:
        for slot in free_slots(opened, busy[host.pk], length=timedelta(minutes=kind.minutes), step=step):
            if since <= slot.start < until and slot.start.astimezone(zone).date() not in full[host.pk]:
                free.setdefault(slot, []).append(host.pk)
    return [Offer(span, tuple(free[span])) for span in sorted(free)]


def hours_of(kind: BookingType) -> dict[int, list[tuple[time, time]]]:
    """Return the hours of the week as times."""
    return {
        int(day): [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in rows]
        for day, rows in kind.hours.items()
    }


def _busy(
    kind: BookingType, hosts: Collection[User], span: Span, without: Booking | None
) -> dict[int, list[Span]]:
    """Return what each host has, with the buffer on both sides: contacts, events, connected calendars, bookings."""
    keys = [host.pk for host in hosts]
    found: dict[int, list[Span]] = {key: [] for key in keys}
    asking = next(iter(hosts))
    known = without.contact_id if without is not None else None
    for row in companies.taken_by_contacts(keys, since=span.start, until=span.end, for_user=asking):
        if known is None or row.contact != known:
            found[row.user].append(Span(row.starts_at, row.ends_at))
    for user, event in events.taken_by_events(keys, since=span.start, until=span.end, for_user=asking):
        found[user].append(Span(event.starts_at, event.ends_at))
    for user, spans in private_times(keys, span).items():
        found[user] += spans
    taken = Booking.objects.filter(
        host__in=keys, state=BookingState.BOOKED, starts_at__lt=span.end, ends_at__gt=span.start
    )
    for booking in taken.exclude(pk=without.pk if without is not None else 0):
        found[booking.host_id].append(Span(booking.starts_at, booking.ends_at))
    buffer = timedelta(minutes=kind.buffer)
    return {
        key: merged(Span(each.start - buffer, each.end + buffer) for each in spans)
        for key, spans in found.items()
    }


def _full_days(
    kind: BookingType, hosts: Collection[User], span: Span, zone: ZoneInfo, without: Booking | None
) -> dict[int, set[date]]:
    """Return on which days each host has as many bookings as they take."""
    full: dict[int, set[date]] = {host.pk: set() for host in hosts}
    if kind.most_per_day is None:
        return full
    rows = Booking.objects.filter(
        type=kind, state=BookingState.BOOKED, starts_at__gte=span.start, starts_at__lt=span.end
    ).exclude(pk=without.pk if without is not None else 0)
    counted = Counter((row.host_id, row.starts_at.astimezone(zone).date()) for row in rows)
    for (host, day), number in counted.items():
        if number >= kind.most_per_day and host in full:
            full[host].add(day)
    return full


def overlapping(rows: list[tuple[time, time]]) -> bool:
    """Whether hours of one day end before they begin, or overlap."""
    return any(start >= end for start, end in rows) or any(
        one[1] > two[0] for one, two in pairwise(sorted(rows))
    )
