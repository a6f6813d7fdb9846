"""How does somebody's name go out of words that stand elsewhere: texts of others, earlier versions, jobs, the audit?

An address goes wherever it stands. A name goes where a human said so, and where nobody can look any more: in earlier
versions of rows that are gone, and in words of the machine. What is sealed stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Model
from psycopg import sql
from psycopg.types.json import Jsonb

from grappe.apps.privacy.queries.declared import histories, tables
from grappe.apps.privacy.queries.left import left_of, said_in
from grappe.apps.privacy.queries.marked import passages
from grappe.apps.privacy.queries.mentions import pattern_of
from grappe.apps.privacy.queries.places import like_of
from grappe.ui.marks import mark_of

if TYPE_CHECKING:
    from grappe.apps.privacy.queries.left import Left
    from grappe.ui.personal import Table

MIRRORS = ("search_",)  # written by triggers when that changes what they mirror
JOBS = "procrastinate_jobs"
AUDIT = "accounts_auditentry"
IN_FILE = ("documents.extractedtext", "text")
THE_FILE = ("documents.document", "content")
Chosen = frozenset[tuple[str, str, str]]  # table, column, key


@dataclass(frozen=True)
class Cut:
    """What is cut out of words, and what stands in its place."""

    emails: tuple[str, ...]
    needles: tuple[str, ...]  # addresses, and names in both orders
    nobody: str
    chosen: Chosen

    def name(self, text: str) -> str:
        """Return a text without the name and the addresses."""
        return pattern_of(self.needles).sub(lambda _match: self.nobody, text) if self.needles else text

    def address(self, text: str) -> str:
        """Return a text without the addresses."""
        return pattern_of(self.emails).sub(lambda _match: self.nobody, text) if self.emails else text


def cut_everywhere(cut: Cut) -> int:
    """Take somebody out of every text column there is; return out of how many fields."""
    known = {table.model._meta.db_table: (table, table.model) for table in tables().values()}
    known |= {
        model._meta.db_table: (tables()[tracked], model)
        for tracked, model in histories().items()
        if tracked in tables()
    }
    earlier = {model._meta.db_table for model in histories().values()}
    changed = 0
    for histories_too in (
        False,
        True,
    ):  # what is changed leaves an earlier version, which is looked at afterwards
        for left in left_of(cut.needles):
            if (
                left.table.startswith(MIRRORS)
                or left.kind == "bytea"
                or (left.table in earlier) != histories_too
            ):
                continue
            changed += (
                _forget_jobs(cut, left)
                if left.table == JOBS
                else _cut_column(cut, left, *known.get(left.table, (None, None)))
            )
    return changed


def cut_passages(cut: Cut) -> int:
    """Take somebody out of the places that were chosen, whatever else is said of them: of rows and earlier versions."""
    changed = 0
    for model, column, key, value in passages(cut.chosen):
        new = replaced(value, cut.name)
        changed += int(new != value)
        model._base_manager.filter(pk=key).update(**{column: new})
        earlier = histories().get(model)
        if earlier is None:
            continue
        for version in earlier._base_manager.filter(pgh_obj_id=key):
            was = getattr(version, column, None)
            if replaced(was, cut.name) != was:
                earlier._base_manager.filter(pk=version.pk).update(**{column: replaced(was, cut.name)})
                changed += 1
    return changed


def _cut_column(cut: Cut, left: Left, table: Table | None, model: type[Model] | None) -> int:
    """Rewrite one column row by row. Rows are told apart by where they lie: nothing else writes them in this transaction."""
    changed = 0
    key = _key_of(model)
    gone = _gone(table, model)
    rows = _rows(
        sql.SQL(
            "SELECT t.ctid::text, {key}::text, {gone}, t.{column} FROM {table} t WHERE {said} ILIKE ANY(%s) FOR UPDATE OF t"
        ).format(
            key=sql.SQL("t.{}").format(sql.Identifier(key)) if key else sql.SQL("NULL"),
            gone=gone, column=sql.Identifier(left.column), table=sql.Identifier(left.table),
            said=said_in(left.column, left.kind),
        ),
        [[like_of(each) for each in cut.needles]],
    )  # fmt: skip
    for place, its_key, is_gone, value in rows:
        change = _change(cut, left, table, model, its_key, is_gone=is_gone)
        if change is None:
            continue
        new = replaced(_loaded(value, left.kind), change)
        if new != _loaded(value, left.kind):
            _write(left, place, new, model)
            changed += 1
    return changed


def _change(
    cut: Cut, left: Left, table: Table | None, model: type[Model] | None, key: str, *, is_gone: bool
) -> Callable[[str], str] | None:
    """How the words of a field change; None where they stay as they are."""
    if left.table == AUDIT:  # of its other columns the machine alone writes the words
        return {"email": _marked(cut), "title": cut.name, "record": cut.name, "detail": cut.name}.get(
            left.column
        )
    if table is None or model is None:
        return cut.name
    column = next((field.name for field in model._meta.concrete_fields if field.column == left.column), "")
    if column in table.sealed:  # what a law kept goes when its time is over and a human says so
        over = table.hold and (table.model._meta.label_lower, column, key) in cut.chosen
        return cut.name if over else None
    if column in table.content:  # they are what stands in a file: with the file they go, or stay
        return None
    earlier = model is not table.model
    if column in (*table.emails, *table.names) and not earlier:
        return cut.name if (table.model._meta.label_lower, column, key) in cut.chosen else None
    if column in (*table.words, *table.beside, *table.details, *table.emails, *table.names):
        chosen = (table.model._meta.label_lower, column, key) in cut.chosen
        return cut.name if chosen or (earlier and is_gone) else cut.address
    return cut.name


def _marked(cut: Cut) -> Callable[[str], str]:
    """In the audit a mark stands in the place of an address: what the same person did stays countable."""
    return lambda text: f"erased:{mark_of(text)}" if cut.address(text) != text else text


def _key_of(model: type[Model] | None) -> str:
    if model is None:
        return ""
    fields = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return fields.get("pgh_obj", "") or str(model._meta.pk.column)


def _gone(table: Table | None, model: type[Model] | None) -> sql.Composable:
    """Whether the row of an earlier version is not there any more."""
    if table is None or model is None or model is table.model:
        return sql.SQL("FALSE")
    return sql.SQL("NOT EXISTS (SELECT 1 FROM {live} l WHERE l.{key} = t.{its})").format(
        live=sql.Identifier(table.model._meta.db_table), key=sql.Identifier(str(table.model._meta.pk.column)),
        its=sql.Identifier(_key_of(model)),
    )  # fmt: skip


def _forget_jobs(cut: Cut, left: Left) -> int:
    """A job that names somebody is taken back: a mail that waits, a list that is to be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("DELETE FROM {} WHERE {} ILIKE ANY(%s) AND status <> 'doing'")
            .format(sql.Identifier(left.table), said_in(left.column, left.kind))
            .as_string(None),
            [[like_of(each) for each in cut.needles]],
        )
        return int(cursor.rowcount)


def _rows(statement: sql.Composed, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), values)
        return list(cursor.fetchall())


def _loaded(value: Any, kind: str) -> Any:
    return json.loads(value) if kind in ("json", "jsonb") and isinstance(value, str) else value


def _write(left: Left, place: str, value: Any, model: type[Model] | None) -> None:
    if isinstance(value, str) and model is not None and left.kind == "character varying":
        most = next(f.max_length for f in model._meta.concrete_fields if f.column == left.column)
        value = value[:most] if most else value
    new: Any = Jsonb(value) if left.kind in ("json", "jsonb") else value
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("UPDATE {} SET {} = %s WHERE ctid = %s::tid")
            .format(sql.Identifier(left.table), sql.Identifier(left.column))
            .as_string(None),
            [new, place],
        )


def replaced(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with every text in it changed, keys too."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): replaced(each, change) for key, each in value.items()}
    return [replaced(each, change) for each in value] if isinstance(value, list) else value


def chosen_of(passages: Collection[Collection[str]]) -> Chosen:
    """Return the passages that were chosen as they are compared.

    In the log of before the words of files were read, a file stands itself in the place of its words.
    """
    return frozenset(
        IN_FILE + (str(key),) if (place, column) == THE_FILE else (str(place), str(column), str(key))
        for place, column, key in passages
    )
