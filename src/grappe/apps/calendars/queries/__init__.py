"""What is read of people's own calendars, and of bookings? The names that other apps may rely on."""

from grappe.apps.calendars.queries.accounts import stopped
from grappe.apps.calendars.queries.booking import requests_waiting
from grappe.apps.calendars.queries.feeds import feed_address, feed_by_token, feed_of

__all__ = ["feed_address", "feed_by_token", "feed_of", "requests_waiting", "stopped"]
