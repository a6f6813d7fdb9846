"""How do members and colleagues speak about a point, among themselves?

What is said is never changed: whoever wants to say something else says it below. Nobody is written to about it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.groups.models import Comment, Member, Point
from grappe.apps.groups.permissions import check_can_discuss, check_can_take_back
from grappe.apps.groups.queries.discussion import is_open
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 4_000
MOST_AT_A_POINT = 500
TWICE = timedelta(minutes=1)  # the same words by the same person are one press too many


@transaction.atomic
def say(*, point: Point, text: str, by: User | Member, at: datetime) -> Comment:
    """Say something at a point. Raises PermissionDenied, and BadInput for no words, too many, or a closed discussion."""
    current = Point.objects.select_for_update(of=("self",)).select_related("session__group").get(pk=point.pk)
    group = current.session.group
    check_can_discuss(by, group)
    if not is_open(current.session):
        raise BadInput(_("This discussion is closed: nothing can be added any more."))
    words = text.replace("\r\n", "\n").replace("\x00", " ").strip()
    if not words:
        raise BadInput(_("Write what you want to say."))
    if len(words) > MOST:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": MOST})
    user = by.user if isinstance(by, Member) else by
    member = by if isinstance(by, Member) else group.members.filter(user=by).order_by("-pk").first()
    last = current.comments.order_by("-said_at", "-pk").first()
    if last is not None and last.text == words and at - last.said_at < TWICE and _same(last, member, user):
        return last
    if current.comments.count() >= MOST_AT_A_POINT:
        raise BadInput(_("This discussion has become very long. Go on at a point of the next session."))
    return Comment.objects.create(
        point=current, member=member, user=user, author=by.name, text=words, said_at=at
    )


@transaction.atomic
def take_back(*, comment: Comment, by: User | Member, at: datetime) -> Comment:
    """Take a comment back: its place stays, its words go for good. Raises PermissionDenied."""
    found = Comment.objects.select_for_update(of=("self",)).select_related("point__session__group")
    current = found.get(pk=comment.pk)
    check_can_take_back(by, current, current.point.session.group)
    if current.removed_at is None:
        current.text, current.removed_at = "", at
        current.save()
    return current


def _same(comment: Comment, member: Member | None, user: User | None) -> bool:
    if member is not None:
        return comment.member_id == member.pk
    return user is not None and comment.user_id == user.pk
