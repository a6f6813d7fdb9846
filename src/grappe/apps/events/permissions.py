"""Who may see events and who registered for them, and who may prepare them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.permissions import can_work
from grappe.apps.companies.permissions import can_view_companies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event


def can_view_events(user: User) -> bool:
    """Everybody inside sees which events there are, and their counts."""
    return can_view_companies(user)


def check_can_view_events(user: User) -> None:
    if not can_view_events(user):
        raise PermissionDenied(_("You may not see the events."))


def can_view_registrations(user: User) -> bool:
    """Who registered is seen by those who work and by analysts; the ministry reads counts."""
    return can_view_events(user) and user.role != Role.MINISTRY


def check_can_view_registrations(user: User) -> None:
    if not can_view_registrations(user):
        raise PermissionDenied(_("You may see the counts of an event, not who registered."))


def can_add_event(user: User) -> bool:
    """Administrators and cluster managers organise events."""
    return can_work(user)


def check_can_add_event(user: User) -> None:
    if not can_add_event(user):
        raise PermissionDenied(_("Your role may not organise events."))


def can_manage_event(user: User, event: Event) -> bool:
    """The organiser, the event's team and administrators prepare an event and see it through."""
    if not can_work(user):
        return False
    # `.all()` uses what a query has prefetched.
    return user.is_administrator or event.organiser_id == user.pk or user in event.team.all()


def check_can_manage_event(user: User, event: Event) -> None:
    if not can_manage_event(user, event):
        raise PermissionDenied(_("Only the organiser, the event's team and administrators may do this."))


def can_check_in(user: User) -> bool:
    """Whoever works helps at the door: colleagues are asked to on the day."""
    return can_work(user)


def check_can_check_in(user: User) -> None:
    if not can_check_in(user):
        raise PermissionDenied(_("Your role may not check anybody in."))
