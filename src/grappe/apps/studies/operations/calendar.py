"""How does a study get its dates, and how is one marked as done?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.studies.models import Milestone
from grappe.apps.studies.permissions import check_can_work_on
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

LONGEST, MOST = 200, 100


@transaction.atomic
def save_milestone(
    *, study: Study, milestone: Milestone | None = None, title: str, due_on: date, by: User, at: datetime
) -> Milestone:
    """Set a date of a study's calendar. Raises PermissionDenied, BadInput."""
    check_can_work_on(by, study)
    words = " ".join(title.replace("\x00", " ").split())
    if not words or len(words) > LONGEST:
        raise BadInput(_("Say what is to be done, in at most %(most)d characters.") % {"most": LONGEST})
    if milestone is None:
        if study.milestones.count() >= MOST:
            raise BadInput(_("A study has at most %(most)d dates.") % {"most": MOST})
        milestone = Milestone(study=study)
    milestone.title, milestone.due_on = words, due_on
    with pghistory.context(user=by.pk):
        milestone.save()
    return milestone


@transaction.atomic
def set_done(*, milestone: Milestone, on: date | None, by: User, at: datetime) -> Milestone:
    """Mark a date as done on a day, or as still to be done. Raises PermissionDenied."""
    check_can_work_on(by, milestone.study)
    milestone.done_on = on
    with pghistory.context(user=by.pk):
        milestone.save()
    return milestone


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: User, at: datetime) -> None:
    """Take a date out; its history stays. Raises PermissionDenied."""
    check_can_work_on(by, milestone.study)
    with pghistory.context(user=by.pk):
        milestone.delete()
