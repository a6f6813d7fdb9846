"""What does the news of sources outside say, as texts in which topics are found?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse

from grappe.apps.trends.models import Entry
from grappe.apps.trends.permissions import check_can_view_trends
from grappe.ui import moments
from grappe.ui.field_texts import FieldText

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def texts(*, ids: Collection[int] | None = None) -> Iterator[FieldText]:
    """Yield the words of every piece of news, or of some. For machines: no person asks."""
    rows = Entry.objects.order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    values = rows.values_list("pk", "published_at", "title", "summary", "feed__language")
    for pk, at, title, summary, language in values.iterator(1_000):
        yield FieldText(
            "entry", pk, None, (), moments.local_date(at), f"{title}\n{summary}".strip(), language
        )


def readable_ids(*, for_user: User) -> QuerySet[Entry, int]:
    """Return the ids of the news that somebody reads: everybody inside reads all. Raises PermissionDenied."""
    check_can_view_trends(for_user)
    return Entry.objects.values_list("pk", flat=True)


def shown(kind: str, ids: Collection[int | str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return title and address of news, by key; where it has no address of its own, the list of its source."""
    check_can_view_trends(for_user)
    rows = Entry.objects.filter(pk__in=list(ids)).values_list("pk", "feed__title", "url", "feed_id")
    sources = reverse("trends:feeds")
    return {str(pk): (title, url or f"{sources}?feed={feed}") for pk, title, url, feed in rows}
