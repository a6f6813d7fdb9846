"""Who may see a survey's results, who its single answers, and who may ask, remind and answer for a company?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.companies.permissions import can_edit_company, can_view_companies, can_view_company

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

KEEPERS = (Role.ADMINISTRATOR, Role.MARKET_ANALYST)


def can_view_surveys(user: User) -> bool:
    """Everybody inside sees which waves there are, how many answered, and the results."""
    return can_view_companies(user)


def check_can_view_surveys(user: User) -> None:
    if not can_view_surveys(user):
        raise PermissionDenied(_("You may not see the surveys."))


def can_keep_surveys(user: User) -> bool:
    """Administrators and market analysts prepare, send and close a wave; they read and export every single answer."""
    return user.is_active and user.role in KEEPERS


def check_can_keep_surveys(user: User) -> None:
    if not can_keep_surveys(user):
        raise PermissionDenied(_("Only administrators and market analysts keep the survey."))


def can_see_who(user: User) -> bool:
    """Whoever works with companies sees which of them have answered; the ministry sees how many."""
    return can_view_companies(user) and user.role != Role.MINISTRY


def check_can_see_who(user: User) -> None:
    if not can_see_who(user):
        raise PermissionDenied(_("You may not see which companies answered."))


def can_view_answers(user: User, company: Company) -> bool:
    """A company's own answers are read by those who look after it, by market analysts and by administrators."""
    return (can_keep_surveys(user) and can_view_company(user, company)) or can_edit_company(user, company)


def check_can_view_answers(user: User, company: Company) -> None:
    if not can_view_answers(user, company):
        raise PermissionDenied(_("You may not read what this company answered."))


def can_answer_for(user: User, company: Company) -> bool:
    """Whoever looks after a company writes down what it answers in a call; the page says so."""
    return can_edit_company(user, company)


def check_can_answer_for(user: User, company: Company) -> None:
    if not can_answer_for(user, company):
        raise PermissionDenied(_("You may only answer for companies of your own clusters."))
