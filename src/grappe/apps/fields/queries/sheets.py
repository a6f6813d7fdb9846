"""What does a record say in its custom fields, and who changed it when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from grappe.apps.fields.models import Definition
from grappe.apps.fields.queries.defined import as_field, custom_fields
from grappe.ui.custom import CustomField
from grappe.ui.custom_told import Told, differences, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

MOST_EVENTS, MOST_CHANGES = 200, 20


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words."""

    at: datetime
    by: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The custom fields of one record, as its page shows them; `asked` is whether there are any to fill in."""

    asked: bool = False
    told: tuple[Told, ...] = ()
    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return self.asked or bool(self.changes)


def sheet_of(row: Model, record: str) -> Sheet:
    """Return what a record that somebody reads says in its custom fields.

    One query where none was ever defined, three at most.
    """
    rows = list(Definition.objects.filter(record=record))
    if not rows:
        return Sheet()
    here = [as_field(each) for each in rows if each.archived_at is None]
    values: Any = row.custom  # type: ignore[attr-defined]  # the column of `custom_values`
    return Sheet(bool(here), tuple(told(here, values)), _changes(row, [as_field(each) for each in rows]))


def told_by(rows: Iterable[Any], record: str) -> dict[int, list[Told]]:
    """Return what several records say in their custom fields, by key; no query where they say nothing."""
    saying = [row for row in rows if row.custom]
    if not saying:
        return {}
    fields = custom_fields(record)
    return {row.pk: told(fields, row.custom) for row in saying}


def _changes(row: Model, fields: list[CustomField]) -> tuple[Change, ...]:
    """The changes that the database kept, the latest first."""
    events: Any = row.pgh_event_models["insert"]  # type: ignore[attr-defined]  # made by pghistory
    kept = events.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id")
    states = list(kept.values_list("pgh_created_at", "pgh_context__metadata", "custom")[:MOST_EVENTS])[::-1]
    whole = len(states) < MOST_EVENTS
    names = _names(states)
    found: list[Change] = []
    before: Any = {} if whole else states[0][2]
    for at, context, after in states if whole else states[1:]:
        who = names.get((context or {}).get("user"), "")
        found += [Change(at, who, *words) for words in differences(fields, before, after)]
        before = after
    return tuple(found[::-1][:MOST_CHANGES])


def _names(states: list[Any]) -> dict[Any, str]:
    ids = {user for _at, context, _custom in states if (user := (context or {}).get("user")) is not None}
    return dict(get_user_model().objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
