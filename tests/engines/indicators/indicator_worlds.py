"""Random worlds and random queries for the laws of indicators."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from grappe.engines.indicators import Cell, Membership, Record, Result, Standing, World

KINDS = ("contact", "need", "aid")
STATES, THEMES = ("planned", "held", "it's"), ("", "energy", "skills")
SIZES, COMMUNES = ("", "micro", "small", "large"), ("Wiltz", "Käerjeng")
COMPANIES = st.integers(1, 5)
DAYS = st.integers(0, 1000).map(lambda count: date(2023, 11, 1) + timedelta(days=count))
NUMBERS = (
    st.none()
    | st.integers(-8, 40).map(lambda number: Decimal(number) / 4)
    | st.sampled_from([Decimal("0.1"), Decimal("33.3")])
)
YEARS, UNTIL = (2024, 2025, 2026), date(2026, 4, 15)


def records() -> st.SearchStrategy[list[Record]]:
    def made(row: tuple[Any, ...]) -> Record:
        kind, company, on, lasted, value, amount, state, theme, group, confidential = row
        ended = None if lasted is None else on + timedelta(days=lasted)
        return Record(kind, "", company, on, ended, value, amount, state, theme, None, group, confidential)

    one = st.tuples(
        st.sampled_from(KINDS), st.none() | COMPANIES, DAYS, st.none() | st.integers(0, 400), NUMBERS, NUMBERS,
        st.sampled_from(STATES), st.sampled_from(THEMES), st.sampled_from(["", "g1", "g2"]), st.booleans(),
    ).map(made)  # fmt: skip
    return st.lists(one, max_size=14)


def standings() -> st.SearchStrategy[list[Standing]]:
    one = st.builds(
        Standing, COMPANIES, st.sampled_from(YEARS), st.sampled_from(SIZES), st.sampled_from(COMMUNES),
        st.sampled_from(["10", "62"]), st.none() | st.integers(7, 8), st.booleans(),
    )  # fmt: skip
    return st.lists(one, max_size=12, unique_by=lambda row: (row.company_id, row.year))


def memberships() -> st.SearchStrategy[list[Membership]]:
    one = st.builds(Membership, COMPANIES, st.sampled_from(YEARS), st.sampled_from(["wood", "space"]))
    return st.lists(one, max_size=8, unique=True)


def worlds() -> st.SearchStrategy[World]:
    return st.builds(World, records(), standings(), memberships(), st.just(YEARS), st.just(UNTIL))


def _compared(values: st.SearchStrategy[Any], *ops: str) -> st.SearchStrategy[Any]:
    some = st.lists(values, min_size=1, max_size=2)
    return st.one_of(
        values,
        some,
        st.sampled_from(ops).flatmap(lambda op: values.map(lambda value: {op: value})),
        st.sampled_from(["in", "not_in"]).flatmap(lambda op: some.map(lambda found: {op: found})),
        st.booleans().map(lambda yes: {"known": yes}),
    )


ORDERED = ("=", "!=", ">=", "<=", ">", "<")
NUMERIC = st.integers(-2, 10) | st.sampled_from([0.25, 2.5, 0.1, 33.3])
COLUMNS = st.sampled_from(["state", "theme", "value", "amount", "days", "confidential"])
WHERE = st.lists(COLUMNS, max_size=2, unique=True).flatmap(
    lambda chosen: st.fixed_dictionaries({
        column: {
            "state": _compared(st.sampled_from(STATES), "=", "!="),
            "theme": _compared(st.sampled_from(THEMES), "=", "!="),
            "value": _compared(NUMERIC, *ORDERED),
            "amount": _compared(NUMERIC, *ORDERED),
            "days": _compared(st.integers(0, 300), *ORDERED),
            "confidential": st.booleans(),
        }[column]
        for column in chosen
    })
)  # fmt: skip
STANDING = st.one_of(
    st.fixed_dictionaries({"size": _compared(st.sampled_from(SIZES), "=", "!=")}),
    st.fixed_dictionaries({"looked_after": st.booleans()}),
    st.fixed_dictionaries({"commune": st.sampled_from(COMMUNES), "nace": st.sampled_from(["10", "62"])}),
)


def _clean(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, {})}


ROWS = st.fixed_dictionaries({
    "records": st.sampled_from(KINDS) | st.lists(st.sampled_from(KINDS), min_size=1, max_size=2),
    "where": WHERE,
    "when": st.none() | st.sampled_from(["begun", "ended", "running", "open"]),
    "standing": st.none() | STANDING,
    "shared_by": st.none() | st.integers(1, 3),
}).map(_clean)  # fmt: skip
HAVING = st.tuples(ROWS, st.integers(1, 2)).map(lambda both: both[0] | {"at_least": both[1]})
SETS = st.recursive(
    HAVING | STANDING.map(lambda found: {"standing": found}),
    lambda inner: st.tuples(
        st.sampled_from(["any", "all"]), st.lists(inner, min_size=1, max_size=3), st.none() | STANDING
    ).map(lambda made: _clean({made[0]: made[1], "standing": made[2]})),
    max_leaves=3,
)
COUNTED = st.one_of(
    ROWS.map(lambda rows: {"count": rows}),
    ROWS.map(lambda rows: {"groups": rows}),
    SETS.map(lambda found: {"companies": found}),
    st.tuples(
        st.sampled_from(["sum", "mean", "median"]), ROWS, st.sampled_from(["value", "amount", "days"])
    ).map(lambda made: {made[0]: made[1], "of": made[2]}),
)
QUERIES = st.one_of(COUNTED, st.tuples(COUNTED, COUNTED).map(lambda two: {"share": two[0], "of": two[1]}))


def found_in(rows: list[tuple[Any, ...]]) -> dict[Cell, Result]:
    """Return what a database answered, as the reference says it; rounded, as sums of floats may differ in the last bit."""
    return {Cell(*row[:3]): rounded(Result(*row[3:])) for row in rows}


def rounded(result: Result) -> Result:
    return Result(round(float(result.value), 9), int(result.records), int(result.companies))
