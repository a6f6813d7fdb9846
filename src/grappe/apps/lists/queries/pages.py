"""Which rows does a list show, one page at a time, when the millionth page may cost no more than the first?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from grappe.apps.lists.queries.conditions import rows_of
from grappe.apps.lists.queries.definitions import Definition
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.ui import moments
from grappe.ui.listing import Column, Shows
from grappe.ui.pages import COUNTED, Page, counted, page_of

PAGE = 50
PART = 1_000  # rows that a file reads together


@dataclass(frozen=True)
class Cell:
    """One value as a page shows it."""

    shows: str
    value: Any
    address: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return self.value is None or self.value == "" or self.value == []


@dataclass(frozen=True)
class Row:
    pk: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Order:
    """What a list is ordered by: rows without a value come last either way, and the key decides between equals.

    A value that has to be looked up row by row (`known`) is looked up only where there is one: the rows that have one and those
    that have none are two parts, read one after the other.
    """

    key: Any
    filled: bool
    rising: bool
    known: Q | None = None
    absent: Any = None

    def by(self, *, backwards: bool = False) -> list[OrderBy]:
        """Return what the rows are ordered by; `backwards` reads them from the end."""
        rising = self.rising != backwards
        nulls = {} if self.filled else ({"nulls_first": True} if backwards else {"nulls_last": True})
        return [
            OrderBy(F("list_key"), descending=not rising, **nulls),
            OrderBy(F("pk"), descending=not rising),
        ]

    def whole(self) -> list[Stretch]:
        """Return the stretches of all rows, in the order in which they are read."""
        return [Stretch(Q())] if self.known is None else self._groups(self.known, backwards=False)

    def beyond(self, value: Any, pk: int, *, backwards: bool) -> list[Stretch]:
        """Return the stretches that stand after a row, or before it; one after the other each walks the order's index."""
        than = "gt" if self.rising != backwards else "lt"
        # The first part alone walks the index.
        further = Q(**{f"list_key__{than}e": value}) & (
            Q(**{f"list_key__{than}": value}) | Q(**{f"pk__{than}": pk})
        )
        none = value is None or (self.known is not None and value == self.absent)
        if self.known is not None:
            groups = self._groups(self.known, backwards=backwards)
            here = next(number for number, group in enumerate(groups) if group.empty == none)
            rest = Q(**{f"pk__{than}": pk}) if none else further
            return [replace(groups[here], where=groups[here].where & rest), *groups[here + 1 :]]
        known, unknown = Q(list_key__isnull=False), Q(list_key__isnull=True)
        if none:
            tail = Stretch(unknown & Q(**{f"pk__{than}": pk}))
            return [tail, Stretch(known)] if backwards else [tail]
        return [Stretch(further)] if backwards or self.filled else [Stretch(further), Stretch(unknown)]

    def _groups(self, known: Q, *, backwards: bool) -> list[Stretch]:
        groups = [Stretch(known), Stretch(~known, empty=True)]
        first = self.absent is not None and self.rising  # what counts as 0 stands before all others
        return groups[::-1] if first != backwards else groups


@dataclass(frozen=True)
class Stretch:
    """Rows that are read together; `empty`: none of them has a value to be ordered by, so the key alone does it."""

    where: Q
    empty: bool = False


def order_of(definition: Definition) -> Order:
    """Return what a list is ordered by."""
    column = definition.kind.column(definition.sort.removeprefix("-"))
    assert column is not None and column.sort is not None, definition.sort
    key = F(column.sort) if isinstance(column.sort, str) else column.sort
    return Order(key, column.filled, not definition.sort.startswith("-"), column.known, column.absent)


def columns_of(definition: Definition) -> list[Column]:
    """Return the columns in the order that somebody chose."""
    return [column for name in definition.columns if (column := definition.kind.column(name))]


def page(
    catalogue: Catalogue,
    definition: Definition,
    *,
    after: int | None = None,
    before: int | None = None,
    size: int = PAGE,
    only: Q | None = None,
    counts: bool = True,
) -> Page[Row]:
    """Return the page after or before a row (by its key), or the first; of those rows `only` to which something applies.

    Whoever waits for the rows alone does without the number of all (`counts`): it is known where all stand on this page.

    First the keys alone, by the order's index where there is one; then what is shown of these rows: a column that has to be
    looked up is looked up for one page, never for all rows.
    """
    order, found = order_of(definition), rows_of(catalogue, definition)
    found = found if only is None else found.filter(only)
    mark = after if before is None else before
    place = None
    if mark is not None:
        place = definition.kind.rows().annotate(list_key=order.key).filter(pk=mark).order_by()
        place = list(place.values_list("list_key", flat=True))
    backwards = before is not None and bool(place)
    parts = order.beyond(place[0], mark, backwards=backwards) if place and mark is not None else order.whole()
    # The first page counts what it reads anyway: a condition that is dear to look up is looked up once.
    most = max(size, COUNTED) + 1 if counts and not place else size + 1
    pks = [pk for pk, _key in _read(found, order, parts, most, backwards=backwards)]
    further, wanted = pks[size : size + 1], pks[:size]
    rows = [*shown_rows(definition, wanted), *(Row(pk, ()) for pk in further)]
    all_here = not place and len(pks) < most
    count = len(pks) if all_here or (counts and not place) else counted(found) if counts else None
    return page_of(rows, size, backwards=backwards, placed=bool(place), count=count)


def count_of(catalogue: Catalogue, definition: Definition) -> Page[Row]:
    """Return how many rows a list has, as a page without any: counted no further than COUNTED + 1. One query."""
    return Page((), None, None, counted(rows_of(catalogue, definition)))


def _read(
    found: QuerySet[Any], order: Order, parts: Sequence[Stretch], most: int, *, backwards: bool = False
) -> list[tuple[int, Any]]:
    """Return the first rows of several stretches in turn, each with what it is ordered by."""
    keyed = found.annotate(list_key=order.key).order_by(*order.by(backwards=backwards))
    by_key = found.order_by("pk" if order.rising != backwards else "-pk")
    rows: list[tuple[int, Any]] = []
    for part in parts:
        left = most - len(rows)
        if left > 0 and part.empty:
            rows += [
                (pk, order.absent) for pk in by_key.filter(part.where).values_list("pk", flat=True)[:left]
            ]
        elif left > 0:
            rows += keyed.filter(part.where).values_list("pk", "list_key")[:left]
    return rows


def shown_rows(definition: Definition, pks: Sequence[int]) -> list[Row]:
    """Return what a list shows of some rows, in their order; of rows that went meanwhile nothing."""
    columns = columns_of(definition)
    found = {row.pk: row for row in read(definition, columns).filter(pk__in=pks)}
    return [
        Row(pk, tuple(_cell(column, found[pk]) for column in columns))
        for pk in pks
        if pk in found
    ]  # fmt: skip


def read(definition: Definition, columns: Sequence[Column]) -> QuerySet[Any]:
    """Return the rows of a list with what these columns read, in no order."""
    rows = definition.kind.rows().order_by()
    for column in columns:
        rows = rows.annotate(**column.extra) if column.extra else rows
        rows = rows.select_related(*column.related) if column.related else rows
        rows = rows.prefetch_related(*column.fetched) if column.fetched else rows
    return rows


def _cell(column: Column, row: Any) -> Cell:
    value = column.value(row)
    if column.shows == Shows.DAY and isinstance(value, str):
        value = _day(value)
    if column.shows == Shows.MOMENT and isinstance(value, datetime):
        value = moments.local_date(value)
    return Cell(column.shows, value, column.address(row) if column.address is not None else "")


def _day(value: str) -> Any:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def every_row(catalogue: Catalogue, definition: Definition) -> Iterator[Row]:
    """Yield all rows of a list in its order, read in parts: memory stays flat however many."""
    order, found = order_of(definition), rows_of(catalogue, definition)
    parts = order.whole()
    while part := _read(found, order, parts, PART):
        yield from shown_rows(definition, [pk for pk, _key in part])
        last, value = part[-1]
        parts = order.beyond(value, last, backwards=False)


def plain(cell: Cell) -> Any:
    """Return a cell as a file has it: numbers and days as such, all else as text."""
    value = cell.value
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return float(value) if isinstance(value, Decimal) else value
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
