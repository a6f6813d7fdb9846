"""Which session, speaker or question does an address mean, for somebody inside?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.events.enums import Stage
from grappe.apps.events.models import Question, Session, Speaker
from grappe.apps.events.permissions import check_can_view_events

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PARTS: dict[str, type[Session] | type[Speaker] | type[Question]] = {
    "session": Session,
    "speaker": Speaker,
    "question": Question,
}


def part_for(pk: int, *, kind: str, for_user: User) -> Session | Speaker | Question:
    """Return a part of an event with the event and its team; raises ObjectDoesNotExist, PermissionDenied.

    A question is one of the registration: those of the survey have pages of their own (`queries.survey.question_for`).
    """
    check_can_view_events(for_user)
    found = PARTS[kind]._default_manager.select_related("event__organiser").prefetch_related("event__team")
    asked = Q(stage=Stage.REGISTRATION) if kind == "question" else Q()
    return found.get(asked, pk=pk)
