"""Is it so, is it not so, or is it not known? Kleene's strong three-valued logic.

Source: S. C. Kleene, Introduction to Metamathematics (1952), section 64. An unknown operand decides nothing
that a known operand does not decide already.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Verdict(Enum):
    """One of three truth values; `UNKNOWN` is neither a pass nor a refusal."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: bool | None) -> Verdict:
        """Return YES for True, NO for False, UNKNOWN for None."""
        if value is None:
            return cls.UNKNOWN
        return cls.YES if value else cls.NO

    def __invert__(self) -> Verdict:
        if self is Verdict.UNKNOWN:
            return self
        return Verdict.NO if self is Verdict.YES else Verdict.YES

    def __and__(self, other: Verdict) -> Verdict:
        return Verdict.all((self, other))

    def __or__(self, other: Verdict) -> Verdict:
        return Verdict.any((self, other))

    def __bool__(self) -> bool:
        # `if verdict:` would silently read UNKNOWN as one of the two: make the caller say which.
        raise TypeError("a Verdict has three values: compare with `is Verdict.YES`")

    @staticmethod
    def all(verdicts: Iterable[Verdict]) -> Verdict:
        """Return NO if any is NO, else UNKNOWN if any is UNKNOWN, else YES (YES for none)."""
        return Verdict.at_least(None, verdicts)

    @staticmethod
    def any(verdicts: Iterable[Verdict]) -> Verdict:
        """Return YES if any is YES, else UNKNOWN if any is UNKNOWN, else NO (NO for none)."""
        return Verdict.at_least(1, verdicts)

    @staticmethod
    def at_least(n: int | None, verdicts: Iterable[Verdict]) -> Verdict:
        """Return whether at least `n` of the verdicts are YES (`None`: all of them)."""
        values = tuple(verdicts)
        needed = len(values) if n is None else n
        yes = sum(value is Verdict.YES for value in values)
        possible = yes + sum(value is Verdict.UNKNOWN for value in values)
        if yes >= needed:
            return Verdict.YES
        return Verdict.UNKNOWN if possible >= needed else Verdict.NO
