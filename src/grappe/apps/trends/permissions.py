"""Who may read trend sheets and sources outside, and who may write them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.companies.permissions import can_read_contact, can_view_companies
from grappe.apps.ideas.permissions import can_view_idea
from grappe.apps.needs.permissions import can_read_need
from grappe.apps.trends.enums import SheetState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.trends.models import Evidence, Sheet

WRITERS = (Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)


def can_view_trends(user: User) -> bool:
    """Everybody inside has a list of trends, the radar and the sources; what stands on it says `can_view_sheet`."""
    return can_view_companies(user)


def check_can_view_trends(user: User) -> None:
    if not can_view_trends(user):
        raise PermissionDenied(_("You may not see the trends."))


def can_add_sheet(user: User) -> bool:
    """Administrators, cluster managers and market analysts write trend sheets."""
    return user.is_active and user.role in WRITERS


def check_can_add_sheet(user: User) -> None:
    if not can_add_sheet(user):
        raise PermissionDenied(_("Your role may not write a trend sheet."))


def can_view_sheet(user: User, sheet: Sheet) -> bool:
    """A published sheet is read by everybody inside, a draft or an archived one by those who write sheets."""
    return can_view_trends(user) and (sheet.state == SheetState.PUBLISHED or user.role in WRITERS)


def check_can_view_sheet(user: User, sheet: Sheet) -> None:
    if not can_view_sheet(user, sheet):
        raise PermissionDenied(_("This trend sheet is not published."))


def can_edit_sheet(user: User, sheet: Sheet) -> bool:
    """Whoever leads a sheet, its team and administrators write it; `.all()` uses what a query has prefetched."""
    if not can_add_sheet(user):
        return False
    return user.is_administrator or sheet.lead_id == user.pk or user in sheet.team.all()


def check_can_edit_sheet(user: User, sheet: Sheet) -> None:
    if not can_edit_sheet(user, sheet):
        raise PermissionDenied(_("Only those who write this trend sheet and administrators may do this."))


def can_read_evidence(user: User, evidence: Evidence) -> bool:
    """Words of a contact, and of a need that was marked in one, are read by those who may read the contact; of an idea too."""
    if evidence.contact is not None:
        return can_read_contact(user, evidence.contact)
    if evidence.need is not None:
        return can_read_need(user, evidence.need)
    if evidence.idea is not None:
        return can_view_idea(user, evidence.idea)
    return can_view_trends(user)


def can_keep_feeds(user: User) -> bool:
    """Administrators and market analysts say which sources outside are read: our server fetches them."""
    return user.is_active and user.role in (Role.ADMINISTRATOR, Role.MARKET_ANALYST)


def check_can_keep_feeds(user: User) -> None:
    if not can_keep_feeds(user):
        raise PermissionDenied(_("Only administrators and market analysts add or remove sources."))


def can_correct_topics(user: User) -> bool:
    """Administrators and market analysts confirm, name, merge, split and hide topics, and have them found anew."""
    return user.is_active and user.role in (Role.ADMINISTRATOR, Role.MARKET_ANALYST)


def check_can_correct_topics(user: User) -> None:
    if not can_correct_topics(user):
        raise PermissionDenied(_("Only administrators and market analysts correct topics."))


def sees_few(user: User) -> bool:
    """Counts behind which fewer than three companies stand are shown to everybody inside but the ministry."""
    return user.role != Role.MINISTRY
