"""Which needs were noted and met, as records of ADR 14?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from grappe.apps.companies.enums import Audience
from grappe.apps.needs.enums import NeedState
from grappe.apps.needs.models import Need
from grappe.apps.needs.permissions import check_can_view_needs
from grappe.apps.needs.queries.texts import readable
from grappe.engines.indicators import Record
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def records(*, on: date) -> Iterator[Record]:
    """Yield each need from the day it was noted to the day it was met or dismissed, with its state and theme."""
    values = Need.objects.order_by("pk").values_list(
        "pk", "company_id", "theme__slug", "state", "created_at", "decided_at", "created_by_id",
        "contact__audience",
    )  # fmt: skip
    for pk, company, theme, state, created, decided, by, audience in values.iterator(2_000):
        over = state in {NeedState.MET, NeedState.DISMISSED}
        yield Record(
            "need", str(pk), company, moments.local_date(created), moments.local_date(decided) if over and decided else None,
            state=state, theme=theme, person_id=by, confidential=audience not in {None, Audience.EVERYONE},
        )  # fmt: skip


def shown(kind: str, ids: Collection[str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return label and address of those needs that somebody may open, by their key."""
    check_can_view_needs(for_user)
    rows = Need.objects.filter(readable(for_user), pk__in=list(ids)).values_list("pk", "title")
    return {str(pk): (title, reverse("needs:detail", args=[pk])) for pk, title in rows}
