"""How does a roadmap open, close and open again?"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.roadmaps import permissions
from grappe.apps.roadmaps.models import Roadmap
from grappe.apps.roadmaps.operations.locking import day_of, take
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company


@transaction.atomic
def open_roadmap(*, company: Company, title: str, by: User, at: datetime) -> Roadmap:
    """Open an empty roadmap for a company. Raises PermissionDenied, BadInput."""
    permissions.check_can_plan_for(by, company)
    if company.archived_at is not None:
        raise BadInput(_("This company is archived; it gets no new roadmap."))
    if not title.strip():
        raise BadInput(_("A roadmap needs a title."))
    return Roadmap.objects.create(
        company=company,
        title=title.strip(),
        opened_on=day_of(at),
        opened_by=by,
        feed_salt=secrets.token_urlsafe(16),
    )


@transaction.atomic
def close_roadmap(*, roadmap: Roadmap, version: int, outcome: str, by: User, at: datetime) -> Roadmap:
    """Close a roadmap with what came of it. Raises PermissionDenied, Stale, BadInput without an outcome."""
    taken = take(roadmap.pk, version=version, by=by)
    if not outcome.strip():
        raise BadInput(_("Say what came of it: a roadmap closes with its outcome."))
    taken.outcome, taken.closed_on = outcome.strip(), day_of(at)
    taken.save(update_fields=["outcome", "closed_on"])
    return taken


@transaction.atomic
def reopen_roadmap(*, roadmap: Roadmap, version: int, by: User, at: datetime) -> Roadmap:
    """Open a closed roadmap again; its outcome stays to be written on. Raises PermissionDenied, Stale, BadInput."""
    taken = take(roadmap.pk, version=version, by=by, closed=True)
    taken.closed_on = None
    taken.save(update_fields=["closed_on"])
    return taken


@transaction.atomic
def renew_feed(*, roadmap: Roadmap, by: User, at: datetime) -> Roadmap:
    """Give the calendar feed a new secret address; the old one stops at once. Raises PermissionDenied."""
    permissions.check_can_edit_roadmap(by, roadmap)
    roadmap.feed_salt = secrets.token_urlsafe(16)
    roadmap.save(update_fields=["feed_salt"])
    return roadmap
