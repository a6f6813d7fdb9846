"""A question to the index as SQL: what is typed is always a value, what is ours is quoted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


class Query:
    """A tsquery as SQL with its values."""

    def __init__(self, sql: str = "", values: Sequence[Any] = ()) -> None:
        self.sql, self.values = sql, list(values)

    def __bool__(self) -> bool:
        return bool(self.sql)


def lexemes(words: Iterable[str], beginning: bool = False) -> Query:
    """Any of some words of ours: quoted, so that nothing typed is read as an operator."""
    quoted = [
        "'" + word.replace("\\", "").replace("'", "") + "'" + (":*" if beginning else "") for word in words
    ]
    return Query("%s::tsquery", [" | ".join(quoted)]) if quoted else Query()


def joined(parts: Iterable[Query], operator: str) -> Query:
    """Return queries as one, `&&` or `||` between them; those that are nothing are left out."""
    kept = [part for part in parts if part]
    if not kept:
        return Query()
    return Query(
        "(" + f" {operator} ".join(part.sql for part in kept) + ")", [v for part in kept for v in part.values]
    )


def negated(query: Query) -> Query:
    """What has nothing of a query."""
    return Query(f"!!{query.sql}", query.values)
