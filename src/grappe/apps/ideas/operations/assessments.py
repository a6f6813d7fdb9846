"""How does an idea come to its gate, who is asked to review it there until when, and how is that changed or called off?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import AssessmentState, LetterKind
from grappe.apps.ideas.models import Assessment, Contributor, Gate, Idea, Review, Reviewer
from grappe.apps.ideas.operations.ideas import locked
from grappe.apps.ideas.operations.letters import write
from grappe.apps.ideas.operations.resting import reasons
from grappe.apps.ideas.permissions import (
    check_can_call_off,
    check_can_steer_idea,
    had_it,
    has_conflict,
    owes_review,
)
from grappe.apps.ideas.queries.letters_gates import REMINDED
from grappe.apps.ideas.queries.told import to_be_told
from grappe.ui import moments
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

FURTHEST = timedelta(days=180)  # nobody is given longer to review
MOST_REVIEWERS = 30


@transaction.atomic
def open_gate(
    *, idea: Idea, reviewers: Iterable[Contributor], due_on: date, by: User, at: datetime
) -> Assessment:
    """Bring an idea to the gate of its stage: its criteria of today are kept, and each reviewer is written to.

    Raises PermissionDenied, and BadInput where there is no such gate, the idea is at one already, was merged or rests,
    nobody is asked, the day cannot be, or somebody may not review it (`ask`).
    """
    current = locked(idea)
    check_can_steer_idea(by, current)
    gate = Gate.objects.filter(from_stage=current.stage, active=True).first()
    if gate is None or current.merged_into_id is not None:
        raise BadInput(_("No gate follows for an idea at this stage."))
    if current.assessments.filter(state=AssessmentState.OPEN).exists():
        raise BadInput(_("This idea is at a gate already."))
    _check_day(due_on, at)
    asked = list({each.pk: each for each in reviewers}.values())
    if not asked:
        raise BadInput(_("Ask at least one person to review the idea."))
    last = current.assessments.filter(gate=gate).order_by("-number").first()
    with pghistory.context(user=by.pk):
        made = Assessment.objects.create(
            idea=current, gate=gate, number=last.number + 1 if last else 1, criteria=gate.criteria,
            reviewers_needed=gate.reviewers_needed, due_on=due_on, opened_at=at, opened_by=by,
        )  # fmt: skip
    for each in asked:
        ask(assessment=made, contributor=each, by=by, at=at)
    return made


@transaction.atomic
def ask(*, assessment: Assessment, contributor: Contributor, by: User, at: datetime) -> Reviewer:
    """Ask somebody to review an idea at its gate; they get a letter, and reminders until they have answered.

    Raises PermissionDenied, and BadInput where the gate is closed, they were asked already, had the idea themselves, work
    for the company whose idea it is, or have declared a conflict of interest in it.
    """
    current = locked_assessment(assessment)
    check_can_steer_idea(by, current.idea)
    _check_open(current)
    named = {"name": contributor.name}
    if had_it(contributor, current.idea):
        raise BadInput(_("%(name)s is an author of this idea: nobody reviews their own.") % named)
    if contributor.company_id is not None and contributor.company_id in _companies_of(current.idea):
        raise BadInput(_("%(name)s works for the company whose idea this is, and cannot review it.") % named)
    if has_conflict(contributor, current.idea):
        raise BadInput(
            _("%(name)s has declared a conflict of interest in this idea: ask somebody else.") % named
        )
    if current.reviewers.filter(contributor=contributor).exists():
        raise BadInput(_("%(name)s was asked already.") % named)
    if current.reviewers.count() >= MOST_REVIEWERS:
        raise BadInput(_("At most %(most)d people review an idea.") % {"most": MOST_REVIEWERS})
    with pghistory.context(user=by.pk):
        made = Reviewer.objects.create(assessment=current, contributor=contributor, asked_at=at, asked_by=by)
    write(contributors=[contributor], kind=LetterKind.REVIEW, about=about(made), at=at)
    _remind_later(made, at)
    return made


@transaction.atomic
def take_out(*, reviewer: Reviewer, by: User, at: datetime) -> None:
    """No longer ask somebody who has not begun their review; they hear of it by letter. Raises PermissionDenied, BadInput."""
    current = locked_assessment(reviewer.assessment)
    check_can_steer_idea(by, current.idea)
    _check_open(current)
    found = Reviewer.objects.select_related("contributor").filter(pk=reviewer.pk).first()
    if found is None:
        return
    review = Review.objects.filter(reviewer=found).first()
    if (
        found.conflict
        or found.declined_at is not None
        or (review is not None and review.given_at is not None)
    ):
        raise BadInput(_("Who has answered stays on record."))
    if review is not None:
        raise BadInput(
            _(
                "%(name)s has begun to write: what is written is not thrown away. The gate can be decided without it."
            )
            % {"name": found.contributor.name}
        )
    write(contributors=[found.contributor], kind=LetterKind.RELEASED, about=f"{about(found)} out 1", at=at)
    with pghistory.context(user=by.pk):
        found.delete()


@transaction.atomic
def remind(*, reviewer: Reviewer, by: User, at: datetime) -> bool:
    """Remind somebody now who has not given their review; return whether a letter goes out, at most one a day.

    Raises PermissionDenied, BadInput.
    """
    current = locked_assessment(reviewer.assessment)
    check_can_steer_idea(by, current.idea)
    _check_open(current)
    found = Reviewer.objects.select_related("review", "contributor").filter(pk=reviewer.pk).first()
    if found is None:
        return False
    if not _awaited(found):
        raise BadInput(_("%(name)s has answered already.") % {"name": found.contributor.name})
    day = moments.local_date(at)
    told = write(
        contributors=[found.contributor], kind=LetterKind.REVIEW_DUE, about=f"{about(found)} asked {day:%Y%m%d}", at=at
    )  # fmt: skip
    return bool(told)


@transaction.atomic
def postpone(*, assessment: Assessment, due_on: date, by: User, at: datetime) -> Assessment:
    """Set another day until which reviews are given; reminders move with it. Raises PermissionDenied, BadInput."""
    current = locked_assessment(assessment)
    check_can_steer_idea(by, current.idea)
    _check_open(current)
    _check_day(due_on, at)
    current.due_on = due_on
    with pghistory.context(user=by.pk):
        current.save(update_fields=["due_on"])
    for each in current.reviewers.select_related("review", "contributor", "assessment"):
        if _awaited(each):
            _remind_later(each, at)
    return current


@transaction.atomic
def call_off(*, assessment: Assessment, why: Mapping[str, str], by: User, at: datetime) -> Assessment:
    """Take an idea from its gate without a decision, with the reason; what was reviewed stays.

    Its authors, those who watch it, and those who were asked to review it hear of it by letter. Raises PermissionDenied,
    and BadInput where the reason is missing in the language of an author, or the gate is closed.
    """
    current = locked_assessment(assessment)
    check_can_call_off(by, current)
    _check_open(current)
    current.called_off_why = reasons(why, current.idea, by)
    told = [each for each in to_be_told(current.idea) if each.user_id != by.pk]
    write(contributors=told, kind=LetterKind.CALLED_OFF, about=f"assessment {current.pk}", at=at)
    asked = current.reviewers.filter(conflict="", declined_at=None).select_related("contributor")
    _release([each for each in asked if each.contributor not in told], by, at)
    return closed(current, AssessmentState.WITHDRAWN, by=by, at=at)


def closed(assessment: Assessment, state: AssessmentState, *, by: User, at: datetime) -> Assessment:
    """Close a locked assessment; whose review is still awaited then hears that it is no longer needed."""
    if state == AssessmentState.DECIDED:
        asked = assessment.reviewers.select_related("contributor", "review")
        _release([each for each in asked if _awaited(each)], by, at)
    assessment.state, assessment.closed_at, assessment.closed_by = state, at, by
    with pghistory.context(user=by.pk):
        assessment.save(update_fields=["state", "closed_at", "closed_by", "called_off_why"])
    return assessment


def _release(asked: Iterable[Reviewer], by: User, at: datetime) -> None:
    """Tell who was asked that no review is needed any more; who closes the gate knows."""
    for each in asked:
        if each.contributor.user_id != by.pk:
            write(contributors=[each.contributor], kind=LetterKind.RELEASED, about=about(each), at=at)


def _awaited(reviewer: Reviewer) -> bool:
    return not reviewer.conflict and owes_review([reviewer])


def locked_assessment(assessment: Assessment) -> Assessment:
    """Return an assessment as it stands, kept from others until the transaction ends; its idea is locked first."""
    idea = locked(assessment.idea)
    found = Assessment.objects.select_for_update(of=("self",)).select_related("gate").get(pk=assessment.pk)
    found.idea = idea
    return found


def about(reviewer: Reviewer) -> str:
    """Return what a letter to a reviewer is about."""
    return f"assessment {reviewer.assessment_id} reviewer {reviewer.pk}"


def _check_open(assessment: Assessment) -> None:
    if assessment.state != AssessmentState.OPEN:
        raise BadInput(_("This gate is closed: it was decided or called off."))


def _check_day(due_on: date, at: datetime) -> None:
    today = moments.local_date(at)
    if not today < due_on <= today + FURTHEST:
        raise BadInput(_("Choose a day after today, within half a year, until which reviews are given."))


def _companies_of(idea: Idea) -> set[int | None]:
    own = {
        idea.company_id,
        *(each.contributor.company_id for each in idea.authors.select_related("contributor")),
    }
    return own.union(*(_companies_of(each) for each in idea.merged.all())) - {None}


def _remind_later(reviewer: Reviewer, at: datetime) -> None:
    """Put the reminders of the days that are still to come; one whose day no longer fits is left out when its time comes."""
    today = moments.local_date(at)
    for days in REMINDED:
        day = reviewer.assessment.due_on + timedelta(days=days)
        if day > today:
            morning = datetime.combine(day, time(6), tzinfo=at.tzinfo)
            write(
                contributors=[reviewer.contributor], kind=LetterKind.REVIEW_DUE,
                about=f"{about(reviewer)} day {day:%Y%m%d}", at=at, after=morning,
            )  # fmt: skip
