"""Who sees files that may be one company, who makes one of them, and who sets what the machine does by itself?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import can_work
from grappe.apps.companies.permissions import can_edit_company, can_view_company

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company
    from grappe.apps.duplicates.models import Merge


def can_view_pairs(user: User) -> bool:
    """Whoever works with companies sees which may stand twice, among those that they see."""
    return can_work(user)


def check_can_view_pairs(user: User) -> None:
    if not can_view_pairs(user):
        raise PermissionDenied(_("Your role does not look after companies."))


def can_view_pair(user: User, one: Company, two: Company) -> bool:
    """A pair is seen by whoever sees both companies."""
    return can_view_pairs(user) and can_view_company(user, one) and can_view_company(user, two)


def check_can_view_pair(user: User, one: Company, two: Company) -> None:
    if not can_view_pair(user, one, two):
        raise PermissionDenied(_("One of these companies is shown to fewer people; you are not among them."))


def can_merge(user: User, one: Company, two: Company) -> bool:
    """Whoever may change both companies makes them one, and says of both that they are not."""
    return can_edit_company(user, one) and can_edit_company(user, two)


def check_can_merge(user: User, one: Company, two: Company) -> None:
    if not can_merge(user, one, two):
        raise PermissionDenied(_("Only who may change both companies can say whether they are one."))


def can_undo(user: User, merge: Merge) -> bool:
    """Whoever may change the file that went on takes a merge back; where that went into another, whoever may change this.

    Of people of two companies, whoever may change both.
    """
    files = [merge.winner, merge.loser] if merge.kept is not None else [merge.winner]
    return all(can_edit_company(user, each.merged_into or each) for each in files)


def check_can_undo(user: User, merge: Merge) -> None:
    if not can_undo(user, merge):
        raise PermissionDenied(_("Only who may change the company can take the merge back."))


def can_set_thresholds(user: User) -> bool:
    """Administrators say from when pairs are shown and whether any merge by themselves, and have all looked through."""
    return user.is_active and user.is_administrator


def check_can_set_thresholds(user: User) -> None:
    if not can_set_thresholds(user):
        raise PermissionDenied(
            _("Only administrators say what is shown as a duplicate and what merges by itself.")
        )
