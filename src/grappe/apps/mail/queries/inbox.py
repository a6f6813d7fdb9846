"""Which mails wait for somebody, were put aside, or stand with companies; page by page, and by what they say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from grappe.apps.mail.enums import MessageState, Role
from grappe.apps.mail.models import Message, Party
from grappe.apps.mail.permissions import can_have_mail, check_can_have_mail
from grappe.apps.mail.queries.policy import held
from grappe.apps.mail.queries.proposing import Proposal, proposals
from grappe.ui.pages import Page, beyond, page_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25
EXCERPT = 240
SHELVES = (MessageState.WAITS, MessageState.ASIDE, MessageState.FILED)


@dataclass(frozen=True, slots=True)
class Line:
    """A mail in the list, with the companies that are proposed for it."""

    row: Message
    sender: Party | None
    excerpt: str
    files: int
    proposals: tuple[Proposal, ...]


def waiting_count(*, for_user: User) -> int:
    """Return how many mails wait for somebody, counted to 1,000. One query, none for who has no mailbox here."""
    if not can_have_mail(for_user):
        return 0
    return _shelf(for_user, MessageState.WAITS).order_by()[:1000].count()


def _shelf(user: User, state: str) -> QuerySet[Message]:
    return Message.objects.filter(held(user), state=state)


def inbox(
    *, for_user: User, state: str, text: str = "", after: int | None = None, before: int | None = None
) -> Page[Line]:
    """Return a page of somebody's mails in one state, the latest first. The number of queries is always the same."""
    check_can_have_mail(for_user)
    found = _shelf(for_user, state if state in SHELVES else MessageState.WAITS)
    for word in text.split()[:6]:
        senders = Party.objects.filter(Q(name__icontains=word) | Q(email__icontains=word)).values("message")
        found = found.filter(Q(subject__icontains=word) | Q(text__icontains=word) | Q(pk__in=senders))
    place, backwards = (before, True) if before is not None else (after, False)
    if place is not None:
        moment = Message.objects.filter(pk=place).values_list("sent_at", flat=True).first()
        if moment is not None:
            found = found.filter(beyond("sent_at", moment, place, rising=backwards))
    order = ("sent_at", "pk") if backwards else ("-sent_at", "-pk")
    rows = found.defer("text").annotate(excerpt=Substr("text", 1, EXCERPT)).order_by(*order)
    rows = rows.prefetch_related("parties__person", "attachments")
    page = page_of(list(rows[: PAGE + 1]), PAGE, backwards=backwards, placed=place is not None)
    offered = proposals(page.rows, for_user=for_user) if state == MessageState.WAITS else {}
    return page.each(lambda row: _line(row, offered))


def _line(row: Message, offered: dict[int, tuple[Proposal, ...]]) -> Line:
    sender = next((each for each in row.parties.all() if each.role == Role.FROM), None)
    excerpt = " ".join(row.excerpt.split())  # type: ignore[attr-defined]  # annotated
    return Line(row, sender, excerpt, len(row.attachments.all()), offered.get(row.pk, ()))
