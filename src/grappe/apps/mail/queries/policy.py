"""Which mails does somebody read, as conditions of a query? `permissions.can_read_message` says the same of one mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from grappe.apps.companies import queries as companies
from grappe.apps.companies.enums import Audience
from grappe.apps.companies.queries.correspondence import cared_for
from grappe.apps.mail.models import Attachment, Filing, Mailbox, Message, Party, Sighting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User


def boxes_of(user: User) -> Q:
    """Which mailboxes are somebody's own or looked after by them, as a condition on Mailbox."""
    members = Mailbox.members.through.objects.filter(mailbox=OuterRef("pk"), user=user.pk)
    return Q(user=user.pk) | Q(Exists(members))


def held(user: User, message: str = "pk") -> Q:
    """Which mails came to somebody, as a condition on Message (or on what has its key in `message`)."""
    boxes = Mailbox.objects.filter(boxes_of(user)).order_by().values("pk")
    seen = Sighting.objects.filter(message=OuterRef(message), folder__mailbox__in=boxes)
    named = Party.objects.filter(message=OuterRef(message), user=user.pk)
    return Q(Exists(seen)) | Q(Exists(named))


def readable_filings(user: User) -> Q:
    """Which mails that stand with companies somebody reads there, as a condition on Filing."""
    found = Q(message__audience=Audience.EVERYONE) | held(user, "message")
    found |= Q(message__audience=Audience.CONFIDENCE, company__in=cared_for(user))
    return companies.of_visible(user) & found


def files_of_hidden(user: User) -> QuerySet[Any]:
    """Return the ids of the files that came with mails somebody does not read: not even their names are theirs to know."""
    return Attachment.objects.exclude(message__in=Message.objects.filter(readable(user))).values("document")


def readable(user: User) -> Q:
    """Which mails somebody reads, as a condition on Message."""
    filings = Filing.objects.filter(readable_filings(user), message=OuterRef("pk"))
    return held(user) | Q(Exists(filings))
