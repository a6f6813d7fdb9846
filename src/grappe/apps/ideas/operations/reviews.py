"""How does a reviewer declare their interests, write a review that nobody else sees, and give it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import AssessmentState, Outcome
from grappe.apps.ideas.models import Contributor, Review, Reviewer
from grappe.apps.ideas.operations.assessments import locked_assessment
from grappe.apps.ideas.operations.ideas import plain
from grappe.apps.ideas.permissions import check_can_review, is_asked
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_WORDS, MOST_REMARK, MOST_WHY = 10_000, 2_000, 500
SCALE = range(5)


@dataclass(frozen=True)
class Said:
    """What a review says. A score of None is "cannot judge"; a criterion that is missing is not answered yet."""

    scores: Mapping[str, int | None] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    advice: str = ""


@transaction.atomic
def declare(*, reviewer: Reviewer, conflict: str, by: User | Contributor, at: datetime) -> Reviewer:
    """Declare a conflict of interest in words, or with none that there is none: before that, nothing can be written.

    Who has declared one gives no review; one that was given is no longer counted. A conflict is not taken back: whoever
    steers the idea asks somebody else. Raises PermissionDenied, and BadInput for words that are too long.
    """
    current = _locked(reviewer, by)
    words = _short(conflict, MOST_WHY)
    if words:
        current.conflict, current.conflict_at, current.cleared_at = words, at, None
    elif current.cleared_at is None:
        current.cleared_at = at
    return _kept(current, by)


@transaction.atomic
def decline(*, reviewer: Reviewer, why: str, by: User | Contributor, at: datetime) -> Reviewer:
    """Say that one does not review this idea. Raises PermissionDenied, and BadInput once the review is given."""
    current = _locked(reviewer, by)
    review = Review.objects.filter(reviewer=current).first()
    if review is not None and review.given_at is not None:
        raise BadInput(_("Your review is given and stays as it is."))
    current.declined_at, current.declined_why = at, _short(why, MOST_WHY)
    return _kept(current, by)


@transaction.atomic
def save(*, reviewer: Reviewer, said: Said, version: int, by: User | Contributor, at: datetime) -> Review:
    """Keep a review as a draft that only its writer sees; `version` is that of the draft which was shown, 0 for none.

    Raises PermissionDenied, Stale where something else was saved elsewhere since, and BadInput for a score or a criterion that is
    none, texts that are too long, before interests are declared, and once the review is given.
    """
    current = _locked(reviewer, by)
    if current.cleared_at is None:
        raise BadInput(_("Say first whether you have a conflict of interest."))
    review = Review.objects.select_for_update().filter(reviewer=current).first()
    if review is None:
        review = Review(reviewer=current, version=0)
    if review.given_at is not None:
        raise BadInput(_("Your review is given and stays as it is."))
    before = [review.scores, review.remarks, review.words, review.advice]
    _write(review, said, current.assessment.criteria)
    if review.version != version and before != [review.scores, review.remarks, review.words, review.advice]:
        raise Stale(_("This review was saved elsewhere since."), Review.objects.get(pk=review.pk))
    review.version, review.saved_at = review.version + 1, at
    with pghistory.context(user=_user(by)):
        review.save()
    return review


@transaction.atomic
def give(*, reviewer: Reviewer, said: Said, version: int, by: User | Contributor, at: datetime) -> Review:
    """Save a review and give it: from now on it stays as it is, and others who gave theirs read it.

    Raises what `save` raises, and BadInput where a criterion or the advice is not answered, or nothing can be judged.
    """
    review = save(reviewer=reviewer, said=said, version=version, by=by, at=at)
    keys = [each["key"] for each in reviewer.assessment.criteria]
    if any(key not in review.scores for key in keys) or not review.advice:
        raise BadInput(_("Answer each criterion, be it with “cannot judge”, and say what you advise."))
    if all(review.scores[key] is None for key in keys):
        raise BadInput(_("You cannot judge a single criterion: decline the review instead."))
    review.given_at = at
    with pghistory.context(user=_user(by)):
        review.save(update_fields=["given_at"])
    return review


def _write(review: Review, said: Said, criteria: list[dict[str, Any]]) -> None:
    keys = {each["key"] for each in criteria}
    if not keys >= set(said.scores) | set(said.remarks):
        raise BadInput(_("This request cannot be read."))
    if any(
        score is not None and (type(score) is not int or score not in SCALE) for score in said.scores.values()
    ):
        raise BadInput(_("A score is a whole number from 0 to 4."))
    if said.advice and said.advice not in Outcome.values:
        raise BadInput(_("This request cannot be read."))
    review.scores = dict(said.scores)
    review.remarks = {key: words for key, text in said.remarks.items() if (words := _text(text, MOST_REMARK))}
    review.words, review.advice = _text(said.words, MOST_WORDS), said.advice


def _locked(reviewer: Reviewer, by: User | Contributor) -> Reviewer:
    assessment = locked_assessment(reviewer.assessment)
    found = Reviewer.objects.select_for_update(of=("self",)).select_related("contributor").get(pk=reviewer.pk)
    found.assessment = assessment
    if is_asked(by, found) and assessment.state != AssessmentState.OPEN:
        raise BadInput(_("This gate was decided or called off meanwhile: no review is taken any more."))
    check_can_review(by, found)
    return found


def _kept(reviewer: Reviewer, by: User | Contributor) -> Reviewer:
    with pghistory.context(user=_user(by)):
        reviewer.save()
    return reviewer


def _short(text: str, most: int) -> str:
    return _text(" ".join(text.split()), most)


def _text(text: str, most: int) -> str:
    words = plain(text)
    if len(words) > most:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": most})
    return words


def _user(by: User | Contributor) -> int | None:
    return by.user_id if isinstance(by, Contributor) else by.pk
