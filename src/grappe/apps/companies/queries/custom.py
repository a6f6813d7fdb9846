"""Which tables of this app have custom fields?"""

from __future__ import annotations

from django.db.models import Model

from grappe.apps.companies.models import Company, Contact, Person
from grappe.apps.fields.enums import RecordType


def tables() -> dict[str, type[Model]]:
    """Return the table of each sort of record that is this app's (HOOKS["fields.tables"])."""
    return {RecordType.COMPANY: Company, RecordType.PERSON: Person, RecordType.CONTACT: Contact}
