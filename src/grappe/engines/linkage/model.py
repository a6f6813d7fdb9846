"""What is compared of two records, how their likeness is graded, and what is found?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from grappe.engines.kernel import Reason

UNKNOWN = 0  # the level of a field that one of the records does not have: it says nothing


class Kind(StrEnum):
    """How a field is compared."""

    COMPANY_NAME = (
        "company_name"  # by words: legal form, marks of groups, abbreviations; second column: brand
    )
    WORD = "word"  # a name of a person, a street: rare values weigh more
    NUMBER = "number"  # a number or address that belongs to one: register, tax, e-mail
    DATE = "date"
    DOMAIN = "domain"  # of a website
    ADDRESS = "address"  # columns: street with number, postcode, town
    CATEGORY = "category"  # one of few values
    CODE = "code"  # hierarchical: NACE
    KEY = "key"  # what something belongs to, by its number: the same or another; the last column is shown


@dataclass(frozen=True, slots=True)
class Level:
    """A grade of likeness: how often records of one have it (m), and of two (u), before anything is learned."""

    code: str
    m: float
    u: float


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is compared: its columns, how, and its grades from other to same (level 1 is the first)."""

    name: str
    kind: Kind
    columns: tuple[str, ...]
    levels: tuple[Level, ...]
    shared: bool = False  # what the companies of a group share: it alone makes no two names one


@dataclass(frozen=True, slots=True)
class Profile:
    """What records of a kind are compared by, and how many of a hundred are thought to stand twice."""

    name: str
    fields: tuple[Field, ...]
    twice: float = 0.02  # of the records of one file
    both: float = 0.3  # of the records of the smaller of two files
    # By level of the first field (from other on): the most bits that what is shared says together; () for names of companies.
    most_shared: tuple[float, ...] = ()
    evenness: float = 1.0  # how much of the evidence counts: fields agree together more than chance has it

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)


@dataclass(frozen=True)
class Weights:
    """What was learned: m and u of each field's levels, and how many pairs of all are one."""

    m: Mapping[str, tuple[float, ...]]
    u: Mapping[str, tuple[float, ...]]
    matches: float  # pairs that are one, among all pairs of the file
    pairs: float
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """Two records that may be one: their places in the table, how probable it is, and the grade of each field."""

    a: int
    b: int
    probability: float
    levels: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = field(default=(), compare=False)
