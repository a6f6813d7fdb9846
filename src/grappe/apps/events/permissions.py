"""Who may see events and who registered for them, and who may prepare them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.permissions import can_work
from grappe.apps.companies.permissions import can_edit_company, can_view_companies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company
    from grappe.apps.events.models import Cooperation, Event


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


def can_link(user: User, event: Event, *companies: Company) -> bool:
    """What came of an event is said by whoever manages it, and by those who look after a company concerned."""
    return can_manage_event(user, event) or any(can_edit_company(user, each) for each in companies)


def check_can_link(user: User, event: Event, *companies: Company) -> None:
    if not can_link(user, event, *companies):
        raise PermissionDenied(
            _("Only those who manage the event or look after the company may say what came of it.")
        )


def can_add_cooperation(user: User, first: Company, second: Company, event: Event | None = None) -> bool:
    """A cooperation is noted by those who look after one of the two companies, or manage the event where they met."""
    if can_edit_company(user, first) or can_edit_company(user, second):
        return True
    return event is not None and can_manage_event(user, event)


def check_can_add_cooperation(
    user: User, first: Company, second: Company, event: Event | None = None
) -> None:
    if not can_add_cooperation(user, first, second, event):
        raise PermissionDenied(
            _("Only those who look after one of the two companies may note their cooperation.")
        )


def can_edit_cooperation(user: User, cooperation: Cooperation) -> bool:
    """It is kept up to date by those who may note it, and by whoever noted it."""
    if can_work(user) and cooperation.created_by_id == user.pk:
        return True
    return can_add_cooperation(user, cooperation.first, cooperation.second, cooperation.event)


def check_can_edit_cooperation(user: User, cooperation: Cooperation) -> None:
    if not can_edit_cooperation(user, cooperation):
        raise PermissionDenied(
            _("Only those who look after one of the two companies may change their cooperation.")
        )
