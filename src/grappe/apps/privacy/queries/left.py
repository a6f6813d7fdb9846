"""Where does somebody stand anywhere in the database? Every text column of PostgreSQL's own catalogue is looked at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from grappe.apps.privacy.queries.places import escaped, like_of

TEXTS = ("text", "character varying", "jsonb", "json", "ARRAY", "bytea")
_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.data_type = ANY(%s)
  AND c.is_generated = 'NEVER'
ORDER BY c.table_name, c.ordinal_position
"""


@dataclass(frozen=True)
class Left:
    """In how many rows of a column somebody stands."""

    table: str
    column: str
    kind: str
    count: int


def left_of(needles: Collection[str]) -> list[Left]:
    """Return where any of some names and addresses stands, whatever the application says of these tables.

    Two queries: which columns there are, and one over all of them. Words that are compressed or encoded are not seen.
    """
    if not needles:
        return []
    plain = [like_of(each) for each in needles]
    in_bytes = [like_of(escaped(each)) for each in needles]
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [list(TEXTS)])
        columns = cursor.fetchall()
        parts = [
            sql.SQL("SELECT {place}, count(*) FROM {table} WHERE {said} ILIKE ANY(%s)").format(
                place=sql.Literal(place), table=sql.Identifier(table), said=said_in(column, kind)
            )
            for place, (table, column, kind) in enumerate(columns)
        ]
        values = [in_bytes if kind == "bytea" else plain for _table, _column, kind in columns]
        cursor.execute(sql.SQL(" UNION ALL ").join(parts).as_string(None), values)
        found = [(columns[place], count) for place, count in cursor.fetchall() if count]
    return [Left(table, column, kind, count) for (table, column, kind), count in found]


def said_in(column: str, kind: str) -> sql.Composed:
    """Return the SQL of a column's words."""
    return sql.SQL("encode({0}, 'escape')" if kind == "bytea" else "{0}::text").format(sql.Identifier(column))
