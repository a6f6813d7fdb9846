"""How is a study reviewed: who is asked, what they say, how their comments are answered, and when a new round begins?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.studies.enums import LetterKind, Recommendation, ReviewState, StudyState
from grappe.apps.studies.models import Comment, Review, Study
from grappe.apps.studies.operations import letters
from grappe.apps.studies.operations.studies import kept, locked
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.reviews import WAITING, current_round
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = 5_000  # characters of a comment
MOST_COMMENTS = 500  # of one review


@transaction.atomic
def ask(
    *,
    study: Study,
    name: str = "",
    email: str = "",
    organisation: str = "",
    language: str = Language.FRENCH,
    user: User | None = None,
    due_on: date | None = None,
    by: User,
    at: datetime,
) -> Review:
    """Ask somebody by name for a review: one of us (`user`), or somebody from outside by e-mail.

    They are written to when the study goes to review, or at once while it is there. Raises PermissionDenied, BadInput.
    """
    current = locked(study)
    check_can_work_on(by, current)
    if current.state not in (StudyState.DRAFT, StudyState.RUNNING, StudyState.REVIEW):
        raise BadInput(_("This study is not being worked on: nobody can be asked for a review."))
    if user is not None:
        name, email, language = user.name, user.email, user.language
        if user.pk == current.lead_id or user in current.team.all():
            raise BadInput(_("Whoever works on a study does not review it."))
    name, email = " ".join(name.split())[:200], email.strip().lower()
    _check_person(name, email, language)
    if due_on is not None and due_on < at.date():
        raise BadInput(_("The day by which the review is wanted is over."))
    last = max(current_round(current), 1)
    if Review.objects.filter(study=current, round=last, email=email).exists():
        raise BadInput(_("%(name)s is asked already.") % {"name": name})
    with pghistory.context(user=by.pk):
        review = Review.objects.create(
            study=current, round=last, user=user, name=name, email=email, organisation=" ".join(organisation.split())[:300],
            language=language, salt=get_random_string(32), due_on=due_on, asked_at=at, asked_by=by,
        )  # fmt: skip
    if current.state == StudyState.REVIEW:
        letters.write(reviews=[review], kind=LetterKind.ASKED, at=at)
    return review


def _check_person(name: str, email: str, language: str) -> None:
    if not name:
        raise BadInput(_("Say the reviewer’s name: a review is by somebody named."))
    try:
        validate_email(email)
    except ValidationError as fault:
        raise BadInput(_("“%(email)s” is no e-mail address.") % {"email": email}) from fault
    if language not in Language.values:
        raise BadInput(_("This request cannot be read."))


@transaction.atomic
def send_to_review(*, study: Study, by: User, at: datetime) -> Study:
    """Put a study before its reviewers: from then on they read it as it stands, and are written to.

    Once a round has had answers, the next one asks the same people again. Raises PermissionDenied, and BadInput where
    nobody is asked or the study is not under way.
    """
    current = locked(study)
    check_can_work_on(by, current)
    if current.state != StudyState.RUNNING:
        raise BadInput(_("This step does not follow here. Load the page again."))
    last = current_round(current)
    rows = list(current.reviews.filter(round=last))
    if not rows:
        raise BadInput(_("Ask somebody for a review first."))
    if any(each.state == ReviewState.DONE for each in rows):
        rows = [_again(each, last + 1, by, at) for each in rows if each.state != ReviewState.DECLINED]
    asked = [each for each in rows if each.state == ReviewState.ASKED]
    if not asked:
        raise BadInput(_("Ask somebody for a review first."))
    current.state = StudyState.REVIEW
    kept(current, by)
    letters.write(reviews=asked, kind=LetterKind.ASKED, at=at)
    return current


def _again(review: Review, number: int, by: User, at: datetime) -> Review:
    with pghistory.context(user=by.pk):
        return Review.objects.create(
            study=review.study, round=number, user=review.user, name=review.name, email=review.email,
            organisation=review.organisation, language=review.language, salt=get_random_string(32), asked_at=at,
            asked_by=by,
        )  # fmt: skip


@transaction.atomic
def comment(*, review: Review, about: str, quoted: str, text: str, at: datetime) -> Comment:
    """Write a comment on one part of the study ("summary", "finding-12"). Raises BadInput."""
    current = _open(review)
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise BadInput(_("Write what you have to say first."))
    if len(words) > LONGEST:
        raise BadInput(_("A comment has at most 5,000 characters."))
    if current.comments.count() >= MOST_COMMENTS:
        raise BadInput(
            _("These are more comments than one review can hold. Send the rest to whoever leads the study.")
        )
    if current.state == ReviewState.ASKED:
        current.state, current.opened_at = ReviewState.READING, at
        current.save()
    return Comment.objects.create(
        review=current,
        about=about.replace("\x00", "")[:40],
        quoted=quoted.replace("\x00", "")[:2_000],
        text=words,
        said_at=at,
    )


@transaction.atomic
def take_back(*, review: Review, comment: int) -> None:
    """Take a comment back before the review is finished; what is answered already stays."""
    current = _open(review)
    current.comments.filter(pk=comment, resolved_at=None).delete()


@transaction.atomic
def finish(*, review: Review, recommendation: str, words: str, at: datetime) -> Review:
    """Finish a review with a recommendation; its comments stay as they are. Raises BadInput."""
    current = _open(review)
    if recommendation not in Recommendation.values:
        raise BadInput(_("Choose what you recommend."))
    text = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise BadInput(_("A comment has at most 5,000 characters."))
    if recommendation == Recommendation.MAJOR and not text and not current.comments.exists():
        raise BadInput(_("Say which large changes are needed."))
    current.recommendation, current.words = recommendation, text
    current.state, current.finished_at = ReviewState.DONE, at
    current.save()
    return current


@transaction.atomic
def decline(*, review: Review, why: str, at: datetime) -> Review:
    """Decline to review; the authors read why."""
    current = _locked(review)
    if current.state not in WAITING:
        raise BadInput(_("This review is finished."))
    current.state, current.words, current.finished_at = (
        ReviewState.DECLINED,
        why.replace("\x00", "").strip()[:LONGEST],
        at,
    )
    current.save()
    return current


@transaction.atomic
def withdraw(*, review: Review, by: User, at: datetime) -> Review:
    """Wait no longer for a reviewer who has not finished: the link opens no more. Raises PermissionDenied, BadInput."""
    current = _locked(review)
    check_can_work_on(by, current.study)
    if current.state not in WAITING:
        raise BadInput(_("This review is finished."))
    current.state, current.finished_at = ReviewState.DECLINED, at
    with pghistory.context(user=by.pk):
        current.save()
    return current


@transaction.atomic
def answer(*, comment: Comment, words: str, taken_up: bool, by: User, at: datetime) -> Comment:
    """Answer a comment: it was taken up, or not, and then why. Raises PermissionDenied, BadInput."""
    current = (
        Comment.objects.select_for_update(of=("self",)).select_related("review__study").get(pk=comment.pk)
    )
    check_can_work_on(by, current.review.study)
    text = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not taken_up and not text:
        raise BadInput(_("Say why the comment is not taken up: its author reads it."))
    if len(text) > LONGEST:
        raise BadInput(_("A comment has at most 5,000 characters."))
    current.answer, current.taken_up, current.resolved_at, current.resolved_by = text, taken_up, at, by
    with pghistory.context(user=by.pk):
        current.save()
    review = current.review
    if review.state == ReviewState.DONE and not review.comments.filter(resolved_at=None).exists():
        letters.write(reviews=[review], kind=LetterKind.ANSWERED, at=at)
    return current


@transaction.atomic
def reopen(*, comment: Comment, by: User, at: datetime) -> Comment:
    """Open an answered comment again."""
    current = (
        Comment.objects.select_for_update(of=("self",)).select_related("review__study").get(pk=comment.pk)
    )
    check_can_work_on(by, current.review.study)
    current.resolved_at, current.resolved_by, current.taken_up = None, None, None
    with pghistory.context(user=by.pk):
        current.save()
    return current


def remind(*, at: datetime) -> int:
    """Remind reviewers whose day is in three days, today, or was a week ago; return how many were written to."""
    written = 0
    waiting = Review.objects.filter(state__in=WAITING, study__state=StudyState.REVIEW, due_on__isnull=False)
    for days, about in ((3, "3 days"), (0, "today"), (-7, "a week late")):
        due = [each for each in waiting if each.due_on is not None and (each.due_on - at.date()).days == days]
        written += letters.write(reviews=due, kind=LetterKind.REMINDER, about=about, at=at)
    return written


def _locked(review: Review) -> Review:
    return Review.objects.select_for_update(of=("self",)).select_related("study__lead").get(pk=review.pk)


def _open(review: Review) -> Review:
    """Return a review that can be written; BadInput where it is finished or the study is not being reviewed."""
    current = _locked(review)
    if current.state not in WAITING:
        raise BadInput(_("This review is finished."))
    if current.study.state != StudyState.REVIEW:
        raise BadInput(_("The authors are working on the study again: nothing can be commented now."))
    return current
