"""Which calendars do people bring along, which do they get from us, and which times do they offer? One file per question."""

from grappe.apps.calendars.models.accounts import Account, Busy, Calendar, Happening
from grappe.apps.calendars.models.booking import Booking, BookingLetter, BookingType
from grappe.apps.calendars.models.entries import Entry
from grappe.apps.calendars.models.feeds import Feed

__all__ = [
    "Account",
    "Booking",
    "BookingLetter",
    "BookingType",
    "Busy",
    "Calendar",
    "Entry",
    "Feed",
    "Happening",
]
