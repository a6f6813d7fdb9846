"""How is what came of a meeting reported, and how does it become a need or a cooperation?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.events.enums import OutcomeKind, RequestState
from grappe.apps.events.models import (
    Cooperation,
    MeetingOutcome,
    Participant,
    Request,
    TimetableMeeting,
)
from grappe.apps.events.operations import cooperations, links
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.needs import operations as needs
from grappe.apps.needs.enums import Urgency
from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

LONGEST_TEXT = 2_000
RATINGS = range(1, 6)


@transaction.atomic
def report(
    *,
    request: Request,
    participant: Participant,
    kind: str,
    rating: int | None = None,
    text: str = "",
    share: bool = False,
    at: datetime,
) -> MeetingOutcome:
    """Report what came of a meeting, as one of the two; reporting again replaces what one said (the history keeps it).

    `share`: the other side may read the text. Raises PermissionDenied for anybody else, BadInput before the meeting
    has begun, for one that never had a place, and for what is none of the choices.
    """
    if participant.pk not in (request.asker_id, request.asked_id):
        raise PermissionDenied(_("Only the two who met report what came of it."))
    _check_held(request, at)
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if kind not in OutcomeKind.values:
        raise BadInput(_("Say what came of it by one of the choices."))
    if rating is not None and rating not in RATINGS:
        raise BadInput(_("The rating is a number from 1 to 5."))
    if len(words) > LONGEST_TEXT:
        raise BadInput(_("Your words take 2,000 characters at most."))
    values = {"kind": kind, "rating": rating, "text": words, "share": share, "reported_at": at}
    with pghistory.context(door="signed link"):
        made, _new = MeetingOutcome.objects.update_or_create(
            request=request, participant=participant, defaults=values
        )
    return made


def _check_held(request: Request, at: datetime) -> None:
    current = Request.objects.select_for_update().get(pk=request.pk)
    if current.state != RequestState.ACCEPTED:
        raise BadInput(_("This meeting was called off."))
    place = TimetableMeeting.objects.filter(
        request=current, timetable__current=True, slot__isnull=False
    ).select_related("slot")
    found = place.first()
    if found is None or found.slot is None:
        raise BadInput(_("This meeting has no place in the timetable."))
    if found.slot.starts_at > at:
        raise BadInput(_("This meeting has not begun yet."))


@transaction.atomic
def to_need(*, outcome: MeetingOutcome, theme: Any, by: User, at: datetime) -> Any:
    """Make what somebody reported a confirmed need of their company, linked to the event. Once.

    Raises PermissionDenied, and BadInput where there is no company on file or the need is there already.
    """
    current = _locked(outcome)
    event = current.request.plan.event
    check_can_manage_event(by, event)
    company = _company(current.participant)
    if current.need_id is not None:
        raise BadInput(_("This outcome is a need already."))
    other = _other(current)
    title = _("%(kind)s with %(partner)s") % {
        "kind": current.get_kind_display(),
        "partner": other.registration.organisation or other.registration.name,
    }
    made = needs.add_need(
        company=company, title=title[:200], description=current.text,
        language=current.participant.registration.language, theme=theme, urgency=Urgency.NORMAL, by=by, at=at,
    )  # fmt: skip
    current.need = made
    with pghistory.context(user=by.pk):
        current.save(update_fields=["need"])
    links.link_need(event=event, need=made, by=by, at=at)
    return made


@transaction.atomic
def to_cooperation(*, outcome: MeetingOutcome, title: str = "", by: User, at: datetime) -> Cooperation:
    """Begin a cooperation of the two companies that met; where the other side's outcome began one, it is that one.

    Raises PermissionDenied, and BadInput where one of the two has no company on file or it is there already.
    """
    current = _locked(outcome)
    event = current.request.plan.event
    check_can_manage_event(by, event)
    if current.cooperation_id is not None:
        raise BadInput(_("This outcome is a cooperation already."))
    first, second = _company(current.participant), _company(_other(current))
    begun = (
        MeetingOutcome.objects.filter(request=current.request, cooperation__isnull=False)
        .select_related("cooperation")
        .first()
    )
    if begun is not None and begun.cooperation is not None:
        made = begun.cooperation
    else:
        words = title or _("Met at “%(event)s”") % {
            "event": Text.of(event.titles).in_language(current.participant.registration.language)
        }
        made = cooperations.begin(
            first=first, second=second, title=words[:200], event=event, notes=current.text, by=by, at=at
        )
    current.cooperation = made
    with pghistory.context(user=by.pk):
        current.save(update_fields=["cooperation"])
    return made


def _locked(outcome: MeetingOutcome) -> MeetingOutcome:
    found = MeetingOutcome.objects.select_for_update(of=("self",)).select_related(
        "participant__registration__company",
        "request__plan__event",
        "request__asker__registration__company",
        "request__asked__registration__company",
    )
    return found.get(pk=outcome.pk)


def _other(outcome: MeetingOutcome) -> Participant:
    request = outcome.request
    return request.asked if request.asker_id == outcome.participant_id else request.asker


def _company(participant: Participant) -> Company:
    company = participant.registration.company
    if company is None:
        raise BadInput(
            _("%(name)s is not linked to a company on file yet.")
            % {"name": participant.registration.organisation or participant.registration.name}
        )
    return company
