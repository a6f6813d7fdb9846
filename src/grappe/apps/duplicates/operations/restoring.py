"""How is what a merge did taken back, row by row in the other direction?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from grappe.apps.duplicates.enums import Done
from grappe.apps.duplicates.models import Merge, MergedRow
from grappe.apps.duplicates.operations.moving import Relation, said_by


@dataclass(frozen=True, slots=True)
class Other:
    """A row that is not as the merge left it; `what` is gone (or led elsewhere since), erased, or refused with the reason."""

    model: str
    key: str
    what: str
    why: str = ""


def put_back(merge: Merge) -> list[Other]:
    """Move back what was moved and write anew what was taken away, the last first. Returns what could not be."""
    rows = merge.rows.exclude(what=Done.CHANGED).order_by("-pk").values_list("pk", "what", "model", "field")
    other: list[Other] = []
    known = tables(merge)
    for (what, model, field), group in groupby(rows, key=lambda row: row[1:]):
        numbers = [row[0] for row in group]
        relation = Relation(known[model], known[model]._meta.get_field(field))
        if what == Done.DROPPED:
            for each in MergedRow.objects.filter(pk__in=numbers).order_by("-pk"):
                other += (
                    [Other(relation.label, each.key, "erased")]
                    if each.is_empty
                    else _written_anew(relation, each)
                )
        else:
            other += _moved_back(relation, merge, min(numbers), max(numbers))
    return other


def tables(row: models.Model) -> dict[str, type[models.Model]]:
    """Return every model of the house by its label."""
    return {model._meta.label: model for model in row._meta.apps.get_models(include_auto_created=True)}


def _moved_back(relation: Relation, merge: Merge, first: int, last: int) -> list[Other]:
    try:
        with transaction.atomic():
            _update(relation, merge, first, last)
            _check_now()  # a row that what hung on it would lead to may not be there again
    except DatabaseError:
        other = []
        for number in range(last, first - 1, -1):
            try:
                with transaction.atomic():
                    _update(relation, merge, number, number)
                    _check_now()
            except DatabaseError as fault:
                key = MergedRow.objects.get(pk=number).key
                other.append(Other(relation.label, key, "refused", said_by(fault)))
        return other
    return _not_there(relation, merge, first, last)


def _check_now() -> None:
    """Let the database say at once what it would say at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _update(relation: Relation, merge: Merge, first: int, last: int) -> None:
    kind = relation.field.target_field.rel_db_type(connection)
    sql = f"""
        UPDATE {relation.table} AS t SET {relation.column} = (m.before #>> '{{}}')::{kind} FROM duplicates_mergedrow m
        WHERE m.merge_id = %s AND m.id BETWEEN %s AND %s AND {relation.is_key("t", "m.key")}
          AND t.{relation.column} = (m.after #>> '{{}}')::{kind}"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [merge.pk, first, last])


def _not_there(relation: Relation, merge: Merge, first: int, last: int) -> list[Other]:
    """Return the rows that were not where the merge had moved them."""
    kind = relation.field.target_field.rel_db_type(connection)
    sql = f"""
        SELECT m.key FROM duplicates_mergedrow m LEFT JOIN {relation.table} t
          ON {relation.is_key("t", "m.key")} AND t.{relation.column} = (m.before #>> '{{}}')::{kind}
        WHERE m.merge_id = %s AND m.id BETWEEN %s AND %s AND t.{relation.column} IS NULL ORDER BY m.id"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [merge.pk, first, last])
        return [Other(relation.label, key, "gone") for (key,) in cursor.fetchall()]


def _written_anew(relation: Relation, row: MergedRow) -> list[Other]:
    columns = ", ".join(map(connection.ops.quote_name, _columns(relation.model._meta.db_table)))
    sql = f"""INSERT INTO {relation.table} ({columns}) OVERRIDING SYSTEM VALUE
        SELECT {columns} FROM jsonb_populate_record(NULL::{relation.table}, %s::jsonb)"""  # noqa: S608
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [json.dumps(row.before)])
            _check_now()
    except DatabaseError as fault:
        return [Other(relation.label, row.key, "refused", said_by(fault))]
    return []


def _columns(table: str) -> list[Any]:
    """Return the columns that are written: those that the database makes itself are not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = '' ORDER BY attnum",
            [connection.ops.quote_name(table)],
        )
        return [name for (name,) in cursor.fetchall()]
