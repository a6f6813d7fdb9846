"""Which calendars do people bring along, and which do they get from us? One file per question."""

from grappe.apps.calendars.models.accounts import Account, Busy, Calendar, Happening
from grappe.apps.calendars.models.entries import Entry
from grappe.apps.calendars.models.feeds import Feed

__all__ = ["Account", "Busy", "Calendar", "Entry", "Feed", "Happening"]
