"""Which mailboxes does somebody have or look after, how do they stand, and what is not taken in of them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.accounts.permissions import can_work
from grappe.apps.accounts.queries import colleagues
from grappe.apps.mail.enums import MailboxState, Trouble
from grappe.apps.mail.models import Ignored, Mailbox
from grappe.apps.mail.permissions import (
    can_have_mail,
    can_keep_mailbox,
    can_share_mailboxes,
    check_can_have_mail,
    check_can_keep_mailbox,
)
from grappe.apps.mail.queries.policy import boxes_of
from grappe.ui.oauth.offers import name_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

HANGS_AFTER = timedelta(minutes=30)  # a job that ended without a word is not waited for


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox as its page shows it."""

    row: Mailbox
    may_keep: bool
    busy: bool

    @property
    def provider(self) -> str:
        """What the provider is called at which its owner signed in; empty for one with a password."""
        return name_of(self.row.provider) if self.row.provider else ""

    @property
    def wants_sign_in(self) -> bool:
        """Whether nothing is fetched until its owner has signed in there again."""
        refused = self.row.state == MailboxState.REFUSED or self.row.trouble == Trouble.ACCESS
        return bool(self.row.provider) and refused

    @property
    def chosen(self) -> list[str]:
        """The folders that are read."""
        return [each.name for each in self.row.folders.all() if each.chosen]


def boxes(*, for_user: User, at: datetime) -> list[Box]:
    """Return the mailboxes that somebody has, looks after, or sets up; one's own first."""
    check_can_have_mail(for_user)
    condition = boxes_of(for_user)
    if can_share_mailboxes(for_user):
        condition |= Q(user=None)
    rows = Mailbox.objects.filter(condition).exclude(state=MailboxState.REMOVED)
    rows = rows.prefetch_related("folders", "members", "ignored").order_by("user_id", "name", "pk")
    return [Box(each, can_keep_mailbox(for_user, each), is_running(each, at=at)) for each in rows]


@dataclass(frozen=True, slots=True)
class Stopped:
    """A mailbox that is not read until somebody lets us in again; `provider`: where, empty for one with a password."""

    pk: int
    name: str
    provider: str


def stopped(*, for_user: User) -> list[Stopped]:
    """Return the mailboxes that somebody keeps and that are read no more. One query, none for who has no mailbox here."""
    if not can_have_mail(for_user):
        return []
    condition = Q(user=for_user.pk)
    if can_share_mailboxes(for_user):
        condition |= Q(user=None)
    rows = Mailbox.objects.filter(condition, state=MailboxState.REFUSED).order_by("user_id", "name", "pk")
    found = rows.values_list("pk", "name", "provider")
    return [Stopped(pk, name, name_of(ident) if ident else "") for pk, name, ident in found]


def mailbox_for(pk: int, *, for_user: User) -> Mailbox:
    """Return a mailbox that somebody keeps. Raises Mailbox.DoesNotExist, PermissionDenied."""
    found = Mailbox.objects.exclude(state=MailboxState.REMOVED).get(pk=pk)
    check_can_keep_mailbox(for_user, found)
    return found


def rule_for(pk: int, *, for_user: User) -> Ignored:
    """Return a rule of a mailbox that somebody keeps. Raises Ignored.DoesNotExist, PermissionDenied."""
    found = Ignored.objects.select_related("mailbox").get(pk=pk)
    check_can_keep_mailbox(for_user, found.mailbox)
    return found


def is_running(mailbox: Mailbox, *, at: datetime) -> bool:
    """Whether a round is ordered or under way."""
    busy = mailbox.state == MailboxState.ACTIVE and mailbox.running_since is not None
    return busy and mailbox.running_since > at - HANGS_AFTER  # type: ignore[operator]  # not None


def possible_members() -> list[User]:
    """Return who may look after a mailbox of several: everybody who works with companies."""
    return [each for each in colleagues() if can_work(each)]
