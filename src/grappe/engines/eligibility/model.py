"""What is a programme made of? Fields, criteria, the tree that joins them, versions, windows, rates,
limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from grappe.engines.kernel import Period, Text

FIELD_TYPES = frozenset(
    {"boolean", "number", "money", "percent", "integer", "date"}
    | {"text", "choice", "set", "nace", "commune", "country"}
)
ASKED = frozenset({"company", "project", "application", "person"})
OPERATORS = frozenset(
    {"eq", "ne", "lt", "lte", "gt", "gte", "between", "in", "not_in", "contains"}
    | {"nace", "prefix", "known", "unstated"}
)
KINDS = frozenset({"advice_programme", "grant", "loan", "accelerator", "rule"})
STATUSES = frozenset({"open", "by_calls", "closed", "unknown", "superseded"})
CONFIDENCE_ORDER = ("sourced", "partly", "unverified", "general_knowledge")  # the surest first
CONFIDENCES = frozenset(CONFIDENCE_ORDER)
WINDOW_KINDS = frozenset({"continuous", "calls", "closed", "unknown"})
SIZES = ("micro", "small", "medium", "large")
ROW_SIZES = frozenset({*SIZES, "sme", "all"})
LIMIT_KINDS = frozenset({"max", "min", "flat", "min_cost", "max_cost", "fee_cap", "other"})
WHOLE_PROJECT = frozenset({"project", "all"})  # cost categories that mean every cost of the project


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that rules may ask for: its type, its words, whether it can be changed, whom it is asked
    about.
    """

    id: str
    type: str
    label: Text = Text()
    question: Text = Text()
    unit: str = ""
    choices: tuple[str, ...] = ()
    changeable: bool = False
    asked: str = "company"
    derived: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choice_labels: tuple[tuple[str, Text], ...] = ()

    def choice_label(self, choice: str) -> Text:
        """Return the words of a choice, the choice itself where it has none."""
        return dict(self.choice_labels).get(choice, Text.of(choice))


class Term(NamedTuple):
    """What a criterion looks at: a field, as it stood on a date or in the accounts of a year where that is
    said.

    Of the aids held, only those of the last `within_months` and from `programmes` where these are named.
    """

    field: str
    at: date | None = None
    year: int | None = None
    within_months: int | None = None
    programmes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ref:
    """A threshold that is another fact: `times` it (turnover of 2020 against 0.75 times that of 2019)."""

    term: Term
    times: float = 1.0


Threshold = None | bool | int | float | str | date | frozenset | tuple | Ref


@dataclass(frozen=True, slots=True)
class Condition:
    """The bare test, without its words: two criteria of different programmes may share one.

    `value` is in the form that is compared (texts folded, lists as sets); None is a threshold nobody has
    published.
    """

    term: Term
    op: str
    value: Threshold = None
    exceptions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of one programme, with its words, its source, and how sure the catalogue is of it."""

    id: str
    condition: Condition
    stated: object = None  # the threshold as the catalogue writes it, for showing
    label: Text = Text()
    note: Text = Text()
    source: str | None = None
    checked_on: date | None = None
    confidence: str = "unverified"


@dataclass(frozen=True, slots=True)
class Gate:
    """Criteria joined: all, any, not (one child), or at least `n` of the children."""

    kind: Literal["all", "any", "not", "at_least"]
    children: tuple[Tree, ...]
    n: int = 0


Tree = Criterion | Gate


@dataclass(frozen=True, slots=True)
class Window:
    """When applications are taken. The last day counts."""

    kind: str = "unknown"
    period: Period = Period()
    note: Text = Text()


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of an intensity table: at most `max_rate` percent of the costs of a category, for a size of
    company.

    A row with a `condition` in words but no `needs` tree cannot be computed: it may hold or not.
    """

    cost_category: str
    size: str
    max_rate: Decimal
    condition: Text = Text()
    needs: Tree | None = None
    cap_eur: Decimal | None = None
    confidence: str = "unverified"
    source: str | None = None
    label: Text = Text()  # the category in words


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount in euros that a programme names: a maximum, a minimum, a flat sum, a limit of costs."""

    id: str
    eur: Decimal
    kind: str
    label: Text = Text()
    cost_category: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A programme as it stood from one day to another: its rule, its window, its rates. A decision names
    it.

    `validity` is the widest span it may have been in force, `certain` the days it surely was (None: no day is
    certain); they differ where a beginning or an end is known to the month or the season only.
    """

    id: str
    validity: Period
    window: Window
    eligibility: Tree
    rates: tuple[Rate, ...] = ()
    limits: tuple[Limit, ...] = ()
    process: tuple[Text, ...] = ()
    certain: Period | None = Period()
    known_from: date | None = (
        None  # where nobody knows its first day: the first day it is known to have been so
    )


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read, and on which day it was checked."""

    url: str
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """An aid, a loan, an advice programme or a rule, in all its versions, with what is not known about it."""

    id: str
    name: Text
    versions: tuple[Version, ...]
    kind: str = "grant"
    status: str = "unknown"
    summary: Text = Text()
    body: str = ""
    instrument: Text = Text()
    legal_basis: str | None = None
    themes: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    confidence: str = "unverified"
    checked_on: date | None = None
    sources: tuple[Source, ...] = ()
    unknowns: tuple[Text, ...] = ()
    conflicts: tuple[Text, ...] = ()

    def version_on(self, day: date) -> tuple[Version, bool]:
        """Return the version of `day` and whether it is in force then.

        Where versions overlap the later one holds; where none is in force the last one that began before the
        day is returned (else the first), so that a closed programme can still be looked at.
        """
        in_force = [version for version in self.versions if day in version.validity]
        if in_force:
            return max(in_force, key=_begin), True
        begun = [version for version in self.versions if _begin(version) <= day]
        return (max(begun, key=_begin) if begun else min(self.versions, key=_begin)), False

    def open_on(self, day: date) -> bool | None:
        """Return whether applications are taken on `day`: True, False, or None where the catalogue cannot
        say.

        The first and the last day count. Before the first known day of any version it is False where the day of
        the law is known (`valid_from`), None where it is not. Calls whose dates are not known, or lie behind us, leave it open
        (None): another call may be running.
        """
        version, in_force = self.version_on(day)
        if not in_force:
            return False
        if version.certain is None or day not in version.certain:
            return None  # it began or ended about then: the exact day is not known
        window = version.window
        first = window.period.first or version.validity.first
        last = window.period.last or version.validity.last
        if day not in window.period:
            return None if window.kind == "calls" and self.status in ("by_calls", "open") else False
        if self._before_anything_is_known(version, day):
            return None
        dated = bool(window.period.first and window.period.last)
        if dated or (window.kind != "unknown" and (day == last or (first and last))):
            return True
        return self._open_by_kind(window.kind, last)

    def _before_anything_is_known(self, version: Version, day: date) -> bool:
        """Return whether `day` lies before every day of which somebody knows how the programme stood.

        A version whose beginning nobody knows is no proof that it was open a hundred years ago.
        """
        if version.validity.first is not None:
            return False
        days = [
            known
            for one in self.versions
            for known in (one.validity.first, one.known_from, one.window.period.first)
            if known is not None
        ]
        return bool(days) and day < min(days)

    def _open_by_kind(self, kind: str, last: date | None) -> bool | None:
        if kind == "closed" or self.status in ("closed", "superseded"):
            # Before a known last day it may have been open: the day it opened is not known.
            return None if last else False
        if kind == "continuous" and self.status in ("open", "by_calls"):
            return True
        return None


def _begin(version: Version) -> date:
    return version.validity.first or date.min
