"""How does a test get a mailbox on a real server, and what do others do in it?"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage

from factories import dovecot
from grappe.apps.mail.models import Mailbox, Message
from grappe.apps.mail.operations import capture
from grappe.apps.mail.operations.mailboxes import Place
from grappe.ui import clock


def place(imap: dovecot.Imap, user: str, **other) -> Place:
    said = {
        "host": imap.host,
        "port": imap.port,
        "security": "none",
        "username": user,
        "password": dovecot.PASSWORD,
    }
    return Place(**(said | other))


@dataclass
class Box:
    """A mailbox that is connected, and what other programs do in it."""

    imap: dovecot.Imap
    user: str
    row: Mailbox

    def put(self, message: EmailMessage | bytes, folder: str = "INBOX", **more) -> None:
        content = message if isinstance(message, bytes) else message.as_bytes()
        dovecot.put(self.imap, self.user, content, folder=folder, **more)

    def fetch(self) -> None:
        capture.fetch(mailbox_id=self.row.pk, at=clock.now())
        self.row.refresh_from_db()
        assert self.row.trouble == ""

    def messages(self) -> list[Message]:
        return list(Message.objects.filter(sightings__folder__mailbox=self.row).distinct().order_by("pk"))
