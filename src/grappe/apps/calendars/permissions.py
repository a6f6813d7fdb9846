"""Who may have a calendar of their own here?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import can_work
from grappe.apps.clusters.queries import cluster_ids_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.calendars.models import Booking, BookingType


def can_have_calendar(user: User) -> bool:
    """Everybody inside has calendars of their own, and nobody anybody else's."""
    return user.is_active and bool(user.role)


def check_can_have_calendar(user: User) -> None:
    if not can_have_calendar(user):
        raise PermissionDenied(_("You may not have a calendar here."))


def can_offer_times(user: User) -> bool:
    """Who works with companies offers them times to book."""
    return can_work(user)


def check_can_offer_times(user: User) -> None:
    if not can_offer_times(user):
        raise PermissionDenied(_("Your role does not offer times to companies."))


def can_change_type(user: User, kind: BookingType) -> bool:
    """Who offers times changes what they offer; administrators change all of it."""
    return can_offer_times(user) and (user.is_administrator or kind.owner_id == user.pk)


def check_can_change_type(user: User, kind: BookingType) -> None:
    if not can_change_type(user, kind):
        raise PermissionDenied(_("Only who offers these times, and administrators, may change them."))


def can_see_request(user: User, booking: Booking) -> bool:
    """Who receives, who offers the times, who looks after their cluster, and administrators."""
    if not can_offer_times(user):
        return False
    if user.is_administrator or user.pk in (booking.host_id, booking.type.owner_id):
        return True
    return booking.type.cluster_id is not None and booking.type.cluster_id in cluster_ids_of(user)


def check_can_see_request(user: User, booking: Booking) -> None:
    if not can_see_request(user, booking):
        raise PermissionDenied(_("This booking is not with you."))
