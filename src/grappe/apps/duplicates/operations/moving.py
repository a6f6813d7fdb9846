"""How does everything that leads to one row come to lead to another? By the registry's relations, never by name.

Rows are moved a table at a time; where a table's own rules refuse that, row by row. Two rows that may stand only once
become one, with what hangs on either; a row that the database does not let go stays, and it is told why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pghistory.models
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from grappe.apps.duplicates.enums import Done
from grappe.apps.duplicates.models import MergedRow

# What leads to a company and goes on doing so, and why.
STAYS = {
    "companies.Latest": "made by the database from what hangs on the file",
    "duplicates.Candidate": "says of two files that they may be one: looked for anew",
    "duplicates.PersonCandidate": "says of two people that they may be one: looked for anew",
    "duplicates.Merge": "says which file went into which",
}
Key = Any


@dataclass(frozen=True, slots=True)
class Relation:
    """A column of a table that leads to rows of a model."""

    model: type[models.Model]
    field: Any

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def table(self) -> str:
        return connection.ops.quote_name(self.model._meta.db_table)

    @property
    def column(self) -> str:
        return connection.ops.quote_name(self.field.column)

    @property
    def keys(self) -> list[str]:
        """The columns that say which row it is; of several, all but the one that leads to the company."""
        of: Any = self.model._meta.pk
        if of.column is not None:
            return [connection.ops.quote_name(of.column)]
        columns = [str(each.column) for each in self.model._meta.pk_fields]
        return [connection.ops.quote_name(each) for each in columns if each != self.field.column]

    @property
    def is_single(self) -> bool:
        return getattr(self.model._meta.pk, "column", None) is not None

    def key_of(self, row: str) -> str:
        """Return what tells a row from others, as a text in SQL."""
        return " || ',' || ".join(f"{row}.{each}::text" for each in self.keys)

    def is_key(self, row: str, text: str) -> str:
        """Return the condition that a row is the one with a key, by the index where one column is the key."""
        if not self.is_single:
            return f"{self.key_of(row)} = {text}"
        of: Any = self.model._meta.pk
        return f"{row}.{self.keys[0]} = {text}::{of.rel_db_type(connection)}"


def relations_to(model: type[models.Model]) -> list[Relation]:
    """Return every column that leads to rows of a model, but for its history and what STAYS, in order of table."""
    found: dict[tuple[str, str], Relation] = {}
    for each in model._meta.get_fields(include_hidden=True):
        if not each.auto_created or each.concrete or each.many_to_many:
            continue
        related: Any = each.related_model
        if issubclass(related, pghistory.models.Event) or related._meta.proxy or related._meta.label in STAYS:
            continue
        field = each.field  # type: ignore[union-attr]  # of a relation the other way round
        found[related._meta.label, field.name] = Relation(related, field)
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class Left:
    """A row that still leads to the loser, and what the database said."""

    model: str
    key: str
    why: str


def said_by(fault: Exception) -> str:
    """Return what the database said, in one line."""
    return str(fault).strip().split("\n")[0][:300]


class _Held(Exception):
    """Something that hangs on a row cannot go on."""


class Mover:
    """Moves what leads to rows of a model; writes down each row, under one merge."""

    def __init__(self, merge_id: int) -> None:
        self.merge_id = merge_id
        self.left: list[Left] = []

    def move(self, model: type[models.Model], winner: Key, loser: Key) -> None:
        """Let everything that leads to `loser` lead to `winner`."""
        for relation in relations_to(model):
            try:
                with transaction.atomic():
                    self._update(relation, winner, loser)
            except DatabaseError:
                for key in self._keys(relation, loser):
                    self._one(relation, key, winner, loser)

    def _keys(self, relation: Relation, loser: Key) -> list[str]:
        sql = (
            f"SELECT {relation.key_of('t')} FROM {relation.table} t WHERE t.{relation.column} = %s ORDER BY 1"  # noqa: S608
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [loser])
            return [key for (key,) in cursor.fetchall()]

    def _update(self, relation: Relation, winner: Key, loser: Key, only: str | None = None) -> None:
        this = f"AND {relation.is_key('t', '%s')}" if only is not None else ""
        sql = f"""
            WITH moved AS (UPDATE {relation.table} AS t SET {relation.column} = %s
              WHERE t.{relation.column} = %s {this} RETURNING {relation.key_of("t")} AS key)
            INSERT INTO duplicates_mergedrow (merge_id, what, model, key, field, before, after)
            SELECT %s, %s, %s, key, %s, %s::jsonb, %s::jsonb FROM moved ORDER BY key"""  # noqa: S608
        values = [
            winner,
            loser,
            *([only] if only is not None else []),
            self.merge_id,
            Done.MOVED,
            relation.label,
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, relation.field.name, f'"{loser}"', f'"{winner}"'])

    def _one(self, relation: Relation, key: str, winner: Key, loser: Key) -> None:
        before = len(self.left)
        try:
            with transaction.atomic():
                self._update(relation, winner, loser, only=key)
            return
        except IntegrityError as fault:
            refused: Exception = fault
        except DatabaseError as fault:
            self._leave(relation, key, fault)
            return
        try:
            with transaction.atomic():
                self._take_together(relation, key, self._twin(relation, key, winner, refused), before)
        except (DatabaseError, _Held) as fault:
            del self.left[before:]
            self._leave(relation, key, fault)

    def _leave(self, relation: Relation, key: str, fault: Exception) -> None:
        self.left.append(Left(relation.label, key, said_by(fault)))

    def _take_together(self, relation: Relation, key: str, twin: str | None, before: int) -> None:
        """Let what hangs on a row hang on its twin and take the row away; without a twin it would lead to itself."""
        if twin is not None:
            self.move(relation.model, twin, key)
            if len(self.left) > before:
                raise _Held(self.left[before].why)
        self.drop(relation, key)

    def drop(self, relation: Relation, key: str) -> None:
        """Take a row away and keep it, with the name and address that say whose it was."""
        sql = f"""
            WITH gone AS (DELETE FROM {relation.table} AS old WHERE {relation.is_key("old", "%s")} RETURNING to_jsonb(old) AS row)
            INSERT INTO duplicates_mergedrow (merge_id, what, model, key, field, before, name, email)
            SELECT %s, %s, %s, %s, %s, row, {_WHOSE} FROM gone"""  # noqa: S608  # names of our own tables
        person = relation.label == "companies.Person"
        values = [key, self.merge_id, Done.DROPPED, relation.label, key, relation.field.name, person]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # whatever leads there still is found now
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def _twin(self, relation: Relation, key: str, winner: Key, refused: Exception) -> str | None:
        """Return the winner's row that stands in the way of this one; None where no other row does.

        None, too, where a row is known by several columns: nothing can hang on it.
        """
        if not relation.is_single:
            return None
        name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", None) or ""
        with connection.cursor() as cursor:
            cursor.execute(_INDEX, [name, relation.model._meta.db_table])
            found = cursor.fetchone()
            if found is None:
                return None
            columns, condition = found
            quoted = [connection.ops.quote_name(each) for each in columns if each != relation.field.column]
            same = "".join(f" AND other.{each} = mine.{each}" for each in quoted)
            cursor.execute(
                f"""SELECT {relation.key_of("other")} FROM {relation.table} AS mine, LATERAL (
                    SELECT * FROM {relation.table} WHERE {relation.column} = %s AND {condition}) AS other
                  WHERE {relation.is_key("mine", "%s")} AND {relation.key_of("other")} <> {relation.key_of("mine")}{same}""",  # noqa: S608
                [winner, key],
            )
            row = cursor.fetchone()
        return row[0] if row else None


# Tables of people call these so; a name of a thing, without an address beside it, says of nobody whose row it was.
_WHOSE = """CASE WHEN coalesce(row->>'email', '') <> '' OR %s THEN left(coalesce(row->>'name', ''), 300) ELSE '' END,
  left(coalesce(row->>'email', ''), 300)"""
_INDEX = """
SELECT array_agg(a.attname::text ORDER BY k.place), coalesce(min(pg_get_expr(i.indpred, i.indrelid)), 'true')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid,
  unnest(i.indkey) WITH ORDINALITY AS k(number, place)
  JOIN pg_attribute a ON a.attnum = k.number
WHERE c.relname = %s AND t.relname = %s AND i.indisunique AND a.attrelid = i.indrelid GROUP BY i.indexrelid
"""


def changed_rows(merge_id: int, changes: list[tuple[str, int, str, Any, Any]]) -> None:
    """Write down which values of rows a merge changed: model, key, field, before, after."""
    MergedRow.objects.bulk_create(
        MergedRow(
            merge_id=merge_id, what=Done.CHANGED, model=model, key=str(key), field=field, before=before, after=after
        )
        for model, key, field, before, after in changes
    )  # fmt: skip
