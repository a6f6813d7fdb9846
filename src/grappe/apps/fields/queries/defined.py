"""Which custom fields does a sort of record have, and how many records say something in one?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.models import Definition
from grappe.apps.fields.permissions import check_can_define_fields
from grappe.ui.custom import CustomField, Option

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def custom_fields(record: str) -> tuple[CustomField, ...]:
    """Return the custom fields of a sort of record (RecordType), those that were put away left out, in order. One query."""
    return tuple(map(as_field, Definition.objects.filter(record=record, archived_at=None)))


def custom_fields_of(*records: str, archived: bool = False) -> dict[str, tuple[CustomField, ...]]:
    """Return the custom fields of several sorts of record at once; with those put away, where asked for. One query."""
    found = Definition.objects.filter(record__in=records)
    if not archived:
        found = found.filter(archived_at=None)
    rows = list(found)
    return {record: tuple(as_field(row) for row in rows if row.record == record) for record in records}


def as_field(definition: Definition) -> CustomField:
    """Return a definition as forms and lists use it."""
    return CustomField(
        name=definition.name,
        kind=definition.kind,
        label=definition.label,
        help=definition.help,
        required=definition.required,
        options=tuple(
            Option(o["key"], o["label"], o.get("hidden", False), o.get("colour", ""))
            for o in definition.options
        ),
        minimum=definition.minimum,
        maximum=definition.maximum,
        unit=definition.unit,
        default=definition.default,
        needed_when=tuple((each["field"], each["is"]) for each in definition.needed_when),
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A sort of record with its custom fields; those put away stand apart."""

    record: RecordType
    fields: tuple[Definition, ...]
    archived: tuple[Definition, ...]


def by_record(*, for_user: User) -> list[Listed]:
    """Return all custom fields by the sort of record they are of. One query."""
    check_can_define_fields(for_user)
    found = list(Definition.objects.all())
    return [
        Listed(
            record,
            tuple(each for each in found if each.record == record and each.archived_at is None),
            tuple(each for each in found if each.record == record and each.archived_at is not None),
        )
        for record in RecordType
    ]


def definition_for(pk: int, *, for_user: User) -> Definition:
    """Return one custom field; `Definition.DoesNotExist` where there is none."""
    check_can_define_fields(for_user)
    return Definition.objects.get(pk=pk)


def others_of(record: str, definition: Definition | None, *, for_user: User) -> tuple[CustomField, ...]:
    """Return the custom fields of a sort of record beside this one, on whose answers it may hang."""
    check_can_define_fields(for_user)
    found = Definition.objects.filter(record=record, archived_at=None)
    return tuple(as_field(each) for each in found if definition is None or each.pk != definition.pk)
