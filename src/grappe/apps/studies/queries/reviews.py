"""How does the review of a study stand, and what is in the way of its publication?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.studies.enums import Recommendation, ReviewState, StudyState
from grappe.apps.studies.models import Comment, Review
from grappe.apps.studies.permissions import check_can_work_on

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

MOST_CELLS = 250_000  # of a table in an edition
WAITING = (ReviewState.ASKED, ReviewState.READING)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that is in the way of publication, and the tab where it is settled."""

    words: str
    tab: str


def current_round(study: Study) -> int:
    """Return the number of the latest round of reviews; 0 before anybody was asked. One query."""
    last: int | None = study.reviews.aggregate(last=Max("round"))["last"]
    return last or 0


def reviews(study: Study, *, for_user: User) -> QuerySet[Review]:
    """Return the reviews of all rounds, the latest round first, each with its number of open comments. One query."""
    check_can_work_on(for_user, study)
    open_comments = Count("comments", filter=Q(comments__resolved_at=None))
    found = study.reviews.select_related("user").annotate(
        open_comments=open_comments, all_comments=Count("comments")
    )
    return found.order_by("-round", "name", "pk")


def comments(study: Study, *, for_user: User) -> QuerySet[Comment]:
    """Return all comments on a study, the open ones first, then the latest. One query."""
    check_can_work_on(for_user, study)
    found = Comment.objects.filter(review__study=study).select_related("review", "resolved_by")
    return found.order_by(F("resolved_at").desc(nulls_first=True), "about", "said_at")


def comment_for(pk: int, *, for_user: User) -> Comment:
    """Return a comment with its study; raises Comment.DoesNotExist, PermissionDenied."""
    comment = Comment.objects.select_related("review__study__lead").get(pk=pk)
    check_can_work_on(for_user, comment.review.study)
    return comment


def review_for(pk: int, *, for_user: User) -> Review:
    """Return a review with its study, for the study's team or the reviewer; raises Review.DoesNotExist, PermissionDenied."""
    review = Review.objects.select_related("study__lead", "study__theme", "user").get(pk=pk)
    if review.user_id != for_user.pk:
        check_can_work_on(for_user, review.study)
    return review


def reviews_waiting(*, for_user: User) -> QuerySet[Review]:
    """Return the reviews that somebody of us was asked for and has not finished, the most urgent first. One query."""
    found = Review.objects.filter(user=for_user, state__in=WAITING, study__state=StudyState.REVIEW)
    return found.select_related("study__lead").order_by("due_on", "pk")


def obstacles(study: Study, places: int) -> list[Obstacle]:
    """Return what is in the way of publication; `places` is the number of places that name somebody. Three queries.

    Findings without evidence are no obstacle: they are marked in print.
    """
    found: list[Obstacle] = []
    if study.state != StudyState.REVIEW:
        found.append(Obstacle(_("The study is not being reviewed."), "review"))
    found += _of_reviews(study)
    if places:
        words = ngettext(
            "In %(n)d place somebody is named who did not agree to it.",
            "In %(n)d places somebody is named who did not agree to it.",
            places,
        )
        found.append(Obstacle(words % {"n": places}, "editions"))
    return found + _of_tables(study)


def _of_tables(study: Study) -> list[Obstacle]:
    """An edition keeps its tables whole, for ever: one that nobody could open on a page is in the way."""
    words = _("“%(table)s” has too many cells to be printed: at most %(most)s. Publish an excerpt of it.")
    most = number_format(MOST_CELLS, use_l10n=True, force_grouping=True)
    return [
        Obstacle(words % {"table": str(each), "most": most}, "figures")
        for each in study.tables.defer("rows")
        if each.row_count * len(each.columns) > MOST_CELLS
    ]


def _of_reviews(study: Study) -> list[Obstacle]:
    last = current_round(study)
    rows = list(study.reviews.filter(round=last)) if last else []
    found = []
    if not any(each.state == ReviewState.DONE for each in rows):
        found.append(Obstacle(_("Nobody has finished a review yet."), "review"))
    waiting = [each.name for each in rows if each.state in WAITING]
    if waiting:
        found.append(Obstacle(_("Still reading: %(names)s.") % {"names": ", ".join(waiting)}, "review"))
    major = [each.name for each in rows if each.recommendation == Recommendation.MAJOR]
    if major:
        words = _("%(names)s: large changes are needed. Work on it and ask for another review.")
        found.append(Obstacle(words % {"names": ", ".join(major)}, "review"))
    left = Comment.objects.filter(review__study=study, resolved_at=None).count()
    if left:
        words = ngettext("%(n)d comment is not answered.", "%(n)d comments are not answered.", left)
        found.append(Obstacle(words % {"n": left}, "review"))
    return found
