"""Who may see studies and what was said in their interviews, and who may work on, review and publish them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.companies.permissions import can_view_companies
from grappe.apps.studies.enums import StudyState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Review, Study, Use

AUTHORS = (Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)


def can_view_studies(user: User) -> bool:
    """Everybody inside sees which studies there are; the ministry those that were published."""
    return can_view_companies(user)


def check_can_view_studies(user: User) -> None:
    if not can_view_studies(user):
        raise PermissionDenied(_("You may not see the studies."))


def can_view_study(user: User, study: Study) -> bool:
    """A study that is not published yet is for those who do studies."""
    return can_view_studies(user) and (user.role in AUTHORS or study.state == StudyState.PUBLISHED)


def check_can_view_study(user: User, study: Study) -> None:
    if not can_view_study(user, study):
        raise PermissionDenied(_("This study is not published yet."))


def can_add_study(user: User) -> bool:
    """Administrators, cluster managers and market analysts begin studies."""
    return user.is_active and user.role in AUTHORS


def check_can_add_study(user: User) -> None:
    if not can_add_study(user):
        raise PermissionDenied(_("Your role may not begin a study."))


def can_work_on(user: User, study: Study) -> bool:
    """Whoever leads a study, its team and administrators work on it."""
    if not can_add_study(user):
        return False
    # `.all()` uses what a query has prefetched.
    return user.is_administrator or study.lead_id == user.pk or user in study.team.all()


def check_can_work_on(user: User, study: Study) -> None:
    if not can_work_on(user, study):
        raise PermissionDenied(_("Only this study's team and administrators may do this."))


def can_view_text(user: User, study: Study) -> bool:
    """The text as it is being written is for those who do studies; everybody else reads its editions."""
    return can_add_study(user) and can_view_study(user, study)


def check_can_view_text(user: User, study: Study) -> None:
    if not can_view_text(user, study):
        raise PermissionDenied(_("The text that is being written is for those who do studies."))


def can_view_interviews(user: User, study: Study) -> bool:
    """What companies said for a study stays with those who work on it."""
    return can_work_on(user, study)


def check_can_view_interviews(user: User, study: Study) -> None:
    if not can_view_interviews(user, study):
        raise PermissionDenied(_("What was said in the interviews is for the study's team only."))


def can_publish(user: User, study: Study) -> bool:
    """A study is published by whoever leads it, or by an administrator."""
    return can_add_study(user) and (user.is_administrator or study.lead_id == user.pk)


def check_can_publish(user: User, study: Study) -> None:
    if not can_publish(user, study):
        raise PermissionDenied(_("Only whoever leads the study and administrators may publish it."))


def can_review(user: User, review: Review) -> bool:
    """A review is written by the reviewer who was named."""
    return user.is_active and review.user_id == user.pk


def check_can_review(user: User, review: Review) -> None:
    if not can_review(user, review):
        raise PermissionDenied(_("This review is somebody else's."))


def can_note_use(user: User) -> bool:
    """Whoever does studies or looks after companies says what came of a finding."""
    return can_add_study(user)


def check_can_note_use(user: User) -> None:
    if not can_note_use(user):
        raise PermissionDenied(_("Your role may not say what came of a finding."))


def can_remove_use(user: User, use: Use) -> bool:
    """Whoever noted what came of a finding takes it back, and whoever works on its study."""
    return can_note_use(user) and (use.used_by_id == user.pk or can_work_on(user, use.finding.study))


def check_can_remove_use(user: User, use: Use) -> None:
    if not can_remove_use(user, use):
        raise PermissionDenied(_("Only whoever noted this and the study’s team may take it back."))
