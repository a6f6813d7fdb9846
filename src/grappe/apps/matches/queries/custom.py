"""Which tables of this app have custom fields?"""

from __future__ import annotations

from django.db.models import Model

from grappe.apps.fields.enums import RecordType
from grappe.apps.matches.models import Introduction, Match


def tables() -> dict[str, type[Model]]:
    """Return the table of each sort of record that is this app's (HOOKS["fields.tables"])."""
    return {RecordType.MATCH: Match, RecordType.INTRODUCTION: Introduction}
