"""What is written of mails? The names that other apps may rely on."""

from grappe.apps.mail.operations.mailboxes import account_closed

__all__ = ["account_closed"]
