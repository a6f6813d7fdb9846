"""Does the one Ibis expression say the same as plain Python, for every query over every world? Here on DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from engines.indicators.indicator_worlds import KINDS, QUERIES, UNTIL, YEARS, found_in, rounded, worlds
from grappe.engines.indicators import (
    Asked,
    Cell,
    World,
    compute,
    figures_sql,
    kinds_of,
    members_sql,
    parse_query,
    records_behind,
)
from grappe.engines.indicators.expression import (
    MEMBERSHIP_TYPES,
    MEMBERSHIPS,
    RECORD_TYPES,
    RECORDS,
    STANDING_TYPES,
    STANDINGS,
)

ASKED = Asked(YEARS, UNTIL)
TYPES = {"int64": "BIGINT", "string": "VARCHAR"}


@pytest.fixture(scope="module")
def database() -> Iterator[Any]:
    with duckdb.connect() as found:
        for table, types in (
            (RECORDS, RECORD_TYPES), (STANDINGS, STANDING_TYPES), (MEMBERSHIPS, MEMBERSHIP_TYPES),
        ):  # fmt: skip
            columns = ", ".join(f'"{name}" {TYPES.get(type_, type_)}' for name, type_ in types.items())
            found.execute(f"CREATE TABLE {table} ({columns})")
        yield found


def fill(database: Any, world: World) -> None:
    for table, rows in (
        (RECORDS, [(place, *one) for place, one in enumerate(world.records)]),
        (STANDINGS, world.standings),
        (MEMBERSHIPS, world.memberships),
    ):
        database.execute(f"DELETE FROM {table}")
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", [list(row) for row in rows])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=QUERIES, world=worlds())
def test_duckdb_says_what_plain_python_says(database, data, world):
    tree = parse_query(data, kinds=KINDS)
    fill(database, world)
    sql = figures_sql(tree, ASKED, dialect="duckdb")
    expected = {cell: rounded(result) for cell, result in compute(tree, world).items()}
    assert found_in(database.execute(sql).fetchall()) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=QUERIES, world=worlds())
def test_the_records_behind_are_the_same(database, data, world):
    tree = parse_query(data, kinds=KINDS)
    fill(database, world)
    behind = records_behind(tree, world)
    for year, dimension, key in [(2025, "all", ""), (2025, "size", "small"), (2025, "theme", "energy")]:
        if kinds_of(tree):
            sql = members_sql(tree, Asked((year,), UNTIL), dialect="duckdb", dimension=dimension, key=key)
            found = {row[0] for row in database.execute(sql).fetchall()}
            assert found == behind.get(Cell(year, dimension, key), frozenset())
