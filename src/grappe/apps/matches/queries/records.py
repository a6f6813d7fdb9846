"""Which introductions were made, and what was answered, as records of ADR 14?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from grappe.apps.matches.models import Introduction
from grappe.apps.matches.permissions import check_can_view_matches
from grappe.apps.needs.queries.texts import readable
from grappe.engines.indicators import Record
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def records(*, on: date) -> Iterator[Record]:
    """Yield each introduction from the day it was sent to the day of the answer, with its state and the need's theme."""
    values = Introduction.objects.order_by("pk").values_list(
        "pk",
        "match__need__company_id",
        "match__need__theme__slug",
        "state",
        "sent_at",
        "answered_at",
        "sent_by_id",
    )
    for pk, company, theme, state, sent, answered, by in values.iterator(2_000):
        yield Record(
            "introduction", str(pk), company, moments.local_date(sent),
            moments.local_date(answered) if answered else None, state=state, theme=theme or "", person_id=by,
        )  # fmt: skip


def shown(kind: str, ids: Collection[str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return label and address of those introductions that somebody may open, by their key."""
    check_can_view_matches(for_user)
    rows = Introduction.objects.filter(readable(for_user, "match__need__"), pk__in=list(ids)).values_list(
        "pk", "recipient_name", "match__need__title"
    )
    return {
        str(pk): (f"{need} → {recipient}", reverse("matches:introduction", args=[pk]))
        for pk, recipient, need in rows
    }
