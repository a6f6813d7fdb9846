"""How does an idea stand at its gate, for this reader: who was asked, what the reviews say, how far they disagree?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from grappe.apps.ideas.enums import AssessmentState, Outcome
from grappe.apps.ideas.models import Assessment, Contributor, Gate, Idea, Reviewer
from grappe.apps.ideas.permissions import (
    can_see_reviews,
    can_steer_idea,
    check_can_view_idea,
    had_it,
    has_conflict,
    has_given,
    is_asked,
    owes_review,
)
from grappe.apps.ideas.queries.judging import WITH, Criterion, Panel, criteria_of, panel
from grappe.apps.ideas.queries.veils import veil_people
from grappe.engines import gates as engine

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

SCALE = 4


@dataclass(frozen=True)
class Seat:
    """One person who was asked, and whether they have answered."""

    reviewer: Reviewer
    state: str  # given, conflict, declined, late, asked
    counts: bool


@dataclass(frozen=True)
class Cell:
    """What one reviewer gave on one criterion; a score of None is "cannot judge"."""

    name: str
    score: int | None
    remark: str
    apart: bool  # stands furthest from the others


@dataclass(frozen=True)
class Row:
    """One criterion with its scores. `dots`: where each score stands in a small drawing, 0 … 4 and its place in the pile."""

    criterion: Criterion
    cells: list[Cell]
    mean: float | None
    distance: float | None
    level: str
    most: bool  # here it matters most how far they are apart
    dots: list[tuple[int, int]]
    mean_at: int | None


@dataclass(frozen=True)
class Voice:
    """What one reviewer says over all."""

    name: str
    advice: str
    words: str
    low: float
    high: float


@dataclass(frozen=True)
class Figures:
    """What the reviews that count come to."""

    rows: list[Row]
    voices: list[Voice]
    names: list[str]
    low: float
    high: float
    exact: bool
    unknown: list[str]  # names of the criteria that nobody could judge
    level: str
    distance: float | None
    most: list[str]  # names of the criteria on which they differ most, as far as it matters
    furthest: list[str]  # and whatever it weighs, where those are others
    advised: list[tuple[str, int]]


@dataclass(frozen=True)
class Sheet:
    """An assessment as one reader sees it; `figures` is None, with `hidden` saying why, where reviews are not theirs to see."""

    assessment: Assessment
    criteria: list[Criterion]
    given: int
    seats: list[Seat]  # empty for who may not know who reviews
    figures: Figures | None
    hidden: str  # author, conflict, to_give, others, none_yet
    mine: Reviewer | None
    knows_who: bool = field(default=False)


def assessment_for(pk: int, *, for_user: User) -> Assessment:
    """Return an assessment with all that its page shows. Raises Assessment.DoesNotExist, PermissionDenied."""
    found = _whole(Assessment.objects.filter(pk=pk)).get()
    check_can_view_idea(for_user, found.idea)
    return found


def assessments_of(idea: Idea, *, for_user: User) -> list[Assessment]:
    """Return the assessments of an idea, the latest first. Raises PermissionDenied."""
    check_can_view_idea(for_user, idea)
    return list(_whole(idea.assessments.all()))


def next_gate(idea: Idea) -> Gate | None:
    """Return the gate that an idea may be brought to now; None where it is at one, rests or is at the end. Two queries."""
    if idea.merged_into_id is not None or idea.assessments.filter(state=AssessmentState.OPEN).exists():
        return None
    return Gate.objects.filter(from_stage=idea.stage, active=True).first()


def languages_of_reviewers(assessment: Assessment) -> set[str]:
    """Return the languages of those who review, whatever they have answered; no query after `assessment_for`."""
    return {each.contributor.language for each in assessment.reviewers.all()}


def sheet(assessment: Assessment, *, for_user: User, today: date) -> Sheet:
    """Return an assessment as somebody sees it; no query after `assessment_for`, where nobody of a company reviews."""
    found = panel(assessment)
    veil_people((each.contributor for each in found.reviewers), for_user=for_user)
    mine = next((each for each in found.reviewers if is_asked(for_user, each)), None)
    own = had_it(for_user, assessment.idea)
    knows = not own and (mine is not None or can_steer_idea(for_user, assessment.idea))
    sees = can_see_reviews(for_user, assessment)
    return Sheet(
        assessment=assessment,
        criteria=criteria_of(assessment.criteria),
        given=len(found.counted),
        seats=[_seat(each, found, today) for each in found.reviewers] if knows else [],
        figures=figures(found) if sees and found.counted else None,
        hidden="none_yet" if sees else _why(own, has_conflict(for_user, assessment.idea), mine),
        mine=mine,
        knows_who=knows,
    )


def figures_for(assessment: Assessment, *, who: User | Contributor) -> Figures | None:
    """Return what the reviews come to for a reviewer who has given theirs; None where they are not theirs to see."""
    if not can_see_reviews(who, assessment):
        return None
    found = panel(assessment)
    return figures(found) if found.counted else None


def figures(found: Panel) -> Figures:
    """Return what the reviews of a panel come to; at least one of them counts."""
    criteria = criteria_of(found.assessment.criteria)
    names = {each.key: each.name for each in criteria}
    apart = found.disagreement
    advice = [Outcome(each.review.advice) for each in found.counted if each.review.advice]
    return Figures(
        rows=[_row(each, spread, found) for each, spread in zip(criteria, apart.spreads, strict=True)],
        voices=[
            _voice(each, review, found) for each, review in zip(found.counted, found.reviews, strict=True)
        ],
        names=[each.contributor.name for each in found.counted],
        low=float(found.total.low),
        high=float(found.total.high),
        exact=found.total.is_exact,
        unknown=[names[key] for key in found.total.unknown],
        level=apart.level.value,
        distance=None if apart.distance is None else float(apart.distance),
        most=[names[key] for key in apart.most_weighted],
        furthest=[names[key] for key in apart.most if set(apart.most) != set(apart.most_weighted)],
        advised=[(str(each.label), advice.count(each)) for each in Outcome if each in advice],
    )


def _whole(found: QuerySet[Assessment]) -> QuerySet[Assessment]:
    related = ("idea__theme", "idea__company", "idea__lead", "gate", "opened_by", "decision__decided_by")
    return found.select_related(*related).prefetch_related(*WITH)


def _why(own: bool, conflict: bool, mine: Reviewer | None) -> str:
    if own or conflict:
        return "author" if own else "conflict"
    return "to_give" if mine is not None and owes_review([mine]) else "others"


def _seat(reviewer: Reviewer, found: Panel, today: date) -> Seat:
    if reviewer.conflict:
        state = "conflict"
    elif reviewer.declined_at is not None:
        state = "declined"
    elif has_given(reviewer):
        state = "given"
    else:
        late = found.assessment.state == AssessmentState.OPEN and found.assessment.due_on < today
        state = "late" if late else "asked"
    return Seat(reviewer, state, reviewer in found.counted)


def _row(criterion: Criterion, spread: engine.Spread, found: Panel) -> Row:
    key = criterion.key
    cells = [
        Cell(
            name=each.contributor.name,
            score=each.review.scores.get(key),
            remark=each.review.remarks.get(key, ""),
            apart=str(each.pk) in spread.furthest,
        )
        for each in found.counted
    ]
    mean = found.judged.means[key]
    return Row(
        criterion=criterion,
        cells=cells,
        mean=None if mean is None else float(mean),
        distance=None if spread.distance is None else float(spread.distance),
        level=spread.level.value,
        most=key in found.disagreement.most_weighted,
        dots=_dots([each.score for each in cells]),
        mean_at=None if mean is None else round(float(mean) * 25) + 10,
    )


def _dots(scores: Sequence[int | None]) -> list[tuple[int, int]]:
    """Return a dot for each score, piled up where several gave the same: 10 … 110 across, 6 up for each."""
    piled: dict[int, int] = {}
    found = []
    for score in scores:
        if score is not None:
            place = piled.get(score, 0)
            piled[score] = place + 1
            found.append((10 + 25 * score, 26 - 6 * min(place, 3)))
    return found


def _voice(reviewer: Reviewer, review: engine.Review, found: Panel) -> Voice:
    alone = engine.total_of(review, found.weights)
    advice = reviewer.review.advice
    return Voice(
        name=reviewer.contributor.name,
        advice=str(Outcome(advice).label) if advice else "",
        words=reviewer.review.words,
        low=float(alone.low),
        high=float(alone.high),
    )
