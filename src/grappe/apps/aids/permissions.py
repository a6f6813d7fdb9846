"""Who may see the aids, and who may load them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.aids.enums import DraftStep
from grappe.apps.companies.permissions import can_edit_company

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.aids.models import Draft, SweepExport
    from grappe.apps.companies.models import Company


def can_view_programmes(user: User) -> bool:
    """Everybody inside reads the catalogue."""
    return user.is_active and bool(user.role)


def check_can_view_programmes(user: User) -> None:
    if not can_view_programmes(user):
        raise PermissionDenied(_("You may not see the aids."))


def can_view_awards(user: User) -> bool:
    """Everybody inside reads the register of awards."""
    return user.is_active and bool(user.role)


def check_can_view_awards(user: User) -> None:
    if not can_view_awards(user):
        raise PermissionDenied(_("You may not see the awards."))


def can_edit_awards(user: User, company: Company) -> bool:
    """Who may change a company enters, changes and withdraws its awards, and plans its projects."""
    return can_edit_company(user, company)


def check_can_edit_awards(user: User, company: Company) -> None:
    if not can_edit_awards(user, company):
        raise PermissionDenied(_("You may only enter awards and projects of companies of your own clusters."))


def can_view_sweeps(user: User) -> bool:
    """Everybody inside sees who may have which aid, as everybody sees every company."""
    return user.is_active and bool(user.role)


def check_can_view_sweeps(user: User) -> None:
    if not can_view_sweeps(user):
        raise PermissionDenied(_("You may not see the sweep."))


def can_view_export(user: User, export: SweepExport) -> bool:
    """A workbook is for whoever ordered it."""
    return can_view_sweeps(user) and export.ordered_by_id == user.pk


def check_can_view_export(user: User, export: SweepExport) -> None:
    if not can_view_export(user, export):
        raise PermissionDenied(_("This workbook was ordered by somebody else."))


def can_run_sweep(user: User) -> bool:
    """Administrators and cluster managers start a sweep; market analysts and the ministry read."""
    return user.is_active and user.role in {Role.ADMINISTRATOR, Role.CLUSTER_MANAGER}


def check_can_run_sweep(user: User) -> None:
    if not can_run_sweep(user):
        raise PermissionDenied(_("Your role may not start a sweep."))


def can_manage_catalogues(user: User) -> bool:
    """Administrators import catalogues and take them away."""
    return user.is_active and user.role == Role.ADMINISTRATOR


def check_can_manage_catalogues(user: User) -> None:
    if not can_manage_catalogues(user):
        raise PermissionDenied(_("Only administrators may import catalogues or take them away."))


def can_edit_rules(user: User) -> bool:
    """Administrators write drafts of programmes; what is in force everybody inside may read, with its history."""
    return user.is_active and user.role == Role.ADMINISTRATOR


def check_can_edit_rules(user: User) -> None:
    if not can_edit_rules(user):
        raise PermissionDenied(_("Only administrators may change the rules of programmes."))


def can_approve_draft(user: User, draft: Draft) -> bool:
    """Four eyes: another administrator approves, never one who wrote any of the draft's texts or asked for review."""
    authors = draft.texts.filter(aside=False, written_by=user).exists()
    asked = draft.events.filter(step=DraftStep.ASKED, by=user).exists()
    return can_edit_rules(user) and draft.created_by_id != user.pk and not authors and not asked


def check_can_approve_draft(user: User, draft: Draft) -> None:
    check_can_edit_rules(user)
    if not can_approve_draft(user, draft):
        raise PermissionDenied(
            _("Whoever has written at a draft may not approve it: another administrator does.")
        )
