"""How do minutes become those of the group: put before who was there, answered, settled, approved, and then fixed?

What is put before the members is a version of its own that never changes. Who asks for a change is answered, or the
minutes are written again and put before them as the next version.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import LetterKind, MemberState, MinutesState, SessionState, Verdict
from grappe.apps.groups.models import Member, Minutes, Reply, Session
from grappe.apps.groups.operations.letters import write
from grappe.apps.groups.operations.sessions import kept, locked_session
from grappe.apps.groups.permissions import check_can_approve_minutes, check_can_propose_minutes
from grappe.apps.groups.queries import approval as queries
from grappe.apps.groups.queries.attendance import roll
from grappe.apps.groups.queries.sessions import takes_part
from grappe.apps.groups.queries.snapshots import content_of
from grappe.apps.texts import operations as texts
from grappe.ui import moments
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_WORDS, MOST_ANSWER = 4_000, 500
FURTHEST = timedelta(days=180)  # nobody waits longer for an answer


@transaction.atomic
def put_before(*, session: Session, reply_until: date, by: User | Member, at: datetime) -> Minutes:
    """Put the minutes before those who were there, as a version that never changes; the texts close.

    A session that was planned has been held by this. Everybody who was there gets a letter, but not who puts them.
    Objections to the version before are taken up by this. Raises PermissionDenied, and BadInput for a session that has
    not begun or is called off, minutes that are out already, hold nothing, or at which nobody is noted; for a day that
    does not lie within the next 180 days.
    """
    current = locked_session(session)
    check_can_propose_minutes(by, current.group)
    _check_may_go_out(current, at)
    today = moments.local_date(at)
    if not today < reply_until <= today + FURTHEST:
        raise BadInput(_("Choose a day after today, within half a year, until which they may answer."))
    _stop_clocks(current, at)
    # Closed before they are read: whoever is writing at this moment is either in it, or told that it is closed.
    texts.close(texts=[each.text for each in current.points.select_related("text")], at=at)
    content = content_of(current, at=at)
    if not queries.says_something(content):
        raise BadInput(_("Nothing is written yet: no words, no decision, no action."))
    there = _were_there(current)
    if not there:
        raise BadInput(_("Note first who was there: they are asked whether the minutes are right."))
    last = queries.latest(current)
    if last is not None:
        last.replies.filter(verdict=Verdict.OBJECTS, settled_at=None).update(settled_at=at)
    made = Minutes.objects.create(
        session=current, number=last.number + 1 if last else 1, content=content, proposed_at=at, proposed_by=by.name
    )  # fmt: skip
    current.state, current.minutes_state = SessionState.HELD, MinutesState.PROPOSED
    current.proposed_at, current.reply_until, current.agenda_at = at, reply_until, None
    kept(current, _user(by))
    asked = [each for each in there if not queries.is_by(each, by)]
    write(members=asked, kind=LetterKind.MINUTES, about=queries.about(made), at=at)
    return made


@transaction.atomic
def reply(
    *, minutes: Minutes, member: Member, verdict: str, comment: str = "", by: User | None = None, at: datetime
) -> Reply:
    """Say that minutes are right, or ask for a change with words; said again it takes the place of what was said before.

    `by` None is the member on their own page. Raises PermissionDenied for somebody else, Stale for a version that is
    not the latest, and BadInput for who was not there, without words for a change, or once they are approved.
    """
    session = locked_session(minutes.session)
    if by is not None and member.user_id != by.pk:
        raise PermissionDenied(_("You say for yourself whether minutes are right."))
    _check_waits(session)
    latest = queries.latest(session)
    if latest is None or latest.pk != minutes.pk:
        raise Stale(_("There is a newer version of these minutes. Read it first."), latest)
    if member.state != MemberState.ACTIVE or member.pk not in {each.pk for each in _were_there(session)}:
        raise BadInput(_("Minutes are approved by those who were there."))
    words = _words(comment, MOST_WORDS)
    if verdict not in Verdict.values:
        raise BadInput(_("Say whether the minutes are right, or what is to be changed."))
    if verdict == Verdict.OBJECTS and not words:
        raise BadInput(_("Say what is to be changed."))
    values = {
        "verdict": verdict,
        "comment": words,
        "replied_at": at,
        "settled_at": None,
        "answer": "",
        "answered_by": "",
        "answer_language": "",
    }
    said, _made = Reply.objects.update_or_create(minutes=latest, member=member, defaults=values)
    return said


@transaction.atomic
def settle(*, reply: Reply, answer: str, by: User | Member, at: datetime) -> Reply:
    """Answer somebody who asks for a change without changing the minutes. Raises PermissionDenied, BadInput."""
    session = locked_session(reply.minutes.session)
    check_can_propose_minutes(by, session.group)
    _check_waits(session)
    current = Reply.objects.select_for_update().get(pk=reply.pk)
    words = _words(answer, MOST_ANSWER)
    if not words:
        raise BadInput(_("Say why the minutes stay as they are: whoever asked for a change reads it."))
    latest = queries.latest(session)
    if latest is None or current.minutes_id != latest.pk:
        raise Stale(_("There is a newer version of these minutes. Read it first."), latest)
    if current.verdict != Verdict.OBJECTS or current.settled_at is not None:
        raise BadInput(_("This wish for a change is settled already."))
    current.settled_at, current.answer = at, words
    current.answered_by, current.answer_language = by.name, by.language
    current.save(update_fields=["settled_at", "answer", "answered_by", "answer_language"])
    return current


@transaction.atomic
def write_again(*, session: Session, by: User | Member, at: datetime) -> Session:
    """Let the minutes be written again, to take up what was asked for; the version that was put stays.

    Raises PermissionDenied, BadInput where none waits for approval.
    """
    current = locked_session(session)
    check_can_propose_minutes(by, current.group)
    _check_waits(current)
    texts.reopen(texts=[each.text for each in current.points.select_related("text")])
    current.minutes_state, current.reply_until = MinutesState.WRITING, None
    return kept(current, _user(by))


@transaction.atomic
def approve(*, session: Session, version: int, by: User | Member | None, at: datetime) -> Session:
    """Declare the minutes approved: from now on they are fixed, and all members get word.

    `version` is the number that was read. `by` None is the clock: nobody said anything until the day that was set.
    Raises PermissionDenied, Stale for another version, BadInput where a wish for a change is open or none waits.
    """
    current = locked_session(session)
    if by is not None:
        check_can_approve_minutes(by, current.group)
    _check_waits(current)
    latest = queries.latest(current)
    if latest is None or latest.number != version:
        raise Stale(_("There is a newer version of these minutes. Read it first."), latest)
    if latest.replies.filter(verdict=Verdict.OBJECTS, settled_at=None).exists():
        raise BadInput(_("A wish for a change is open. Answer it, or write the minutes again."))
    latest.approved_at = at
    latest.save(update_fields=["approved_at"])
    current.minutes_state, current.approved_at = MinutesState.APPROVED, at
    current.approved_by = by.name if by is not None else ""
    kept(current, _user(by))
    write(members=takes_part(current.group), kind=LetterKind.APPROVED, about=queries.about(latest), at=at)
    return current


def approve_silent(*, at: datetime) -> int:
    """Approve the minutes to which nobody objects and whose day is over; return how many. As often as one likes."""
    # What was asked of an earlier version was settled when the next one was put.
    objected = Reply.objects.filter(minutes__session=OuterRef("pk"), verdict=Verdict.OBJECTS, settled_at=None)
    due = Session.objects.filter(minutes_state=MinutesState.PROPOSED, reply_until__lt=moments.local_date(at))
    return sum(
        _approve_silent(pk, at) for pk in list(due.exclude(Exists(objected)).values_list("pk", flat=True))
    )


@transaction.atomic
def _approve_silent(pk: int, at: datetime) -> int:
    session = locked_session(Session(pk=pk))
    latest = queries.latest(session)
    over = session.reply_until is not None and session.reply_until < moments.local_date(at)
    if session.minutes_state != MinutesState.PROPOSED or latest is None or not over:
        return 0  # somebody was quicker
    if latest.replies.filter(verdict=Verdict.OBJECTS, settled_at=None).exists():
        return 0
    approve(session=session, version=latest.number, by=None, at=at)
    return 1


def _check_may_go_out(session: Session, at: datetime) -> None:
    if session.state == SessionState.CANCELLED:
        raise BadInput(_("This session is called off. Plan a new one."))
    if session.minutes_state != MinutesState.WRITING:
        raise BadInput(_("The minutes are before the members already."))
    if session.starts_at > at:
        raise BadInput(_("This session has not begun yet."))


def _check_waits(session: Session) -> None:
    if session.minutes_state == MinutesState.APPROVED:
        raise BadInput(_("The minutes are approved: they do not change any more."))
    if session.minutes_state != MinutesState.PROPOSED:
        raise BadInput(_("No minutes of this session wait for approval: they are being written."))


def _were_there(session: Session) -> list[Member]:
    """Return who was there or represented and is still a member."""
    seats = roll(session).seats
    return [each.member for each in seats if each.there and each.member.state == MemberState.ACTIVE]


def _stop_clocks(session: Session, at: datetime) -> None:
    for point in session.points.filter(begun_at__isnull=False):
        assert point.begun_at is not None
        point.gone_seconds += max(0, int((at - point.begun_at).total_seconds()))
        point.begun_at = None
        point.save(update_fields=["gone_seconds", "begun_at"])


def _words(text: str, most: int) -> str:
    words = text.replace("\r\n", "\n").replace("\x00", " ").strip()
    if len(words) > most:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": most})
    return words


def _user(by: User | Member | None) -> User | None:
    return None if by is None or isinstance(by, Member) else by
