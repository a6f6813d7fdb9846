"""What was answered in an ideation campaign, by whom, and which answers say nearly the same in whatever language?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import QuerySet

from grappe.apps.ideas.models import Answer, AnswerVector, Challenge, Participant
from grappe.engines.kernel.meaning import encode

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR = 0.45  # cosine from which two answers are shown as alike: above what any two of the thirty have that say another thing
MOST = 3
SHORTEST = 12  # characters: of less nobody can say what it means


@dataclass(frozen=True, slots=True)
class Alike:
    """An answer that says nearly the same as what is being written; `score` is 0 to 100."""

    answer: Answer
    score: int
    mine: bool


def shown(challenge: Challenge) -> QuerySet[Answer]:
    """Return the answers of a campaign that are not hidden, with who gave them, the latest first."""
    found = Answer.objects.filter(participant__challenge=challenge, hidden_at=None)
    return found.select_related("participant__contributor__company").order_by("-written_at", "-pk")


def answers_of(participant: Participant) -> list[Answer]:
    """Return somebody's own answers, hidden ones too, with the idea they are part of, the first first. Two queries."""
    return list(participant.answers.prefetch_related("links__idea").order_by("written_at", "pk"))


def answer_of(pk: int, *, participant: Participant) -> Answer:
    """Return one of somebody's own answers. Raises Answer.DoesNotExist."""
    return participant.answers.get(pk=pk)


def answer_in(pk: int, *, challenge: Challenge) -> Answer:
    """Return an answer of a campaign. Raises Answer.DoesNotExist."""
    return Answer.objects.select_related("participant__contributor", "group").get(
        pk=pk, participant__challenge=challenge
    )


def vectors_of(answers: Sequence[Answer]) -> NDArray[np.float32]:
    """Return the meaning of answers as vectors (n x 512), in their order; what is not kept yet is encoded now. One query."""
    rows = AnswerVector.objects.filter(answer__in=answers)
    known: dict[int, Any] = {row.answer_id: row.vector.to_numpy() for row in rows}
    missing = [each for each in answers if each.pk not in known]
    for each, vector in zip(missing, encode([each.text for each in missing]), strict=True):
        known[each.pk] = vector
    if not answers:
        return np.zeros((0, 512), dtype=np.float32)
    return np.stack([np.asarray(known[each.pk], dtype=np.float32) for each in answers])


def alike(
    text: str, *, challenge: Challenge, participant: Participant | None, but: int | None = None
) -> list[Alike]:
    """Return up to three answers that say nearly the same as a text, the nearest first. Two queries.

    `but` is the answer that is being changed. Too short a text is like nothing.
    """
    if len(text.strip()) < SHORTEST:
        return []
    found = [each for each in shown(challenge) if each.pk != but]
    if not found:
        return []
    nearness = vectors_of(found) @ encode([text])[0]
    order = sorted(range(len(found)), key=lambda place: (-float(nearness[place]), found[place].pk))
    mine = participant.pk if participant is not None else None
    return [
        Alike(found[place], round(100 * float(nearness[place])), found[place].participant_id == mine)
        for place in order[:MOST]
        if nearness[place] >= NEAR
    ]
