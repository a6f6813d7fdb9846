"""Who may see needs, and who may add and decide on them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.companies.permissions import (
    can_edit_company,
    can_read_contact,
    can_view_companies,
    can_view_company,
    check_can_read_contact,
    check_can_view_company,
)
from grappe.apps.needs.models import Need

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company


def can_view_needs(user: User) -> bool:
    """Everybody inside sees the needs of every company, but those of a contact in confidence: `can_read_need`."""
    return can_view_companies(user)


def check_can_view_needs(user: User) -> None:
    if not can_view_needs(user):
        raise PermissionDenied(_("You may not see the needs."))


def can_read_need(user: User, need: Need) -> bool:
    """A need marked in a contact's notes has their words: who may read the contact reads it, also without the mark.

    In SQL: `queries.texts.readable`.
    """
    if need.contact is not None:
        return can_read_contact(user, need.contact)
    return can_view_company(user, need.company)


def check_can_read_need(user: User, need: Need) -> None:
    if need.contact is not None:
        check_can_read_contact(user, need.contact)
    check_can_view_company(user, need.company)


def can_add_need(user: User, company: Company) -> bool:
    """Whoever may edit a company adds needs for it."""
    return can_edit_company(user, company)


def check_can_add_need(user: User, company: Company) -> None:
    if not can_add_need(user, company):
        raise PermissionDenied(_("You may only add needs for companies of your own clusters."))


def can_edit_need(user: User, need: Need) -> bool:
    """Whoever may edit a company edits those of its needs that they read, and confirms, dismisses or meets them."""
    return can_edit_company(user, need.company) and can_read_need(user, need)


def check_can_edit_need(user: User, need: Need) -> None:
    if not can_edit_need(user, need):
        raise PermissionDenied(_("You may only decide on needs of companies of your own clusters."))
