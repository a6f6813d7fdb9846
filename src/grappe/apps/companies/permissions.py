"""Who may see and change which company?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import can_work
from grappe.apps.accounts.queries import team_ids_of
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.enums import Audience, Visibility
from grappe.apps.companies.models import Company, Contact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grappe.apps.accounts.models import Team, User


def can_view_companies(user: User) -> bool:
    """Everybody inside sees companies; which of them, `can_view_company` says."""
    return user.is_active and bool(user.role)


def check_can_view_companies(user: User) -> None:
    if not can_view_companies(user):
        raise PermissionDenied(_("You may not see the companies."))


def can_view_company(user: User, company: Company) -> bool:
    """Who sees that a company is on file, and with it what hangs on it; `queries.visible` says the same in SQL.

    One for everybody: those whose role sees all, and those of its clusters and its team. One for its clusters: these and
    its team. One for its team: its team. Administrators see every one.
    """
    if not can_view_companies(user):
        return False
    if user.is_administrator or (not company.is_restricted and user.sees_all):
        return True
    if company.team_id is not None and company.team_id in team_ids_of(user):
        return True
    return company.visibility != Visibility.TEAM and _shares_a_cluster(user, company)


def check_can_view_company(user: User, company: Company) -> None:
    if not can_view_company(user, company):
        raise PermissionDenied(_("This company is shown to fewer people; you are not among them."))


def check_can_view_company_or_none(user: User, company: Company | None) -> None:
    """The same for what may hang on a company or on none."""
    if company is None:
        check_can_view_companies(user)
    else:
        check_can_view_company(user, company)


def can_view_company_of(user: User, thing: Any) -> bool:
    """The same, as an answer, of a thing with a `company`, which is not read where somebody sees all of them."""
    if user.is_administrator or thing.company_id is None:
        return can_view_companies(user)
    return can_view_company(user, thing.company)


def would_view(user: User, visibility: str, shares_a_cluster: bool, team: Team | None) -> bool:
    """Whether somebody inside would see a company of this visibility and team, with or without a cluster of theirs."""
    if user.is_administrator or (visibility == Visibility.EVERYONE and user.sees_all):
        return True
    if team is not None and team.pk in team_ids_of(user):
        return True
    return visibility != Visibility.TEAM and shares_a_cluster


def _shares_a_cluster(user: User, company: Company) -> bool:
    # `.all()` uses what a query has prefetched, so that lists stay at a constant number of queries.
    own = cluster_ids_of(user)
    return bool(own) and any(cluster.pk in own for cluster in company.clusters.all())


def can_add_company(user: User) -> bool:
    """Administrators and cluster managers add companies."""
    return can_work(user)


def check_can_add_company(user: User) -> None:
    if not can_add_company(user):
        raise PermissionDenied(_("Your role may not add companies."))


def can_edit_company(user: User, company: Company) -> bool:
    """Administrators edit every company, cluster managers those of their own clusters and teams that they see."""
    if not can_work(user):
        return False
    if user.is_administrator:
        return True
    if company.visibility != Visibility.TEAM and _shares_a_cluster(user, company):
        return True
    return company.team_id is not None and company.team_id in team_ids_of(user)


def check_can_edit_company(user: User, company: Company) -> None:
    if not can_edit_company(user, company):
        raise PermissionDenied(_("You may only change companies of your own clusters and teams."))


def can_import_companies(user: User) -> bool:
    """Administrators import files of companies: an import may touch every cluster."""
    return user.is_active and user.is_administrator


def check_can_import_companies(user: User) -> None:
    if not can_import_companies(user):
        raise PermissionDenied(_("Only administrators may import companies."))


def _is_named(user: User, contact: Contact) -> bool:
    """Whether somebody planned a contact, is of its team or a named reader; `.all()` uses what a query has prefetched."""
    if contact.created_by_id is not None and contact.created_by_id == user.pk:
        return True
    if any(member.pk == user.pk for member in contact.team.all()):
        return True
    return contact.confidential and any(reader.pk == user.pk for reader in contact.readers.all())


def can_read_contact(user: User, contact: Contact) -> bool:
    """Who sees the company reads its contacts, but for those in confidence and those for named people only.

    In confidence: its team, who planned it, named readers, and those who look after the company. For named people only:
    the same without those who look after the company; no administrator. `queries.readable` says the same in SQL.
    """
    if not can_view_company(user, contact.company):
        return False
    if not contact.confidential or _is_named(user, contact):
        return True
    return not contact.named_only and can_edit_company(user, contact.company)


def would_read(user: User, contact: Contact, audience: str, readers: Iterable[User]) -> bool:
    """Whether somebody who sees the company would read a contact with this audience and these readers."""
    if audience == Audience.EVERYONE or user in readers:
        return True
    if contact.created_by_id == user.pk or any(member.pk == user.pk for member in contact.team.all()):
        return True
    return audience == Audience.CONFIDENCE and can_edit_company(user, contact.company)


def check_can_read_contact(user: User, contact: Contact) -> None:
    check_can_view_company(user, contact.company)
    if can_read_contact(user, contact):
        return
    if contact.named_only:
        raise PermissionDenied(_("This contact is for named people only; you are not among them."))
    raise PermissionDenied(
        _("This contact was held in confidence: only its team and those who look after the company read it.")
    )


def can_edit_contact(user: User, contact: Contact) -> bool:
    """Who may change the company plans, changes and notes those of its contacts that they read.

    So does everybody of the contact's team who works.
    """
    if not can_work(user) or not can_read_contact(user, contact):
        return False
    return any(member.pk == user.pk for member in contact.team.all()) or can_edit_company(
        user, contact.company
    )


def check_can_edit_contact(user: User, contact: Contact) -> None:
    if not can_edit_contact(user, contact):
        raise PermissionDenied(
            _("Only the contact's team and those who look after the company may change this contact.")
        )
