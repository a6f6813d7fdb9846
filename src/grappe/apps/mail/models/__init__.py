"""Which mailboxes are read, and which mails were taken in? One file per question."""

from grappe.apps.mail.models.mailboxes import Folder, Ignored, Mailbox
from grappe.apps.mail.models.messages import Attachment, Filing, Message, Party, Sighting

__all__ = ["Attachment", "Filing", "Folder", "Ignored", "Mailbox", "Message", "Party", "Sighting"]
