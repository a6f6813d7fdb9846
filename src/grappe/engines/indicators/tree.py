"""What is an indicator made of? A figure over selections of records and sets of companies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

Scalar = str | int | float | bool


class When(StrEnum):
    """How a record belongs to a year. The year ends on its last day, or on the day up to which is counted."""

    BEGUN = "begun"  # its day lies in the year
    ENDED = "ended"  # its last day lies in the year
    RUNNING = "running"  # it went on at some time of the year
    OPEN = "open"  # it had begun and not ended when the year ended: a stock, not a flow


class Op(StrEnum):
    """How a column is compared. What is not known (null) meets no comparison but `known: false`."""

    EQUAL = "="
    NOT_EQUAL = "!="
    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    IN = "in"
    NOT_IN = "not_in"
    KNOWN = "known"


class Measure(StrEnum):
    """What is counted or computed of a selection."""

    COUNT = "count"
    GROUPS = "groups"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Condition:
    """A column compared with a value; of `in` and `not_in` the values are several, of `known` it is yes or no."""

    column: str
    op: Op
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Records of some kinds that meet conditions; `shared_by`: so many companies at least share their group."""

    kinds: tuple[str, ...]
    where: tuple[Condition, ...] = ()
    when: When = When.BEGUN
    standing: tuple[Condition, ...] = ()
    shared_by: int = 1


@dataclass(frozen=True, slots=True)
class Having:
    """The companies that have so many records of a selection in the year."""

    rows: Rows
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Being:
    """The companies that were something in the year."""

    standing: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """The companies of any, or of all, of several sets; `standing` narrows them."""

    every: bool
    parts: tuple[Companies, ...]
    standing: tuple[Condition, ...] = ()


Companies = Having | Being | Joined


@dataclass(frozen=True, slots=True)
class Of:
    """A measure of a selection; `column` is what is added up or averaged."""

    measure: Measure
    rows: Rows
    column: str = ""


@dataclass(frozen=True, slots=True)
class CompanyCount:
    """How many different companies a set has."""

    companies: Companies


@dataclass(frozen=True, slots=True)
class Share:
    """One figure over another, between 0 and 1 where the first is a part of the second."""

    part: Of | CompanyCount
    whole: Of | CompanyCount


Figure = Of | CompanyCount | Share


def selections(tree: Figure | Companies | Rows) -> Iterator[Rows]:
    """Yield every selection of records in a tree."""
    match tree:
        case Rows():
            yield tree
        case Having() | Of():
            yield tree.rows
        case Joined():
            for part in tree.parts:
                yield from selections(part)
        case CompanyCount():
            yield from selections(tree.companies)
        case Share():
            yield from selections(tree.part)
            yield from selections(tree.whole)


def kinds_of(tree: Figure) -> tuple[str, ...]:
    """Return the kinds of records that a figure reads."""
    return tuple(sorted({kind for rows in selections(tree) for kind in rows.kinds}))


def counts_records(tree: Figure) -> bool:
    """Return whether a figure is how many records it has."""
    return isinstance(tree, Of) and tree.measure == Measure.COUNT


def of_nothing(tree: Figure) -> float | None:
    """Return what a figure is where there is no record: a count is 0, an average or a sum is not known."""
    counted = isinstance(tree, CompanyCount) or (
        isinstance(tree, Of) and tree.measure in {Measure.COUNT, Measure.GROUPS}
    )
    return 0.0 if counted else None
