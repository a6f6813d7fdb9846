"""How does the demonstration get mails? By mailboxes of no server, paused from the first; mails come as fetched ones do."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from grappe.apps.companies.enums import Audience
from grappe.apps.mail.enums import MailboxState, Takes
from grappe.apps.mail.models import Folder, Mailbox, Message
from grappe.apps.mail.operations.keeping import Came, keep
from grappe.apps.mail.permissions import check_can_have_mail, check_can_share_mailboxes
from grappe.apps.mail.queries.matching import Own, match
from grappe.apps.mail.queries.reading import read
from grappe.ui.sealing import seal

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

HOST = "imap.demo.example"  # RFC 2606: there never is one
NUMBERING = 1  # UIDVALIDITY


@transaction.atomic
def paused_box(*, name: str, address: str, members: Collection[User] = (), by: User, at: datetime) -> Mailbox:
    """Make a mailbox of a server that there is not, with an inbox and sent mails, paused so that no worker asks for it.

    With `members` one that several look after, else one's own. All its mails are taken in. Raises PermissionDenied.
    """
    check_can_have_mail(by)
    if members:
        check_can_share_mailboxes(by)
    mailbox = Mailbox.objects.create(
        user=None if members else by, name=name, address=address, host=HOST, username=address,
        secret=seal(secrets.token_urlsafe(16)), state=MailboxState.PAUSED, takes=Takes.ALL, audience=Audience.EVERYONE,
        next_at=at, tried_at=at, fetched_at=at, connected_at=at, connected_by=by,
    )  # fmt: skip
    mailbox.members.set(members)
    for called, use in (("INBOX", "inbox"), ("Sent", "sent")):
        Folder.objects.create(mailbox=mailbox, name=called, use=use, chosen=True, uidvalidity=NUMBERING)
    return mailbox


@transaction.atomic
def lay_in(
    *, mailbox: Mailbox, content: bytes, sent: bool = False, received: datetime, at: datetime
) -> Message:
    """Take a mail in, as written on the wire (RFC 5322), as if it had been fetched from the inbox or the sent mails."""
    folder = mailbox.folders.select_related("mailbox").get(use="sent" if sent else "inbox")
    users = (mailbox.user,) if mailbox.user is not None else tuple(mailbox.members.all())
    said, own = read(content), Own.now()
    found = match(said.head, said.inner, own=own, users=users, at=said.head.sent_at or received)
    came = Came(folder, NUMBERING, folder.last_uid + 1, len(content), received)
    return keep(read=said, came=came, match=found, own=own, at=at)
