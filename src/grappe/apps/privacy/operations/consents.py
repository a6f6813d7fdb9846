"""How is it recorded that somebody allowed something, with the proof, and that they took it back (Article 7)?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.campaigns.operations import consents as mailings
from grappe.apps.campaigns.queries.consents import address_on_file
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.privacy.enums import ConsentHow
from grappe.apps.privacy.models import Consent
from grappe.apps.privacy.queries.asked import asked
from grappe.ui.errors import BadInput
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Person
    from grappe.apps.privacy.models import Case


@transaction.atomic
def give(
    *,
    person: Person,
    purpose: str,
    given_on: date,
    how: str,
    evidence: str,
    language: str,
    by: User,
    at: datetime,
) -> Consent:
    """Record that somebody allowed a purpose; the text as it is shown now is kept with it.

    Raises PermissionDenied, and BadInput without a proof (Article 7(1)), for a day to come, and where it holds already.
    """
    check_can_edit_company(by, person.company)
    evidence = " ".join(evidence.split())
    if purpose not in asked() or how not in ConsentHow.values:
        raise BadInput(_("Say for what, and how they said so."))
    if not evidence:
        raise BadInput(_("Say where the proof is: a form, an e-mail, minutes, with its day."))
    if given_on > local_date(at):
        raise BadInput(_("That day is still to come."))
    if Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).exists():
        raise BadInput(_("This is recorded already. To record it anew, withdraw it first."))
    said = asked()[purpose]
    return Consent.objects.create(
        person=person, email=person.email, purpose=purpose, basis=said.basis, given_on=given_on, how=how,
        evidence=evidence[:300], text=said.text[language], text_version=said.version, language=language, recorded_by=by,
        recorded_at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw(*, consent: Consent, how: str, by: User, at: datetime) -> Consent:
    """Record that somebody took back what they allowed: as easily as it was given (Article 7(3)). Raises PermissionDenied."""
    current = (
        Consent.objects.select_for_update(of=("self",)).select_related("person__company").get(pk=consent.pk)
    )
    assert current.person is not None
    check_can_edit_company(by, current.person.company)
    return _withdrawn(current, how, by, at)


@transaction.atomic
def withdraw_own(*, case: Case, consent_id: int, at: datetime) -> Consent:
    """Take back what one allowed oneself, by the link of a request. Raises Consent.DoesNotExist for somebody else's."""
    if case.person_id is None:
        raise Consent.DoesNotExist
    current = Consent.objects.select_for_update(of=("self",)).get(pk=consent_id, person_id=case.person_id)
    return _withdrawn(current, "", None, at)


def _withdrawn(current: Consent, how: str, by: User | None, at: datetime) -> Consent:
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_by = at, by
        current.withdrawn_how = " ".join(how.replace("\x00", " ").split())[:300]
        current.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_how"])
    return current


@transaction.atomic
def stop_mailing(*, case: Case, purpose: str, at: datetime) -> None:
    """Take oneself off the mailings of one purpose, by the link of a request; campaigns under way look again."""
    address = address_on_file(case.email) if case.email else None
    if address is None:
        raise BadInput(_("Nothing is sent to this address."))
    mailings.unsubscribe(address=address, purpose=purpose, at=at)
