"""How are new mails fetched from a mailbox? One round, from a job: folder by folder, mail by mail, each once and for all.

The network is waited for outside transactions. A mail is done once what is kept of it and up to where the folder is read are
written together, so that whatever ends in between goes on with the next mail and loses none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, transaction

from grappe.apps.mail.enums import MailboxState, Takes, Trouble, Words
from grappe.apps.mail.models import Folder, Mailbox
from grappe.apps.mail.operations import letters
from grappe.apps.mail.operations.imap import Header, MailTrouble, Server
from grappe.apps.mail.operations.keeping import Came, keep, passed
from grappe.apps.mail.operations.tokens import signed_in
from grappe.apps.mail.queries.matching import Own, domains_known, match, writer_of
from grappe.apps.mail.queries.reading import Address, Head, Read, head_of, read, unreadable
from grappe.ui import jobs
from grappe.ui.sealing import Unopened

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
TELL_AFTER = 4  # failures in a row
AT_ONCE = 50  # heads that one request asks for


@dataclass(frozen=True)
class Round:
    """One look at a mailbox: for whom, who is of our side, whom not to take in."""

    mailbox: Mailbox
    users: tuple[User, ...]
    own: Own
    ignored: frozenset[tuple[str, str]]
    at: datetime

    def is_ignored(self, head: Head) -> bool:
        """Whether who writes is one of those whom the mailbox takes nothing in from."""
        writer = writer_of(head)
        domain = writer.rpartition("@")[2]
        return (Words.ADDRESS, writer) in self.ignored or (Words.DOMAIN, domain) in self.ignored


@transaction.atomic
def order_due(*, at: datetime) -> int:
    """Order a round for each mailbox whose time has come; return for how many."""
    due = list(_active().filter(next_at__lte=at).values_list("pk", flat=True))
    for pk in due:
        order_fetch(pk)
    return len(due)


def order_fetch(mailbox_id: int) -> None:
    """Order a round; of one mailbox one waits, and one runs."""
    name = f"mail.fetch.{mailbox_id}"
    jobs.order("mail.fetch", lock=name, alone=name, mailbox_id=mailbox_id)


def _active() -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(state=MailboxState.ACTIVE)


def fetch(*, mailbox_id: int, at: datetime) -> None:
    """Fetch what is new in one mailbox; what went wrong is noted on it, and who keeps it told where it goes on."""
    mailbox = _active().select_related("user", "connected_by").filter(pk=mailbox_id).first()
    if mailbox is None or (mailbox.user is not None and not mailbox.user.is_active):
        return
    rows = Mailbox.objects.filter(pk=mailbox_id)
    rows.update(running_since=at, done=0, total=0)
    try:
        with signed_in(mailbox, at=at) as server:
            _folders(server, _round(mailbox, at))
    except Unopened:
        _failed(mailbox, Trouble.ACCESS if mailbox.provider else Trouble.PASSWORD, at)
    except MailTrouble as fault:
        _failed(mailbox, fault.trouble, at)
    except Exception:
        _failed(mailbox, Trouble.SERVER, at)  # told on the page, and in the log of the job
        raise
    else:
        rows.update(
            trouble="", failures=0, told_at=None, fetched_at=at, tried_at=at, running_since=None, next_at=at + EVERY
        )  # fmt: skip


def _round(mailbox: Mailbox, at: datetime) -> Round:
    users = (mailbox.user,) if mailbox.user is not None else tuple(mailbox.members.filter(is_active=True))
    ignored = frozenset(mailbox.ignored.values_list("words", "value"))
    return Round(mailbox, users, Own.now(), ignored, at)


def _folders(server: Server, now: Round) -> None:
    """Look at each folder that was chosen; one that is gone hinders the others not."""
    gone = None
    folders = now.mailbox.folders.filter(chosen=True).select_related("mailbox")
    # What was sent comes first: answers to it are known by it.
    for folder in sorted(
        folders, key=lambda each: ("sent", "").index(each.use) if each.use in ("sent", "") else 2
    ):
        try:
            there = server.open(folder.name)
        except MailTrouble as fault:
            if fault.trouble != Trouble.FOLDER:
                raise
            gone = fault
            continue
        last = folder.last_uid if there.uidvalidity == folder.uidvalidity else 0
        _folder(server, now, folder, there.uidvalidity, server.after(last, now.mailbox.since))
    if gone is not None:
        raise gone


def _folder(server: Server, now: Round, folder: Folder, uidvalidity: int, uids: list[int]) -> None:
    rows = Mailbox.objects.filter(pk=now.mailbox.pk)
    done = now.mailbox.done
    now.mailbox.total += len(uids)
    rows.update(total=now.mailbox.total)
    for start in range(0, len(uids), AT_ONCE):
        wanted = uids[start : start + AT_ONCE]
        for header in server.heads(wanted):
            _one(server, now, folder, uidvalidity, header)
            done += 1
            if done % 10 == 0:
                rows.update(done=done)
        with transaction.atomic():
            passed(folder, uidvalidity, wanted[-1])
    now.mailbox.done = done
    rows.update(done=done)


def _one(server: Server, now: Round, folder: Folder, uidvalidity: int, header: Header) -> None:
    """Take in one mail, if it is one of those that are; of any other nothing but its head was read."""
    head = _head(header)
    if now.is_ignored(head) or not any(True for _reason in _reasons(now, head, header)):
        with transaction.atomic():
            passed(folder, uidvalidity, header.uid)
        return
    whole = server.whole(header)
    if whole is None:  # it was taken away there at this moment
        return
    came = Came(folder, uidvalidity, header.uid, header.size, header.received)
    try:
        said = read(whole.content, cut=whole.cut)
        _keep(now, said, came)
    except (DatabaseError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        # Whatever somebody wrote into a mail, those behind it are fetched: it is kept as it came.
        log.warning("mail not understood", mailbox=now.mailbox.pk, uid=header.uid, fault=type(fault).__name__)
        _keep(now, unreadable(whole.content), came)


def _head(header: Header) -> Head:
    try:
        return head_of(header.head)
    except Exception:  # an unreadable head is that of nobody we know
        return Head("", (), "", None, ())


def _reasons(now: Round, head: Head, header: Header) -> Iterator[str]:
    """Say why the whole of a mail is read: all are, somebody is known, or a colleague passes something on."""
    if now.mailbox.takes == Takes.ALL:
        yield "all"
        return
    if match(head, (), own=now.own, users=now.users, at=head.sent_at or header.received).companies:
        yield "known"
    writer = writer_of(head)
    if writer in now.own.addresses and (
        head.is_forwarded or now.mailbox.user_id != now.own.addresses[writer]
    ):
        yield "passed on"
    if now.mailbox.takes == Takes.DOMAINS and domains_known(head, (), own=now.own, users=now.users):
        yield "domain"


def _keep(now: Round, said: Read, came: Came) -> None:
    found = match(said.head, said.inner, own=now.own, users=now.users, at=said.head.sent_at or came.received)
    if not found.companies and not _waits(now, said.head, said.inner):
        with transaction.atomic():
            passed(came.folder, came.uidvalidity, came.uid)
        return
    keep(read=said, came=came, match=found, own=now.own, at=now.at)


def _waits(now: Round, head: Head, inner: tuple[Address, ...]) -> bool:
    """Whether a mail that fits no company is kept all the same, in the inbox."""
    if now.mailbox.takes == Takes.DOMAINS:
        return domains_known(head, inner, own=now.own, users=now.users)
    return now.mailbox.takes == Takes.ALL


def _failed(mailbox: Mailbox, trouble: Trouble, at: datetime) -> None:
    """Note what went wrong and when to try again; who keeps it is written to once where it goes on, at once for a password."""
    with transaction.atomic():
        rows = Mailbox.objects.select_for_update(of=("self",)).select_related("user", "connected_by")
        current = rows.filter(pk=mailbox.pk).first()
        if current is None or current.state == MailboxState.REMOVED:
            return
        current.failures += 1
        current.trouble, current.tried_at, current.running_since = trouble, at, None
        current.next_at = at + min(EVERY * 2 ** min(current.failures - 1, 10), LONGEST_WAIT)
        if trouble in {Trouble.PASSWORD, Trouble.ACCESS} and current.state == MailboxState.ACTIVE:
            current.state = MailboxState.REFUSED  # trying again would lock them out of their own server
        lasting = current.failures >= TELL_AFTER or current.state == MailboxState.REFUSED
        if lasting and current.told_at is None:
            current.told_at = at
            letters.not_fetched(current)
        current.save()
    log.warning("mail not fetched", mailbox=mailbox.pk, trouble=str(trouble), failures=current.failures)
