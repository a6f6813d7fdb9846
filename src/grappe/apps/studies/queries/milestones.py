"""Which dates does a study have, and which of those that somebody leads are late?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from grappe.apps.studies.enums import StudyState
from grappe.apps.studies.models import Milestone
from grappe.apps.studies.permissions import can_add_study, check_can_work_on

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

UNDER_WAY = (StudyState.DRAFT, StudyState.RUNNING, StudyState.REVIEW)


def late(for_user: User, today: date) -> list[Milestone]:
    """Return the dates that are over and not done, of the studies under way that somebody leads, the oldest first. One query."""
    if not can_add_study(for_user):
        return []
    found = Milestone.objects.filter(
        study__lead=for_user, study__state__in=UNDER_WAY, done_on=None, due_on__lt=today
    )
    return list(found.select_related("study").order_by("due_on", "pk"))


def milestone_for(pk: int, *, for_user: User) -> Milestone:
    """Return a date with its study, for its team; raises Milestone.DoesNotExist, PermissionDenied."""
    found = Milestone.objects.select_related("study__lead", "study__theme").prefetch_related(
        "study__team", "study__clusters"
    )
    milestone = found.get(pk=pk)
    check_can_work_on(for_user, milestone.study)
    return milestone
