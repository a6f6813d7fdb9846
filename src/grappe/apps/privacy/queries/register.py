"""Which processing of personal data is there (Article 30)? Made from what each app says of its tables and the catalogue."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.privacy.permissions import check_can_answer_requests
from grappe.apps.privacy.queries.controller import Someone, controller, security, transfers_in
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
    """Return the register as a table: a row for each kind of people, with what is the same for all of them in each."""
    language = (get_language() or "en")[:2]
    output = io.StringIO()
    writer = csv.writer(output)
    head = [
        _("Controller"), _("Joint controllers"), _("Representative in the Union"), _("Data protection officer"),
        _("Whose data"), _("Which data"), _("Purpose"), _("Legal basis"), _("Source"), _("Who receives it"),
        _("Transfers to third countries"), _("How long"), _("Security measures"), _("Where they stand"),
        _("What stays after erasure"),
    ]  # fmt: skip
    writer.writerow(head)
    all_alike, measures = _of_all(), _measures(language)
    for each in found:
        said = each.purpose
        cells = [
            *all_alike, each.label, _text(said.data, language), said.purpose[language], f"6(1)({said.basis})",
            said.source[language], _text(said.recipients, language), transfers_in(said.transfers, language) or _missing(),
            _text(said.keep, language), measures, "; ".join(each.tables), "; ".join(each.stays),
        ]  # fmt: skip
        writer.writerow([safe(cell) for cell in cells])
    return output.getvalue()


def _missing() -> str:
    return _("Missing: not said yet")


def _text(text: dict[str, str] | None, language: str) -> str:
    return text[language] if text else _missing()


def _of_all() -> list[str]:
    who = controller()
    parts = [who.said_name, who.address, who.email]
    first = ", ".join([*(each or _missing() for each in parts), *(who.phone or ())])
    return [first, *(_people(each) for each in (who.joint, who.representative, who.officer))]


def _people(found: tuple[Someone, ...] | None) -> str:
    if found is None:
        return _missing()
    return "; ".join(map(str, found)) or _("None.")


def _measures(language: str) -> str:
    said = security()
    parts = [each[language] for each in (*(said.technical or ()), *(said.organisational or ()))]
    if said.technical is None or said.organisational is None:
        parts.append(_missing())
    return " ".join(parts)
