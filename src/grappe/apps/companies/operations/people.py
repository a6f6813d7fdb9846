"""How do the people of a company come on file, change, and leave?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.apps.companies.models import Company, Person
from grappe.apps.companies.operations.kept_out import note_if_back
from grappe.apps.companies.operations.recording import recorded
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.custom import checked
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

FIELDS = ("name", "function", "email", "phone", "language", "is_head", "left_on")


@recorded
def save_person(
    *,
    company: Company,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    person: Person | None = None,
    version: int | None = None,
    why_back: str = "",
) -> Person:
    """Put a person on file, or change `person`; names that `values` lacks stay.

    `custom` are the values of custom fields by name.
    A company has one head: marking somebody takes the mark from whoever had it, and leaving takes it too. Nobody is
    deleted, since past contacts name them. Who was erased and comes back is written down in the audit with the reason given
    (`why_back`). `version` is the one that was looked at. Raises BadInput without a name or for a
    leaving day to come, Stale where somebody else changed the person meanwhile.
    """
    check_can_edit_company(by, company)
    if person is not None and person.company_id != company.pk:
        raise BadInput(_("This person belongs to another company."))
    if person is not None:
        saved = Person.objects.select_for_update().get(pk=person.pk)
        if version is not None and saved.version != version:
            raise Stale(_("Somebody else changed this person meanwhile. Please look again."))
        saved.version += 1
    else:
        saved = Person(company=company)
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(saved, name, " ".join(value.split()) if isinstance(value, str) else value)
    if "custom" in values:
        saved.custom = checked(custom_fields(RecordType.PERSON), values["custom"], before=saved.custom)
    if not saved.name:
        raise BadInput(_("The person's name is missing."))
    if saved.left_on is not None and saved.left_on > at.date():
        raise BadInput(_("The leaving day has not been yet: note it once it has."))
    saved.is_head = saved.is_head and saved.left_on is None
    if saved.is_head:
        Person.objects.filter(company=company, is_head=True).exclude(pk=saved.pk).update(is_head=False)
    saved.save()
    if person is None:
        note_if_back(
            name=saved.name, email=saved.email, company=company, what="companies.person", record=str(saved.pk), by=by, at=at,
            why=why_back,
        )  # fmt: skip
    return saved
