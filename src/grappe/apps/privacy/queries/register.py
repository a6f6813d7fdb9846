"""Which processing of personal data is there (Article 30)? Made from what each app says of its tables and the catalogue."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.privacy.permissions import check_can_answer_requests
from grappe.apps.privacy.queries.declared import held_tables, tables
from grappe.apps.privacy.queries.purposes import Purpose, purposes
from grappe.ui.workbook import safe

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True)
class Activity:
    """What is done with the data of one kind of people."""

    purpose: Purpose
    label: str
    tables: tuple[str, ...]
    stays: tuple[str, ...]


def register(*, for_user: User) -> list[Activity]:
    """Return every kind of processing. No query. Raises PermissionDenied."""
    check_can_answer_requests(for_user)
    found = []
    for category, purpose in purposes().items():
        mine = [table for table in held_tables() if table.category == category]
        found.append(
            Activity(
                purpose,
                str(category.label),
                tuple(dict.fromkeys(str(table.label) for table in mine)),
                tuple(dict.fromkeys(str(table.stays.label) for table in mine)),
            )
        )
    return found


def free_texts() -> list[str]:
    """Return what kinds of things have words in which somebody may be named."""
    return list(dict.fromkeys(str(each.label) for each in tables().values() if each.words and not each.holds))


def as_csv(found: list[Activity]) -> str:
    """Return the register as a table."""
    language = (get_language() or "en")[:2]
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(
        [
            _("Whose data"),
            _("Purpose"),
            _("Legal basis"),
            _("Source"),
            _("Who receives it"),
            _("How long"),
            _("Where they stand"),
            _("What stays after erasure"),
        ]
    )
    for each in found:
        said = each.purpose
        cells = [
            each.label, said.purpose[language], f"6(1)({said.basis})", said.source[language], said.recipients[language],
            said.keep[language], "; ".join(each.tables), "; ".join(each.stays),
        ]  # fmt: skip
        writer.writerow([safe(cell) for cell in cells])
    return output.getvalue()
