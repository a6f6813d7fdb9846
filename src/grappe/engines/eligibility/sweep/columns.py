"""How does a column of a table become something that thresholds cut?

Numbers and dates stay as they are: a plane of bits is a comparison with a bound. Everything else becomes small
codes, with the value that each code stands for. Code 0 is always *not known*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

import numpy as np
import polars as pl

from grappe.engines.eligibility.de_minimis import Grant
from grappe.engines.eligibility.values import Value

EPOCH = date(1970, 1, 1).toordinal()
NO_DAY = np.iinfo(np.int32).min
OTHER_KINDS = ("number", "truth", "text", "date", "set")  # of a fact that is not of one kind throughout
_APART = "\x1f"  # between the members of a set, while it is one text
_FEW_BOUNDS = 64  # up to here counting comparisons is faster than searching


class Numbers:
    """A column of numbers: NaN is not known. Cell i holds the numbers with i bounds at or below them."""

    kind = "number"

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    @staticmethod
    def bounds(cuts: Iterable[Any]) -> tuple[list[float], list[Value | None]]:
        """Return the bounds of the cells that thresholds cut, and a number of each cell (None of the first)."""
        sharp = sorted({float(cut) for cut in cuts if type(cut) in (int, float)})
        bounds = sorted({bound for cut in sharp for bound in (cut, float(np.nextafter(cut, np.inf)))})
        below = float(np.nextafter(sharp[0], -np.inf)) if sharp else 0.0
        return [-np.inf, *bounds], [None, below, *bounds]

    def exact(self) -> tuple[np.ndarray, list[Value | None]]:
        """Return a code for each row and the number behind each code."""
        return _distinct(self.array, ~np.isnan(self.array), float)


class Days:
    """A column of dates, as days since 1970; NO_DAY is not known."""

    kind = "date"

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    @staticmethod
    def bounds(cuts: Iterable[Any]) -> tuple[list[int], list[Value | None]]:
        """Return the bounds of the cells that dates cut, and a date of each cell (None of the first)."""
        sharp = sorted({cut.toordinal() - EPOCH for cut in cuts if type(cut) is date})
        bounds = sorted({bound for cut in sharp for bound in (cut, cut + 1)})
        below = sharp[0] - 1 if sharp else 0
        return [NO_DAY + 1, *bounds], [None, *(_date(day) for day in (below, *bounds))]

    def exact(self) -> tuple[np.ndarray, list[Value | None]]:
        """Return a code for each row and the date behind each code."""
        return _distinct(self.array, self.array != NO_DAY, lambda day: _date(int(day)))


class Codes:
    """A column of anything else: a code for each row, and the value of each code."""

    kind = "code"

    def __init__(self, codes: np.ndarray, values: list[Value | None]) -> None:
        self.codes = codes
        self.values = values

    def exact(self) -> tuple[np.ndarray, list[Value | None]]:
        """Return a code for each row and the value behind each code."""
        return self.codes, self.values


Column = Numbers | Days | Codes


def _date(day: int) -> date:
    return date.fromordinal(min(max(day + EPOCH, 1), date.max.toordinal()))


def _distinct(
    array: np.ndarray, known: np.ndarray, value: Callable[[Any], Value]
) -> tuple[np.ndarray, list[Value | None]]:
    found, codes = np.unique(array[known], return_inverse=True)
    all_codes = np.zeros(len(array), np.int64)
    all_codes[known] = codes + 1
    return all_codes, [None, *(value(one) for one in found)]


def cells(column: Column, bounds: Sequence[float]) -> np.ndarray:
    """Return the cell of each row, cut by bounds; for codes, the codes themselves."""
    if isinstance(column, Codes):
        return column.codes
    if len(bounds) > _FEW_BOUNDS:
        # NaN sorts behind everything: not known is cell 0.
        found = np.searchsorted(np.asarray(bounds), column.array, "right").astype(np.int32)
        return np.where(np.isnan(column.array), 0, found) if isinstance(column, Numbers) else found
    counted = np.zeros(len(column.array), np.uint8)
    for bound in bounds:
        counted += column.array >= bound
    return counted


def joined(columns: Sequence[Codes]) -> Codes:
    """Return one column of several of which at most one says something in each row."""
    codes = np.zeros(len(columns[0].codes), np.int64)
    values: list[Value | None] = [None]
    for column in columns:
        codes = np.where(column.codes > 0, column.codes.astype(np.int64) + (len(values) - 1), codes)
        values += column.values[1:]
    return Codes(codes, values)


def codes_of(series: pl.Series) -> Codes:
    """Return any column as codes: each different value is looked at once."""
    kind = series.dtype
    if kind == pl.Boolean:
        known = series.cast(pl.UInt8) + 1
        return Codes(known.fill_null(0).to_numpy(), [None, False, True])
    if kind.is_numeric():
        return Codes(*Numbers(series.cast(pl.Float64).fill_null(float("nan")).to_numpy()).exact())
    if kind == pl.Date:
        return Codes(*Days(series.to_physical().fill_null(NO_DAY).to_numpy()).exact())
    if kind == pl.List(pl.String):
        joined = texts_of(series.list.drop_nulls().list.unique().list.sort().list.join(_APART))
        return Codes(joined.codes, [None, *(_members(str(text)) for text in joined.values[1:])])
    if kind in (pl.String, pl.Categorical, pl.Enum):
        return texts_of(series)
    if isinstance(kind, pl.List):
        return _grants(series)
    return Codes(np.zeros(len(series), np.uint8), [None])  # a column of nothing but nulls


def _members(text: str) -> frozenset[str]:
    return frozenset(text.split(_APART)) if text else frozenset()


def texts_of(series: pl.Series) -> Codes:
    """Return a column of texts as codes."""
    if not isinstance(series.dtype, pl.Enum):
        text = series.cast(pl.String)
        series = text.cast(pl.Enum(text.unique().drop_nulls()))
    values = cast(pl.Enum, series.dtype).categories.to_list()
    wide: Any = pl.UInt8 if len(values) < 255 else pl.UInt32
    codes = (series.to_physical().cast(pl.UInt32) + 1).fill_null(0).cast(wide).to_numpy()
    return Codes(codes, [None, *values])


def _grants(series: pl.Series) -> Codes:
    """Return a code for each different list of de minimis aid received."""
    seen: dict[Any, int] = {None: 0}
    codes = [seen.setdefault(_aids(row), len(seen)) for row in series.to_list()]
    return Codes(np.asarray(codes, np.int64), list(seen))


def _aids(row: Sequence[Mapping[str, Any]] | None) -> tuple[Grant, ...] | None:
    return None if row is None else tuple(Grant(aid["date"], aid["gge_eur"]) for aid in row)
