"""What is written of people’s own calendars, and of the times that they offer? The names that other apps may rely on."""

from grappe.apps.calendars.operations.accounts import account_closed
from grappe.apps.calendars.operations.booking import booking_follows
from grappe.apps.calendars.operations.feeds import renew_feed, stop_feed
from grappe.apps.calendars.operations.syncing import contact_changed

__all__ = ["account_closed", "booking_follows", "contact_changed", "renew_feed", "stop_feed"]
