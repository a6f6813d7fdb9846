"""What does one mail say, to whom did it go, with which companies does it stand, what else belongs to its conversation?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from grappe.apps.companies.permissions import can_view_company
from grappe.apps.mail.enums import MessageState, Note, Role
from grappe.apps.mail.models import Attachment, Filing, Message, Party
from grappe.apps.mail.permissions import (
    can_file_message,
    can_have_mail,
    check_can_file_message,
    check_can_read_message,
)
from grappe.apps.mail.queries.matching import Own
from grappe.apps.mail.queries.policy import readable
from grappe.apps.mail.queries.proposing import Proposal, proposals
from grappe.apps.mail.queries.signatures import Signature, signature_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# Kinds of files that run something when they are opened: said beside them.
_RUNS = """
exe com bat cmd scr pif js jse vbs vbe wsf wsh ps1 msi msp hta jar lnk reg iso img docm xlsm pptm html htm svg
"""
RISKY = frozenset(_RUNS.split())
MOST_RECIPIENTS = 40


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its reader sees it: companies that they do not see are left out."""

    row: Message
    parties: tuple[tuple[str, tuple[Party, ...]], ...]
    filings: tuple[Filing, ...]
    files: tuple[tuple[Attachment, bool], ...]
    thread: tuple[Message, ...]
    proposals: tuple[Proposal, ...]
    signature: Signature | None
    notes: tuple[str, ...]
    may_list: bool  # whether there is a list of mails for the reader
    may_file: bool
    write: str

    @property
    def waits(self) -> bool:
        """Whether it waits in the inbox."""
        return self.row.state == MessageState.WAITS

    @property
    def is_aside(self) -> bool:
        """Whether it was put aside."""
        return self.row.state == MessageState.ASIDE


def message_for(pk: int, *, for_user: User) -> Message:
    """Return a mail with what says who reads it. Raises Message.DoesNotExist, PermissionDenied."""
    rows = Message.objects.prefetch_related(
        "parties__person", "filings__company__clusters", "sightings__folder__mailbox__members"
    )
    found = rows.get(pk=pk)
    check_can_read_message(for_user, found)
    return found


def message_to_file(pk: int, *, for_user: User) -> Message:
    """Return a mail for who says where it stands. Raises Message.DoesNotExist, PermissionDenied."""
    found = message_for(pk, for_user=for_user)
    check_can_file_message(for_user, found)
    return found


def filing_for(pk: int, *, for_user: User) -> Filing:
    """Return where a mail stands, for who says so. Raises Filing.DoesNotExist, PermissionDenied."""
    found = Filing.objects.select_related("company").get(pk=pk)
    message = message_for(found.message_id, for_user=for_user)
    found.message = message
    return found


def attachment_for(pk: int, *, for_user: User) -> Attachment:
    """Return a file of a mail that somebody reads. Raises Attachment.DoesNotExist, PermissionDenied."""
    found = Attachment.objects.select_related("document").get(pk=pk)
    found.message = message_for(found.message_id, for_user=for_user)
    return found


def letter(message: Message, *, for_user: User) -> Letter:
    """Return a mail as its page shows it."""
    parties = list(message.parties.all())
    may_file = can_file_message(for_user, message)
    files = message.attachments.select_related("document")
    own = Own.now()
    shown = tuple(each for each in message.filings.all() if can_view_company(for_user, each.company))
    offered = proposals([message], for_user=for_user, names_alike=True) if may_file and not shown else {}
    outsider = next((each for each in _writers(parties) if each.email not in own.addresses), None)
    return Letter(
        row=message,
        parties=_by_role(parties),
        filings=shown,
        files=tuple((each, _is_risky(each)) for each in files),
        thread=tuple(_thread(message, for_user)),
        proposals=offered.get(message.pk, ()),
        signature=signature_of(message.text, outsider.name, outsider.email) if outsider is not None else None,
        notes=tuple(str(Note(each).label) for each in message.notes),
        may_list=can_have_mail(for_user),
        may_file=may_file,
        write=answer_to(message, parties, own),
    )


def _writers(parties: list[Party]) -> list[Party]:
    order = {Role.INNER: 0, Role.FROM: 1}
    return sorted((each for each in parties if each.role in order), key=lambda each: order[Role(each.role)])


def _by_role(parties: list[Party]) -> tuple[tuple[str, tuple[Party, ...]], ...]:
    found = []
    for role in Role:
        rows = tuple(each for each in parties if each.role == role)[:MOST_RECIPIENTS]
        if rows:
            found.append((str(role.label), rows))
    return tuple(found)


def _is_risky(attachment: Attachment) -> bool:
    return PurePosixPath(attachment.document.name).suffix.lower().lstrip(".") in RISKY


def _thread(message: Message, user: User) -> list[Message]:
    """Return the other mails of the conversation that somebody reads, the latest first."""
    rows = Message.objects.filter(readable(user), thread=message.thread).exclude(pk=message.pk)
    return list(rows.defer("text").prefetch_related("parties").order_by("-sent_at", "-pk")[:30])


def answer_to(message: Message, parties: list[Party], own: Own) -> str:
    """Return the address with which one's mail program begins an answer (RFC 6068), to who is not of our side."""
    writers = [each.email for each in _writers(parties) if each.email not in own.addresses]
    others = [
        each.email for each in parties if each.role in (Role.TO, Role.CC) and each.email not in own.addresses
    ]
    to = (writers or others)[:1]
    if not to:
        return ""
    subject = message.subject if message.subject.lower().startswith("re:") else f"Re: {message.subject}"
    said = {"subject": subject}
    if message.message_id:
        said["in-reply-to"] = message.message_id
    return f"mailto:{quote(to[0], safe='@')}?{urlencode(said, quote_via=quote)}"
