"""With which companies does a mail stand: by its addresses, by its conversation? What is less sure is only proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.companies.queries.correspondence import companies_at, people_with, seen_by_any, seen_of
from grappe.apps.mail.enums import Role, Why
from grappe.apps.mail.models import Filing, Message
from grappe.apps.mail.queries.addresses import domain_of, own_addresses, own_domains

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Person
    from grappe.apps.mail.queries.reading import Address, Head

NEAR = timedelta(days=30)  # within these an answer without any reference is of the same conversation
_OLDEST = 20  # mails of a conversation that are looked at


@dataclass(frozen=True)
class Own:
    """Our side: all its addresses with whose they are, and its domains."""

    addresses: dict[str, int | None]
    domains: frozenset[str]

    @classmethod
    def now(cls) -> Own:
        """Return it as it is. Two queries."""
        found = own_addresses()
        return cls(found, own_domains(found))


@dataclass
class Match:
    """What was found of a mail. `companies`: with why; `people`: who is on file under which address."""

    companies: dict[int, Why] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    thread: str = ""


def match(head: Head, inner: Iterable[Address], *, own: Own, users: Collection[User], at: datetime) -> Match:
    """Return with which companies a mail stands: by address, of what colleagues pass on by who wrote it, else by thread.

    Addresses of our side never count. `users`: whose mailbox it is; a company that none of them sees is not found.
    `at`: when the mail was sent.
    """
    found = Match()
    outside = {each.email for each in head.addresses if each.email not in own.addresses}
    wanted = dict.fromkeys(outside, Why.ADDRESS)
    if writer_of(head) in own.addresses:  # what a colleague passes on was written by somebody else
        passed_on = {each.email for each in inner if each.email not in own.addresses}
        wanted |= dict.fromkeys(passed_on - outside, Why.INNER)
    allowed = seen_by_any(users)
    for person in people_with(wanted, allowed):
        email = person.email.casefold()
        found.people.setdefault(email, person)
        found.companies.setdefault(person.company_id, wanted.get(email, Why.ADDRESS))
    writer = writer_of(head)
    siblings = conversation(head, {writer} if writer in outside else outside, at=at)
    found.thread = siblings[0].thread if siblings else _root(head)
    if not found.companies and siblings:
        found.companies = dict.fromkeys(companies_of(siblings, allowed), Why.THREAD)
    return found


def writer_of(head: Head) -> str:
    """Return the address of who wrote a mail, as its head says."""
    return next((each.email for each in head.addresses if each.role == Role.FROM), "")


def conversation(head: Head, others: Collection[str], *, at: datetime) -> list[Message]:
    """Return mails of the same conversation, those that it names first; of an answer that names none, by subject and people.

    `others`: who writes, or to whom our side writes.
    """
    named = [each for each in (*head.references, head.message_id) if each]
    if named:
        known = Message.objects.filter(
            Q(message_id__in=named) | Q(references__overlap=named) | Q(thread__in=named)
        )
        if found := list(known.order_by("sent_at", "pk")[:_OLDEST]):
            return found
    if not head.is_answer or not head.bare_subject or not others:
        return []
    near = Message.objects.filter(
        bare_subject=head.bare_subject, sent_at__gt=at - NEAR, sent_at__lt=at + NEAR, parties__email__in=list(others)
    )  # fmt: skip
    return list(near.order_by("-sent_at", "-pk").distinct()[:_OLDEST])


def _root(head: Head) -> str:
    """Return by what a conversation is known: the mail with which it began, as far as this one says."""
    return head.references[0] if head.references else head.message_id


def companies_of(siblings: Iterable[Message], allowed: Q) -> list[int]:
    """Return with which companies some mails stand, of those that a condition allows."""
    rows = Filing.objects.filter(message__in=list(siblings)).order_by()
    return seen_of(set(rows.values_list("company_id", flat=True)), allowed)


def domains_known(head: Head, inner: Iterable[Address], *, own: Own, users: Collection[User]) -> bool:
    """Whether somebody writes from, or is written to at, the address domain of a company on file."""
    domains = {domain_of(each.email) for each in [*head.addresses, *inner]} - own.domains - {""}
    return bool(companies_at(domains, seen_by_any(users)))
