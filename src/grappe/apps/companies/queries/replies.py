"""Who answered an invitation, and how? What asks for another time? Whose is the link in a letter?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from grappe.apps.companies.enums import Answer, ContactState
from grappe.apps.companies.models import Contact, Reply
from grappe.apps.companies.permissions import check_can_read_contact, check_can_view_companies
from grappe.apps.companies.queries.invitations import Invitee, invitees, is_invited, organizer
from grappe.apps.companies.queries.policy import of_visible

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SALT = "grappe.companies.reply"
COLORS = {
    Answer.ACCEPTED: ("green", "check"),
    Answer.TENTATIVE: ("yellow", "help"),
    Answer.DECLINED: ("red", "x"),
    Answer.COUNTER: ("orange", "clock-edit"),
    Answer.DELEGATED: ("blue", "arrow-forward-up"),
}
MOST_WAITING = 50


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody who is invited, or who answered without being so; `reply` is the newest answer, None for none yet."""

    name: str
    reply: Reply | None
    invited: bool
    earlier: bool  # the answer was to a time that it no longer is

    @property
    def color(self) -> str:
        """Return in which colour the answer is shown."""
        return COLORS[Answer(self.reply.answer)][0] if self.reply is not None and not self.earlier else ""

    @property
    def icon(self) -> str:
        """Return under which sign the answer is shown."""
        return COLORS[Answer(self.reply.answer)][1] if self.reply is not None else ""

    @property
    def waits(self) -> bool:
        """Whether somebody has to see to it: it is declined, or another time is proposed."""
        found = self.reply
        return (
            found is not None
            and not self.earlier
            and found.settled_at is None
            and found.answer in (Answer.DECLINED, Answer.COUNTER)
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """How the invitation to a contact was answered."""

    rows: list[Answered]
    history: list[Reply]  # all that came, the latest first


def answers_of(contact: Contact, *, on: date, for_user: User) -> Answers:
    """Return how each who is invited on that day answered, and who else did. One query beside those of the contact."""
    check_can_read_contact(for_user, contact)
    history = list(contact.replies.select_related("person", "settled_by"))
    newest: dict[str, Reply] = {}
    for each in history:  # the newest first
        newest.setdefault(each.email, each)
    host = organizer(contact)
    rows = []
    for invitee in invitees(contact, on=on):
        reply = newest.get(invitee.email.lower())
        newest = {email: each for email, each in newest.items() if email != invitee.email.lower()}
        if host is None or invitee.key != f"user:{host.pk}":
            rows.append(_answered(contact, invitee.name, reply, invited=True))
    rows += [_answered(contact, reply.name or reply.email, reply, invited=False) for reply in newest.values()]
    return Answers(rows, sorted(history, key=lambda each: (each.received_at, each.pk), reverse=True))


def _answered(contact: Contact, name: str, reply: Reply | None, *, invited: bool) -> Answered:
    return Answered(name, reply, invited, reply is not None and reply.sequence < contact.moved_sequence)


def answers_waiting(*, for_user: User, at: datetime) -> list[Reply]:
    """Return who declined or proposes another time for what is ahead of somebody, the next first. One query."""
    check_can_view_companies(for_user)
    later = Reply.objects.filter(contact=OuterRef("contact"), email=OuterRef("email")).filter(
        Q(sequence__gt=OuterRef("sequence"))
        | Q(sequence=OuterRef("sequence"), stamp__gt=OuterRef("stamp"))
        | Q(sequence=OuterRef("sequence"), stamp=OuterRef("stamp"), pk__gt=OuterRef("pk"))
    )
    found = Reply.objects.filter(
        of_visible(for_user, "contact__company"), contact__state=ContactState.PLANNED, contact__starts_at__gt=at,
        contact__team=for_user, answer__in=[Answer.DECLINED, Answer.COUNTER], settled_at=None,
        sequence__gte=F("contact__moved_sequence"),
    ).filter(~Exists(later))  # fmt: skip
    found = found.select_related("contact__company").defer("contact__notes")
    return list(found.order_by("contact__starts_at", "pk")[:MOST_WAITING])


def reply_for(pk: int, *, for_user: User) -> Reply:
    """Return one answer with its contact. Raises Reply.DoesNotExist, PermissionDenied."""
    check_can_view_companies(for_user)
    replies = Reply.objects.select_related("contact__company__team", "contact__created_by")
    found = replies.prefetch_related("contact__team", "contact__people", "contact__company__clusters").get(
        pk=pk
    )
    check_can_read_contact(for_user, found.contact)
    return found


# --- The link in a letter, by which one answers without an account ---


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation as whoever got it may answer it by their link."""

    contact: Contact
    invitee: Invitee
    reply: Reply | None  # the newest answer of theirs
    open: bool  # it is ahead, and not called off

    @property
    def host(self) -> User | None:
        """Return who invites."""
        return organizer(self.contact)


class LinkClosed(Exception):
    """The link was ours, but whoever it was for is not invited any more."""


def link_of(contact: Contact, key: str) -> str:
    """Return the address at which whom an invitation names (`Invitee.key`) answers it."""
    token = signing.Signer(salt=SALT).sign_object([contact.uid.hex, key])
    return f"{settings.SITE_URL}{reverse('companies:reply', args=[token])}"


def asked_by_token(token: str, *, at: datetime, on: date) -> Asked:
    """Return what a link asks. Raises Contact.DoesNotExist for one that is not ours, LinkClosed."""
    try:
        uid, key = signing.Signer(salt=SALT).unsign_object(token)
        found = uuid.UUID(uid)
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as forged:
        raise Contact.DoesNotExist from forged
    contact = contact_of(found)
    if contact is None:
        raise LinkClosed
    invitee = _of_key(invitees(contact, on=on), key)
    if invitee is None:
        raise LinkClosed
    newest = contact.replies.filter(email=invitee.email.lower()).first()
    return Asked(contact, invitee, newest, is_invited(contact, at=at))


def contact_of(uid: uuid.UUID) -> Contact | None:
    """Return the contact of an invitation's UID, whoever asks: for what comes from outside."""
    contacts = Contact.objects.select_related("company", "created_by").prefetch_related("people", "team")
    return contacts.filter(uid=uid).first()


def _of_key(found: Iterable[Invitee], key: object) -> Invitee | None:
    return next((each for each in found if each.key == key), None)


__all__ = [
    "Answered",
    "Answers",
    "Asked",
    "LinkClosed",
    "answers_of",
    "answers_waiting",
    "asked_by_token",
    "contact_of",
    "link_of",
    "reply_for",
]
