"""Which pairs are looked at? Those that share something rare, and neighbours in an order: never more than so many a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grappe.engines.linkage.columns import NONE, Column, Names
from grappe.engines.linkage.comparing import Comparer
from grappe.engines.linkage.model import Kind

MOST = 24  # rows that share a key and are all compared with one another; of more only the nearest are
NEIGHBOURS = 5  # in the order of their names, where more share a key
Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Key:
    """What rows may share (a number of the value, -1 for none), and in which order the many that do stand.

    No two rows have the same place in the order.
    """

    name: str
    codes: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    most: int = MOST


def keys_of(comparer: Comparer) -> Iterator[Key]:
    """Yield the keys of a table's profile."""
    order = _order_of(comparer)
    for each in comparer.fields:
        kind, data = each.field.kind, each.data
        if kind is Kind.COMPANY_NAME:
            named, brand = data
            yield from _of_names(comparer, named, order)
            if brand is not None:
                yield Key("brand", _shared_keys(named, brand), order)
        elif kind is Kind.ADDRESS:
            yield Key("address", data.whole.codes.astype(np.int64), order)
        # Hundreds are founded on a day: where names differ that is not looked for.
        elif kind in (Kind.NUMBER, Kind.DOMAIN, Kind.DATE, Kind.KEY) and each.field.name != "founded":
            yield Key(each.field.name, data.codes.astype(np.int64), order)
    yield from _of_words(comparer, order)


def _order_of(comparer: Comparer) -> npt.NDArray[np.int64]:
    """Return the place of each row in the order of its name, or of its first words."""
    if comparer.named is not None:
        return _ranks(comparer.named.raw, comparer)
    words = [each.data for each in comparer.fields if each.field.kind is Kind.WORD]
    return _ranks(words[-1 if len(words) < 2 else 1], comparer)


def _ranks(made: Column, comparer: Comparer, turned: bool = False) -> npt.NDArray[np.int64]:
    values = [value.replace(" ", "")[:: -1 if turned else 1] for value in made.values]
    numbers = {value: number for number, value in enumerate(sorted(set(values)))}
    ranks = np.array([*(numbers[value] for value in values), len(values)], np.int64)  # unknown: last
    # Among rows of one value neither side of two files comes first, nor does who was written first.
    placed = np.lexsort((comparer.standing, ranks[made.codes]))
    order = np.empty(len(placed), np.int64)
    order[placed] = np.arange(len(placed))
    return order


def _numbered(values: list[str]) -> npt.NDArray[np.int64]:
    numbers: dict[str, int] = {"": NONE}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values] or [NONE], np.int64)


def _spread(made: Column, by_value: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.where(made.codes >= 0, by_value[made.codes], NONE)


def _of_names(comparer: Comparer, named: Names, order: npt.NDArray[np.int64]) -> Iterator[Key]:
    yield Key("name", named.keys.codes.astype(np.int64), order)
    rare = [sorted(set(name.words), key=lambda word: (named.words[word], word)) for name in named.parsed]
    for place in (0, 1):
        by_value = _numbered([words[place] if place < len(words) else "" for words in rare])
        yield Key(f"word {place + 1}", _spread(named.raw, by_value), order)
    glued = ["".join(name.words) for name in named.parsed]
    turned = _ranks(named.raw, comparer, turned=True)
    start = _numbered([text[:5] for text in glued])
    end = _numbered([text[-5:] for text in glued])
    yield Key("start", _spread(named.raw, start), order)
    yield Key("end", _spread(named.raw, end), turned)
    anywhere = np.where(named.raw.codes >= 0, 0, NONE).astype(np.int64)
    yield Key("order", anywhere, order)
    yield Key("order turned", anywhere, turned)


def _shared_keys(named: Names, brand: Names) -> npt.NDArray[np.int64]:
    """Return a number that a brand shares with the name that reads like it."""
    numbers = {key: place for place, key in enumerate(named.keys.values)}
    by_value = np.array(
        [numbers.setdefault(key, len(numbers)) for key in brand.keys.values] or [NONE], np.int64
    )
    brands = np.where(brand.keys.codes >= 0, by_value[brand.keys.codes], NONE)
    return np.where(brands >= 0, brands, named.keys.codes)


def _of_words(comparer: Comparer, order: npt.NDArray[np.int64]) -> Iterator[Key]:
    """Yield pairs of words of persons: one name with the start of another, and each alone in the order of the other."""
    words = [each.data for each in comparer.fields if each.field.kind is Kind.WORD]
    if not words:
        return
    for made in words:
        by_value = _numbered([value[:3] for value in made.values])
        for other in words:
            if other is not made:
                end = _numbered([value[:2] for value in other.values])
                both = _spread(made, by_value) * (len(other.values) + 2) + _spread(other, end)
                known = made.known() & other.known()
                yield Key("words", np.where(known, both, NONE), order)
        yield Key("word", made.codes.astype(np.int64), order)
    yield Key("order", np.zeros(comparer.rows, np.int64), order)


def pairs_of(key: Key, rows: int, sides: npt.NDArray[np.bool_] | None) -> Iterator[Pairs]:
    """Yield the pairs of a key as `a * rows + b` with a < b; with `sides`, only pairs with one row on either side."""
    known = np.flatnonzero(key.codes >= 0)
    placed = known[np.lexsort((known, key.order[known], key.codes[known]))]
    codes = key.codes[placed]
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]]) if len(codes) else np.array([], np.int64)
    sizes = np.diff(np.r_[starts, len(codes)])
    size = np.repeat(sizes, sizes)
    rest = np.repeat(starts + sizes, sizes) - np.arange(len(codes)) - 1  # rows of the block after this one
    many = size > key.most
    if sides is not None and many.any():
        yield from _across(placed, np.where(many, np.cumsum(rest == size - 1), NONE), sides, rows)
        size = np.where(many, 1, size)
    reach = np.minimum(np.where(size <= key.most, size - 1, NEIGHBOURS), rest)
    for step in range(1, int(reach.max(initial=0)) + 1):
        here = np.flatnonzero(reach >= step)
        one, two = placed[here], placed[here + step]
        if sides is not None:
            apart = sides[one] != sides[two]
            one, two = one[apart], two[apart]
        yield np.minimum(one, two) * rows + np.maximum(one, two)


def _across(
    placed: Pairs, blocks: npt.NDArray[np.int64], sides: npt.NDArray[np.bool_], rows: int
) -> Iterator[Pairs]:
    """Yield, for the rows of blocks that many share (-1: not one of these), the nearest of the other file before and after."""
    other = sides[placed]
    for side in (False, True):
        mine, theirs = (
            np.flatnonzero((other == side) & (blocks >= 0)),
            np.flatnonzero((other != side) & (blocks >= 0)),
        )
        after = np.searchsorted(theirs, mine)
        for step in range(-NEIGHBOURS, NEIGHBOURS):
            met = after + step
            within = (met >= 0) & (met < len(theirs))
            here, there = mine[within], theirs[met[within]]
            same = blocks[here] == blocks[there]
            one, two = placed[here[same]], placed[there[same]]
            yield np.minimum(one, two) * rows + np.maximum(one, two)
