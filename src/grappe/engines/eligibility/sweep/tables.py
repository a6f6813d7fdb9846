"""How is a block of a table read? All the columns that rules look at, in one query of Polars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import numpy as np
import polars as pl

from grappe.engines.eligibility.sweep.columns import (
    NO_DAY,
    OTHER_KINDS,
    Codes,
    Column,
    Days,
    Numbers,
    codes_of,
    joined,
)
from grappe.engines.eligibility.sweep.sources import Source

_MOST_TEXTS = 200_000  # different texts of a column that keep their number from block to block


class Reader:
    """Reads blocks of tables. A text keeps its number from one block to the next, so it is judged once."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = tuple(sources)
        self._texts: dict[Source, pl.Categories] = {}

    def read(self, frame: pl.DataFrame) -> dict[Source, Column]:
        """Return the columns of which the table says something.

        Where a fact is not of one kind throughout, its other kinds stand in `name[set]`, `name[text]`, ….
        """
        table = {series.name: series for series in frame.get_columns()}
        found: dict[Source, Column] = {}
        plain: dict[Source, pl.Expr] = {}
        texts = {source: self._numbered(source) for source in self.sources if _is_text(table, source)}
        for source in self.sources:
            series = table.get(source.column)
            others = [one for kind in OTHER_KINDS if (one := f"{source.column}[{kind}]") in table]
            if others:
                every = [*([] if series is None else [series]), *(table[one] for one in others)]
                found[source] = joined([codes_of(one) for one in every])
            elif series is not None and series.null_count() < len(series):
                expression = _expression(series, texts.get(source))
                if expression is None:
                    found[source] = codes_of(series)
                else:
                    plain[source] = expression
        # One query for all: Polars spreads the columns over its own threads.
        read = frame.select(expression.alias(source.column) for source, expression in plain.items())
        for source, series in zip(plain, read.get_columns(), strict=True):
            kind = table[source.column].dtype
            found[source] = _column(kind, series.to_numpy(), texts.get(source))
        return found

    def _numbered(self, source: Source) -> pl.Categories:
        """Return where the texts of a column get their numbers."""
        texts = self._texts.get(source)
        if texts is None or len(texts.to_series()) > _MOST_TEXTS:  # free texts without end: begin anew
            texts = self._texts[source] = pl.Categories.random("grappe")
        return texts


def _is_text(table: Mapping[str, pl.Series], source: Source) -> bool:
    series = table.get(source.column)
    return series is not None and series.dtype in (pl.String, pl.Categorical)


def _expression(series: pl.Series, texts: pl.Categories | None) -> pl.Expr | None:
    """Return how a column becomes numbers or codes; None where Polars alone cannot do it."""
    column, kind = pl.col(series.name), series.dtype
    if kind.is_numeric():
        return column.cast(pl.Float64).fill_null(float("nan"))
    if kind == pl.Date:
        return column.to_physical().fill_null(NO_DAY)
    if kind == pl.Boolean:
        return (column.cast(pl.UInt8) + 1).fill_null(0)
    if texts is not None:
        column = column.cast(pl.String).cast(pl.Categorical(texts))
    elif not isinstance(kind, pl.Enum):
        return None
    return (column.to_physical().cast(pl.UInt32) + 1).fill_null(0)


def _column(kind: pl.DataType, array: np.ndarray, texts: pl.Categories | None) -> Column:
    if kind.is_numeric():
        return Numbers(array)
    if kind == pl.Date:
        return Days(array)
    if kind == pl.Boolean:
        return Codes(array, [None, False, True])
    values = cast(pl.Enum, kind).categories if texts is None else texts.to_series()
    return Codes(array, [None, *values.to_list()])
