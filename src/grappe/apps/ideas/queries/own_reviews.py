"""Which reviews is somebody asked for, and which one is meant by an address?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import can_work
from grappe.apps.ideas.enums import AssessmentState
from grappe.apps.ideas.models import Assessment, CanvasQuestion, Contributor, Idea, Reviewer
from grappe.apps.ideas.permissions import can_decide_gate, can_steer_idea, is_asked
from grappe.apps.ideas.queries.judging import WITH, Panel, panel
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from datetime import date

    from grappe.apps.accounts.models import User


def reviews_of(contributor: Contributor) -> QuerySet[Reviewer]:
    """Return what somebody was asked to review, what is open and due first on top. One query."""
    found = contributor.reviewing.select_related(
        "assessment__idea", "assessment__gate", "review", "contributor"
    )
    return found.order_by(
        F("review__given_at").asc(nulls_first=True), "assessment__state", "assessment__due_on", "pk"
    )


def reviewer_for(pk: int, *, who: User | Contributor) -> Reviewer:
    """Return what somebody was asked to review, with the idea. Raises Reviewer.DoesNotExist, PermissionDenied."""
    found = Reviewer.objects.select_related(
        "contributor",
        "asked_by",
        "review",
        "assessment__gate",
        "assessment__idea__theme",
        "assessment__idea__company",
    ).get(pk=pk)
    if not is_asked(who, found):
        if isinstance(who, Contributor):
            raise Reviewer.DoesNotExist
        raise PermissionDenied(_("Somebody else was asked for this review."))
    return found


def reviewer_to_steer(pk: int, *, for_user: User) -> Reviewer:
    """Return a reviewer, for who steers the idea. Raises Reviewer.DoesNotExist, PermissionDenied."""
    found = Reviewer.objects.select_related("contributor", "assessment__idea", "assessment__gate").get(pk=pk)
    if not can_steer_idea(for_user, found.assessment.idea):
        raise PermissionDenied(
            _("Only those who look after this idea, managers of its clusters and administrators may do this.")
        )
    return found


def reviews_due(*, for_user: User) -> QuerySet[Reviewer]:
    """Return the reviews that a colleague has still to give, the first due on top. One query."""
    found = Reviewer.objects.filter(
        contributor__user=for_user, conflict="", declined_at=None, assessment__state=AssessmentState.OPEN,
        assessment__idea__merged_into=None,
    )  # fmt: skip
    found = found.exclude(review__given_at__isnull=False)
    return found.select_related("assessment__idea", "assessment__gate").order_by("assessment__due_on", "pk")


def gates_to_decide(*, for_user: User, today: date, of_everybody: bool) -> list[Panel]:
    """Return the gates at which somebody has something to do: nobody is awaited any more, or their day is over.

    `Panel.enough` says whether there is to be decided or somebody else to be asked. The longest due first. `of_everybody`:
    administrators see those of the whole initiative, others of the ideas that they look after. A constant number of
    queries, none for who decides nothing.
    """
    if not can_work(for_user):
        return []
    found = Assessment.objects.filter(state=AssessmentState.OPEN).select_related("idea__lead", "gate")
    panels = [panel(each) for each in found.prefetch_related(*WITH).order_by("due_on", "pk")]
    return [
        each
        for each in panels
        if (of_everybody or each.assessment.idea.lead_id in (None, for_user.pk))
        and (each.assessment.due_on < today or not each.waiting)
        and can_decide_gate(for_user, each.assessment)
    ]


def canvas_of(idea: Idea) -> list[tuple[str, str]]:
    """Return what an idea answers on its canvas: each question in the reader's language, with its answer. One query."""
    language = get_language() or "en"
    return [
        (Text.of(each.names).in_language(language), answer)
        for each in CanvasQuestion.objects.all()
        if (answer := str(idea.canvas.get(each.slug, "")).strip())
    ]
