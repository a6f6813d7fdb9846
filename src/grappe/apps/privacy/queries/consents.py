"""What has somebody allowed, for what, when, how and with which words shown, and what did they take back?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grappe.apps.campaigns.queries import consents as mailings
from grappe.apps.companies.permissions import can_edit_company
from grappe.apps.companies.queries import person_for
from grappe.apps.privacy.models import Consent
from grappe.apps.privacy.queries.asked import Asked, asked
from grappe.apps.studies.queries.consents import consents_of_person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grappe.apps.accounts.models import User
    from grappe.apps.privacy.models import Case


@dataclass(frozen=True)
class Standing:
    """One purpose as somebody stands to it: what holds now, and all that was recorded, the latest first."""

    purpose: Asked
    current: Consent | None
    history: tuple[Consent, ...]


@dataclass(frozen=True)
class Page:
    """All that somebody allowed, wherever it was recorded."""

    person: Any
    standings: tuple[Standing, ...]
    mailings: tuple[mailings.Choice, ...]
    interviews: tuple[Any, ...]
    may_record: bool


def page_of(pk: int, *, for_user: User) -> Page:
    """Return what a person on file allowed. Raises PermissionDenied, Person.DoesNotExist. Constant queries."""
    person = person_for(pk, for_user=for_user)
    address = mailings.address_on_file(person.email) if person.email else None
    return Page(
        person,
        standings_of(Consent.objects.filter(person=person).select_related("recorded_by", "withdrawn_by")),
        mailings.choices_of(address),
        tuple(consents_of_person(person.pk)),
        can_edit_company(for_user, person.company),
    )


def standings_of(rows: Iterable[Consent]) -> tuple[Standing, ...]:
    """Return every purpose of the catalogue with what was recorded of it."""
    found: dict[str, list[Consent]] = {}
    for row in rows:
        found.setdefault(row.purpose, []).append(row)
    return tuple(
        Standing(
            each, next((row for row in found.get(key, []) if row.holds), None), tuple(found.get(key, []))
        )
        for key, each in asked().items()
    )


def allows(person_id: int, purpose: str) -> bool:
    """Whether somebody allows a purpose now: for whoever is about to do what it is about. One query."""
    return Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at=None).exists()


def consent_for(pk: int, *, for_user: User) -> Consent:
    """Return one record, for whoever sees the person. Raises PermissionDenied, Consent.DoesNotExist."""
    found = Consent.objects.select_related("person__company").get(pk=pk)
    if found.person_id is None:
        raise Consent.DoesNotExist
    person_for(found.person_id, for_user=for_user)
    return found


def own_consents(case: Case) -> list[tuple[Asked, Consent]]:
    """Return what holds now of whoever opened their link."""
    if case.person_id is None:
        return []
    rows = Consent.objects.filter(person_id=case.person_id, withdrawn_at=None)
    return [(asked()[row.purpose], row) for row in rows if row.purpose in asked()]


def own_mailings(case: Case) -> tuple[mailings.Choice, ...]:
    """Return the mailings that whoever opened their link gets."""
    address = mailings.address_on_file(case.email) if case.email else None
    return tuple(each for each in mailings.choices_of(address) if each.allowed)
