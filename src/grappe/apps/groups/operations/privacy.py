"""How are somebody's data erased from a working group when they ask for it (Regulation (EU) 2016/679, Article 17)?

What stays is that somebody took part, was there and said something, under a name that is nobody's. Minutes that were
approved are the group's record and keep the names that stand in them; those who ask are told so.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import MemberState, MinutesState
from grappe.apps.groups.models import (
    Action,
    Attendance,
    Comment,
    Decision,
    Member,
    Point,
    Proposal,
    Session,
)
from grappe.apps.groups.operations.groups import locked
from grappe.apps.groups.permissions import check_can_run_group
from grappe.apps.texts import operations as texts
from grappe.ui.errors import BadInput
from grappe.ui.letters import LetterState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def erase(*, member: Member, words: bool = False, by: User, at: datetime) -> Member:
    """Make a member anonymous for good: who they are, in all rows and earlier versions; `words` takes their comments back.

    Whoever still takes part leaves by it. Raises PermissionDenied, and BadInput for whoever runs the group, and for
    somebody who is erased already.
    """
    group = locked(member.group)
    check_can_run_group(by, group)
    current = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if not current.email:
        raise BadInput(_("Their data are erased already."))
    if current.user_id is not None and current.user_id == group.lead_id:
        raise BadInput(_("Whoever runs the group stays a member: let somebody else run it first."))
    name = current.name
    with translation.override(group.language):
        nobody = _("Former member %(number)s") % {"number": current.pk}
    with pghistory.context(user=by.pk):
        _be_nobody(current, nobody, at)
        _unname(current, nobody, words, at)
        # A name that two share says of neither who it was.
        if not group.members.filter(name=name).exclude(pk=current.pk).exists():
            _rename(current, name, nobody)
    _forget_history(current)
    return current


def _be_nobody(member: Member, nobody: str, at: datetime) -> None:
    if member.state not in (MemberState.LEFT, MemberState.DECLINED):
        left = member.state == MemberState.ACTIVE
        member.state, member.left_at = (MemberState.LEFT if left else MemberState.DECLINED), at
    member.name, member.email, member.salt = nobody, "", ""
    member.organisation = member.function = member.message = member.reason = ""
    member.person, member.user, member.seen_at = None, None, None
    member.save()
    # A letter that is being handed over at this moment is finished by the machine; it is left out the next time.
    member.letters.exclude(state=LetterState.SENDING).delete()


def _unname(member: Member, nobody: str, words: bool, at: datetime) -> None:
    Attendance.objects.filter(member=member).update(note="", represented_by="")
    said = Comment.objects.filter(member=member)
    said.update(author=nobody, user=None)
    if words:
        said.filter(removed_at=None).update(text="", removed_at=at)


def _rename(member: Member, name: str, nobody: str) -> None:
    """Take a name out of what names somebody beside the minutes, as long as those are not approved."""
    group = member.group_id
    for field in ("settled_by", "created_by"):
        for each in (Action.objects.all(), earlier(Action)):
            each.filter(group_id=group, **{field: name}).update(**{field: nobody})
    Proposal.objects.filter(group=group, decided_by=name).update(decided_by=nobody)
    open_to_change = Session.objects.filter(group=group).exclude(minutes_state=MinutesState.APPROVED)
    sessions = list(open_to_change.values_list("pk", flat=True))
    noted: tuple[QuerySet[Any], ...] = (Decision.objects.all(), earlier(Decision))
    for rows in noted:
        rows.filter(session_id__in=sessions, noted_by=name).update(noted_by=nobody)
    points = Point.objects.filter(session__in=sessions)
    texts.rename_writer(texts=list(points.values_list("text_id", flat=True)), name=name, to=nobody)


def _forget_history(member: Member) -> None:
    earlier(Member).filter(pgh_obj_id=member.pk).delete()
    earlier(Attendance).filter(member_id=member.pk).delete()
    earlier(Action).filter(group_id=member.group_id, owner_id=member.pk).delete()


def earlier(model: type[Model]) -> QuerySet[Any]:
    """Return the earlier versions that pghistory keeps of a model's rows."""
    return model.pgh_event_model.objects.all()  # type: ignore[attr-defined]  # made by pghistory
