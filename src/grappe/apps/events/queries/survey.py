"""What do those who came say of an event: counts, means, would they recommend it, and what did they write?

Nothing that fewer than FEW people said is shown: with so few, their colleagues would know who said what.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.events.enums import (
    EventState,
    LetterKind,
    QuestionKind,
    RegistrationState,
    Stage,
)
from grappe.apps.events.models import Letter, Question, Registration, SurveyAnswer
from grappe.apps.events.permissions import can_view_registrations, check_can_view_events
from grappe.apps.events.queries.came import was_checked_in, who_came
from grappe.engines.kernel import Text
from grappe.ui.letters import LetterState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event

FEW = 5  # so many answers are needed before anything but their number is shown
SURVEY_DAYS = 30  # so long after the event it is answered
SENT_AT = time(9)  # on the day after
PROMOTER, DETRACTOR = (
    9,
    6,
)  # from 9 they recommend, up to 6 they do not (Reichheld, Harvard Business Review, 12/2003)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was answered, with its share in percent of those who answered the question."""

    label: str
    number: int
    share: float


@dataclass(frozen=True, slots=True)
class Score:
    """The net promoter score, from -100 to 100, of `number` answers; `margin`: 95 % of samples like this one lie so near."""

    promoters: int
    passives: int
    detractors: int
    value: int
    margin: int

    @property
    def number(self) -> int:
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the organiser with its answers; `hidden`: too few to be shown."""

    label: str
    number: int
    hidden: bool
    tallies: tuple[Tally, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """What came back. `asked`: who got the survey; `rate`: percent of them who answered, None where nobody was asked."""

    asked: int
    number: int
    rate: float | None
    enough: bool
    satisfaction: tuple[Tally, ...] = ()
    mean: float | None = None
    recommend: tuple[Tally, ...] = ()
    score: Score | None = None
    questions: tuple[Asked, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def satisfaction_chart(self) -> dict[str, Any] | None:
        return bars(self.satisfaction, ["#c92a2a", "#e8750a", "#b8a000", "#4c9f38", "#2f7d3a"])

    @property
    def recommend_chart(self) -> dict[str, Any] | None:
        colours = ["#c92a2a"] * (DETRACTOR + 1) + ["#8a93a0"] * 2 + ["#2f7d3a"] * 2
        return bars(self.recommend, colours)


def bars(tallies: Sequence[Tally], colours: Sequence[str]) -> dict[str, Any] | None:
    """Return counts as upright bars (ECharts); None where there is nothing. The table has the same figures."""
    if not tallies:
        return None
    data = [
        {"value": each.number, "itemStyle": {"color": colour}}
        for each, colour in zip(tallies, colours, strict=True)
    ]
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 8, "top": 24, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [each.label for each in tallies], "axisLabel": {"interval": 0}},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "barMaxWidth": 46, "label": {"show": True, "position": "top"}, "data": data}
        ],
    }


def questions_of(event: Event) -> list[Question]:
    """Return the organiser's own questions of the survey, in their order."""
    return list(Question.objects.filter(event=event, stage=Stage.SURVEY).order_by("position", "pk"))


def question_for(pk: int, *, for_user: User) -> Question:
    """Return one question of a survey with its event; raises Question.DoesNotExist, PermissionDenied."""
    check_can_view_events(for_user)
    found = Question.objects.filter(stage=Stage.SURVEY).select_related("event__organiser")
    return found.prefetch_related("event__team").get(pk=pk)


def closes_at(event: Event) -> datetime:
    """Return until when the survey is answered: 30 days, but never longer than the attendance list is kept."""
    return event.ends_at + timedelta(days=min(SURVEY_DAYS, event.keep_days))


def sent_by_itself_at(event: Event) -> datetime:
    """Return when the survey goes out by itself: at nine in the morning of the day after, Luxembourg's time."""
    zone = timezone.get_default_timezone()
    day = event.ends_at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, SENT_AT, tzinfo=zone)


def is_open(event: Event, *, at: datetime) -> bool:
    """Whether the survey may be answered now."""
    return event.state == EventState.PUBLISHED and event.ends_at <= at < closes_at(event)


def may_answer(registration: Registration) -> bool:
    """Whether somebody came, and so may say how it was; where nobody was checked in, a seat is enough."""
    if registration.checked_in_at is not None:
        return True
    return registration.state == RegistrationState.CONFIRMED and not was_checked_in(registration.event)


def answer_of(registration: Registration) -> SurveyAnswer | None:
    """Return what somebody answered so far."""
    return SurveyAnswer.objects.filter(registration=registration).first()


def asked_of(event: Event) -> int:
    """Return to how many the survey went, or is on its way; once the list is erased, with its letters, who came."""
    if event.erased_at is not None:
        return who_came(event).count()
    lost = (LetterState.FAILED, LetterState.LEFT_OUT)
    letters = Letter.objects.filter(registration__event=event, kind=LetterKind.SURVEY)
    return letters.exclude(state__in=lost).values("registration").distinct().count()


def still_to_ask(event: Event) -> int:
    """Return how many of those who came did not get the survey yet."""
    had = Letter.objects.filter(kind=LetterKind.SURVEY, registration__event=event).values("registration")
    return who_came(event).filter(erased_at=None).exclude(email="").exclude(pk__in=had).count()


def survey_results(event: Event, *, for_user: User) -> SurveyResults:
    """Return what came back; texts only for whoever may see registrations, nothing below FEW answers. Three queries."""
    check_can_view_events(for_user)
    rows: list[Any] = list(
        SurveyAnswer.objects.filter(event=event)
        .order_by("pk")
        .values("satisfaction", "recommend", "answers", "comment")
    )
    asked = max(asked_of(event), len(rows))
    rate = 100 * len(rows) / asked if asked else None
    if len(rows) < FEW:
        return SurveyResults(asked, len(rows), rate, enough=False)
    may_read = can_view_registrations(for_user)
    satisfied = [row["satisfaction"] for row in rows if row["satisfaction"] is not None]
    recommend = [row["recommend"] for row in rows if row["recommend"] is not None]
    comments = [row["comment"] for row in rows if row["comment"]]
    return SurveyResults(
        asked,
        len(rows),
        rate,
        enough=True,
        satisfaction=_numbers(satisfied, range(1, 6)),
        mean=sum(satisfied) / len(satisfied) if len(satisfied) >= FEW else None,
        recommend=_numbers(recommend, range(11)),
        score=score_of(recommend) if len(recommend) >= FEW else None,
        questions=tuple(_asked(each, rows, may_read) for each in questions_of(event)),
        comments=_shuffled(comments) if may_read and len(comments) >= FEW else (),
    )


def _numbers(given: Sequence[int], possible: Iterable[int]) -> tuple[Tally, ...]:
    if len(given) < FEW:
        return ()
    times = Counter(given)
    return tuple(Tally(str(each), times[each], 100 * times[each] / len(given)) for each in possible)


def score_of(given: Sequence[int]) -> Score:
    """Return the net promoter score of answers from 0 to 10: percent who recommend less percent who do not.

    Its margin is 1.96 standard errors of the difference of two shares of one sample. Raises ValueError for none.
    """
    return net_promoters(
        promoters=sum(each >= PROMOTER for each in given),
        detractors=sum(each <= DETRACTOR for each in given),
        number=len(given),
    )


def net_promoters(*, promoters: int, detractors: int, number: int) -> Score:
    """Return the net promoter score of counts."""
    if number <= 0:
        raise ValueError("no answers, no score")
    up, down = promoters / number, detractors / number
    spread = math.sqrt((up + down - (up - down) ** 2) / number)
    return Score(
        promoters=promoters,
        passives=number - promoters - detractors,
        detractors=detractors,
        value=round(100 * (up - down)),
        margin=math.ceil(100 * 1.96 * spread),
    )


def _asked(question: Question, rows: Sequence[dict[str, Any]], may_read: bool) -> Asked:
    language = get_language() or "en"
    given = [row["answers"][str(question.pk)] for row in rows if str(question.pk) in row["answers"]]
    label = Text.of(question.labels).in_language(language)
    if len(given) < FEW:
        return Asked(label, len(given), hidden=True)
    if question.kind in (QuestionKind.TEXT, QuestionKind.LONG_TEXT):
        return Asked(label, len(given), hidden=not may_read, texts=_shuffled(given) if may_read else ())
    if question.kind == QuestionKind.YES_NO:
        names: list[tuple[Any, str]] = [(True, _("Yes")), (False, _("No"))]
    else:
        names = [(place, Text.of(each).in_language(language)) for place, each in enumerate(question.choices)]
    times = Counter(each for answer in given for each in (answer if isinstance(answer, list) else [answer]))
    tallies = tuple(Tally(name, times[value], 100 * times[value] / len(given)) for value, name in names)
    return Asked(label, len(given), hidden=False, tallies=tallies)


def _shuffled(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts by the alphabet: the order in which they came would say who wrote them."""
    return tuple(sorted(texts, key=str.casefold))
