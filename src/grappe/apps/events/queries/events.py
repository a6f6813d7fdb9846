"""Which events are there, and what stands on the page of one?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from grappe.apps.events.enums import EventState, RegistrationState
from grappe.apps.events.models import Event
from grappe.apps.events.permissions import check_can_view_events

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

PAGE = 25


def events(*, for_user: User, state: str = "", when: str = "", at: datetime) -> QuerySet[Event]:
    """Return the events, the latest first, with counts; `when`: "coming", "past" or empty. Raises PermissionDenied."""
    check_can_view_events(for_user)
    counts = {
        name: Count("registrations", filter=Q(registrations__state=each))
        for name, each in (("seated", RegistrationState.CONFIRMED), ("waiting", RegistrationState.WAITING))
    }
    came = Count("registrations", filter=Q(registrations__checked_in_at__isnull=False))
    found = Event.objects.select_related("organiser", "theme").annotate(**counts, came=came)
    found = found.order_by("-starts_at", "-id")  # a count per group drops the table's own order
    if state:
        found = found.filter(state=state)
    if when == "coming":
        return found.filter(ends_at__gte=at).order_by("starts_at", "id")
    return found.filter(ends_at__lt=at) if when == "past" else found


def event_for(pk: int, *, for_user: User) -> Event:
    """Return an event with its team; raises Event.DoesNotExist, PermissionDenied."""
    check_can_view_events(for_user)
    return Event.objects.select_related("organiser", "theme").prefetch_related("team", "clusters").get(pk=pk)


def events_of_member(
    *, for_user: User, since: datetime, until: datetime, also: Iterable[int] = (), limit: int | None = 1_000
) -> list[Event]:
    """Return the events that somebody organises or is of the team of, those called off among them; no draft.

    Of a time, and those of `also` whenever they are.
    """
    check_can_view_events(for_user)
    own = Q(organiser=for_user) | Q(
        pk__in=Event.team.through.objects.filter(user=for_user.pk).values("event")
    )
    timely = Q(starts_at__gte=since, starts_at__lt=until) | Q(pk__in=list(also))
    found = Event.objects.filter(own & timely)
    return list(found.exclude(state=EventState.DRAFT).order_by("starts_at", "pk")[:limit])


def taken_by_events(
    members: Collection[int], *, since: datetime, until: datetime, for_user: User
) -> list[tuple[int, Event]]:
    """Return the events between two moments that these people organise or are of the team of, each with whose they are."""
    check_can_view_events(for_user)
    own = Q(organiser__in=list(members)) | Q(
        pk__in=Event.team.through.objects.filter(user__in=list(members)).values("event")
    )
    found = Event.objects.filter(own, starts_at__lt=until, ends_at__gt=since)
    found = found.exclude(state__in=[EventState.DRAFT, EventState.CANCELLED]).prefetch_related("team")
    return [
        (member, event)
        for event in found.order_by("starts_at", "pk")
        for member in sorted({event.organiser_id, *(each.pk for each in event.team.all())} & set(members))
    ]
