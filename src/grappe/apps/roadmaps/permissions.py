"""Who may see and change which roadmap and follow-up?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.companies.permissions import can_edit_company, can_view_companies
from grappe.apps.roadmaps.models import Roadmap

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company


def can_view_roadmaps(user: User) -> bool:
    """Everybody inside sees every company's roadmap."""
    return can_view_companies(user)


def check_can_view_roadmaps(user: User) -> None:
    if not can_view_roadmaps(user):
        raise PermissionDenied(_("You may not see the roadmaps."))


def can_plan_for(user: User, company: Company) -> bool:
    """Whoever may edit a company opens its roadmaps and sets how often we speak with it."""
    return can_edit_company(user, company)


def check_can_plan_for(user: User, company: Company) -> None:
    if not can_plan_for(user, company):
        raise PermissionDenied(_("You may only plan for companies of your own clusters."))


def can_edit_roadmap(user: User, roadmap: Roadmap) -> bool:
    """Whoever may edit a company changes its roadmaps."""
    return can_plan_for(user, roadmap.company)


def check_can_edit_roadmap(user: User, roadmap: Roadmap) -> None:
    if not can_edit_roadmap(user, roadmap):
        raise PermissionDenied(_("You may only change roadmaps of companies of your own clusters."))
