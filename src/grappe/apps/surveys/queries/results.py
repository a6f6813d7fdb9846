"""What do the companies say, question by question? Counts, quartiles, sums over who answered, change over who did twice.

Below FEW answers a question shows only their number. Whoever may not read single answers gets figures that give no company
away: numbers are rounded to two digits, cells with fewer than three companies are left out together with those from
which they could be worked out. Sums are shown only as far as they, and those of the years beside, tell together of no one
or two companies and of none that weighs nearly all (engine `disclosure`); a sum over those who answered both years also
not where it differs from the whole by one to four companies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor, log10
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from grappe.apps.surveys.enums import AnswerKind
from grappe.apps.surveys.models import Answer, Participation, Wave
from grappe.apps.surveys.permissions import can_keep_surveys, check_can_view_surveys
from grappe.apps.surveys.queries.editions import questionnaire_of
from grappe.apps.surveys.queries.response import FEW
from grappe.engines.diagnosis import Dimension, Measure, Question, QuestionType, visible_questions
from grappe.engines.diagnosis.model import AnswerTest
from grappe.engines.disclosure import LEAST, Figure, Units, hidden_cells, shown_together
from grappe.engines.kernel import Text
from grappe.ui import charts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

DIGITS = 2  # of a figure for whoever may not read single answers
SUMMED = (Measure.EUROS, Measure.WHOLE)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was answered, and percent of those who answered; None where it is left out."""

    label: Text
    number: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Panel:
    """Those who answered this year and last year: medians, and by how much percent their sum changed."""

    companies: int
    enough: bool
    before: float | None = None
    after: float | None = None
    change: float | None = None  # percent
    sum_before: float | None = None
    sum_after: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One question: `answered` of `asked` answered it, the others do not know or would rather not say, or left it blank."""

    question: Question
    asked: int
    answered: int
    unknown: int
    refused: int
    enough: bool
    tallies: tuple[Tally, ...] = ()
    lower: float | None = None
    median: float | None = None
    upper: float | None = None
    total: float | None = None
    mean: float | None = None
    panel: Panel | None = None
    texts: tuple[str, ...] = ()
    left_out: bool = False  # how many were asked would tell what stands as left out at another question

    @property
    def blank(self) -> int:
        return self.asked - self.answered - self.unknown - self.refused

    @property
    def chart_id(self) -> str:
        return f"chart-{self.question.id}"

    @property
    def is_money(self) -> bool:
        return self.question.measure is Measure.EUROS

    @property
    def chart(self) -> dict[str, Any] | None:
        """The tallies as lying bars; None where one is left out, for a gap would say what it hides."""
        if not self.tallies or any(each.number is None for each in self.tallies):
            return None
        language = get_language() or "en"
        return charts.lying_bars(
            [(each.label.in_language(language), each.number or 0, charts.PLAIN) for each in self.tallies],
            width=240,
        )


@dataclass(frozen=True, slots=True)
class Section:
    dimension: Dimension
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Results:
    """Everything that came back of a wave; `exact` says that figures are neither rounded nor left out."""

    answered: int
    exact: bool
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class _Given:
    """The answers of a wave: who took part, what each said to each question."""

    companies: frozenset[int]
    values: Mapping[str, Mapping[int, Any]]  # question -> company -> value
    numbers: Mapping[str, Mapping[int, float]]
    kinds: Mapping[str, Counter[str]]


def results_of(wave: Wave, *, for_user: User) -> Results:
    """Return what came back of a wave from those who sent their answers off. Four queries; eight for whoever reads no answers."""
    check_can_view_surveys(for_user)
    exact = can_keep_surveys(for_user)
    questionnaire = questionnaire_of(wave.edition)
    now, before = _given(wave.year), _given(wave.year - 1)
    # What other pages say of the same answers: the years beside are looked at together with these.
    around = () if exact else (_given(wave.year - 2), before, now, _given(wave.year + 1))
    said: dict[int, dict[str, object]] = defaultdict(dict)
    for question_id, by_company in now.values.items():
        for company, value in by_company.items():
            said[company][question_id] = value
    asked: Counter[str] = Counter()
    for company in now.companies:
        asked.update(visible_questions(questionnaire, said.get(company, {})))
    found: dict[str, Result] = {}
    for question in questionnaire.questions:
        if exact or _asked_is_told(question, found):
            told = _sums_told(question, around)
            found[question.id] = _result(question, asked[question.id], now, before, told)
        else:
            found[question.id] = Result(question, 0, 0, 0, 0, enough=False, left_out=True)
    return Results(
        answered=len(now.companies),
        exact=exact,
        sections=tuple(
            Section(dimension, tuple(found[each.id] for each in questionnaire.questions_of(dimension.id)))
            for dimension in questionnaire.dimensions
        ),
    )


def _asked_is_told(question: Question, found: Mapping[str, Result]) -> bool:
    """Return whether it may be known how many were asked: as many as gave the answer that a question hangs on.

    So it is only where every count of that answer is shown; of a question that hangs on several it never is.
    """
    if question.shown_when is None:
        return True
    if not isinstance(question.shown_when, AnswerTest):
        return False
    tallies = found[question.shown_when.question].tallies
    return bool(tallies) and all(tally.number is not None for tally in tallies)


def _given(year: int) -> _Given:
    rows = Answer.objects.filter(
        participation__wave__year=year, participation__answered_at__isnull=False
    ).order_by("pk")
    values: dict[str, dict[int, Any]] = defaultdict(dict)
    numbers: dict[str, dict[int, float]] = defaultdict(dict)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    columns = ("participation__company_id", "question", "kind", "value", "number")
    for company, question, kind, value, number in rows.values_list(*columns):
        kinds[question][kind] += 1
        if kind == AnswerKind.VALUE:
            values[question][company] = value
            if number is not None:
                numbers[question][company] = float(number)
    took_part = Participation.objects.filter(wave__year=year, answered_at__isnull=False)
    return _Given(frozenset(took_part.values_list("company_id", flat=True)), values, numbers, kinds)


def _sums_told(question: Question, around: Sequence[_Given]) -> frozenset[str] | None:
    """Return which sums of a question may be shown to whoever reads no single answer; None: all, to whoever does.

    `around` are the years before last, last year, this year and the next. Of this year's numbers three sums stand on two
    pages: the whole, that of those who answered last year too, and that of those who answered the next year too; so it
    is with last year's.
    """
    if not around:
        return None
    if question.measure not in SUMMED:
        return frozenset()
    told: set[str] = set()
    for name, (earlier, here, later) in (("after", around[1:]), ("before", around[:3])):
        beside, other = (earlier, later) if name == "after" else (later, earlier)
        numbers = here.numbers.get(question.id, {})
        sums = tuple(
            (number, each in beside.numbers.get(question.id, {}), each in other.numbers.get(question.id, {}))
            for each, number in sorted(numbers.items())
        )
        told |= {f"{name}: {sum_}" for sum_ in _told_together(sums)}
    return frozenset(told)


@lru_cache(maxsize=64)  # a second for 3,000 companies, and the same at each view until somebody answers
def _told_together(numbers: tuple[tuple[float, bool, bool], ...]) -> frozenset[str]:
    """Return which of three sums may be shown: the whole, of both years, of the other year.

    Of each company its number, and whether it is in the second and in the third.
    """
    groups = {
        "whole": [True] * len(numbers),
        "both": [one[1] for one in numbers],
        "other": [one[2] for one in numbers],
    }
    figures = [
        Figure(
            group,
            tuple(n for n, one in enumerate(numbers) if members[n] and one[0]),
            (place,),
            whole=False,
        )
        for place, (group, members) in enumerate(groups.items())
    ]
    units = Units.of(list(range(len(numbers))), [one[0] for one in numbers])
    return frozenset(str(one) for one in shown_together(figures, units))


def _result(
    question: Question, asked: int, now: _Given, before: _Given, told: frozenset[str] | None
) -> Result:
    exact = told is None
    values = now.values.get(question.id, {})
    kinds = now.kinds.get(question.id, Counter())
    # An answer to a question that is not asked any more (its condition changed) is not among those asked.
    plain: dict[str, Any] = {
        "question": question, "asked": max(asked, kinds.total()), "answered": len(values),
        "unknown": kinds[AnswerKind.UNKNOWN], "refused": kinds[AnswerKind.REFUSED], "enough": len(values) >= FEW,
    }  # fmt: skip
    if len(values) < FEW:
        return Result(**plain)
    if question.type is QuestionType.TEXT:
        # Words name people and products: only those who may read single answers read them.
        return Result(**plain, texts=tuple(sorted(map(str, values.values()))) if exact else ())
    if question.type is QuestionType.NUMBER:
        return Result(**plain, **_figures(question, now, before, told))
    tallies = _tallies(question, list(values.values()), exact)
    if question.type is not QuestionType.SCALE:
        return Result(**plain, tallies=tallies)
    numbers = now.numbers[question.id]
    if any(tally.number is None for tally in tallies):
        return Result(
            **plain, tallies=tallies
        )  # with the mean the counts that are left out could be solved for
    mean = round(sum(numbers.values()) / len(numbers), 1)
    panel = _panel(numbers, before.numbers.get(question.id, {}), told, sums=False)
    return Result(**plain, tallies=tallies, mean=mean, panel=panel)


def _figures(question: Question, now: _Given, before: _Given, told: frozenset[str] | None) -> dict[str, Any]:
    exact = told is None
    numbers = now.numbers[question.id]
    lower, middle, upper = quantiles(numbers.values(), n=4, method="inclusive")
    sums = question.measure in SUMMED
    return {
        "lower": _shown(lower, exact),
        "median": _shown(middle, exact),
        "upper": _shown(upper, exact),
        "total": _shown(sum(numbers.values()), exact) if sums and _is_told("after: whole", told) else None,
        "panel": _panel(numbers, before.numbers.get(question.id, {}), told, sums=sums),
    }


def _is_told(sum_: str, told: frozenset[str] | None) -> bool:
    return told is None or sum_ in told


def _panel(
    now: Mapping[int, float], before: Mapping[int, float], told: frozenset[str] | None, *, sums: bool
) -> Panel | None:
    """Return how those changed who answered both years; None where nobody was asked last year."""
    if not before:
        return None
    exact = told is None
    both = [company for company in now if company in before]
    if len(both) < FEW:
        return Panel(len(both), enough=False)
    earlier, later = [before[each] for each in both], [now[each] for each in both]
    # The sums of all and of those who answered twice tell together what the others said: not of one to four.
    apart = [len(group) - len(both) for group in (now, before)]
    tells = sums and (exact or all(not rest or rest >= FEW for rest in apart))
    safe = sums and _is_told("after: both", told) and _is_told("before: both", told)
    tells = tells and safe
    whole = sum(earlier)
    return Panel(
        companies=len(both),
        enough=True,
        before=_shown(median(earlier), exact),
        after=_shown(median(later), exact),
        change=round(100 * (sum(later) - whole) / whole, 1) if safe and whole > 0 else None,
        sum_before=_shown(whole, exact) if tells else None,
        sum_after=_shown(sum(later), exact) if tells else None,
    )


def _shown(value: float, exact: bool) -> float:
    if exact or not value:
        return round(value, 2)
    return float(round(value, DIGITS - 1 - floor(log10(abs(value)))))


def _tallies(question: Question, values: Sequence[Any], exact: bool) -> tuple[Tally, ...]:
    if question.type is QuestionType.SCALE:
        labels: list[tuple[object, Text]] = [(place, step.label) for place, step in enumerate(question.scale)]
        counts: Counter[object] = Counter(values)
    elif question.type is QuestionType.SINGLE:
        labels = [(item.id, item.label) for item in question.items]
        counts = Counter(values)
    else:
        labels = [(item.id, item.label) for item in question.items]
        counts = Counter(each for ticked in values for each in ticked)
    numbers = [counts[key] for key, _label in labels]
    hidden: frozenset[int] = frozenset() if exact else _hidden(question, numbers, len(values))
    return tuple(
        Tally(label, None, None) if place in hidden else Tally(label, number, 100 * number / len(values))
        for place, ((_key, label), number) in enumerate(zip(labels, numbers, strict=True))
    )


def _hidden(question: Question, numbers: Sequence[int], answered: int) -> frozenset[int]:
    """Return which counts are left out: of fewer than three companies, and what they could be worked out from."""
    if question.type is QuestionType.MULTI:  # each choice by itself: those who ticked it, those who did not
        return frozenset(
            place
            for place, number in enumerate(numbers)
            if 0 < number < LEAST or 0 < answered - number < LEAST
        )
    row = [*numbers, sum(numbers)]
    return frozenset(column for _row, column in hidden_cells([row, row], [row, row]) if column < len(numbers))
