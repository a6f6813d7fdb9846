"""In which columns of which rows does somebody stand? Every text column is looked at, piece by piece: it is told how far it is.

Keys alone are returned: the words are looked up when they are shown, to whoever may read them (`mentions`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import BinaryField, IntegerField, Model
from psycopg import sql

from grappe.apps.privacy.queries.declared import tables

if TYPE_CHECKING:
    from grappe.ui.personal import Table

AT_A_TIME = 100_000  # keys
Place = tuple[str, str, str]  # table, column, key


@dataclass(frozen=True)
class Piece:
    """Some rows of a table by their keys, both included; all of them where keys are no numbers."""

    table: Table
    first: int | None
    last: int | None


def searched(table: Table) -> tuple[str, ...]:
    """Return the columns of words of a table that are looked at."""
    return (
        *table.words,
        *table.beside,
        *table.sealed,
        *table.content,
        *table.names,
        *table.details,
    )


def pieces() -> list[Piece]:
    """Return what is to be looked through, tables in the order of the story; empty ones are left out. One query."""
    found = [table for table in tables().values() if searched(table)]
    parts = []
    for place, table in enumerate(found):
        statement = "SELECT {place}, min(0), CASE WHEN count(*) > 0 THEN 0 END FROM {table}"
        if _counted(table):
            statement = "SELECT {place}, min({key}), max({key}) FROM {table}"
        parts.append(
            sql.SQL(statement).format(
                place=sql.Literal(place), key=_key(table), table=sql.Identifier(table.model._meta.db_table)
            )
        )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts).as_string(None))
        rows = sorted(row for row in cursor.fetchall() if row[2] is not None)
    return [piece for place, first, last in rows for piece in _cut_up(found[place], first, last)]


def _cut_up(table: Table, first: int, last: int) -> Iterator[Piece]:
    if not _counted(table):
        yield Piece(table, None, None)
        return
    for start in range(first, last + 1, AT_A_TIME):
        yield Piece(table, start, min(start + AT_A_TIME - 1, last))


def patterns(needles: Collection[str]) -> tuple[list[str], list[str]]:
    """Return how PostgreSQL finds some names and addresses in lower case, in words and in bytes. One query.

    It makes the lower case itself, as it does of what is compared; once a row and not once a name, as ILIKE would.
    """
    words, in_bytes = [like_of(each) for each in needles], [like_of(escaped(each)) for each in needles]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lower(p) FROM unnest(%s::text[]) WITH ORDINALITY u(p, n) ORDER BY n", [words + in_bytes]
        )
        lowered = [row[0] for row in cursor.fetchall()]
    return lowered[: len(words)], lowered[len(words) :]


def places_in(piece: Piece, looked_for: tuple[list[str], list[str]]) -> list[Place]:
    """Return in which columns of a piece any of what is looked for (`patterns`) stands. One query, over one table."""
    table = piece.table
    columns = searched(table)
    values: list[Any] = []
    conditions = []
    for name in columns:
        conditions.append(condition(table, name))
        values.append(looked_for[1] if in_bytes(table, name) else looked_for[0])
    keys: sql.Composable = sql.SQL("TRUE")
    within: list[Any] = []
    if piece.first is not None:
        keys, within = sql.SQL("{} BETWEEN %s AND %s").format(_key(table)), [piece.first, piece.last]
    statement = sql.SQL("SELECT {key}::text, ARRAY[{each}] FROM {table} t WHERE {keys} AND ({any})").format(
        key=_key(table), each=sql.SQL(", ").join(conditions), any=sql.SQL(" OR ").join(conditions), keys=keys,
        table=sql.Identifier(table.model._meta.db_table),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            statement.as_string(None), [*values, *within, *values]
        )  # pghistory reads statements as text
        rows = cursor.fetchall()
    label = table.model._meta.label_lower
    return [(label, name, key) for key, hits in rows for name, hit in zip(columns, hits, strict=True) if hit]


def condition(table: Table, name: str) -> sql.Composed:
    """Return the condition that a column holds any of some patterns in lower case."""
    said = (
        "lower(encode({}, 'escape')) LIKE ANY(%s)"
        if in_bytes(table, name)
        else "lower({}::text) LIKE ANY(%s)"
    )
    return sql.SQL(said).format(sql.Identifier(column_of(table.model, name)))


def in_bytes(table: Table, name: str) -> bool:
    """Whether a column holds bytes and no words: a text that is written together."""
    return name in table.content and isinstance(table.model._meta.get_field(name), BinaryField)


def column_of(model: type[Model], name: str) -> str:
    """Return what a field is called in the database."""
    return str(next(field.column for field in model._meta.concrete_fields if field.name == name))


def _counted(table: Table) -> bool:
    return isinstance(table.model._meta.pk, IntegerField)


def _key(table: Table) -> sql.Identifier:
    return sql.Identifier(str(table.model._meta.pk.column))


def escaped(needle: str) -> str:
    """Return a needle as PostgreSQL writes bytes (`encode(…, 'escape')`), so that any case of it is found in them."""
    return "".join(
        "\\\\" if byte == 92 else chr(byte) if 0 < byte < 128 else f"\\{byte:03o}" for byte in needle.encode()
    )


def like_of(needle: str) -> str:
    """Return the pattern by which PostgreSQL finds a needle, over any blanks."""
    for sign in "\\%_":
        needle = needle.replace(sign, "\\" + sign)
    return f"%{needle.replace(' ', '%')}%"
