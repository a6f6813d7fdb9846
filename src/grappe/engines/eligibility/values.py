"""How can a fact be known in part? Values that are one of several, between two, or at least these.

A fact known in part decides what it can decide and leaves the rest unknown: a company of 60 people whose
turnover nobody knows is medium or large, so it is not small, and whether it is an SME stays open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is exactly one of these, and it is not known which."""

    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class Between:
    """The value lies between these two, both inclusive; `None` is open on that side."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The value is a set that holds these members and perhaps others; none but those of `most` where it is given."""

    members: frozenset[str]
    most: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Begins:
    """The value is a folded text that begins with this one, and it is not known how it goes on."""

    text: str


Exact = bool | int | float | str | date
Value = Exact | frozenset[str] | OneOf | Between | AtLeast | Begins
