"""What has changed since an earlier run? Only what can be compared is compared, and the rest is named.

Two runs are compared like with like: over the questions that stand in both versions with the same choices and
the same scoring, and that were answered in both runs. A question answered once says nothing about change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from grappe.engines.diagnosis.answers import Answers, clean_answers
from grappe.engines.diagnosis.conditions import visible_questions
from grappe.engines.diagnosis.model import Question, Questionnaire, QuestionType
from grappe.engines.diagnosis.scoring import Diagnosis, score
from grappe.engines.kernel import Text


class NotComparable(Enum):
    """Why a question says nothing about change."""

    NEW = "new"
    REMOVED = "removed"
    CHANGED = "changed"
    BLANK = "blank"


WORDS = {
    NotComparable.NEW: Text(en="asked only now", fr="posée seulement maintenant", de="erst jetzt gefragt"),
    NotComparable.REMOVED: Text(en="no longer asked", fr="plus posée", de="nicht mehr gefragt"),
    NotComparable.CHANGED: Text(
        en="its choices or its scoring changed",
        fr="ses choix ou sa notation ont changé",
        de="Auswahl oder Wertung haben sich geändert",
    ),
    NotComparable.BLANK: Text(
        en="not answered both times", fr="sans réponse aux deux passages", de="nicht beide Male beantwortet"
    ),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that could not be compared, and why."""

    question: str
    label: Text
    why: NotComparable

    @property
    def text(self) -> Text:
        return WORDS[self.why]


@dataclass(frozen=True, slots=True)
class Delta:
    """The change of one dimension (or of the total): points before and after over the same questions.

    All three are None where nothing can be compared. `partly` says that some questions had to be left out.
    """

    id: str
    before: float | None
    after: float | None
    change: float | None
    partly: bool


@dataclass(frozen=True, slots=True)
class Change:
    """The change between two runs, per dimension and in all, with what was left out."""

    dimensions: tuple[Delta, ...]
    total: Delta
    left_out: tuple[Gap, ...]


class DifferentQuestionnaires(ValueError):
    """Runs of two different questionnaires cannot be compared."""


def change_since(
    earlier: Questionnaire, earlier_answers: Answers, later: Questionnaire, later_answers: Answers
) -> Change:
    """Return the change from the earlier run to the later one, with the later version's weights.

    Raises DifferentQuestionnaires for two questionnaires of different ids, AnswerError for a faulty answer.
    """
    if earlier.id != later.id:
        raise DifferentQuestionnaires(f"{earlier.id} and {later.id} are two different questionnaires")
    before, after = _asked_answers(earlier, earlier_answers), _asked_answers(later, later_answers)
    gaps: list[Gap] = []
    kept_before: dict[str, object] = {}
    kept_after: dict[str, object] = {}
    old = {question.id: question for question in earlier.questions if question.is_scored}
    for question in later.questions:
        if not question.is_scored:
            continue
        was = old.pop(question.id, None)
        pair = _common(question, before.get(question.id), after.get(question.id))
        why = _why_not(was, question, pair)
        if why is not None:
            gaps.append(Gap(question.id, question.label, why))
        if pair is not None and why in (None, NotComparable.BLANK):
            kept_before[question.id], kept_after[question.id] = pair
    gaps.extend(Gap(question.id, question.label, NotComparable.REMOVED) for question in old.values())
    return _deltas(
        later, score(_unconditional(later), kept_before), score(_unconditional(later), kept_after), gaps
    )


def _asked_answers(questionnaire: Questionnaire, answers: Answers) -> dict[str, object]:
    cleaned = clean_answers(questionnaire, answers)
    visible = visible_questions(questionnaire, cleaned)
    return {key: value for key, value in cleaned.items() if key in visible}


def _why_not(was: Question | None, now: Question, pair: tuple[object, object] | None) -> NotComparable | None:
    if was is None:
        return NotComparable.NEW
    if scoring_of(was) != scoring_of(now):
        return NotComparable.CHANGED
    if pair is None or _is_partial(now, pair[0]):
        return NotComparable.BLANK
    return None


def scoring_of(question: Question) -> tuple[object, ...]:
    """Return all that decides a question's score and where it counts; labels may change freely."""
    return (
        question.type,
        question.dimension,
        question.aggregation,
        question.full_at,
        question.levels,
        question.worst,
        question.best,
        tuple((item.id, item.value, item.weight, item.exclusive) for item in question.items),
        tuple(column.id for column in question.columns),
        tuple(step.value for step in question.scale),
    )


def _is_partial(question: Question, answer: object) -> bool:
    if question.type is QuestionType.SCALE_MATRIX and isinstance(answer, Mapping):
        return len(answer) < len(question.items)
    if question.type is QuestionType.MATRIX_TWO_COLUMNS and isinstance(answer, Mapping):
        return len(answer) < len(question.columns)
    return False


def _common(question: Question, before: object, after: object) -> tuple[object, object] | None:
    """Return both answers cut down to the lines or columns that both have; None where they share none."""
    if before is None or after is None:
        return None
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        shared = [key for key in after if key in before]
        if not shared:
            return None
        return {key: before[key] for key in shared}, {key: after[key] for key in shared}
    return before, after


def _unconditional(questionnaire: Questionnaire) -> Questionnaire:
    # The answers were cut down to what was asked in both runs: conditions have had their say already.
    return replace(
        questionnaire,
        questions=tuple(replace(question, shown_when=None) for question in questionnaire.questions),
    )


def _deltas(later: Questionnaire, before: Diagnosis, after: Diagnosis, gaps: list[Gap]) -> Change:
    partial = {later.question(gap.question).dimension for gap in gaps if gap.why is not NotComparable.REMOVED}
    deltas = []
    for old, new in zip(before.dimensions, after.dimensions, strict=True):
        deltas.append(_delta(new.id, old.points, new.points, new.id in partial))
    return Change(
        dimensions=tuple(deltas),
        total=_delta("total", before.total, after.total, bool(gaps)),
        left_out=tuple(gaps),
    )


def _delta(identity: str, before: float | None, after: float | None, partly: bool) -> Delta:
    if before is None or after is None:
        return Delta(identity, None, None, None, partly)
    return Delta(identity, before, after, after - before, partly)
