"""Which clusters and themes are there, and which does somebody look after?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from grappe.apps.clusters.models import Cluster, Theme

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def clusters() -> QuerySet[Cluster]:
    """Return all clusters in their order."""
    return Cluster.objects.order_by("position", "slug")


def themes() -> QuerySet[Theme]:
    """Return the five themes in their order."""
    return Theme.objects.order_by("position", "slug")


def managers() -> QuerySet[User]:
    """Return the people who look after a cluster, by name."""
    return get_user_model().objects.filter(memberships__isnull=False, is_active=True).distinct()


def cluster_ids_of(user: User) -> frozenset[int]:
    """Return the ids of the clusters a user looks after; asked once per user object."""
    known: frozenset[int] | None = getattr(user, "_grappe_cluster_ids", None)
    if known is None:
        known = frozenset(user.memberships.values_list("cluster_id", flat=True))
        user._grappe_cluster_ids = known  # type: ignore[attr-defined]  # lives as long as the request
    return known
