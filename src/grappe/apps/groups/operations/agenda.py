"""How is the agenda of a session written: points added, changed, moved, taken out and taken over from the last one?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import MemberState, MinutesState, PointKind
from grappe.apps.groups.models import Member, Point, Session
from grappe.apps.groups.operations import sessions
from grappe.apps.groups.operations.minutes import context_of
from grappe.apps.groups.operations.sessions import kept, locked_session, tell
from grappe.apps.groups.permissions import check_can_prepare
from grappe.apps.groups.queries.agenda import left_over, version_of
from grappe.apps.groups.queries.sessions import is_ahead, is_open
from grappe.apps.texts import operations as texts
from grappe.ui import order
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_POINTS = 60
MOST = {"title": 200, "about": 4_000}
QUIET = timedelta(minutes=15)  # without a change of the agenda before it goes out anew


@dataclass(frozen=True, slots=True)
class PointDraft:
    """All that one writes of a point."""

    title: str
    kind: str = PointKind.DISCUSSION
    minutes_long: int = 15
    presenter: Member | None = None
    about: str = ""


@transaction.atomic
def add_point(
    *, session: Session, draft: PointDraft, proposed_by: Member | None = None, by: User | Member, at: datetime
) -> Point:
    """Put a point at the end of the agenda, perhaps one that a member proposed. Raises PermissionDenied, BadInput."""
    current = _opened(session, by)
    if current.points.count() >= MOST_POINTS:
        raise BadInput(_("An agenda has at most %(most)d points.") % {"most": MOST_POINTS})
    point = Point(session=current, position=_next_place(current), proposed_by=proposed_by)
    _write(point, draft)
    point.text = texts.begin(at=at)
    with pghistory.context(**context_of(by)):
        point.save()
    _changed(current, at)
    return point


@transaction.atomic
def change_point(*, point: Point, draft: PointDraft, version: str, by: User, at: datetime) -> Point:
    """Change a point. Raises PermissionDenied, BadInput, Stale where `version_of` says another `version` than then."""
    session = _opened(point.session, by)
    current = Point.objects.select_for_update().get(pk=point.pk)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this point meanwhile. Look at it again first."), current)
    _write(current, draft)
    with pghistory.context(user=by.pk):
        current.save()
    if version_of(current) != version:
        _changed(session, at)
    return current


@transaction.atomic
def remove_point(*, point: Point, by: User, at: datetime) -> None:
    """Take a point off the agenda. Raises PermissionDenied, and BadInput once anything was written or said at it."""
    session = _opened(point.session, by)
    current = Point.objects.select_related("text").get(pk=point.pk)
    parts = (current.decisions, current.actions, current.comments, current.papers)
    if current.text.plain.strip() or any(each.exists() for each in parts):
        raise BadInput(
            _(
                "At this point something is written, said or on the table: it stays. Mark it as postponed instead."
            )
        )
    text = current.text
    with pghistory.context(user=by.pk):
        current.delete()
    texts.discard(text=text)
    _changed(session, at)


@transaction.atomic
def move_point(*, point: Point, up: bool, by: User, at: datetime) -> int:
    """Let a point change places with the one before or after it; return its place from 1. At the end it stays."""
    session = _opened(point.session, by)
    with pghistory.context(user=by.pk):
        place, moved = order.exchange(session.points.order_by("position", "pk"), point, up=up)
    if moved:
        _changed(session, at)
    return place


@transaction.atomic
def take_over(*, session: Session, points: Collection[int], by: User, at: datetime) -> list[Point]:
    """Put what is left of the session before on this agenda, at its end; return the new points.

    `points` are ids of `left_over`; others raise BadInput. A presenter who has left presents no more.
    """
    current = _opened(session, by)
    offered = {each.pk: each for each in left_over(current)}
    if not points or not set(points) <= set(offered):
        raise BadInput(_("Choose points that are left of the session before."))
    made = []
    for number, pk in enumerate((pk for pk in offered if pk in set(points)), _next_place(current)):
        old = offered[pk]
        stays = old.presenter is not None and old.presenter.state == MemberState.ACTIVE
        point = Point(
            session=current, title=old.title, kind=old.kind, minutes_long=old.minutes_long, about=old.about,
            presenter=old.presenter if stays else None, position=number, carried_from=old, text=texts.begin(at=at),
        )  # fmt: skip
        with pghistory.context(user=by.pk):
            point.save()
        made.append(point)
    _changed(current, at)
    return made


@transaction.atomic
def add_actions(*, session: Session, by: User, at: datetime) -> Point:
    """Put the point under which the open actions stand. Raises PermissionDenied, BadInput."""
    current = _opened(session, by)
    point = sessions.point_of_actions(current, at=at)
    _changed(current, at)
    return point


def tell_changes(*, at: datetime) -> int:
    """Send the agendas that changed after they went out and have been quiet since; return how many letters were put."""
    quiet = Session.objects.filter(agenda_at__lte=at - QUIET).values_list("pk", flat=True)
    return sum(_tell(pk, at) for pk in list(quiet))


@transaction.atomic
def _tell(pk: int, at: datetime) -> int:
    session = locked_session(Session(pk=pk))
    if session.agenda_at is None:
        return 0
    session.agenda_at = None
    if not is_ahead(session, at=at):
        kept(session, None)
        return 0
    session.sequence += 1
    kept(session, None)
    return tell(session, at=at)


def _opened(session: Session, by: User | Member) -> Session:
    """Return the session locked, for whoever prepares its agenda; BadInput once that is fixed."""
    current = locked_session(session)
    check_can_prepare(by, current.group)
    if not is_open(current):
        closed = current.minutes_state != MinutesState.WRITING
        raise BadInput(
            _("The minutes of this session are before its members: its agenda is fixed.")
            if closed
            else _("This session is called off. Plan a new one.")
        )
    return current


def _changed(session: Session, at: datetime) -> None:
    """Remember that those who were invited have to be told."""
    if session.invited_at is not None and is_ahead(session, at=at):
        session.agenda_at = at
        session.save(update_fields=["agenda_at"])


def _next_place(session: Session) -> int:
    return max(session.points.values_list("position", flat=True), default=-1) + 1


def _write(point: Point, draft: PointDraft) -> None:
    for name, longest in MOST.items():
        text = getattr(draft, name).replace("\r\n", "\n").replace("\x00", " ").strip()
        if len(text) > longest:
            raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": longest})
        setattr(point, name, text if name == "about" else " ".join(text.split()))
    if not point.title:
        raise BadInput(_("A point needs a title."))
    if draft.kind not in PointKind.values:
        raise BadInput(_("This request cannot be read."))
    if not 1 <= draft.minutes_long <= 24 * 60:
        raise BadInput(_("A point takes between 1 minute and 24 hours."))
    if draft.presenter is not None and draft.presenter.group_id != point.session.group_id:
        raise BadInput(_("A point is presented by a member of the group."))
    point.kind, point.minutes_long, point.presenter = draft.kind, draft.minutes_long, draft.presenter
