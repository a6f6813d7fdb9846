"""What do people's own calendars hold of people? Whose they are, their server, and their own appointments, sealed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.calendars.models import (
    Account,
    Booking,
    BookingLetter,
    BookingType,
    Busy,
    Calendar,
    Entry,
    Feed,
    Happening,
)
from grappe.ui.personal import Category, Stays, Why, held, nobody, written

STAFF = Category.STAFF
TABLES = (
    written(
        BookingType, _("Times that are offered to companies"), "names descriptions place link",
        plain="hours blocked zone salt",
    ),
    held(
        Booking, _("Bookings of times"), Category.CONTACTS, names="name", emails="email",
        details="organisation words link", plain="zone during", links="contact company",
    ),
    held(
        BookingLetter, _("Letters about bookings"), Category.CONTACTS, Stays.NOTHING, own="booking", details="trail",
        plain="about message_id", drops=True,
    ),
    nobody(Feed, Why.KEYS, "salt"),
    held(
        Account, _("Calendar servers of colleagues"), STAFF, Stays.NOTHING, own="user", details="url username",
        plain="secret provider", drops=True,
    ),
    held(
        Calendar, _("Calendars of colleagues"), STAFF, Stays.NOTHING, own="account", details="name href", plain="token",
        drops=True,
    ),
    held(
        Busy, _("Times taken in calendars of colleagues"), STAFF, Stays.NOTHING, own="calendar", plain="sealed href",
        drops=True,
    ),
    held(
        Entry, _("Appointments in calendars of colleagues"), STAFF, Stays.NOTHING, own="account",
        details="here there says refused", plain="href etag", drops=True,
    ),
    held(
        Happening, _("What calendars of colleagues exchanged"), STAFF, Stays.NOTHING, own="account", plain="fields",
        drops=True,
    ),
)  # fmt: skip
