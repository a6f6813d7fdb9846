"""What does a member say to the invitation, and who was there?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import Answer, MemberState, Presence
from grappe.apps.groups.models import Attendance, Member, Session
from grappe.apps.groups.operations.sessions import locked_session
from grappe.apps.groups.permissions import can_run_group, check_can_write_minutes
from grappe.apps.groups.queries.attendance import roll
from grappe.apps.groups.queries.sessions import THERE, is_ahead, is_open
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

EARLY = timedelta(minutes=30)  # people are there before it begins


@transaction.atomic
def answer(
    *, session: Session, member: Member, answer: str, note: str = "", by: User | None = None, at: datetime
) -> Attendance:
    """Say for a member whether they come; `by` None is the member on their own page.

    `note` says why not, or who comes for them. Raises PermissionDenied, and BadInput once the session is over or called
    off, for somebody who does not take part in its group, and for an unknown answer.
    """
    current = locked_session(session)
    if by is not None and not can_run_group(by, current.group) and member.user_id != by.pk:
        raise PermissionDenied(_("You answer for yourself, or for others where you run the group."))
    if answer not in Answer.values:
        raise BadInput(_("This request cannot be read."))
    if member.group_id != current.group_id or member.state != MemberState.ACTIVE:
        raise BadInput(_("Only those who take part in the group answer."))
    if not is_ahead(current, at=at):
        raise BadInput(_("This session is over or called off: an answer changes nothing any more."))
    values = {"answer": answer, "answered_at": at, "note": _line(note, 300)}
    return _kept(current, member, values, by)


@transaction.atomic
def note_presence(
    *,
    session: Session,
    member: Member,
    presence: str,
    represented_by: str = "",
    by: User | Member,
    at: datetime,
) -> Attendance:
    """Note whether a member is there; blank takes the note back.

    Raises PermissionDenied, and BadInput where the session has not begun, its minutes are out, or the member is not of
    its group.
    """
    current = _writable(session, by)
    if presence and presence not in Presence.values:
        raise BadInput(_("This request cannot be read."))
    if member.group_id != current.group_id:
        raise BadInput(_("Only members of the group are noted."))
    if presence in THERE or presence == Presence.ABSENT:
        _check_begun(current, at)
    person = _line(represented_by, 200) if presence == Presence.REPRESENTED else ""
    values = {"presence": presence, "represented_by": person, "noted_at": at}
    return _kept(current, member, values, by)


@transaction.atomic
def all_present(*, session: Session, by: User | Member, at: datetime) -> int:
    """Note everybody of whom nothing is noted yet: who said no is excused, all others are there. Return how many."""
    current = _writable(session, by)
    _check_begun(current, at)
    count = 0
    for seat in roll(current).seats:
        if seat.attendance.presence:
            continue
        away = seat.attendance.answer == Answer.CANNOT
        presence = Presence.EXCUSED if away else Presence.PRESENT
        _kept(current, seat.member, {"presence": presence, "noted_at": at}, by)
        count += 1
    return count


def _writable(session: Session, by: User | Member) -> Session:
    current = locked_session(session)
    check_can_write_minutes(by, current.group)
    if not is_open(current):
        raise BadInput(_("The minutes of this session are closed: who was there is fixed."))
    return current


def _check_begun(session: Session, at: datetime) -> None:
    if session.starts_at > at + EARLY:
        raise BadInput(_("This session has not begun yet."))


def _kept(session: Session, member: Member, values: dict[str, Any], by: User | Member | None) -> Attendance:
    context = {} if by is None or isinstance(by, Member) else {"user": by.pk}
    with pghistory.context(**context):
        kept, _made = Attendance.objects.update_or_create(session=session, member=member, defaults=values)
    return kept


def _line(text: str, most: int) -> str:
    return " ".join(text.replace("\x00", " ").split())[:most]
