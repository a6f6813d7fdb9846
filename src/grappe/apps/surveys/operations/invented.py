"""How does a demonstration have waves that were answered long ago? In a few writes, without a letter; marked as invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from grappe.apps.surveys.enums import AnswerKind, LetterKind
from grappe.apps.surveys.models import Answer, Letter, Participation, Wave
from grappe.apps.surveys.operations.answers import number_of
from grappe.apps.surveys.operations.waves import Plan, participation_of, prepare
from grappe.apps.surveys.queries.audience import Audience, Meant, select
from grappe.apps.surveys.queries.editions import questionnaire_of
from grappe.engines.diagnosis import clean_answers
from grappe.ui import moments
from grappe.ui.letters import LetterState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

NO_ANSWERS = (AnswerKind.UNKNOWN.value, AnswerKind.REFUSED.value)


@dataclass(frozen=True)
class Said:
    """What a company did: opened the page, began, sent off or declined, and what it said to each question."""

    opened_at: datetime | None = None
    begun_at: datetime | None = None
    answered_at: datetime | None = None
    declined_at: datetime | None = None
    by: User | None = None  # who wrote it down in a call
    answers: Mapping[str, object] = field(default_factory=dict)  # "unknown" and "refused" are such answers


@transaction.atomic
def invent(*, plan: Plan, say: Callable[[Meant], Said], by: User, at: datetime) -> Wave:
    """Prepare a wave, as sent at a moment, with what `say` has each company do. Nobody is written to."""
    wave = prepare(plan=plan, by=by, at=at, invented=True)
    wave.started_at = at
    wave.save(update_fields=["started_at"])
    meant = select(Audience.of(wave.audience), for_user=by, on=moments.local_date(at)).meant
    said = {each.company_id: say(each) for each in meant}
    parts = [_part(participation_of(wave, each), said[each.company_id]) for each in meant]
    made = Participation.objects.bulk_create(parts, batch_size=1_000)
    Answer.objects.bulk_create(
        [answer for part in made for answer in _answers(wave, part, said[part.company_id])], batch_size=1_000
    )
    Letter.objects.bulk_create(
        [
            Letter(
                participation=part, kind=LetterKind.INVITATION, state=LetterState.SENT, try_at=at, sent_at=at,
                attempts=1,
            )
            for part in made
            if not part.left_out
        ],
        batch_size=1_000,
    )  # fmt: skip
    return wave


def _part(part: Participation, said: Said) -> Participation:
    part.opened_at, part.begun_at, part.declined_at = said.opened_at, said.begun_at, said.declined_at
    part.answered_at, part.answered_by = said.answered_at, said.by
    return part


def _answers(wave: Wave, part: Participation, said: Said) -> list[Answer]:
    questionnaire = questionnaire_of(wave.edition)
    known = {each.id: each for each in questionnaire.questions}
    given = {key: value for key, value in said.answers.items() if key in known}
    values = clean_answers(
        questionnaire, {key: value for key, value in given.items() if value not in NO_ANSWERS}
    )
    at = said.answered_at or said.begun_at or wave.created_at
    found = [
        Answer(
            participation=part, question=key, value=value, number=number_of(known[key], value), answered_at=at,
            answered_by=said.by,
        )
        for key, value in values.items()
    ]  # fmt: skip
    found += [
        Answer(participation=part, question=key, kind=str(value), answered_at=at, answered_by=said.by)
        for key, value in given.items()
        if value in NO_ANSWERS
    ]
    return found
