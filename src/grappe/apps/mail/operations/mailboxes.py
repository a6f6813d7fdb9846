"""How does somebody connect a mailbox, say what is taken in of it, pause and remove it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.mail.enums import MailboxState, Words
from grappe.apps.mail.models import Folder, Ignored, Mailbox, Message
from grappe.apps.mail.operations.capture import order_fetch
from grappe.apps.mail.operations.imap import FolderThere, MailTrouble, Server
from grappe.apps.mail.operations.tokens import give_up, signed_in
from grappe.apps.mail.permissions import (
    check_can_have_mail,
    check_can_keep_mailbox,
    check_can_share_mailboxes,
)
from grappe.apps.mail.queries.addresses import is_address
from grappe.ui.errors import BadInput
from grappe.ui.sealing import Unopened, seal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

MOST_IGNORED = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mailbox is, and who one is there."""

    host: str
    port: int
    security: str
    username: str
    password: str
    bearer: bool = False  # what stands as the password is a right of access that a provider gave


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is taken in of a mailbox, from when on, who reads it, and who looks after one of several."""

    folders: Collection[int]
    takes: str
    audience: str
    since: date | None
    members: Collection[User] = ()


def connect(
    *, place: Place, name: str, address: str, shared: bool, by: User, at: datetime, provider: str = "", sealed: str = ""
) -> Mailbox:  # fmt: skip
    """Connect a mailbox whose server lets them in; which folders are read, `choose` says.

    With a `provider`, `sealed` is kept of what it gave instead of the password.
    The network is waited for before the transaction begins. Raises PermissionDenied, BadInput saying why it cannot be.
    """
    check_can_have_mail(by)
    if shared:
        check_can_share_mailboxes(by)
    elif _own(by).exists():
        raise BadInput(_("Your mailbox is connected already: remove it first."))
    found = asked(place)
    try:
        with transaction.atomic():
            mailbox = Mailbox.objects.create(
                user=None if shared else by, name=name.strip()[:200] or place.username, address=address.strip().lower(),
                host=place.host.strip().lower(), port=place.port, security=place.security, username=place.username.strip(),
                provider=provider, secret=sealed or seal(place.password), next_at=at, connected_at=at, connected_by=by,
            )  # fmt: skip
            _keep_folders(mailbox, found)
    except IntegrityError as fault:  # in another window at the same moment
        raise BadInput(_("Your mailbox is connected already: remove it first.")) from fault
    return mailbox


def _own(user: User) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(user=user).exclude(state=MailboxState.REMOVED)


def server_at(place: Place) -> Server:
    """Return the server of a mailbox, not yet spoken to."""
    return Server(
        place.host, place.port, place.security, place.username.strip(), place.password, bearer=place.bearer
    )


def asked(place: Place) -> list[FolderThere]:
    """Ask a server whether it lets us in, and for its folders. Raises BadInput in words."""
    try:
        with server_at(place) as server:
            found = server.folders()
    except MailTrouble as fault:
        raise BadInput(str(fault)) from fault
    if not found:
        raise BadInput(_("There are no folders in this mailbox."))
    return found


def _keep_folders(mailbox: Mailbox, found: Collection[FolderThere]) -> None:
    for each in found:
        Folder.objects.get_or_create(
            mailbox=mailbox,
            name=each.name,
            defaults={"use": each.use, "chosen": each.use in {"inbox", "sent"}},
        )


def look_for_folders(*, mailbox: Mailbox, by: User, at: datetime) -> None:
    """Ask the server again which folders there are. Raises PermissionDenied, BadInput."""
    found = kept(mailbox, by=by, lock=False)
    try:
        with signed_in(found, at=at) as server:
            folders = server.folders()
    except Unopened as fault:
        raise BadInput(_("The server does not accept the user name and the password.")) from fault
    except MailTrouble as fault:
        raise BadInput(str(fault)) from fault
    _keep_folders(found, folders)


@transaction.atomic
def choose(*, mailbox: Mailbox, wishes: Wishes, by: User, at: datetime) -> Mailbox:
    """Say which folders are read, what is taken in of them, from when on, and who reads it. Raises BadInput."""
    found = kept(mailbox, by=by)
    folders = list(found.folders.select_for_update())
    if not any(each.pk in wishes.folders for each in folders):
        raise BadInput(_("Choose a folder at least."))
    if found.user_id is None and not wishes.members:
        raise BadInput(_("Say who looks after this mailbox."))
    earlier = wishes.since is None or (found.since is not None and wishes.since < found.since)
    wider = wishes.takes != found.takes
    for each in folders:
        each.chosen = each.pk in wishes.folders
        if (
            earlier or wider
        ):  # what was passed over may be wanted now: what is known is stored once all the same
            each.last_uid = 0
        each.save(update_fields=["chosen", "last_uid"])
    found.takes, found.audience, found.since = wishes.takes, wishes.audience, wishes.since
    if found.state == MailboxState.CHOOSING:
        found.state = MailboxState.ACTIVE
    found.save(update_fields=["takes", "audience", "since", "state"])
    if found.user_id is None:
        found.members.set(wishes.members)
    _order(found, at)
    return found


def change_password(*, mailbox: Mailbox, password: str, by: User, at: datetime) -> None:
    """Take another password, if the server does, and go on. Raises BadInput."""
    found = kept(mailbox, by=by, lock=False)
    if found.provider:
        raise BadInput(_("This mailbox has no password: sign in at its provider again."))
    asked(Place(found.host, found.port, found.security, found.username, password))
    with transaction.atomic():
        let_in_again(kept(mailbox, by=by), secret=seal(password), at=at)


def let_in_again(mailbox: Mailbox, *, secret: str, at: datetime) -> None:
    """Keep what opens a locked mailbox from now on, and go on."""
    mailbox.secret, mailbox.trouble, mailbox.failures, mailbox.told_at = secret, "", 0, None
    if mailbox.state == MailboxState.REFUSED:
        mailbox.state = MailboxState.ACTIVE
    mailbox.save(update_fields=["secret", "trouble", "failures", "told_at", "state"])
    _order(mailbox, at)


@transaction.atomic
def pause(*, mailbox: Mailbox, paused: bool, by: User, at: datetime) -> None:
    """Fetch nothing for a while, or again. Raises BadInput in another state."""
    found = kept(mailbox, by=by)
    before, after = MailboxState.ACTIVE, MailboxState.PAUSED
    if not paused:
        before, after = after, before
    if found.state != before:
        raise BadInput(_("The mailbox is in another state by now."))
    found.state = after
    found.save(update_fields=["state"])
    _order(found, at)


@transaction.atomic
def fetch_now(*, mailbox: Mailbox, again: bool, by: User, at: datetime) -> None:
    """Order a round at once; `again`: all that is there is looked at once more, for people who came on file since."""
    found = kept(mailbox, by=by)
    if found.state != MailboxState.ACTIVE:
        raise BadInput(_("The mailbox is in another state by now."))
    if again:
        found.folders.update(last_uid=0)
    _order(found, at)


def _order(mailbox: Mailbox, at: datetime) -> None:
    if mailbox.state == MailboxState.ACTIVE:
        Mailbox.objects.filter(pk=mailbox.pk).update(running_since=at, done=0, total=0, next_at=at)
        order_fetch(mailbox.pk)


@transaction.atomic
def remove(*, mailbox: Mailbox, by: User, at: datetime) -> None:
    """Read a mailbox no more and forget its password, or give its access up; mails that were taken in stay where they are."""
    _forget(kept(mailbox, by=by), by=by, at=at)


def _forget(mailbox: Mailbox, *, by: User, at: datetime) -> None:
    give_up(mailbox, by=by, at=at)
    mailbox.secret, mailbox.state, mailbox.running_since = "", MailboxState.REMOVED, None
    mailbox.save(update_fields=["secret", "state", "running_since"])
    mailbox.ignored.all().delete()


@transaction.atomic
def account_closed(*, user: User, by: User, at: datetime) -> int:
    """Forget the mailbox of somebody whose account is closed, and what came to it alone and stands with no company.

    Called by `accounts.operations.deactivate`, which checks that `by` may. That mail is still in their own mailbox.
    """
    check_can_manage_accounts(by)
    boxes = list(Mailbox.objects.filter(user=user).exclude(state=MailboxState.REMOVED))
    for mailbox in boxes:
        _forget(mailbox, by=by, at=at)
    theirs = Message.objects.filter(sightings__folder__mailbox__user=user, filings=None)
    others = Message.objects.filter(sightings__folder__mailbox__in=Mailbox.objects.exclude(user=user))
    delete_messages(theirs.exclude(pk__in=others.values("pk")).values_list("pk", flat=True))
    return len(boxes)


def delete_messages(keys: Collection[int]) -> None:
    """Delete mails with their files."""
    from grappe.apps.documents.operations import remove as remove_document

    for message in Message.objects.filter(pk__in=list(keys)).prefetch_related("attachments__document"):
        for attachment in message.attachments.all():
            remove_document(document=attachment.document)
        message.delete()


@transaction.atomic
def ignore(*, mailbox: Mailbox, words: str, value: str, by: User, at: datetime) -> None:
    """Take nothing in any more from an address or a domain. Raises BadInput, PermissionDenied."""
    plain = value.strip().lstrip("@").casefold()
    fits = is_address(plain) if words == Words.ADDRESS else is_address(f"x@{plain}")
    if words not in Words.values or not fits:
        raise BadInput(_("This is no address and no domain."))
    if mailbox.ignored.count() >= MOST_IGNORED:
        raise BadInput(_("No more rules fit here: remove some."))
    Ignored.objects.get_or_create(mailbox=mailbox, words=words, value=plain, defaults={"at": at, "by": by})


@transaction.atomic
def heed(*, rule: Ignored, by: User, at: datetime) -> None:
    """Take in mails of this sender again. Raises PermissionDenied."""
    check_can_keep_mailbox(by, rule.mailbox)
    rule.delete()


def kept(mailbox: Mailbox, *, by: User, lock: bool = True) -> Mailbox:
    """Return a mailbox that somebody keeps as it stands, locked until the end of the transaction. Raises BadInput."""
    check_can_keep_mailbox(by, mailbox)
    rows = Mailbox.objects.select_for_update(of=("self",)) if lock else Mailbox.objects
    found = rows.filter(pk=mailbox.pk).exclude(state=MailboxState.REMOVED).first()
    if found is None:
        raise BadInput(_("The mailbox is in another state by now."))
    return found
