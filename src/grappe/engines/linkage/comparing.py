"""How alike are two records, field by field? Many pairs at once; each grade is symmetric."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from grappe.engines.linkage import columns, names
from grappe.engines.linkage.columns import Column, Floats, Ints, Levels, Names
from grappe.engines.linkage.model import UNKNOWN, Field, Kind, Profile

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Hope = Callable[[Levels, Floats, Floats], Mask]
Texts = Sequence[str | None]
WORKERS = -1  # rapidfuzz: all cores
WORTH_A_LOOK = 66  # of 100: names less alike than this are not taken word by word


@dataclass(frozen=True)
class Address:
    """The parts of an address, each by its number."""

    streets: Column
    houses: Column
    postcodes: Column
    towns: Column
    whole: Column  # street, house and postcode or town: who sits at one door


@dataclass(frozen=True)
class Prepared:
    """A field made ready: its columns, and how much an equal value says in bits."""

    field: Field
    data: Any
    bits: Floats  # by value of the column that is compared for equality

    @property
    def known(self) -> bool:
        """Whether any record has it."""
        if self.field.kind is Kind.ADDRESS:
            return bool(self.data.streets.values or self.data.postcodes.values or self.data.towns.values)
        return bool(self.data.values)


_CLEAN: dict[Kind, Callable[[str], str]] = {
    Kind.WORD: lambda text: " ".join(sorted(columns.clean_text(text).split())),
    Kind.NUMBER: columns.clean_number, Kind.DATE: columns.clean_date, Kind.DOMAIN: columns.clean_domain,
    Kind.CATEGORY: columns.clean_text, Kind.CODE: columns.clean_code, Kind.KEY: str.strip,
}  # fmt: skip
_CLEAN_BY_NAME = {
    "rcs_number": columns.clean_register,
    "person_phone": columns.clean_phone,
    "phone": columns.clean_phone,
}


def prepare(
    field: Field, given: Mapping[str, Texts], rows: int, named: Names | None = None, population: int = 0
) -> Prepared:
    """Make a field ready from the columns that are given; a missing column is unknown throughout."""
    texts = [given.get(name) or [None] * rows for name in field.columns]
    if field.kind is Kind.COMPANY_NAME:
        assert named is not None
        brand = columns.names(texts[1], None, population) if any(texts[1]) else None
        return Prepared(field, (named, brand), named.bits)
    if field.kind is Kind.ADDRESS:
        address = _address(texts, rows)
        return Prepared(field, address, _bits(field, address.whole, population))
    if field.name == "legal_form" and named is not None:
        return Prepared(field, named.forms, _bits(field, named.forms, population))
    made = columns.column(texts[0], _CLEAN_BY_NAME.get(field.name) or _CLEAN[field.kind])
    if field.kind is Kind.DATE:
        made = columns.with_figures(made)
    return Prepared(field, made, _bits(field, made, population))


def _bits(field: Field, made: Column, population: int) -> Floats:
    """Return what it says that two records share a value: the rarer it is among those that have one, the more."""
    least = field.levels[-1].u
    known = int(made.counts.sum())
    if field.kind in (Kind.CATEGORY, Kind.CODE):
        # Of a few rows nothing is learned of how common a value is.
        often = (made.counts + least * 200) / (known + 200)
    else:
        among = max(known, population) + columns.HELD
        if field.kind is Kind.KEY:
            # What a key leads to is known, not written: two agree by chance as often as it is large, and no oftener.
            least = min(least, 2 / among)
        often = np.maximum(least, (made.counts - 2) / among)
    return np.asarray(-np.log2(np.clip(often, 1e-9, 1.0)), np.float32)


def _address(texts: Sequence[Texts], rows: int) -> Address:
    streets = columns.column(texts[0], columns.clean_street)
    houses = columns.column(texts[3] if len(texts) > 3 else texts[0], columns.house_number)
    postcodes = columns.column(texts[1], columns.clean_postcode)
    towns = columns.column(texts[2], columns.clean_text)
    area = np.where(postcodes.known(), postcodes.codes, -2 - towns.codes)
    known = streets.known() & (postcodes.known() | towns.known())
    together = np.stack([streets.codes, houses.codes, np.where(known, area, 0)])
    _unique, found = np.unique(together, axis=1, return_inverse=True)
    codes: Ints = np.asarray(np.where(known, found.reshape(-1), columns.NONE), np.int32)
    counts = np.bincount(codes[codes >= 0], minlength=int(codes.max(initial=-1)) + 1)
    return Address(streets, houses, postcodes, towns, Column(codes, [], counts))


def _standing(given: Sequence[Texts], rows: int) -> Places:
    """Return a place of each row that its own texts decide, as if by lot, wherever it stands: what is drawn goes by it."""
    marks = np.zeros(rows, np.uint64)
    for place in range(rows):
        said = "\x1f".join([texts[place] or "" for texts in given])
        marks[place] = int.from_bytes(blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest())
    places = np.empty(rows, np.int64)
    places[np.argsort(marks, kind="stable")] = np.arange(rows)
    return places


class Comparer:
    """Compares pairs of records of one table by a profile."""

    def __init__(self, profile: Profile, given: Mapping[str, Texts], rows: int, population: int = 0) -> None:
        self.profile, self.rows = profile, rows
        self.named: Names | None = None
        if any(field.kind is Kind.COMPANY_NAME for field in profile.fields):
            forms = given.get("legal_form")
            self.named = columns.names(given.get("name") or [None] * rows, forms, population)
        self.fields = [prepare(field, given, rows, self.named, population) for field in profile.fields]
        wanted = sorted({name for field in profile.fields for name in field.columns})
        self.standing = _standing([given[name] for name in wanted if given.get(name)], rows)
        self._stands: dict[tuple[int, int], int] = {}

    def compare(self, a: Places, b: Places, hope: Hope | None = None) -> tuple[Levels, Floats]:
        """Return the level of each field for each pair, and the bits that an equal value says (0 elsewhere).

        `hope` says of which pairs names that are not the same are looked at word by word, which takes longest: it is
        asked with the levels and bits of the other fields and the bits that the names could say.
        """
        levels = np.zeros((len(a), len(self.fields)), np.int8)
        bits = np.zeros((len(a), len(self.fields)), np.float32)
        for place, each in enumerate(self.fields):
            if each.field.kind is not Kind.COMPANY_NAME and each.known:
                levels[:, place], bits[:, place] = self._of_field(each, a, b)
        for place, each in enumerate(self.fields):
            if each.field.kind is Kind.COMPANY_NAME:
                named = each.data[0]
                worth = np.minimum(named.bits[named.raw.codes[a]], named.bits[named.raw.codes[b]])
                looked = hope(levels, bits, worth) if hope is not None else np.ones(len(a), bool)
                levels[:, place], bits[:, place] = self._of_names(each, a, b, looked)
        return levels, bits

    def _of_field(self, each: Prepared, a: Places, b: Places) -> tuple[Levels, Floats]:
        if each.field.kind is Kind.ADDRESS:
            levels, column = _of_address(each.data, a, b), each.data.whole
        else:
            levels, column = _BY_KIND[each.field.kind](each.data, a, b), each.data
        top = levels == len(each.field.levels)
        bits = np.zeros(len(a), np.float32)
        # One door may be written two ways, one of them common: what the commoner says, whichever stands first.
        bits[top] = np.minimum(self._said(each, column.codes[a[top]]), self._said(each, column.codes[b[top]]))
        return levels, bits

    @staticmethod
    def _said(each: Prepared, codes: Ints) -> Floats:
        """Return what each value says in bits; one that is not known whole says what the profile has for it."""
        said = np.full(len(codes), -np.log2(each.field.levels[-1].u), np.float32)
        said[codes >= 0] = each.bits[codes[codes >= 0]]
        return said

    def _of_names(self, each: Prepared, a: Places, b: Places, looked: Mask) -> tuple[Levels, Floats]:
        named, brand = each.data
        levels, bits = self._stand(named, named, a, b, looked)
        if brand is None:
            return levels, bits
        # A brand makes two names one that say nothing of each other; never two that are told apart.
        for mine, theirs in ((brand, named), (named, brand), (brand, brand)):
            open_ = (levels == names.OTHER) | (levels == names.PART)
            open_ &= (mine.raw.codes[a] >= 0) & (theirs.raw.codes[b] >= 0)
            places = np.flatnonzero(open_)
            if not len(places):
                continue
            more, worth = self._stand(mine, theirs, a[places], b[places], looked[places])
            more = np.where(more == names.SAME, names.NEAR, more)
            better = (more > levels[places]) & (more != names.APART)
            levels[places[better]], bits[places[better]] = more[better], worth[better]
        return levels, bits

    def _stand(self, mine: Names, theirs: Names, a: Places, b: Places, looked: Mask) -> tuple[Levels, Floats]:
        raw_a, raw_b = mine.raw.codes[a], theirs.raw.codes[b]
        levels = np.full(len(a), UNKNOWN, np.int8)
        known = (raw_a >= 0) & (raw_b >= 0)
        levels[known] = names.OTHER
        same = known & (mine.keys.codes[a] == mine.keys.codes[b]) if mine is theirs else known & False
        levels[same] = names.SAME
        open_ = np.flatnonzero((levels == names.OTHER) & looked)
        if len(open_):
            one = [mine.raw.values[code] for code in raw_a[open_]]
            two = [theirs.raw.values[code] for code in raw_b[open_]]
            near = _scores(fuzz.token_set_ratio, one, two, WORTH_A_LOOK)
            for place in open_[near >= WORTH_A_LOOK]:
                levels[place] = self._one(mine, theirs, int(raw_a[place]), int(raw_b[place]))
        bits = np.zeros(len(a), np.float32)
        bits[known] = np.minimum(mine.bits[raw_a[known]], theirs.bits[raw_b[known]])
        bits[same] = np.maximum(bits[same], mine.whole[mine.keys.codes[a[same]]])
        return levels, bits

    def _one(self, mine: Names, theirs: Names, one: int, two: int) -> int:
        if mine is not theirs or mine is not self.named:
            return names.stand(mine.parsed[one], theirs.parsed[two])
        pair = (one, two) if one < two else (two, one)
        found = self._stands.get(pair)
        if found is None:
            if len(self._stands) > 500_000:
                self._stands.clear()
            found = self._stands[pair] = names.stand(mine.parsed[one], theirs.parsed[two])
        return found


def _scores(scorer: Any, one: list[str], two: list[str], cutoff: float) -> Floats:
    return np.asarray(
        process.cpdist(one, two, scorer=scorer, score_cutoff=cutoff, workers=WORKERS, dtype=np.float32),
        np.float32,
    )


def _start(made: Column, a: Places, b: Places) -> tuple[Levels, npt.NDArray[np.int64], list[str], list[str]]:
    """Return 0 where unknown, 1 where known and other, the places of these, and their values."""
    one, two = made.codes[a], made.codes[b]
    levels = ((one >= 0) & (two >= 0)).astype(np.int8)
    open_ = np.flatnonzero((levels == 1) & (one != two))
    return (
        levels,
        open_,
        [made.values[code] for code in one[open_]],
        [made.values[code] for code in two[open_]],
    )


def _same(made: Column, a: Places, b: Places, levels: Levels, top: int) -> Levels:
    levels[(levels > 0) & (made.codes[a] == made.codes[b])] = top
    return levels


def _of_word(made: Column, a: Places, b: Places) -> Levels:
    levels, open_, one, two = _start(made, a, b)
    if len(open_):
        alike = np.maximum(
            _scores(JaroWinkler.normalized_similarity, one, two, 0.75),
            _scores(OSA.normalized_similarity, one, two, 0.6),
        )
        levels[open_[alike >= 0.8]] = 2
        levels[open_[alike >= 0.9]] = 3
    return _same(made, a, b, levels, 4)


def _of_number(made: Column, a: Places, b: Places) -> Levels:
    levels, open_, one, two = _start(made, a, b)
    if len(open_):
        slips = _distance(one, two)
        long = np.array([min(len(x), len(y)) >= 6 for x, y in zip(one, two, strict=True)])
        levels[open_[(slips <= 1) & long]] = 2
    return _same(made, a, b, levels, 3)


def _distance(one: list[str], two: list[str]) -> Floats:
    return np.asarray(process.cpdist(one, two, scorer=OSA.distance, workers=WORKERS), np.float32)


def _of_date(made: Column, a: Places, b: Places) -> Levels:
    one, two = made.codes[a], made.codes[b]
    levels = ((one >= 0) & (two >= 0)).astype(np.int8)
    open_ = np.flatnonzero((levels == 1) & (one != two))
    if len(open_):
        assert made.figures is not None
        mine, theirs = made.figures[one[open_]], made.figures[two[open_]]
        slips = (mine != theirs).sum(axis=1)
        turned = (mine[:, [0, 1, 2, 3, 6, 7, 4, 5]] == theirs).all(axis=1)  # day and month
        levels[open_[(mine[:, :4] == theirs[:, :4]).all(axis=1)]] = 2
        levels[open_[turned | (slips <= 1)]] = 3
    return _same(made, a, b, levels, 4)


def _of_category(made: Column, a: Places, b: Places) -> Levels:
    one, two = made.codes[a], made.codes[b]
    return _same(made, a, b, ((one >= 0) & (two >= 0)).astype(np.int8), 2)


def _of_code(made: Column, a: Places, b: Places) -> Levels:
    levels, open_, one, two = _start(made, a, b)
    levels[open_[np.array([x[:2] == y[:2] for x, y in zip(one, two, strict=True)], bool)]] = 2
    return _same(made, a, b, levels, 3)


_BY_KIND = {
    Kind.WORD: _of_word,
    Kind.NUMBER: _of_number,
    Kind.DATE: _of_date,
    Kind.DOMAIN: _of_category,
    Kind.CATEGORY: _of_category,
    Kind.CODE: _of_code,
    Kind.KEY: _of_category,
}


def _of_address(address: Address, a: Places, b: Places) -> Levels:
    """Return 4 for the same door, 3 for the same road, 2 for the same town or postcode, 1 for another."""
    posts, towns = _equal(address.postcodes, a, b), _equal(address.towns, a, b)
    near = (posts > 0) | (towns > 0)
    open_ = np.flatnonzero(near | ((posts == 0) & (towns == 0)))
    streets, houses = np.zeros(len(a), np.int8), _equal(address.houses, a, b)
    streets[open_] = _of_word(address.streets, a[open_], b[open_])
    levels = np.zeros(len(a), np.int8)
    placed = (posts != 0) | (towns != 0) | (streets != 0)
    levels[placed] = 1
    levels[placed & near] = 2
    road = (streets >= 3) & (near | ((posts == 0) & (towns == 0)))
    levels[road] = 3
    levels[road & (houses > 0)] = 4  # without a number nobody knows which door
    return levels


def _equal(made: Column, a: Places, b: Places) -> Levels:
    """Return 1 for equal, -1 for different, 0 where one is unknown."""
    one, two = made.codes[a], made.codes[b]
    return np.where((one < 0) | (two < 0), 0, np.where(one == two, 1, -1)).astype(np.int8)
