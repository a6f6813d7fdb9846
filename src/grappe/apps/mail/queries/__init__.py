"""What is read of mails? The names that other apps may rely on."""

from grappe.apps.mail.queries.inbox import waiting_count
from grappe.apps.mail.queries.mailboxes import stopped
from grappe.apps.mail.queries.timeline import timeline_entries

__all__ = ["stopped", "timeline_entries", "waiting_count"]
