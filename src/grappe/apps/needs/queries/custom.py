"""Which tables of this app have custom fields?"""

from __future__ import annotations

from django.db.models import Model

from grappe.apps.fields.enums import RecordType
from grappe.apps.needs.models import Need


def tables() -> dict[str, type[Model]]:
    """Return the table of each sort of record that is this app's (HOOKS["fields.tables"])."""
    return {RecordType.NEED: Need}
