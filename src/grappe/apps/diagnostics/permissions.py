"""Who may see diagnostics, and who may answer one for a company?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.companies.permissions import can_edit_company, can_view_companies
from grappe.apps.diagnostics.models import Run

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company


def can_view_diagnostics(user: User) -> bool:
    """Everybody inside sees the diagnostics of every company."""
    return can_view_companies(user)


def check_can_view_diagnostics(user: User) -> None:
    if not can_view_diagnostics(user):
        raise PermissionDenied(_("You may not see the diagnostics."))


def can_start_run(user: User, company: Company) -> bool:
    """Whoever may edit a company starts its diagnostics."""
    return can_edit_company(user, company)


def check_can_start_run(user: User, company: Company) -> None:
    if not can_start_run(user, company):
        raise PermissionDenied(_("You may only start diagnostics for companies of your own clusters."))


def can_answer_run(user: User, run: Run) -> bool:
    """Whoever may edit a company answers, finishes and shares its diagnostics."""
    return can_edit_company(user, run.company)


def check_can_answer_run(user: User, run: Run) -> None:
    if not can_answer_run(user, run):
        raise PermissionDenied(_("You may only answer diagnostics of companies of your own clusters."))
