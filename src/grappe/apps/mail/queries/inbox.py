"""Which mails wait for somebody, were put aside, or stand with companies, page by page?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
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


def inbox(*, for_user: User, state: str, after: int | None = None, before: int | None = None) -> Page[Line]:
    """Return a page of somebody's mails in one state, the latest first. The number of queries is always the same."""
    check_can_have_mail(for_user)
    found = _shelf(for_user, state if state in SHELVES else MessageState.WAITS)
    place, backwards = (before, True) if before is not None else (after, False)
    if place is not None:
        moment = Message.objects.filter(pk=place).values_list("sent_at", flat=True).first()
        if moment is not None:
            found = found.filter(beyond("sent_at", moment, place, rising=backwards))
    order = ("sent_at", "pk") if backwards else ("-sent_at", "-pk")
    rows = list(_shown(found.order_by(*order)[: PAGE + 1]))
    page = page_of(rows, PAGE, backwards=backwards, placed=place is not None)
    offered = _offered(page.rows, state, for_user)
    return page.each(lambda row: _line(row, offered))


def lines_of(found: QuerySet[Message], state: str, *, for_user: User) -> list[Line]:
    """Return some mails as the list shows them, with what is proposed for those that wait."""
    rows = list(_shown(found))
    offered = _offered(rows, state, for_user)
    return [_line(row, offered) for row in rows]


def _shown(found: QuerySet[Message]) -> QuerySet[Message]:
    rows = found.defer("text").annotate(excerpt=Substr("text", 1, EXCERPT))
    return rows.prefetch_related("parties__person", "attachments")


def _offered(rows: Sequence[Message], state: str, user: User) -> dict[int, tuple[Proposal, ...]]:
    return proposals(rows, for_user=user) if state == MessageState.WAITS else {}


def _line(row: Message, offered: dict[int, tuple[Proposal, ...]]) -> Line:
    sender = next((each for each in row.parties.all() if each.role == Role.FROM), None)
    excerpt = " ".join(row.excerpt.split())  # type: ignore[attr-defined]  # annotated
    return Line(row, sender, excerpt, len(row.attachments.all()), offered.get(row.pk, ()))
