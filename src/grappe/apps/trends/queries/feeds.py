"""Which sources outside are read, how are they, and what did they bring?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet

from grappe.apps.trends.models import Entry, Feed
from grappe.apps.trends.permissions import check_can_view_trends

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 30


def feeds(*, for_user: User) -> QuerySet[Feed]:
    """Return the sources by name, with how many entries each brought and the latest. Raises PermissionDenied."""
    check_can_view_trends(for_user)
    found = Feed.objects.select_related("theme", "added_by")
    found = found.annotate(entry_count=Count("entries"), latest_at=Max("entries__published_at"))
    return found.order_by("title", "pk")


def feed_for(pk: int, *, for_user: User) -> Feed:
    """Return a source. Raises Feed.DoesNotExist, PermissionDenied."""
    check_can_view_trends(for_user)
    return Feed.objects.select_related("theme", "added_by").get(pk=pk)


def entries(*, for_user: User, feed: int | None = None, words: str = "") -> QuerySet[Entry]:
    """Return what the sources brought, latest first. Raises PermissionDenied."""
    check_can_view_trends(for_user)
    found = Entry.objects.select_related("feed__theme")
    if feed is not None:
        found = found.filter(feed=feed)
    for word in words.split()[:8]:
        found = found.filter(Q(title__unaccent__icontains=word) | Q(summary__unaccent__icontains=word))
    return found


def entry_for(pk: int, *, for_user: User) -> Entry:
    """Return one entry with its source. Raises Entry.DoesNotExist, PermissionDenied."""
    check_can_view_trends(for_user)
    return Entry.objects.select_related("feed").get(pk=pk)


def to_read() -> list[int]:
    """Return the ids of the sources to be read by the job."""
    return list(Feed.objects.filter(paused=False).order_by("pk").values_list("pk", flat=True))
