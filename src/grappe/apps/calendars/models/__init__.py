"""Which calendars do people bring along, and which do they get from us? One file per question."""

from grappe.apps.calendars.models.feeds import Feed

__all__ = ["Feed"]
