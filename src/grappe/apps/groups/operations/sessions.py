"""How is a session planned, changed, called off, put before its members and held?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import (
    ActionState,
    GroupState,
    LetterKind,
    MinutesState,
    PointKind,
    SessionState,
)
from grappe.apps.groups.models import Group, Point, Session
from grappe.apps.groups.operations.groups import locked
from grappe.apps.groups.operations.letters import write
from grappe.apps.groups.permissions import check_can_run_group
from grappe.apps.groups.queries.sessions import PLAIN, about, is_ahead, takes_part, version_of
from grappe.apps.texts import operations as texts
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHORTEST, LONGEST = 5, 24 * 60  # minutes
FURTHEST = timedelta(days=5 * 366)  # a year typed wrong
MOST = {"title": 200, "link": 500, "place": 200, "message": 4_000}


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """All that one writes of a session; `starts_at` knows its time zone."""

    starts_at: datetime
    minutes_long: int = 90
    title: str = ""
    link: str = ""
    place: str = ""
    message: str = ""


@transaction.atomic
def plan(*, group: Group, draft: SessionDraft, by: User, at: datetime) -> Session:
    """Plan a session of a group that runs; its number follows the last one. Nobody is told before `invite`.

    Open actions of the group stand as its first point. Raises PermissionDenied, BadInput.
    """
    current = locked(group)
    check_can_run_group(by, current)
    if current.state != GroupState.RUNNING:
        raise BadInput(_("A session is planned in a group that runs."))
    last = current.sessions.aggregate(last=Max("number"))["last"] or 0
    session = Session(group=current, number=last + 1, created_at=at, created_by=by)
    _write(session, draft, at)
    with pghistory.context(user=by.pk):
        session.save()
        if current.actions.filter(state=ActionState.OPEN).exists():
            point_of_actions(session, at=at)
    return session


@transaction.atomic
def change(*, session: Session, draft: SessionDraft, version: str, by: User, at: datetime) -> Session:
    """Change a session; everybody who was invited is told when day, length, place, link or words are others.

    Raises PermissionDenied, Stale where `version_of` says another `version` than then, BadInput for a session that is
    cancelled or whose minutes are approved.
    """
    current = locked_session(session)
    check_can_run_group(by, current.group)
    _check_stands(current)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this session meanwhile. Look at it again first."), current)
    ahead = is_ahead(current, at=at)
    _write(current, draft, at)
    if version_of(current) == version:
        return current
    current.sequence += 1
    kept(current, by)
    if ahead or is_ahead(current, at=at):
        tell(current, at=at)
    return current


@transaction.atomic
def cancel(*, session: Session, reason: str, by: User, at: datetime) -> Session:
    """Call a planned session off, with the reason; everybody who was invited is told.

    Raises PermissionDenied, and BadInput without a reason or for a session that is not planned.
    """
    current = locked_session(session)
    check_can_run_group(by, current.group)
    if current.state != SessionState.PLANNED:
        raise BadInput(_("Only a planned session can be called off."))
    current.cancelled_reason = " ".join(reason.replace("\x00", " ").split())[:300]
    if not current.cancelled_reason:
        raise BadInput(_("Say why the session is called off: its members read it."))
    told = current.invited_at is not None and is_ahead(current, at=at)
    current.state, current.agenda_at = SessionState.CANCELLED, None
    current.sequence += 1
    kept(current, by)
    if told:
        members = takes_part(current.group)
        write(members=members, kind=LetterKind.SESSION_OFF, about=about(current), at=at)
    return current


@transaction.atomic
def invite(*, session: Session, by: User, at: datetime) -> int:
    """Put a session and its agenda before the members; return how many are written to.

    Done again it tells them what has changed on the agenda since. Raises PermissionDenied, and BadInput for a session
    that is over, held or cancelled.
    """
    current = locked_session(session)
    check_can_run_group(by, current.group)
    if not is_ahead(current, at=at):
        raise BadInput(_("One invites to a planned session that is not over yet."))
    if current.agenda_at is not None:
        current.sequence += 1
    current.invited_at, current.agenda_at = current.invited_at or at, None
    kept(current, by)
    return tell(current, at=at)


@transaction.atomic
def hold(*, session: Session, by: User, at: datetime) -> Session:
    """Say that a session has taken place, or has begun. Raises PermissionDenied, BadInput before its beginning."""
    current = locked_session(session)
    check_can_run_group(by, current.group)
    if current.state != SessionState.PLANNED:
        raise BadInput(_("Only a planned session can be held."))
    if current.starts_at > at + timedelta(minutes=30):
        raise BadInput(_("This session has not begun yet."))
    current.state = SessionState.HELD
    return kept(current, by)


def tell(session: Session, *, at: datetime) -> int:
    """Write the session as it stands to its members, those once who have it already; return how many are written to."""
    if session.invited_at is None:
        return 0
    members = takes_part(session.group)
    return write(members=members, kind=LetterKind.SESSION, about=about(session), at=at)


def locked_session(session: Session) -> Session:
    """Return the session as it stands, kept from others until the transaction ends."""
    found = Session.objects.select_for_update(of=("self",)).select_related("group__lead", "group__theme")
    return found.prefetch_related("group__team", "group__clusters").get(pk=session.pk)


def kept(session: Session, by: User | None) -> Session:
    """Save a session that was changed by somebody."""
    session.version += 1
    with pghistory.context(**({"user": by.pk} if by else {})):
        session.save()
    return session


def point_of_actions(session: Session, *, at: datetime) -> Point:
    """Put the point under which the open actions of the group stand, first on the agenda; there is one at most."""
    found = session.points.filter(lists_actions=True).first()
    if found is not None:
        return found
    for place, each in enumerate(session.points.all(), 1):
        if each.position != place:
            each.position = place
            each.save(update_fields=["position"])
    with translation.override(session.group.language):
        title = _("Open actions")
    return Point.objects.create(
        session=session, title=title, kind=PointKind.INFORMATION, minutes_long=10, position=0, lists_actions=True,
        text=texts.begin(at=at),
    )  # fmt: skip


def _check_stands(session: Session) -> None:
    if session.state == SessionState.CANCELLED:
        raise BadInput(_("This session is called off. Plan a new one."))
    if session.minutes_state == MinutesState.APPROVED:
        raise BadInput(_("The minutes of this session are approved: it cannot be changed any more."))


def _write(session: Session, draft: SessionDraft, at: datetime) -> None:
    if not SHORTEST <= draft.minutes_long <= LONGEST:
        raise BadInput(_("A session lasts between 5 minutes and 24 hours."))
    moved = draft.starts_at != session.starts_at
    if moved and not at - FURTHEST <= draft.starts_at <= at + FURTHEST:
        raise BadInput(_("Look at the year: a session lies within five years."))
    for name, longest in MOST.items():
        text: Any = getattr(draft, name).replace("\r\n", "\n").replace("\x00", " ").strip()
        if len(text) > longest:
            raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": longest})
        setattr(session, name, text if name == "message" else " ".join(text.split()))
    if session.link:
        try:
            URLValidator(schemes=["http", "https"])(session.link)
        except ValidationError as fault:
            raise BadInput(_("The video link is no address that begins with https.")) from fault
    for name in set(PLAIN) - set(MOST):
        setattr(session, name, getattr(draft, name))
