"""What do mails hold of people? Who wrote and got them, what they say, and colleagues' servers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.mail.models import Attachment, Filing, Folder, Ignored, Mailbox, Message, Party, Sighting
from grappe.ui.personal import Category, Stays, Why, held, nobody, written

STAFF = Category.STAFF
TABLES = (
    held(
        Mailbox, _("Mailboxes of colleagues"), STAFF, Stays.NOTHING, own="user", details="host username name address",
        links="members", plain="secret provider", drops=True,
    ),
    held(Folder, _("Folders of mailboxes"), STAFF, Stays.NOTHING, own="mailbox", plain="name use", drops=True),
    held(
        Ignored, _("Senders that are not taken in"), STAFF, Stays.NOTHING, own="mailbox", details="value", drops=True,
    ),
    written(Message, _("Mails"), "subject bare_subject text", plain="message_id digest thread references notes language"),
    held(
        Party, _("Who wrote and got mails"), Category.CONTACTS, Stays.COUNTS, emails="email", names="name", own="person",
        links="message",
    ),
    nobody(Filing, Why.KEYS),
    nobody(Sighting, Why.KEYS),
    nobody(Attachment, Why.KEYS),
)  # fmt: skip
