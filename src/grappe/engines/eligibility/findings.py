"""What was found of each criterion for one company? One at a time, or all criteria of a day in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, NamedTuple

from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.model import Criterion
from grappe.engines.eligibility.wording import Fields, said
from grappe.engines.eligibility.wording import known as in_words
from grappe.engines.kernel import Reason, Text, Verdict

_MOST_KEPT = 256  # values of one term whose findings are kept; texts may be anything
_KEPT = frozenset({type(None), bool, str})  # values that many companies share; numbers and dates seldom are


class Finding(NamedTuple):
    """One criterion looked at: whether it is met, the value found, what was expected.

    Its words, its source and the day that was checked are the criterion's.
    """

    criterion: Criterion
    verdict: Verdict
    actual: Any
    expected: Text

    @property
    def id(self) -> str:
        return self.criterion.id

    @property
    def field(self) -> str:
        return self.criterion.condition.term.field

    @property
    def shown(self) -> Any:
        """The value found as it may be shown or stored: a number, a text, a truth value, a list, or None."""
        return in_words(self.actual)

    def said(self, fields: Fields) -> Text:
        """Return the value found as a person reads it, with the words of the catalogue's `fields`; empty for None."""
        return said(self.actual, fields.get(self.field))

    def reason(self) -> Reason:
        """Return the finding as a reason that can be stored with a match and read a year later."""
        actual = self.shown
        return Reason(
            code=self.criterion.id,
            text=self.criterion.label,
            actual=None if actual is None else str(actual),
            expected=self.expected.in_language("en"),
            source=self.criterion.source,
        )


def findings(*columns: Iterable[Any]) -> Iterator[Finding]:
    """Return a finding for each criterion of the first column, without a call into Python for each.

    There are thousands in one answer. The columns are those of `Finding`; all but the first may have no end.
    """
    return map(_new, repeat(Finding), zip(*columns, strict=False))


_new: Any = tuple.__new__


class _OfTerm:
    """The criteria of a day that look at one term: of companies that share its value, all findings are the same."""

    __slots__ = ("_criteria", "_expected", "_kept", "_levels", "_term")

    def __init__(
        self, term: int, nodes: Sequence[int], criteria: Sequence[Criterion], expected: Sequence[Text]
    ) -> None:
        self._term = term
        self._levels = taker(nodes)
        self._criteria = criteria
        self._expected = expected
        self._kept: dict[Any, list[Finding]] = {}

    def of(self, values: Sequence[int], shown: Sequence[Any]) -> list[Finding]:
        levels, actual = self._levels(values), shown[self._term]
        if type(actual) not in _KEPT:
            return self._made(levels, actual)
        found = self._kept.get((levels, actual))
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[levels, actual] = self._made(levels, actual)
        return found

    def _made(self, levels: Sequence[int], actual: Any) -> list[Finding]:
        verdicts = map(VERDICTS.__getitem__, levels)
        return list(findings(self._criteria, verdicts, repeat(actual), self._expected))


class Findings:
    """All criteria of a day in one row, put together term by term."""

    __slots__ = ("_of_terms", "_place")

    def __init__(
        self,
        criteria: Sequence[Criterion],
        expected: Sequence[Text],
        nodes: Sequence[int],
        terms: Sequence[int],
    ) -> None:
        """Take for each criterion what it expects, its node in the graph and the number of its term."""
        by_term: dict[int, list[int]] = {}
        for i, term in enumerate(terms):
            by_term.setdefault(term, []).append(i)
        self._of_terms = [
            _OfTerm(
                term,
                [nodes[i] for i in places],
                [criteria[i] for i in places],
                [expected[i] for i in places],
            )
            for term, places in by_term.items()
        ]
        # Where in the order of the terms each criterion of the row stands.
        order = {i: at for at, i in enumerate(chain.from_iterable(by_term.values()))}
        self._place = taker([order[i] for i in range(len(criteria))])

    def row(self, values: Sequence[int], shown: Sequence[Any]) -> tuple[Finding, ...]:
        """Return the finding of every criterion from the values of all nodes and of all terms as they are shown."""
        found: list[Finding] = []
        for one in self._of_terms:
            found += one.of(values, shown)
        placed: tuple[Finding, ...] = self._place(found)
        return placed


def taker(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Return a function that takes the items at `places` out of a list, as a tuple whatever their number."""
    if len(places) > 1:
        return itemgetter(*places)
    return (lambda values: (values[places[0]],)) if places else (lambda values: ())
