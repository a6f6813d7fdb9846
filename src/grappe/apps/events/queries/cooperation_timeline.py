"""What stands on a company's timeline of its cooperations?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.events.queries.cooperations import cooperations_of
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Cooperation


def cooperation_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return when a company's cooperations were noted, before a moment, the latest first."""
    found = cooperations_of(company_id, for_user=for_user)
    if before is not None:
        found = found.filter(created_at__lt=before)
    return [_entry(each, company_id) for each in found.order_by("-created_at", "-pk")[:limit]]


def _entry(cooperation: Cooperation, company_id: int) -> Entry:
    other = cooperation.second if cooperation.first_id == company_id else cooperation.first
    return Entry(
        at=cooperation.created_at,
        key=f"cooperation-{cooperation.pk:09d}",
        icon="heart-handshake",
        label=_("Cooperation with %(company)s") % {"company": other},
        title=cooperation.title,
        text=cooperation.notes[:300],
        url=reverse("events:cooperation", args=[cooperation.pk]),
        by=cooperation.created_by.name if cooperation.created_by else "",
        badges=(str(cooperation.get_state_display()),),
    )
