"""Who took part in events, which companies work together because they met, and how content were they (ADR 14)?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language

from grappe.apps.events.enums import CooperationState, EventState
from grappe.apps.events.models import Cooperation, Event, Registration, SurveyAnswer
from grappe.apps.events.permissions import can_view_registrations, check_can_view_events
from grappe.apps.events.queries.cooperations import both_seen
from grappe.engines.indicators import Record
from grappe.engines.kernel import Text
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def records(*, on: date) -> Iterator[Record]:
    """Yield who came to events, and the cooperations of companies."""
    yield from _participations()
    yield from _cooperations()


def _participations() -> Iterator[Record]:
    """Yield one record for each company that was checked in at an event, however many of its people came."""
    rows = Registration.objects.filter(company__isnull=False, checked_in_at__isnull=False)
    rows = rows.exclude(event__state__in=[EventState.DRAFT, EventState.CANCELLED])
    values = rows.order_by("event_id", "company_id").values_list(
        "event_id",
        "company_id",
        "event__starts_at",
        "event__theme__slug",
        "event__organiser_id",
        "event__kind",
    )
    for event, company, starts, theme, organiser, kind in values.distinct().iterator(2_000):
        yield Record(
            "participation", str(event), company, moments.local_date(starts), state=kind, theme=theme or "",
            person_id=organiser, group_key=f"event:{event}",
        )  # fmt: skip


def _cooperations() -> Iterator[Record]:
    """Yield each cooperation for both its companies; one that was written down as ended lasted for its first day."""
    values = Cooperation.objects.order_by("pk").values_list(
        "pk", "first_id", "second_id", "began_on", "ended_on", "state", "value_eur", "event__theme__slug", "created_by_id"
    )  # fmt: skip
    for pk, first, second, began, ended, state, value, theme, by in values.iterator(2_000):
        over = state in {CooperationState.ENDED, CooperationState.BROKEN_OFF}
        last = max(began, ended or began) if over else None
        for company in (first, second):
            yield Record(
                "cooperation", str(pk), company, began, last, amount=value, state=state,
                theme=theme or "", person_id=by, group_key=f"cooperation:{pk}",
            )  # fmt: skip


def answers(*, on: date) -> Iterator[Record]:
    """Yield how satisfied somebody was, from 1 to 5; of no company once the list of those who came is erased."""
    values = (
        SurveyAnswer.objects.filter(satisfaction__isnull=False)
        .order_by("pk")
        .values_list(
            "pk", "event_id", "registration__company_id", "satisfaction", "answered_at", "event__theme__slug"
        )
    )
    for pk, event, company, satisfaction, answered, theme in values.iterator(2_000):
        yield Record(
            "satisfaction", str(pk), company, moments.local_date(answered), value=satisfaction, theme=theme or "",
            group_key=f"event:{event}",
        )  # fmt: skip


def shown(kind: str, ids: Collection[str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return label and address of what somebody may open, by key: who came is not for the ministry; answers are nobody's.

    What a single person answered after an event is opened by nobody, whatever their role.
    """
    check_can_view_events(for_user)
    language = get_language() or "en"
    if kind == "cooperation":
        rows = Cooperation.objects.filter(both_seen(for_user), pk__in=list(ids)).values_list("pk", "title")
        return {str(pk): (title, reverse("events:cooperation", args=[pk])) for pk, title in rows}
    if kind == "satisfaction" or not can_view_registrations(for_user):
        return {}
    events = Event.objects.filter(pk__in=list(ids)).values_list("pk", "titles")
    return {
        str(pk): (Text.of(titles).in_language(language), reverse("events:detail", args=[pk]))
        for pk, titles in events
    }
