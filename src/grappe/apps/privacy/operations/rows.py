"""What becomes of somebody's own rows, and of their earlier versions? They go, or stay under a name that is nobody's."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import F, Func, Model, Value
from django.db.models.functions import Cast, Concat

from grappe.apps.privacy.queries.declared import histories, tables

if TYPE_CHECKING:
    from grappe.apps.privacy.queries.traces import Traces
    from grappe.ui.personal import Table

NOBODY_AT = "erased.invalid"  # RFC 2606: no mail is ever delivered there
DOORS = ("salt", "link_salt")  # signed links stop with these


def drop(table: Table, keys: Collection[Any]) -> int:
    """Take rows away with their earlier versions; return how many."""
    table.model._base_manager.filter(pk__in=keys).delete()
    history = histories().get(table.model)
    if history is not None:
        history._base_manager.filter(pgh_obj_id__in=keys).delete()
    return len(keys)


def drop_keyed(traces: Traces) -> dict[str, int]:
    """Take away rows that say by a bare number whose they are (`keyed`); return how many by table."""
    dropped: dict[str, int] = {}
    for model, table in tables().items():
        for column, conditions, label in table.keyed:
            keys = [
                row.pk for theirs, rows in traces.rows.items() if theirs._meta.label == label for row in rows
            ]
            found = list(
                model._base_manager.filter(**{f"{column}__in": keys}, **conditions).values_list(
                    "pk", flat=True
                )
            )
            if found:
                model._base_manager.filter(pk__in=found).delete()
                dropped[model._meta.label_lower] = dropped.get(model._meta.label_lower, 0) + len(found)
    return dropped


def blank(table: Table, keys: Collection[Any], nobody: str) -> int:
    """Take away of rows and of their earlier versions who they were; return how many."""
    table.model._base_manager.filter(pk__in=keys).update(**_values(table, table.model, nobody, "pk"))
    history = histories().get(table.model)
    if history is not None:
        values = _values(table, history, nobody, "pgh_obj_id")
        if values:
            history._base_manager.filter(pgh_obj_id__in=keys).update(**values)
    return len(keys)


def _values(table: Table, model: type[Model], nobody: str, key: str) -> dict[str, Any]:
    """What the columns of somebody's rows become, of those that a table (or its history) has."""
    there = {field.name for field in model._meta.concrete_fields}
    told = {field.name: field for field in table.model._meta.concrete_fields}
    values: dict[str, Any] = {}
    for name in table.names:
        short = nobody[: told[name].max_length] if told[name].max_length else nobody
        values[name] = models.Case(models.When(**{name: ""}, then=Value("")), default=Value(short))
    for name in table.emails:
        values[name] = "" if told[name].blank else _unique(key)
    for name in table.details:
        values[name] = _empty(told[name])
    values |= {name: "" for name in DOORS if name in told}
    if "code" in told and isinstance(told["code"], models.UUIDField) and model is table.model:
        values["code"] = Func(function="gen_random_uuid", output_field=models.UUIDField())
    if "password" in told and table.holds:
        values["password"] = make_password(None)
    return {name: value for name, value in values.items() if name in there}


def _unique(key: str) -> Any:
    """An address that is nobody's, where there must be one."""
    return Concat(Value("erased-"), Cast(F(key), models.CharField()), Value(f"@{NOBODY_AT}"))


def _empty(field: Any) -> Any:
    if isinstance(field, models.CharField | models.TextField):
        return ""
    return None if field.null else field.get_default()
