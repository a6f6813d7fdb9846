"""Who may have a mailbox read, who looks after one, and who reads which mail?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import can_work
from grappe.apps.companies.enums import Audience
from grappe.apps.companies.permissions import can_edit_company, can_view_company
from grappe.apps.mail.models import Mailbox, Message

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def can_have_mail(user: User) -> bool:
    """Whoever works with companies has mails taken in; who only reads has none."""
    return can_work(user)


def check_can_have_mail(user: User) -> None:
    if not can_have_mail(user):
        raise PermissionDenied(_("Your role has no mailbox here."))


def can_share_mailboxes(user: User) -> bool:
    """Administrators connect mailboxes that several look after, and say who these are."""
    return user.is_active and user.is_administrator


def check_can_share_mailboxes(user: User) -> None:
    if not can_share_mailboxes(user):
        raise PermissionDenied(_("Only administrators connect a mailbox that several look after."))


def can_keep_mailbox(user: User, mailbox: Mailbox) -> bool:
    """Somebody's own mailbox is theirs alone; one that several look after is set up by administrators."""
    if mailbox.user_id is None:
        return can_share_mailboxes(user)
    return can_have_mail(user) and mailbox.user_id == user.pk


def check_can_keep_mailbox(user: User, mailbox: Mailbox) -> None:
    if not can_keep_mailbox(user, mailbox):
        raise PermissionDenied(_("This mailbox is not yours."))


def holds(user: User, message: Message) -> bool:
    """Whether a mail came to somebody: to their own mailbox, to one that they look after, or to their address."""
    if any(party.user_id == user.pk for party in message.parties.all()):
        return True
    boxes = [sighting.folder.mailbox for sighting in message.sightings.all()]
    return any(
        box.user_id == user.pk or any(member.pk == user.pk for member in box.members.all()) for box in boxes
    )


def can_read_message(user: User, message: Message) -> bool:
    """Whom a mail came to reads it; others where it stands with a company that they see, by its audience as of a contact.

    Everybody, or in confidence those who look after the company, or nobody else. `queries.policy` says the same in SQL.
    """
    if not user.is_active or not user.role:
        return False
    if holds(user, message):
        return True
    if message.named_only:
        return False
    for filing in message.filings.all():
        if not can_view_company(user, filing.company):
            continue
        if not message.confidential or can_edit_company(user, filing.company):
            return True
    return False


def check_can_read_message(user: User, message: Message) -> None:
    if not can_read_message(user, message):
        raise PermissionDenied(_("This mail is not for you to read."))


def can_file_message(user: User, message: Message) -> bool:
    """Whom a mail came to says where it stands and who reads it, if they work with companies."""
    return can_have_mail(user) and holds(user, message)


def check_can_file_message(user: User, message: Message) -> None:
    if not can_file_message(user, message):
        raise PermissionDenied(_("Only those whom a mail came to say where it stands."))


def audience_narrower(first: str, second: str) -> str:
    """Return the audience of fewer people."""
    order = [Audience.EVERYONE, Audience.CONFIDENCE, Audience.NAMED]
    return max(first, second, key=lambda each: order.index(Audience(each)))
