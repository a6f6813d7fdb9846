"""Which business meetings did a company have, and what came of them? Entries of both companies' timelines."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.events.models import MeetingOutcome
from grappe.apps.events.permissions import can_view_registrations, check_can_view_events
from grappe.apps.events.queries.outcomes import other_side, told
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

_ICONS = {"cooperation": "heart-handshake", "offer": "file-invoice", "no_show": "user-off"}


def outcome_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return what was reported of a company's business meetings, by either side, before a moment, the latest first.

    The words of the other side stand here only where they allowed them to be shared; what kind it was always does.
    Who met whom is not for the ministry: it gets none.
    """
    check_can_view_events(for_user)
    if not can_view_registrations(for_user):
        return []
    found = MeetingOutcome.objects.filter(
        Q(request__asker__registration__company=company_id)
        | Q(request__asked__registration__company=company_id)
    ).select_related(
        "participant__registration", "request__plan__event", "request__asker__registration",
        "request__asked__registration",
    )  # fmt: skip
    if before is not None:
        found = found.filter(reported_at__lt=before)
    return [_entry(each, company_id) for each in found.order_by("-reported_at", "-pk")[:limit]]


def _entry(outcome: MeetingOutcome, company_id: int) -> Entry:
    other = other_side(outcome)
    mine = outcome.participant.registration.company_id == company_id
    partner = other if mine else outcome.participant
    event = outcome.request.plan.event
    return Entry(
        at=outcome.reported_at,
        key=f"meeting-outcome-{outcome.pk:09d}",
        icon=_ICONS.get(outcome.kind, "users"),
        label=_("Business meeting") if mine else _("Business meeting, as the other side reports"),
        title=_("%(partner)s, at “%(event)s”")
        % {"partner": partner.registration.organisation or partner.registration.name, "event": event},
        text=outcome.text[:300] if mine or outcome.share else "",
        url=reverse("events:outcomes", args=[event.pk]),
        by=outcome.participant.registration.name,
        badges=(told(outcome),),
    )
