"""How are somebody's data erased from working groups when they ask for it (Regulation (EU) 2016/679, Article 17)?

What stays is that somebody took part, was there and said something, under a name that is nobody's; what was decided is
the group's record (`privacy_records`). Whoever asks is told before what goes and what stays (`queries.privacy`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.companies.operations.kept_out import keep_out
from grappe.apps.groups.enums import MemberState
from grappe.apps.groups.models import Action, Attendance, Comment, Group, Member
from grappe.apps.groups.operations.groups import locked
from grappe.apps.groups.operations.privacy_records import earlier, rename, unname_minutes, unname_papers
from grappe.apps.groups.permissions import check_can_run_group
from grappe.apps.groups.queries.privacy import may_erase, seats_of
from grappe.ui.errors import BadInput
from grappe.ui.letters import LetterState
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def erase(*, member: Member, words: bool = False, by: User, at: datetime) -> Member:
    """Make a member anonymous for good in their group: who they are, in all rows and earlier versions.

    `words` takes their comments back. Whoever still takes part leaves by it. Raises PermissionDenied, and BadInput for
    whoever runs the group, and for somebody who is erased already.
    """
    group = locked(member.group)
    check_can_run_group(by, group)
    done = _erased(group, member, words, by, at)
    _keep_out([member], at)
    return done


@transaction.atomic
def erase_everywhere(*, member: Member, words: bool = False, by: User | Member, at: datetime) -> list[Member]:
    """Make somebody anonymous for good in every group of the initiative, by one request; return who they were.

    Asked for by the member themselves, or carried out by whoever runs one of their groups. A group that they run
    themselves is left as it is. Raises PermissionDenied, and BadInput where nothing can be erased.
    """
    mine, _namesakes = seats_of(member)
    if isinstance(by, Member):
        if by.pk != member.pk:
            raise PermissionDenied(_("Everybody asks for themselves."))
    elif not may_erase(by, mine or [member]):
        raise PermissionDenied(_("Only those who run one of the groups and administrators may do this."))
    done: list[Member] = []
    were = []
    for each in sorted(
        mine, key=lambda seat: seat.group_id
    ):  # in one order: two requests never wait for each other
        group = locked(each.group)
        if each.user_id is None or each.user_id != group.lead_id:
            were.append(each)
            done.append(_erased(group, each, words, by, at))
    if not done:
        raise BadInput(
            _("Their data are erased already.")
            if not mine
            else _("Whoever runs the group stays a member: let somebody else run it first.")
        )
    _keep_out(were, at)
    return done


def _keep_out(seats: Sequence[Member], at: datetime) -> None:
    """Keep marks of who they were (`seats` as they were read before), so that no file brings them back unseen (Article 17(1)).

    Not of who is here still: a colleague, somebody on file at a company, a member of another group.
    """
    gone = [seat for seat in seats if seat.email and seat.user_id is None and seat.person_id is None]
    here = Member.objects.alias(plain=Lower("email")).filter(plain__in=[each.email.lower() for each in gone])
    left = {email.lower() for email in here.values_list("email", flat=True)}
    gone = [seat for seat in gone if seat.email.lower() not in left]
    names: dict[int, set[str]] = {}
    for seat in gone:
        if seat.company_id is not None:
            names.setdefault(seat.company_id, set()).add(seat.name)
    if gone:
        keep_out(emails={seat.email for seat in gone}, names=names, on=local_date(at))


def _erased(group: Group, member: Member, words: bool, by: User | Member, at: datetime) -> Member:
    current = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if not current.email:
        raise BadInput(_("Their data are erased already."))
    if current.user_id is not None and current.user_id == group.lead_id:
        raise BadInput(_("Whoever runs the group stays a member: let somebody else run it first."))
    name = current.name
    with translation.override(group.language):
        nobody = _("Former member %(number)s") % {"number": current.pk}
    # A name that two share says of neither who it was.
    shared = group.members.filter(name=name).exclude(pk=current.pk).exists()
    who: dict[str, Any] = {"member": by.pk} if isinstance(by, Member) else {"user": by.pk}
    with pghistory.context(**who):
        _be_nobody(current, nobody, at)
        _unname(current, nobody, words, at)
        unname_papers(current, nobody)
        unname_minutes(current, None if shared else name, nobody)
        if not shared:
            rename(current, name, nobody)
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


def _forget_history(member: Member) -> None:
    earlier(Member).filter(pgh_obj_id=member.pk).delete()
    earlier(Attendance).filter(member_id=member.pk).delete()
    earlier(Action).filter(group_id=member.group_id, owner_id=member.pk).delete()
