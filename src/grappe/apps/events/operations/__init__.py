"""What can be done with events? The names that other apps may rely on."""

from grappe.apps.events.operations import letters

__all__ = ["letters"]
