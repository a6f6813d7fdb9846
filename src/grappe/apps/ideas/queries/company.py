"""What does a company's file show of ideas: its ideas, what became of them, and who of it has a link?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible
from grappe.apps.ideas.enums import StepKind
from grappe.apps.ideas.models import Contributor, Idea, Step
from grappe.apps.ideas.permissions import check_can_view_ideas
from grappe.apps.ideas.queries.ideas import visible
from grappe.engines.kernel import Text
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 30


def _its(company_id: int) -> Q:
    """What is a company's: ideas captured as its own, and those that somebody of it had."""
    authored = Idea.objects.filter(authors__contributor__company_id=company_id).values("pk")
    return Q(company_id=company_id) | Q(pk__in=authored)


def ideas_of_company(company_id: int, *, for_user: User) -> list[Idea]:
    """Return the ideas of a company, the latest first, at most MOST. One query."""
    return list(visible(for_user=for_user).filter(_its(company_id)).order_by("-captured_at", "-pk")[:MOST])


def contributors_of(company_id: int, *, for_user: User) -> QuerySet[Contributor]:
    """Return who of a company has a link to a page of their own."""
    check_can_view_ideas(for_user)
    return Contributor.objects.filter(of_visible(for_user), company_id=company_id, user=None).select_related(
        "person"
    )


def contributor_for(pk: int, *, for_user: User) -> Contributor:
    """Return somebody with a link. Raises Contributor.DoesNotExist, PermissionDenied."""
    check_can_view_ideas(for_user)
    found = Contributor.objects.select_related("company").get(pk=pk)
    check_can_view_company_or_none(for_user, found.company)
    return found


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (
        Idea.objects.filter(company=company),
        Contributor.objects.filter(company=company),
    )


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return what happened with a company's ideas before a moment, the latest first. One query."""
    seen = visible(for_user=for_user).filter(_its(company_id))
    steps = Step.objects.filter(idea__in=seen).select_related("idea", "by")
    if before is not None:
        steps = steps.filter(at__lt=before)
    return [_entry(each) for each in steps.order_by("-at", "-pk")[:limit]]


def _entry(step: Step) -> Entry:
    labels = {
        StepKind.CAPTURE: _("Idea captured"),
        StepKind.GATE: _("Idea through a gate"),
        StepKind.PARK: _("Idea parked"),
        StepKind.REJECT: _("Idea rejected"),
        StepKind.REOPEN: _("Idea taken up again"),
    }
    why = Text.of(step.why).in_language(get_language() or "en") if step.why else ""
    return Entry(
        at=step.at, key=f"idea-step-{step.pk}", icon="bulb", label=labels[StepKind(step.kind)], title=step.idea.title,
        text=why, url=reverse("ideas:detail", args=[step.idea_id]), by=step.by.name if step.by else "",
        badges=(str(step.get_came_to_display()),),
    )  # fmt: skip
