"""Who of our side is not free at a time, as far as that is known: contacts, events, connected calendars?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from grappe.apps.calendars.enums import AccountState
from grappe.apps.calendars.models import Account, Busy
from grappe.apps.companies import queries as companies
from grappe.apps.events import queries as events
from grappe.engines.agenda import Span, within
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Clash:
    """What somebody has at a time; `title` is empty where it is not the reader's to know."""

    start: datetime
    end: datetime
    title: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of our side with what they have then; `connected`: whether we know their own calendar."""

    user: User
    clashes: tuple[Clash, ...]
    connected: bool


def members_then(
    members: Collection[User], span: Span, *, for_user: User, without: int | None = None, language: str
) -> list[Member]:
    """Return people with what they have at a time. `without`: the contact that is being planned anew.

    Times of connected calendars come without any title, as one where they overlap. Four queries for any number of people.
    """
    keys = [member.pk for member in members]
    found: dict[int, list[Clash]] = {key: [] for key in keys}
    for row in companies.taken_by_contacts(keys, since=span.start, until=span.end, for_user=for_user):
        if row.contact != without:
            found[row.user].append(Clash(row.starts_at, row.ends_at, row.title))
    for user, event in events.taken_by_events(keys, since=span.start, until=span.end, for_user=for_user):
        title = Text.of(event.titles).in_language(language)
        found[user].append(Clash(event.starts_at, event.ends_at, title))
    for user, spans in private_times(keys, span).items():
        found[user] += [Clash(each.start, each.end, "") for each in within(span, spans)]
    connected = set(
        Account.objects.filter(user__in=keys, state=AccountState.ACTIVE).values_list("user", flat=True)
    )
    return [
        Member(member, tuple(sorted(found[member.pk], key=lambda each: each.start)), member.pk in connected)
        for member in members
    ]


def private_times(keys: Collection[int], span: Span) -> dict[int, list[Span]]:
    """Return the times that connected calendars take of people, without any word. One query."""
    rows = Busy.objects.filter(
        calendar__account__user__in=list(keys), calendar__counts=True, starts_at__lt=span.end, ends_at__gt=span.start
    ).values_list("calendar__account__user", "starts_at", "ends_at")  # fmt: skip
    found: dict[int, list[Span]] = {}
    for user, starts_at, ends_at in rows:
        found.setdefault(user, []).append(Span(starts_at, ends_at))
    return found
