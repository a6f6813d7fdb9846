"""What is written of people's own calendars? The names that other apps may rely on."""

from grappe.apps.calendars.operations.accounts import account_closed
from grappe.apps.calendars.operations.feeds import renew_feed, stop_feed
from grappe.apps.calendars.operations.syncing import contact_changed

__all__ = ["account_closed", "contact_changed", "renew_feed", "stop_feed"]
