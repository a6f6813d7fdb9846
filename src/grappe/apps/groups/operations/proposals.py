"""How does a member propose a point for a session, and how is it put on the agenda or not?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import GroupState, MemberState, ProposalState
from grappe.apps.groups.models import Member, Proposal, Session
from grappe.apps.groups.operations.agenda import MOST as LONGEST
from grappe.apps.groups.operations.agenda import PointDraft, add_point
from grappe.apps.groups.permissions import check_can_prepare
from grappe.apps.groups.queries.sessions import is_ahead
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_WAITING = 10  # of one member
LONGEST_ANSWER = 500


@transaction.atomic
def propose(*, member: Member, title: str, about: str = "", minutes_long: int = 15, at: datetime) -> Proposal:
    """Let a member propose a point. Raises BadInput, PermissionDenied for who does not take part."""
    current = Member.objects.select_for_update(of=("self",)).select_related("group").get(pk=member.pk)
    if current.state != MemberState.ACTIVE:
        raise PermissionDenied(_("Only those who take part in the group propose points."))
    if current.group.state not in (GroupState.RUNNING, GroupState.PAUSED):
        raise BadInput(_("The group is not running any more: there is no next session."))
    words = " ".join(title.replace("\x00", " ").split())
    more = about.replace("\r\n", "\n").replace("\x00", " ").strip()
    if not words:
        raise BadInput(_("A point needs a title."))
    for text, longest in ((words, LONGEST["title"]), (more, LONGEST["about"])):
        if len(text) > longest:
            raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": longest})
    if not 1 <= minutes_long <= 24 * 60:
        raise BadInput(_("A point takes between 1 minute and 24 hours."))
    waiting = current.proposals.filter(state=ProposalState.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise BadInput(
            _("%(most)d of your points wait for an answer: that is the most at a time.")
            % {"most": MOST_WAITING}
        )
    return Proposal.objects.create(
        group=current.group,
        member=current,
        title=words,
        about=more,
        minutes_long=minutes_long,
        proposed_at=at,
    )


@transaction.atomic
def withdraw(*, proposal: Proposal, member: Member, at: datetime) -> Proposal:
    """Let a member withdraw what they proposed. Raises PermissionDenied, BadInput once it is decided."""
    current = _waiting(proposal)
    if current.member_id != member.pk:
        raise PermissionDenied(_("Only whoever proposed a point withdraws it."))
    return _decided(current, ProposalState.WITHDRAWN, "", member, at)


@transaction.atomic
def take_up(*, proposal: Proposal, session: Session, by: User | Member, at: datetime) -> Proposal:
    """Put a proposed point at the end of the agenda of a session to come; whoever proposed it presents it.

    Raises PermissionDenied, and BadInput where it is decided already or the session is not to come.
    """
    current = _waiting(proposal)
    check_can_prepare(by, current.group)
    if session.group_id != current.group_id or not is_ahead(session, at=at):
        raise BadInput(_("Choose a session that is still to come."))
    member = current.member
    draft = PointDraft(
        title=current.title,
        minutes_long=current.minutes_long,
        presenter=member if member.state == MemberState.ACTIVE else None,
        about=current.about,
    )
    current.point = add_point(session=session, draft=draft, proposed_by=member, by=by, at=at)
    return _decided(current, ProposalState.TAKEN, "", by, at)


@transaction.atomic
def refuse(*, proposal: Proposal, answer: str, by: User | Member, at: datetime) -> Proposal:
    """Do not take a proposed point up, and say why: its member reads it. Raises PermissionDenied, BadInput."""
    current = _waiting(proposal)
    check_can_prepare(by, current.group)
    words = " ".join(answer.replace("\x00", " ").split())
    if not words:
        raise BadInput(_("Say why the point is not taken up: whoever proposed it reads it."))
    if len(words) > LONGEST_ANSWER:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_ANSWER})
    return _decided(current, ProposalState.REFUSED, words, by, at)


def _waiting(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).select_related("group__lead", "member")
    current = found.get(pk=proposal.pk)
    if current.state != ProposalState.WAITING:
        raise BadInput(
            _("This point is decided already: %(state)s.") % {"state": current.get_state_display()}
        )
    return current


def _decided(current: Proposal, state: str, answer: str, by: User | Member, at: datetime) -> Proposal:
    current.state, current.answer, current.decided_at, current.decided_by = state, answer, at, by.name
    current.save()
    return current
