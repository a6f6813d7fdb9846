"""Which session, speaker or question does an address mean, for somebody inside?"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """Return a part of an event with the event and its team; raises ObjectDoesNotExist, PermissionDenied."""
    check_can_view_events(for_user)
    found = PARTS[kind]._default_manager.select_related("event__organiser").prefetch_related("event__team")
    return found.get(pk=pk)
