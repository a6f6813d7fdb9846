"""What does a company's timeline say of surveys? That it was asked, that it answered or declined; no single answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.surveys.models import Participation
from grappe.apps.surveys.permissions import can_see_who, can_view_answers, check_can_view_surveys
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (Participation.objects.filter(company=company),)


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return the surveys a company was asked in, before a moment, the latest first; for the ministry none. Two queries."""
    check_can_view_surveys(for_user)
    if not can_see_who(for_user):
        return []
    found = Participation.objects.filter(company_id=company_id).select_related(
        "wave", "company", "answered_by"
    )
    moment = Coalesce("answered_at", "declined_at", F("wave__started_at"))
    found = found.prefetch_related("company__clusters").annotate(moment=moment).filter(moment__isnull=False)
    if before is not None:
        found = found.filter(moment__lt=before)
    return [_entry(each, for_user) for each in found.order_by("-moment", "-pk")[:limit]]


def _entry(part: Participation, user: User) -> Entry:
    if part.answered_at is not None:
        label = _("Survey answered")
    elif part.declined_at is not None:
        label = _("Does not take part in the survey")
    else:
        label = _("Asked in the survey")
    readable = part.answered_at is not None and can_view_answers(user, part.company)
    return Entry(
        at=part.moment,  # type: ignore[attr-defined]  # annotated
        key=f"survey-{part.pk:09d}",
        icon="clipboard-list",
        label=label,
        title=_("Survey of %(year)s") % {"year": part.wave.year},
        url=reverse("surveys:part", args=[part.pk])
        if readable
        else reverse("surveys:wave", args=[part.wave_id]),
        by=part.answered_by.name if part.answered_by else part.name if part.answered_at else "",
    )
