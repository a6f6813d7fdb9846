"""Who may see action plans, and who may write, lead and fill them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.aids.permissions import can_edit_rules
from grappe.apps.campaigns.permissions import can_add_campaign
from grappe.apps.companies.permissions import can_view_companies
from grappe.apps.events.permissions import can_add_event
from grappe.apps.insight.enums import STARTS, LinkKind, PlanState
from grappe.apps.studies.permissions import can_add_study

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.insight.models import ActionPlan, Indicator, Measure

PLANNERS = (Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)
SEEN_BY_MINISTRY = frozenset({PlanState.RUNNING, PlanState.CLOSED})
# Who may begin a thing at all; the entry of a service is put into the catalogue's file by who keeps that file.
_MAY_BEGIN = {
    LinkKind.PROGRAMME: can_edit_rules,
    LinkKind.CAMPAIGN: can_add_campaign,
    LinkKind.EVENT: can_add_event,
    LinkKind.STUDY: can_add_study,
}


def can_view_themes(user: User) -> bool:
    """Everybody inside reads the pages of the themes; each list on them holds what that reader may see."""
    return can_view_companies(user)


def check_can_view_themes(user: User) -> None:
    if not can_view_themes(user):
        raise PermissionDenied(_("You may not see the themes."))


def can_view_plan(user: User, plan: ActionPlan) -> bool:
    """A plan that is a draft or was given up is for those who make plans; the ministry reads the others."""
    return can_view_companies(user) and (user.role in PLANNERS or plan.state in SEEN_BY_MINISTRY)


def check_can_view_plan(user: User, plan: ActionPlan) -> None:
    if not can_view_plan(user, plan):
        raise PermissionDenied(_("This action plan is not under way."))


def can_add_plan(user: User) -> bool:
    """Administrators, cluster managers and market analysts make action plans."""
    return user.is_active and user.role in PLANNERS


def check_can_add_plan(user: User) -> None:
    if not can_add_plan(user):
        raise PermissionDenied(_("Your role may not make an action plan."))


def can_run_plan(user: User, plan: ActionPlan) -> bool:
    """Whoever leads a plan, its team and administrators write it."""
    if not can_add_plan(user):
        return False
    # `.all()` uses what a query has prefetched.
    return user.is_administrator or plan.lead_id == user.pk or user in plan.team.all()


def check_can_run_plan(user: User, plan: ActionPlan) -> None:
    if not can_run_plan(user, plan):
        raise PermissionDenied(_("Only those who run this action plan and administrators may do this."))


def can_report_measure(user: User, measure: Measure) -> bool:
    """How far a measure is, what it cost and what came of it is said by its owner and by those who run the plan."""
    if can_add_plan(user) and measure.owner_id == user.pk:
        return True
    return can_run_plan(user, measure.plan)


def check_can_report_measure(user: User, measure: Measure) -> None:
    if not can_report_measure(user, measure):
        raise PermissionDenied(_("Only the owner of this measure and those who run the plan may do this."))


def can_begin(user: User, measure: Measure, what: LinkKind) -> bool:
    """What a measure of its kind is to become is begun by who reports it, if their role may begin such a thing at all."""
    if what not in STARTS[measure.kind] or not can_report_measure(user, measure):
        return False
    return what not in _MAY_BEGIN or _MAY_BEGIN[what](user)


def check_can_begin(user: User, measure: Measure, what: LinkKind) -> None:
    if not can_begin(user, measure, what):
        raise PermissionDenied(_("This cannot be begun from this measure by you."))


def can_read_indicator(user: User, indicator: Indicator) -> bool:
    """What an indicator stands at is noted by the owner of its measure and by those who run the plan."""
    if indicator.measure is not None:
        return can_report_measure(user, indicator.measure)
    return can_run_plan(user, indicator.plan)


def check_can_read_indicator(user: User, indicator: Indicator) -> None:
    if not can_read_indicator(user, indicator):
        raise PermissionDenied(
            _("Only the owner of its measure and those who run the plan note what an indicator stands at.")
        )
