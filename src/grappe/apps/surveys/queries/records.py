"""Which answers of surveys are records (ADR 14)? One for each number a company gave, at the end of the year asked about."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DecimalField,
    F,
    Func,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from grappe.apps.surveys.enums import AnswerKind
from grappe.apps.surveys.models import Answer, Edition, Wave
from grappe.apps.surveys.permissions import can_view_answers, check_can_view_surveys
from grappe.apps.surveys.queries.editions import questionnaire_of
from grappe.engines.diagnosis import Measure

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

KIND = "survey_answer"
_ANSWERS = "participations__answers"


def records() -> QuerySet[Wave, Any]:
    """Return one row for each number that a company sent off, with the columns of the contract. Two queries.

    `state` is the question's id (jobs, turnover, investment, satisfaction …), `group_key` the wave. An answer in euros is
    an `amount`, every other number a `value`. "We do not know" and "we would rather not say" are no numbers and have no
    row. `confidential`: single answers are for those who look after the company.
    """
    number = DecimalField(max_digits=18, decimal_places=2)
    is_euros = {f"{_ANSWERS}__question__in": questions_in_euros()}
    given = Wave.objects.filter(
        **{
            f"{_ANSWERS}__kind": AnswerKind.VALUE,
            f"{_ANSWERS}__number__isnull": False,
            "participations__answered_at__isnull": False,
        }
    )
    return given.order_by(f"{_ANSWERS}__pk").values(
        kind=Value(KIND, CharField()),
        source_id=Cast(f"{_ANSWERS}__pk", CharField()),
        company_id=F("participations__company_id"),
        on=Func(F("year"), Value(12), Value(31), function="make_date", output_field=DateField()),
        ended_on=Value(None, DateField()),
        value=Case(When(**is_euros, then=None), default=F(f"{_ANSWERS}__number"), output_field=number),
        amount=Case(When(**is_euros, then=F(f"{_ANSWERS}__number")), output_field=number),
        state=F(f"{_ANSWERS}__question"),
        theme=Value("", CharField()),
        person_id=F(f"{_ANSWERS}__answered_by_id"),
        group_key=Concat(Value("survey-"), Cast("year", CharField()), output_field=CharField()),
        confidential=Value(True, BooleanField()),
    )


def questions_in_euros() -> list[str]:
    """Return the ids of the questions that any edition asks in euros. One query."""
    return sorted(
        {
            question.id
            for edition in Edition.objects.all()
            for question in questionnaire_of(edition).questions
            if question.measure is Measure.EUROS
        }
    )


def shown(kind: str, ids: Collection[str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return label and address (the company's file) of those answers that somebody may read, by their key. Three queries."""
    check_can_view_surveys(for_user)
    found = Answer.objects.filter(pk__in=list(ids)).select_related(
        "participation__company", "participation__wave"
    )
    rows = found.prefetch_related("participation__company__clusters")
    return {
        str(row.pk): (
            f"{row.question}, {row.participation.wave.year}",
            row.participation.company.get_absolute_url(),
        )
        for row in rows
        if can_view_answers(for_user, row.participation.company)
    }
