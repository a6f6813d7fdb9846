"""What is done about sessions by itself: reminders, invitations of newcomers, agendas that changed, sessions that are over?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from grappe.apps.groups.enums import Answer, LetterKind, SessionState
from grappe.apps.groups.models import Attendance, Letter, Member, Session
from grappe.apps.groups.operations.agenda import tell_changes
from grappe.apps.groups.operations.letters import write
from grappe.apps.groups.operations.sessions import kept, locked_session, tell
from grappe.apps.groups.queries.sessions import THERE, about, ends_at, is_ahead, takes_part

DAY = timedelta(days=1)


def look_after(*, at: datetime) -> int:
    """Do what is due about all sessions; return how many letters were put. As often as one likes: nobody gets one twice."""
    count = tell_changes(at=at)
    invited = Session.objects.filter(state=SessionState.PLANNED, invited_at__isnull=False)
    coming = invited.filter(starts_at__gt=at)
    count += sum(_newcomers(pk, at) for pk in list(coming.values_list("pk", flat=True)))
    near = coming.filter(starts_at__lte=at + DAY)
    count += sum(_remind(pk, at) for pk in list(near.values_list("pk", flat=True)))
    _close_the_past(at)
    return count


@transaction.atomic
def _newcomers(pk: int, at: datetime) -> int:
    """Invite those who joined after the invitation went out."""
    session = locked_session(Session(pk=pk))
    return tell(session, at=at) if is_ahead(session, at=at) else 0


@transaction.atomic
def _remind(pk: int, at: datetime) -> int:
    session = locked_session(Session(pk=pk))
    if not is_ahead(session, at=at):
        return 0
    return write(members=_to_remind(session), kind=LetterKind.REMINDER, about=about(session), at=at)


def _to_remind(session: Session) -> list[Member]:
    """Return the members whom the reminder is for: not who has said no, nor who heard of the session in its last day."""
    since = session.starts_at - DAY
    heard = Letter.objects.filter(
        member__group=session.group_id, kind__in=[LetterKind.SESSION, LetterKind.REMINDER], try_at__gte=since,
        about__startswith=f"session {session.pk} ",
    )  # fmt: skip
    away = Attendance.objects.filter(session=session, answer=Answer.CANNOT)
    left_out = {*heard.values_list("member_id", flat=True), *away.values_list("member_id", flat=True)}
    return [each for each in takes_part(session.group) if each.pk not in left_out]


def _close_the_past(at: datetime) -> None:
    """A planned session that is over and at which somebody was there has been held."""
    over = Session.objects.filter(
        state=SessionState.PLANNED, starts_at__lt=at, attendances__presence__in=THERE
    )
    for session in over.distinct():
        if ends_at(session) < at:
            _held(session, at)


@transaction.atomic
def _held(session: Session, at: datetime) -> None:
    current = locked_session(session)
    if current.state == SessionState.PLANNED and ends_at(current) < at:
        current.state = SessionState.HELD
        kept(current, None)
