"""What do ideas say, as texts in which topics are found, and which of them may somebody read?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grappe.apps.ideas.enums import SEEN_BY_MINISTRY
from grappe.apps.ideas.models import Idea
from grappe.apps.ideas.queries.ideas import visible
from grappe.ui import moments
from grappe.ui.field_texts import FieldText

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def texts(*, ids: Collection[int] | None = None) -> Iterator[FieldText]:
    """Yield the words of every idea that was not joined with another, or of some. For machines: no person asks."""
    rows = Idea.objects.filter(merged_into=None).order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    seats: dict[int, tuple[str, ...]] = {}
    links = Idea.clusters.through.objects.order_by("cluster__position", "cluster__slug")
    if ids is not None:
        links = links.filter(idea__in=list(ids))
    for idea, slug in links.values_list("idea_id", "cluster__slug"):
        seats[idea] = (*seats.get(idea, ()), slug)
    values = rows.values_list(
        "pk", "company_id", "captured_at", "title", "text", "language", "confidential", "stage"
    )
    for pk, company, at, title, text, language, confidential, stage in values.iterator(1_000):
        yield FieldText(
            "idea", pk, company, seats.get(pk, ()), moments.local_date(at), f"{title}\n{text}".strip(), language,
            confidential or stage not in SEEN_BY_MINISTRY,
        )  # fmt: skip


def readable_ids(*, for_user: User) -> QuerySet[Idea, int]:
    """Return the ids of the ideas that somebody reads. Raises PermissionDenied."""
    return visible(for_user=for_user).values_list("pk", flat=True)
