"""What is the figure of a query, asked of PostgreSQL, of DuckDB on the columnar copy, or of Spark on the same files?

The SQL is Ibis's, written from the checked tree: names in it come from the engine only, and values are its literals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from grappe.apps.aids.queries.spark_tables import spark_session
from grappe.apps.reporting.queries.columns import TABLES, files_of
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.years import reported_years
from grappe.engines.indicators import (
    ALL,
    Asked,
    Cell,
    CompanyCount,
    Of,
    Result,
    figures_sql,
    kinds_of,
    members_sql,
    units_sql,
)
from grappe.engines.indicators.expression import TYPES

Ask = Callable[[object, Asked], dict[Cell, Result]]
_DUCKDB = {"int64": "BIGINT", "string": "VARCHAR"}
POSTGRESQL, DUCKDB = "postgresql", "duckdb"


def ask_postgresql(query: object, asked: Asked) -> dict[Cell, Result]:
    """Return the figures of a query by what PostgreSQL holds."""
    with connection.cursor() as cursor:
        cursor.execute(figures_sql(tree_of(query), asked, dialect="postgresql"))
        return _results(cursor.fetchall())


def units_of(tree: Of | CompanyCount, asked: Asked) -> Iterator[tuple[Cell, int, int | None, float]]:
    """Yield what each figure adds up: of which part, the unit (a record or a company), its company and its amount."""
    with connection.cursor() as cursor:
        cursor.execute(units_sql(tree, asked, dialect="postgresql"))
        for row in cursor.fetchall():
            yield Cell(*row[:3]), row[3], row[4], float(row[5])


def record_ids(query: object, *, year: int, until: date, dimension: str = ALL, key: str = "") -> list[int]:
    """Return the ids of the records behind one figure, by what PostgreSQL holds now."""
    tree = tree_of(query)
    if not kinds_of(tree):
        return []
    asked = Asked((year,), until)
    with connection.cursor() as cursor:
        cursor.execute(members_sql(tree, asked, dialect="postgresql", dimension=dimension, key=key))
        return [row[0] for row in cursor.fetchall()]


def preview(query: object, *, on: date) -> dict[int, Result]:
    """Return the whole figure of each year that a query would give; nothing is kept."""
    found = ask_postgresql(query, Asked(reported_years(on), on, ()))
    return {cell.year: result for cell, result in found.items()}


@contextmanager
def engine(name: str, folder: Path) -> Iterator[Ask]:
    """Give what answers queries: `postgresql`, `duckdb` on the columnar copy in a folder, or the master of a Spark cluster."""
    if name == POSTGRESQL:
        yield ask_postgresql
    elif name == DUCKDB:
        with _duckdb(folder) as ask:
            yield ask
    else:
        with spark_session(name) as session:
            yield on_spark(session, folder)


@contextmanager
def _duckdb(folder: Path) -> Iterator[Ask]:
    import duckdb

    with duckdb.connect() as database:
        for table in TABLES:
            if files := files_of(folder, table):
                database.read_parquet([str(file) for file in files]).create_view(table)
            else:
                columns = ", ".join(
                    f'"{name}" {_DUCKDB.get(kind, kind)}' for name, kind in TYPES[table].items()
                )
                database.execute(f"CREATE TABLE {table} ({columns})")

        def ask(query: object, asked: Asked) -> dict[Cell, Result]:
            return _results(database.execute(figures_sql(tree_of(query), asked, dialect=DUCKDB)).fetchall())

        yield ask


def on_spark(session: Any, folder: Path) -> Ask:
    """Return what answers queries on a Spark session, over the files of a columnar copy that its workers can read."""
    for table in TABLES:
        files = [str(file) for file in files_of(folder, table)]
        if files:
            found = session.read.parquet(*files)
        else:
            columns = ", ".join(f"`{name}` {_spark(kind)}" for name, kind in TYPES[table].items())
            found = session.createDataFrame([], columns)
        found.createOrReplaceTempView(table)

    def ask(query: object, asked: Asked) -> dict[Cell, Result]:
        rows = session.sql(figures_sql(tree_of(query), asked, dialect="spark")).collect()
        return _results([tuple(row) for row in rows])

    return ask


def _spark(kind: str) -> str:
    return {"int64": "BIGINT"}.get(kind, kind)


def _results(rows: list[tuple[Any, ...]]) -> dict[Cell, Result]:
    return {Cell(*row[:3]): Result(float(row[3]), int(row[4]), int(row[5])) for row in rows}
