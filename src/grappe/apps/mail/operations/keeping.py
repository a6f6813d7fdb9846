"""How does a mail come on file: stored once, with who wrote it, its files, and the companies with which it stands?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from grappe.apps.companies import operations as companies
from grappe.apps.documents import operations as documents
from grappe.apps.mail.enums import MessageState, Role
from grappe.apps.mail.models import Attachment, Filing, Folder, Message, Party, Sighting
from grappe.apps.mail.permissions import audience_narrower
from grappe.apps.mail.queries.matching import Match, Own
from grappe.engines.kernel.language import detect

if TYPE_CHECKING:
    from grappe.apps.mail.queries.reading import Address, Part, Read

AHEAD = timedelta(days=1)  # a mail that says it was written later than that is as old as it came


@dataclass(frozen=True, slots=True)
class Came:
    """Where a mail lies on the server, how large it is, and when the server got it."""

    folder: Folder
    uidvalidity: int
    uid: int
    size: int
    received: datetime


@transaction.atomic
def keep(*, read: Read, came: Came, match: Match, own: Own, at: datetime) -> Message:
    """Keep a mail, or note that one that is known was seen again; say up to where the folder is read, all or nothing."""
    known = _known(read)
    message = known
    if message is None:
        try:
            with transaction.atomic():
                message = _store(read, came, match, own, at)
        except IntegrityError:  # another mailbox brought the same at this moment
            known = message = _known(read)
            if message is None:
                raise
    Sighting.objects.get_or_create(
        folder=came.folder, uidvalidity=came.uidvalidity, uid=came.uid, defaults={"message": message}
    )
    mailbox = came.folder.mailbox
    if known is not None and not known.chosen:
        narrower = audience_narrower(known.audience, mailbox.audience)
        if narrower != known.audience:
            Message.objects.filter(pk=known.pk).update(audience=narrower)
    file_with(message, match.companies.items(), at=at)
    passed(came.folder, came.uidvalidity, came.uid)
    if known is None:
        _tell_replies(read, at)
    return message


def passed(folder: Folder, uidvalidity: int, uid: int) -> None:
    """Note up to which mail a folder was read; not backwards, unless its numbering is another one by now."""
    current = Folder.objects.select_for_update().get(pk=folder.pk)
    if current.uidvalidity != uidvalidity or uid > current.last_uid:
        Folder.objects.filter(pk=folder.pk).update(uidvalidity=uidvalidity, last_uid=uid)


def file_with(message: Message, found: Iterable[tuple[int, str]], *, at: datetime) -> None:
    """Let a mail stand with companies, with those where it stands already once."""
    rows = [
        Filing(message=message, company_id=company, why=why, sent_at=message.sent_at, at=at)
        for company, why in found
    ]
    if not rows:
        return
    Filing.objects.bulk_create(rows, ignore_conflicts=True)
    Message.objects.filter(pk=message.pk, state=MessageState.WAITS).update(state=MessageState.FILED)


def _known(read: Read) -> Message | None:
    """Return the mail that is the same: with its Message-ID and content, or with its content where one copy has no Message-ID."""
    same = Message.objects.filter(digest=read.digest).order_by("pk")
    mark = read.head.message_id
    return next((each for each in same[:20] if not mark or each.message_id in ("", mark)), None)


def _store(read: Read, came: Came, match: Match, own: Own, at: datetime) -> Message:
    head = read.head
    sent = head.sent_at if head.sent_at is not None and head.sent_at < came.received + AHEAD else None
    language = detect(f"{head.subject}\n{read.text}"[:4_000])
    message = Message.objects.create(
        message_id=head.message_id, digest=read.digest, thread=match.thread or f"<{read.digest}>",
        references=list(head.references), subject=head.subject, bare_subject=head.bare_subject,
        sent_at=sent or came.received, text=read.text, language=language if len(language) == 2 else "", size=came.size,
        notes=[str(each) for each in read.notes], audience=came.folder.mailbox.audience, taken_at=at,
    )  # fmt: skip
    Party.objects.bulk_create(_parties(message, head.addresses, read.inner, match, own))
    uploader = next((each.name or each.email for each in head.addresses if each.role == Role.FROM), "")
    for part in read.parts:
        _attach(message, part, uploader, at)
    return message


def _parties(
    message: Message, outer: Iterable[Address], inner: Iterable[Address], match: Match, own: Own
) -> list[Party]:
    """Return who takes part, each address once in each place; whom something passed on names reads nothing by that."""
    rows: dict[tuple[str, str], Party] = {}
    for each in [*outer, *inner]:
        person = match.people.get(each.email)
        user = own.addresses.get(each.email) if each.role != Role.INNER else None
        rows.setdefault(
            (each.role, each.email),
            Party(
                message=message, role=each.role, name=each.name, email=each.email, person=person, user_id=user
            ),
        )
    return list(rows.values())


def _attach(message: Message, part: Part, uploader: str, at: datetime) -> None:
    document = documents.keep_received(name=part.name, content=part.content, uploader=uploader[:200], at=at)
    Attachment.objects.create(message=message, document=document)


def _tell_replies(read: Read, at: datetime) -> None:
    """Hand an answer to an invitation on to the contacts, in the same transaction; who sends it says whose it is."""
    writer = next((each for each in read.head.addresses if each.role == Role.FROM), None)
    if writer is None:
        return
    for content in read.replies:
        companies.take_mail_reply(ics=content, sender=formataddr((writer.name, writer.email)), at=at)
