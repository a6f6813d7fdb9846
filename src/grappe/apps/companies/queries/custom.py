"""How many companies or people say something in a custom field?"""

from __future__ import annotations

from django.db.models import Model

from grappe.apps.companies.models import Company, Person
from grappe.apps.fields.enums import RecordType

MODELS: dict[str, type[Model]] = {RecordType.COMPANY: Company, RecordType.PERSON: Person}


def in_use(*, record: str, name: str, option: str | None = None) -> int | None:
    """Return how many records of a sort have a value in a custom field, or one of its choices (HOOKS["fields.in_use"]).

    None for a sort that is another app's. One query, a look at the whole table.
    """
    model = MODELS.get(record)
    if model is None:
        return None
    rows = model._default_manager.filter(custom__has_key=name)
    if option is not None:
        # By value, not by lookup: a field may be called "contains".
        rows = rows.filter(custom__contains={name: option}) | rows.filter(custom__contains={name: [option]})
    return rows.count()
