"""What is known of surveys? Import from here what other apps may rely on."""

from grappe.apps.surveys.queries.timeline import timeline_entries

__all__ = ["timeline_entries"]
