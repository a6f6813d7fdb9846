"""What is written of ideas? The names that other apps may rely on."""

from grappe.apps.ideas.operations.ideas import Draft, Origin, capture, link

__all__ = ["Draft", "Origin", "capture", "link"]
