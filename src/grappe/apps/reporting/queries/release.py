"""Which figures may be shown, all together, to somebody who may open no record? Every version, year and part at once.

What a figure adds up are units: records, or companies where companies are counted. Figures are laid beside one another
where they share units: a record counts in every version and year that has it; a company that is counted is the same fact
in two versions of one indicator, in versions that read the same selection, and, where all that they read is a stock, in
several years. The rule itself is the engine's (`disclosure.shown_together`).

What people said after an event is protected by people, not by companies: each answer is its own owner, also when the list of
those who came is erased and no company is known any more. Beside records of other kinds such answers are never shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grappe.apps.reporting.enums import Dimension, RecordKind
from grappe.apps.reporting.models import Version
from grappe.apps.reporting.queries.asking import units_of
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.engines.disclosure import LEAST, NOBODY, Figure, Units, shown_together
from grappe.engines.indicators import (
    Asked,
    Cell,
    CompanyCount,
    Measure,
    Of,
    Share,
    When,
    kinds_of,
    selections,
)

MEDIAN = 5  # companies behind a middle value: of three, it is what one of them said
PEOPLE = 5  # of those who were asked after an event: nothing that fewer said is shown
STOCKS = {When.RUNNING, When.OPEN}
# What matters more that it is shown comes first.
_BY = (
    Dimension.ALL, Dimension.CLUSTER, Dimension.SIZE, Dimension.THEME, Dimension.MANAGER, Dimension.STATE, Dimension.COMMUNE,
)  # fmt: skip
_ORDER = {one.value: place for place, one in enumerate(_BY)}


@dataclass(frozen=True, slots=True)
class Draft:
    """A query that is to be shown beside others: `key` names it, `indicator` is that of which it is a version."""

    key: Hashable
    indicator: int
    query: object
    newer: int = 0  # the larger, the more it matters that it is shown
    last: bool = False  # the others are shown already: only its whole is asked for, after everything else

    @classmethod
    def of(cls, version: Version) -> Draft:
        return cls(version.pk, version.indicator_id, version.query, version.valid_from.toordinal())


@dataclass
class _Gathered:
    """The figures of all versions, and what they add up, numbered."""

    numbers: dict[Hashable, int] = field(default_factory=dict)
    companies: list[int] = field(default_factory=list)
    amounts: list[float] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    silent: set[Hashable] = field(
        default_factory=set
    )  # left out anyhow: sums of nothing but the zeros of one or two

    def unit(self, name: Hashable, company: int | None, amount: float) -> int:
        found = self.numbers.setdefault(name, len(self.companies))
        if found == len(self.companies):
            self.companies.append(NOBODY if company is None else company)
            self.amounts.append(amount)
        return found


def shown_cells(drafts: Iterable[Draft], asked: Asked) -> frozenset[tuple[Hashable, Cell]]:
    """Return which figures of versions may be shown together, to somebody who may open no record behind them.

    One query of the database for each version, two where it is a share. A share may be shown where both its numerator and
    its denominator may be (so its complement too).
    """
    drafts = list(drafts)
    gathered, groups = _Gathered(), _groups(drafts)
    sides: dict[Hashable, int] = {}
    for draft in drafts:
        tree = tree_of(draft.query)
        both = (tree.part, tree.whole) if isinstance(tree, Share) else (tree,)
        sides[draft.key] = len(both)
        for side, one in enumerate(both):
            _gather(gathered, draft, side, one, groups, asked)
    units = Units.of(gathered.companies, gathered.amounts)
    shown: Any = shown_together(gathered.figures, units)
    there: Any = {one.name for one in gathered.figures}
    cells: set[tuple[Hashable, Cell]] = {(key, cell) for key, _side, cell in there}
    return frozenset(
        (key, cell)
        for key, cell in cells
        if all(
            ((key, side, cell) in shown or (key, side, cell) not in there)
            and (key, side, cell) not in gathered.silent
            for side in range(sides[key])
        )
    )


def _gather(
    gathered: _Gathered, draft: Draft, side: int, tree: Of | CompanyCount, groups: dict[Hashable, Hashable], asked: Asked
) -> None:  # fmt: skip
    parts: dict[Cell, list[int]] = defaultdict(list)
    zeros: dict[Cell, set[int | None]] = defaultdict(set)
    here = Asked(asked.years, asked.until, ()) if draft.last else asked
    said, mixed = _said_by_people(tree)
    for cell, unit, company, amount in units_of(tree, here):
        if mixed:
            gathered.silent.add((draft.key, side, cell))
            continue
        owner = NOBODY - 1 - unit if said else company
        members = parts[cell]
        if isinstance(tree, Of) and tree.measure == Measure.SUM and not amount:
            zeros[cell].add(owner)
            continue  # whoever adds nothing to a sum protects nobody in it
        name = _name(tree, unit, groups[draft.key], cell.year)
        members.append(gathered.unit(name, owner, amount if _adds(tree) else 1.0))
    least = _least(tree)
    gathered.silent |= {
        (draft.key, side, cell) for cell, some in zeros.items() if not parts[cell] and len(some) < least
    }
    for cell, members in parts.items():
        gathered.figures.append(
            Figure(
                (draft.key, side, cell),
                tuple(members),
                (draft.last, _ORDER[cell.dimension], -cell.year, -draft.newer, -len(members)),
                least=least,
                table=None
                if cell.dimension == Dimension.ALL
                else (draft.key, side, cell.year, cell.dimension),
                whole=not _adds(tree),
            )
        )


def _said_by_people(tree: Of | CompanyCount) -> tuple[bool, bool]:
    """Return whether each record is what a person said, and whether some records are and others are not."""
    kinds = kinds_of(tree)
    said = isinstance(tree, Of) and RecordKind.SATISFACTION in kinds
    return said and len(kinds) == 1, said and len(kinds) > 1


def _least(tree: Of | CompanyCount) -> int:
    """Return how many have to stand behind a figure."""
    if RecordKind.SATISFACTION in kinds_of(tree):
        return PEOPLE
    return MEDIAN if isinstance(tree, Of) and tree.measure == Measure.MEDIAN else LEAST


def _adds(tree: Of | CompanyCount) -> bool:
    """Return whether a figure tells of a sum of amounts: a mean does too, for whoever knows of how many it is made."""
    return isinstance(tree, Of) and tree.measure in {Measure.SUM, Measure.MEAN}


def _name(tree: Of | CompanyCount, unit: int, group: Hashable, year: int) -> Hashable:
    if isinstance(tree, Of):
        return ("sum", tree.column, unit) if _adds(tree) else ("record", tree.measure == Measure.GROUPS, unit)
    stock = all(rows.when in STOCKS for rows in selections(tree)) and bool(kinds_of(tree))
    return ("company", group, None if stock else year, unit)


def _groups(drafts: Sequence[Draft]) -> dict[Hashable, Hashable]:
    """Return in which group each version is: those of one indicator, and those that read one selection."""
    return _joined(
        {draft.key: {("indicator", draft.indicator), *selections(tree_of(draft.query))} for draft in drafts}
    )


def beside(draft: Draft, versions: Iterable[Version]) -> list[Version]:
    """Return the versions that may share records or companies with a query, directly or by way of others."""
    found = {one.pk: one for one in versions}
    marks: dict[Hashable, set[Any]] = {pk: _marks(Draft.of(one)) for pk, one in found.items()}
    groups = _joined(marks | {"asked": _marks(draft)})
    return [one for pk, one in found.items() if groups[pk] == groups["asked"]]


def _marks(draft: Draft) -> set[Any]:
    return {("indicator", draft.indicator), *kinds_of(tree_of(draft.query))}


def _joined(marks: Mapping[Hashable, set[Any]]) -> dict[Hashable, Hashable]:
    """Return a name for each thing, the same for all that share a mark, directly or by way of others."""
    groups: list[tuple[set[Hashable], set[Any]]] = []
    for key, own in marks.items():
        alike = [group for group in groups if group[1] & own]
        groups = [group for group in groups if group not in alike]
        groups.append(
            ({key}.union(*(group[0] for group in alike)), own.union(*(group[1] for group in alike)))
        )
    return {key: place for place, (keys, _marks) in enumerate(groups) for key in keys}


def keys_of(shown: Collection[tuple[Hashable, Cell]], key: Hashable) -> frozenset[Cell]:
    """Return the parts of one version among those that may be shown."""
    return frozenset(cell for one, cell in shown if one == key)
