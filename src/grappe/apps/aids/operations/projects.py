"""How is a project of a company saved with its sums, and taken off?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.aids.models import AidProject
from grappe.apps.aids.permissions import check_can_edit_awards
from grappe.apps.aids.queries.projects import ProjectValues, project_result
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.aids.models import Programme
    from grappe.apps.companies.models import Company


def save_project(
    *,
    company: Company,
    name: str,
    values: ProjectValues,
    typed: Mapping[str, Any],
    by: User,
    at: datetime,
    programme: Programme | None = None,
    project: AidProject | None = None,
    version: int = 0,
) -> AidProject:
    """Save a project with its sums as they come out now, or anew under `project`, whose `version` was seen.

    `typed` is the form's content, so that it can be opened again as it was. Raises PermissionDenied, BadInput for
    a project without name or costs, Stale when somebody else saved it meanwhile.
    """
    check_can_edit_awards(by, company)
    called = " ".join(name.split())
    if not called:
        raise BadInput(_("Give the project a name."))
    result = project_result(company, values, for_user=by)
    if result is None:
        raise BadInput(_("Type the costs of at least one category."))
    with transaction.atomic(), pghistory.context(user=by.pk):
        saved = AidProject(company=company, created_at=at, created_by=by)
        if project is not None:
            saved = AidProject.objects.select_for_update().get(pk=project.pk)
            if saved.version != version:
                raise Stale(
                    _("Somebody else saved this project meanwhile; your change was not saved."), current=saved
                )
            saved.version += 1
        saved.name, saved.programme, saved.content, saved.result = called, programme, dict(typed), result
        saved.computed_on = at.astimezone(timezone.get_current_timezone()).date()
        saved.save()
    return saved


def remove_project(*, project: AidProject, by: User, at: datetime) -> None:
    """Take a saved project off; the history keeps what it said. Raises PermissionDenied."""
    check_can_edit_awards(by, project.company)
    with transaction.atomic(), pghistory.context(user=by.pk):
        project.delete()
