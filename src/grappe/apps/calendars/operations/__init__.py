"""What is written of people's own calendars? The names that other apps may rely on."""

from grappe.apps.calendars.operations.feeds import account_closed, renew_feed, stop_feed

__all__ = ["account_closed", "renew_feed", "stop_feed"]
