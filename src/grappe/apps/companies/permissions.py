"""Who may see and change which company?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import can_work
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.models import Company, Contact

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def can_view_companies(user: User) -> bool:
    """Everybody inside sees every company of the initiative."""
    return user.is_active and bool(user.role)


def check_can_view_companies(user: User) -> None:
    if not can_view_companies(user):
        raise PermissionDenied(_("You may not see the companies."))


def can_add_company(user: User) -> bool:
    """Administrators and cluster managers add companies."""
    return can_work(user)


def check_can_add_company(user: User) -> None:
    if not can_add_company(user):
        raise PermissionDenied(_("Your role may not add companies."))


def can_edit_company(user: User, company: Company) -> bool:
    """Administrators edit every company, cluster managers those of their own clusters."""
    if not can_work(user):
        return False
    if user.is_administrator:
        return True
    # `.all()` uses what a query has prefetched, so that lists stay at a constant number of queries.
    return any(cluster.pk in cluster_ids_of(user) for cluster in company.clusters.all())


def check_can_edit_company(user: User, company: Company) -> None:
    if not can_edit_company(user, company):
        raise PermissionDenied(_("You may only change companies of your own clusters."))


def can_import_companies(user: User) -> bool:
    """Administrators import files of companies: an import may touch every cluster."""
    return user.is_active and user.is_administrator


def check_can_import_companies(user: User) -> None:
    if not can_import_companies(user):
        raise PermissionDenied(_("Only administrators may import companies."))


def _is_concerned(user: User, contact: Contact) -> bool:
    """Whether somebody is of a contact's team or looks after its company; `.all()` uses what a query has prefetched."""
    in_team = any(member.pk == user.pk for member in contact.team.all())
    return in_team or can_edit_company(user, contact.company)


def can_read_contact(user: User, contact: Contact) -> bool:
    """Everybody inside reads a contact; one in confidence only its team, who planned it, and those who look after the company.

    `queries.contacts.readable` says the same in SQL.
    """
    if not can_view_companies(user):
        return False
    if not contact.confidential or contact.created_by_id == user.pk:
        return True
    return _is_concerned(user, contact)


def check_can_read_contact(user: User, contact: Contact) -> None:
    if not can_read_contact(user, contact):
        raise PermissionDenied(
            _(
                "This contact was held in confidence: only its team and those who look after the company read it."
            )
        )


def can_edit_contact(user: User, contact: Contact) -> bool:
    """Who may change the company plans, changes and notes its contacts; so does everybody of the contact's team who works."""
    if not can_work(user):
        return False
    return _is_concerned(user, contact)


def check_can_edit_contact(user: User, contact: Contact) -> None:
    if not can_edit_contact(user, contact):
        raise PermissionDenied(
            _("Only the contact's team and those who look after the company may change this contact.")
        )
