"""Who may see working groups and who is in them, and who may run them? Outsiders come by their signed links instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.permissions import can_work
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.permissions import can_edit_company, can_view_companies
from grappe.apps.groups.enums import WRITING_ROLES, GroupState, MemberRole, MemberState
from grappe.apps.groups.models import Member

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company
    from grappe.apps.groups.models import Action, Comment, Group, Paper


def can_view_groups(user: User) -> bool:
    """Everybody inside sees which groups there are, what for, and their counts."""
    return can_view_companies(user)


def check_can_view_groups(user: User) -> None:
    if not can_view_groups(user):
        raise PermissionDenied(_("You may not see the working groups."))


def can_view_work(user: User) -> bool:
    """Who is a member, and what was said and written, is for those who work and for analysts; the ministry reads results."""
    return can_view_groups(user) and user.role != Role.MINISTRY


def check_can_view_work(user: User) -> None:
    if not can_view_work(user):
        raise PermissionDenied(_("You may see what came of a working group, not its members and minutes."))


def can_propose_group(user: User) -> bool:
    """Administrators and cluster managers propose working groups."""
    return can_work(user)


def check_can_propose_group(user: User) -> None:
    if not can_propose_group(user):
        raise PermissionDenied(_("Your role may not propose a working group."))


def can_run_group(user: User, group: Group) -> bool:
    """Whoever runs a group, its team and administrators invite, plan sessions and keep its papers."""
    if not can_work(user):
        return False
    # `.all()` uses what a query has prefetched.
    return user.is_administrator or group.lead_id == user.pk or user in group.team.all()


def check_can_run_group(user: User, group: Group) -> None:
    if not can_run_group(user, group):
        raise PermissionDenied(_("Only those who run this working group and administrators may do this."))


def can_decide_group(user: User, group: Group) -> bool:
    """A proposal is decided by somebody else: an administrator, or a manager of one of the group's clusters."""
    if not can_work(user) or group.proposed_by_id == user.pk or group.state != GroupState.PROPOSED:
        return False
    return user.is_administrator or any(each.pk in cluster_ids_of(user) for each in group.clusters.all())


def check_can_decide_group(user: User, group: Group) -> None:
    if not can_decide_group(user, group):
        raise PermissionDenied(
            _(
                "A proposal is decided by an administrator or a manager of its clusters who did not propose it."
            )
        )


def can_write_minutes(user: User | Member, group: Group) -> bool:
    """Those who run a group write its minutes, every colleague who is a member, and by their link chair and secretary."""
    if isinstance(user, Member):
        writes = user.state == MemberState.ACTIVE and user.role in WRITING_ROLES
        return user.group_id == group.pk and writes
    if can_run_group(user, group):
        return True
    return can_work(user) and group.members.filter(user=user, state=MemberState.ACTIVE).exists()


def check_can_write_minutes(user: User | Member, group: Group) -> None:
    if not can_write_minutes(user, group):
        raise PermissionDenied(_("Only members and those who run this working group may write here."))


def can_prepare(who: User | Member, group: Group) -> bool:
    """Those who run a group prepare its agenda, and by their link chair and secretary."""
    return can_write_minutes(who, group) if isinstance(who, Member) else can_run_group(who, group)


def check_can_prepare(who: User | Member, group: Group) -> None:
    if not can_prepare(who, group):
        raise PermissionDenied(
            _("The agenda is prepared by those who run the group, its chair and secretary.")
        )


def can_discuss(who: User | Member, group: Group) -> bool:
    """Members speak at the points, by their link or their account; those who run the group do too."""
    if isinstance(who, Member):
        return who.group_id == group.pk and who.state == MemberState.ACTIVE
    if can_run_group(who, group):
        return True
    return can_view_work(who) and group.members.filter(user=who, state=MemberState.ACTIVE).exists()


def check_can_discuss(who: User | Member, group: Group) -> None:
    if not can_discuss(who, group):
        raise PermissionDenied(_("Only members and those who run this working group may speak here."))


def is_author(who: User | Member, comment: Comment) -> bool:
    """Whether somebody wrote a comment, by their link or by their account."""
    if isinstance(who, Member):
        return comment.member_id == who.pk
    return comment.user_id is not None and comment.user_id == who.pk


def can_take_back(who: User | Member, comment: Comment, group: Group) -> bool:
    """A comment is taken back by whoever wrote it; those who run the group can take back any."""
    if isinstance(who, Member):
        return who.group_id == group.pk and who.state == MemberState.ACTIVE and is_author(who, comment)
    return can_view_work(who) and (is_author(who, comment) or can_run_group(who, group))


def check_can_take_back(who: User | Member, comment: Comment, group: Group) -> None:
    if not can_take_back(who, comment, group):
        raise PermissionDenied(
            _("A comment is taken back by whoever wrote it, or by those who run the working group.")
        )


def can_read_paper(user: User, paper: Paper) -> bool:
    """Papers are read by those who see the work of groups; those for the team only by those who run the group."""
    return can_run_group(user, paper.group) if paper.inside else can_view_work(user)


def check_can_read_paper(user: User, paper: Paper) -> None:
    if not can_read_paper(user, paper):
        raise PermissionDenied(_("This paper is for those who run the working group."))


def can_change_paper(who: User | Member, paper: Paper) -> bool:
    """What a paper is called and where it belongs is changed by whoever may put one; of the team's own by the team."""
    if paper.inside:
        return not isinstance(who, Member) and can_run_group(who, paper.group)
    return can_write_minutes(who, paper.group)


def check_can_change_paper(who: User | Member, paper: Paper) -> None:
    if not can_change_paper(who, paper):
        raise PermissionDenied(
            _(
                "A paper is changed by those who run the working group, its chair, secretary and colleagues in it."
            )
        )


def can_propose_minutes(user: User | Member, group: Group) -> bool:
    """Minutes are put before the members, and their objections answered, by those who run the group, chair and secretary."""
    return _runs_or_is(user, group, WRITING_ROLES)


def check_can_propose_minutes(user: User | Member, group: Group) -> None:
    if not can_propose_minutes(user, group):
        raise PermissionDenied(
            _("Only those who run this working group, its chair and its secretary may do this.")
        )


def can_approve_minutes(user: User | Member, group: Group) -> bool:
    """Minutes are declared approved by the chair, or by those who run the group."""
    return _runs_or_is(user, group, frozenset({MemberRole.CHAIR}))


def check_can_approve_minutes(user: User | Member, group: Group) -> None:
    if not can_approve_minutes(user, group):
        raise PermissionDenied(_("Only the chair and those who run this working group may approve minutes."))


def _runs_or_is(user: User | Member, group: Group, roles: frozenset[MemberRole]) -> bool:
    """Return whether somebody runs a group or is a member of it in one of these roles, by account or by link."""
    if isinstance(user, Member):
        return user.group_id == group.pk and user.state == MemberState.ACTIVE and user.role in roles
    if can_run_group(user, group):
        return True
    return (
        can_work(user) and group.members.filter(user=user, state=MemberState.ACTIVE, role__in=roles).exists()
    )


def can_settle_action(user: User, action: Action) -> bool:
    """An action is settled by its owner, and by those who run the group."""
    if can_work(user) and action.owner.user_id == user.pk:
        return True
    return can_run_group(user, action.group)


def check_can_settle_action(user: User, action: Action) -> None:
    if not can_settle_action(user, action):
        raise PermissionDenied(_("An action is settled by its owner or by those who run the group."))


def can_link(user: User, group: Group, *companies: Company) -> bool:
    """What came of a group is said by those who run it, and by those who look after a company concerned."""
    return can_run_group(user, group) or any(can_edit_company(user, each) for each in companies)


def check_can_link(user: User, group: Group, *companies: Company) -> None:
    if not can_link(user, group, *companies):
        raise PermissionDenied(
            _("Only those who run the group or look after the company may say what came of it.")
        )
