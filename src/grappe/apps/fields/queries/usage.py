"""Where is a custom field used: by how many records, in which saved lists, by which other field?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from grappe.apps.fields.models import Definition
from grappe.apps.fields.permissions import check_can_define_fields

if TYPE_CHECKING:
    from django.db.models import Model

    from grappe.apps.accounts.models import User


def tables() -> dict[str, type[Model]]:
    """Return the table of each sort of record, as the apps above say it (HOOKS["fields.tables"])."""
    found: dict[str, type[Model]] = {}
    for path in settings.HOOKS.get("fields.tables", ()):
        found |= import_string(path)()
    return found


def in_use(definition: Definition, option: str | None = None) -> int:
    """Return how many records say something in a custom field, or have one of its choices.

    One query, a full look at their table, for a page that is rarely opened.
    """
    model, name = tables()[definition.record], definition.name
    rows = model._default_manager.filter(custom__has_key=name)
    if option is not None:
        # By value, not by lookup: a field may be called "contains".
        rows = rows.filter(custom__contains={name: option}) | rows.filter(custom__contains={name: [option]})
    return rows.count()


@dataclass(frozen=True, slots=True)
class Usage:
    """What hangs on a custom field."""

    records: int
    views: int  # saved lists that show it or ask for it, anybody's
    asked_by: tuple[Definition, ...]  # fields that have to be filled in when this one says so

    def __bool__(self) -> bool:
        return bool(self.records or self.views or self.asked_by)


def where_used(definition: Definition, *, for_user: User) -> Usage:
    """Return what hangs on a custom field; saved lists are counted only, since private ones are nobody else's."""
    check_can_define_fields(for_user)
    counts = (
        import_string(path)(record=definition.record, name=definition.name)
        for path in settings.HOOKS.get("fields.views_with", ())
    )
    others = Definition.objects.filter(record=definition.record, archived_at=None).exclude(pk=definition.pk)
    asking = [each for each in others if any(one["field"] == definition.name for one in each.needed_when)]
    return Usage(in_use(definition), sum(counts), tuple(asking))
