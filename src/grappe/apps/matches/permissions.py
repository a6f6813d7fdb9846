"""Who may see matches and introductions, and who may decide and introduce?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.companies.permissions import can_edit_company, can_view_companies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company


def can_view_matches(user: User) -> bool:
    """Everybody inside sees which solutions were found for whom, and why."""
    return can_view_companies(user)


def check_can_view_matches(user: User) -> None:
    if not can_view_matches(user):
        raise PermissionDenied(_("You may not see the matches."))


def can_match_for(user: User, company: Company) -> bool:
    """Whoever may edit a company decides on its solutions and introduces it."""
    return can_edit_company(user, company)


def check_can_match_for(user: User, company: Company) -> None:
    if not can_match_for(user, company):
        raise PermissionDenied(_("You may only decide for companies of your own clusters."))
