"""Which companies are proposed for mails that fit none, and why? Nothing of this files a mail by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.companies.queries import search
from grappe.apps.companies.queries.correspondence import companies_at, namesakes, people_with, seen_by_any
from grappe.apps.mail.enums import Hint
from grappe.apps.mail.models import Filing, Message
from grappe.apps.mail.queries.addresses import domain_of
from grappe.apps.mail.queries.matching import Own
from grappe.apps.mail.queries.policy import readable_filings

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company
    from grappe.apps.mail.models import Party

MOST = 4  # of a mail
_ENDINGS = {"com", "lu", "fr", "de", "be", "net", "org", "eu", "nl", "co", "uk", "ch", "at", "io"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A company that a mail may belong to, with the reasons in words."""

    company: Company
    hints: tuple[Hint, ...]

    @property
    def reasons(self) -> str:
        """Why it is proposed."""
        return ", ".join(str(each.label) for each in self.hints)


class _Offer:
    """What is gathered for one mail, in the order of how sure it is."""

    def __init__(self) -> None:
        self.companies: dict[int, Company] = {}
        self.hints: dict[int, list[Hint]] = {}

    def add(self, company: Company, hint: Hint) -> None:
        self.companies.setdefault(company.pk, company)
        known = self.hints.setdefault(company.pk, [])
        if hint not in known:
            known.append(hint)

    def best(self) -> tuple[Proposal, ...]:
        ranked = sorted(self.companies, key=lambda pk: -len(self.hints[pk]))
        return tuple(Proposal(self.companies[pk], tuple(self.hints[pk])) for pk in ranked[:MOST])


def proposals(
    messages: Sequence[Message], *, for_user: User, names_alike: bool = False
) -> dict[int, tuple[Proposal, ...]]:
    """Return companies for some mails, by mail: by conversation, address domain, who has left, name.

    Only companies that the reader sees. Seven queries for any number of mails; `names_alike` looks for names like that of the
    domain besides, for a page of one mail.
    """
    if not messages:
        return {}
    own, allowed = Own.now(), seen_by_any([for_user])
    outside = {
        message.pk: [each for each in message.parties.all() if each.email not in own.addresses]
        for message in messages
    }
    offers = {message.pk: _Offer() for message in messages}
    _by_thread(messages, offers, for_user)
    _by_domain(outside, offers, own, allowed)
    _by_people(outside, offers, allowed)
    if names_alike:
        _by_name(outside, offers, own, for_user)
    return {pk: offer.best() for pk, offer in offers.items()}


def _by_thread(messages: Sequence[Message], offers: dict[int, _Offer], for_user: User) -> None:
    threads = {each.thread for each in messages if each.thread}
    filed = Filing.objects.filter(readable_filings(for_user), message__thread__in=threads)
    by_thread: dict[str, list[Company]] = {}
    for filing in filed.select_related("message", "company").order_by("pk")[:200]:
        by_thread.setdefault(filing.message.thread, []).append(filing.company)
    for message in messages:
        for company in by_thread.get(message.thread, []):
            offers[message.pk].add(company, Hint.THREAD)


def _by_domain(outside: dict[int, list[Party]], offers: dict[int, _Offer], own: Own, allowed: Q) -> None:
    domains = {domain_of(each.email) for rows in outside.values() for each in rows} - own.domains - {""}
    at: dict[str, list[Company]] = {}
    for company, domain in companies_at(domains, allowed):
        at.setdefault(domain, []).append(company)
    for pk, rows in outside.items():
        for each in rows:
            for company in at.get(domain_of(each.email), []):
                offers[pk].add(company, Hint.DOMAIN)


def _by_people(outside: dict[int, list[Party]], offers: dict[int, _Offer], allowed: Q) -> None:
    """By who has left with this address, and who is called as who takes part."""
    emails = {each.email for rows in outside.values() for each in rows if each.email}
    names = {each.name for rows in outside.values() for each in rows if " " in each.name}
    left: dict[str, list[Company]] = {}
    for person in people_with(emails, allowed, left=True):
        left.setdefault(person.email.casefold(), []).append(person.company)
    called: dict[str, list[Company]] = {}
    for person in namesakes(names, allowed):
        called.setdefault(person.name, []).append(person.company)
    for pk, rows in outside.items():
        for each in rows:
            for company in left.get(each.email, []):
                offers[pk].add(company, Hint.LEFT)
            for company in called.get(each.name, []):
                offers[pk].add(company, Hint.PERSON)


def _by_name(outside: dict[int, list[Party]], offers: dict[int, _Offer], own: Own, for_user: User) -> None:
    for pk, rows in outside.items():
        domains = {domain_of(each.email) for each in rows} - own.domains - {""}
        for domain in sorted(domains)[:2]:
            words = [part for part in domain.split(".") if part not in _ENDINGS and len(part) > 2]
            if words:
                for company in search(words[-1].replace("-", " "), for_user=for_user, limit=3):
                    offers[pk].add(company, Hint.NAME)
