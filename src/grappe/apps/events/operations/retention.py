"""How is an attendance list made anonymous when its time is over, so that nothing of a person is left in any table?

What stays is what nobody can be known by: how many registered, waited, cancelled and came; for companies on file, that
somebody of theirs came on that day; survey answers, tied to nobody. Recipients of campaigns are kept for another
purpose (that nobody who objected is written to again) and are not touched here.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from grappe.apps.events.enums import RegistrationState
from grappe.apps.events.models import (
    CheckIn,
    Event,
    Letter,
    MeetingOutcome,
    Participant,
    Proposal,
    Registration,
    Request,
    SurveyAnswer,
    Timetable,
    TimetableMeeting,
    Unavailable,
)
from grappe.apps.events.operations import badges, seats
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.retention import due
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def erase_due(*, at: datetime) -> int:
    """Erase the lists whose time is over; return how many. One transaction a list: a fault in one keeps none else."""
    found = [event for event in due(at=at) if erase(event=event, by=None, at=at)]
    _forget_the_deleted()
    return len(found)


@transaction.atomic
def erase(*, event: Event, by: User | None, at: datetime) -> bool:
    """Make the attendance list of an event anonymous for good; return False where it is already.

    By the organiser (`by`) any time after the event, by the job (`by` None) when the days it is kept are over. Raises
    PermissionDenied, and BadInput before the event is over.
    """
    event = seats.locked(event.pk)
    if by is not None:
        check_can_manage_event(by, event)
    if at < event.ends_at:
        raise BadInput(_("The event is not over: its list is still needed."))
    if event.erased_at is not None:
        return False
    with pghistory.context(user=by.pk if by is not None else None):
        _erase_people(event, at=at)
        _erase_meetings(event)
        badges.remove_of(event=event)
        event.erased_at, event.version = at, event.version + 1
        event.save()
    _erase_history(event)
    return True


def _erase_people(event: Event, *, at: datetime) -> None:
    here = Registration.objects.filter(event=event)
    Letter.objects.filter(registration__event=event).delete()
    CheckIn.objects.filter(registration__event=event).delete()
    SurveyAnswer.objects.filter(registration__event=event).update(registration=None)
    for each in here:
        _nobody(each, event, at=at)
    changed = [
        "name", "email", "organisation", "function", "answers", "company", "person", "recipient", "contact", "code",
        "salt", "registered_at", "queued_at", "confirmed_at", "cancelled_at", "checked_in_at", "erased_at",
    ]  # fmt: skip
    Registration.objects.bulk_update(here, changed, batch_size=500)


def _nobody(registration: Registration, event: Event, *, at: datetime) -> None:
    """Take away all that says who it was; a moment becomes its day, coming becomes the event's beginning."""
    registration.name = registration.email = registration.organisation = registration.function = ""
    registration.answers, registration.salt, registration.code = {}, "", uuid.uuid4()
    registration.person = registration.recipient = registration.contact = None
    if registration.state != RegistrationState.CONFIRMED:
        registration.company = None
    registration.registered_at = _day(registration.registered_at)
    for name in ("queued_at", "confirmed_at", "cancelled_at"):
        moment = getattr(registration, name)
        setattr(registration, name, _day(moment) if moment is not None else None)
    if registration.checked_in_at is not None:
        registration.checked_in_at = event.starts_at
    registration.erased_at = at


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _erase_meetings(event: Event) -> None:
    """Of business meetings keep who met whom in numbers, not a word of anybody's, nor a text that names somebody."""
    Proposal.objects.filter(participant__plan__event=event).delete()
    Participant.objects.filter(plan__event=event).update(offers="", seeks="", about="")
    Request.objects.filter(plan__event=event).update(message="", answer="")
    MeetingOutcome.objects.filter(request__plan__event=event).update(text="")
    TimetableMeeting.objects.filter(timetable__plan__event=event).update(reason={})
    Timetable.objects.filter(plan__event=event).update(problem={}, changes={}, why="", message="")


def _erase_history(event: Event) -> None:
    """Take the earlier versions too, also of what was deleted long ago."""
    people = Participant.objects.filter(plan__event=event).values_list("pk", flat=True)
    earlier(Registration).filter(event_id=event.pk).delete()
    earlier(MeetingOutcome).filter(participant_id__in=list(people)).delete()
    earlier(Unavailable).filter(participant_id__in=list(people)).delete()
    plan = getattr(event, "meeting_plan", None)
    if plan is not None:
        earlier(Participant).filter(plan_id=plan.pk).delete()
        earlier(Request).filter(plan_id=plan.pk).delete()


def _forget_the_deleted() -> None:
    """Of registrations that were deleted (never confirmed), the earlier versions go as well."""
    earlier(Registration).exclude(pgh_obj_id__in=Registration.objects.values("pk")).delete()


def earlier(model: type[Model]) -> QuerySet[Any]:
    """Return the earlier versions that pghistory keeps of a model's rows."""
    return model.pgh_event_model.objects.all()  # type: ignore[attr-defined]  # made by pghistory
