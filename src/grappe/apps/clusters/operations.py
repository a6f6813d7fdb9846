"""How do clusters and themes come in, and how does somebody get or lose a cluster?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.operations.audit import note
from grappe.apps.clusters.models import Cluster, Membership, Theme

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def load(*, clusters: Iterable[Mapping[str, Any]], themes: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Create or update clusters and themes from catalogue entries `{id, name, icon?, transversal?}`.

    Returns how many of each there are. What is no longer in the catalogue stays: past work points to it.
    """
    counts = [0, 0]
    for position, entry in enumerate(clusters):
        Cluster.objects.update_or_create(
            slug=entry["id"],
            defaults={
                "name": entry["name"],
                "position": position,
                "icon": entry.get("icon", ""),
                "transversal": bool(entry.get("transversal", False)),
            },
        )
        counts[0] += 1
    for position, entry in enumerate(themes):
        Theme.objects.update_or_create(
            slug=entry["id"], defaults={"name": entry["name"], "position": position}
        )
        counts[1] += 1
    return counts[0], counts[1]


@transaction.atomic
def set_clusters(
    *, user: User, clusters: Iterable[Cluster], by: User | None, at: datetime | None = None
) -> None:
    """Make a user look after exactly these clusters; `by` None is the installation itself. With `at` the audit knows."""
    if by is not None and not by.is_administrator:
        raise PermissionDenied(_("Only administrators assign clusters."))
    wanted = {cluster.pk for cluster in clusters}
    Membership.objects.filter(user=user).exclude(cluster_id__in=wanted).delete()
    Membership.objects.bulk_create(
        [Membership(user=user, cluster_id=pk) for pk in wanted], ignore_conflicts=True
    )
    if at is not None:
        names = sorted(Cluster.objects.filter(pk__in=wanted).values_list("slug", flat=True))
        note(AuditKind.ACCOUNT_CHANGED, at=at, user=by, about=user, detail={"clusters": ", ".join(names)})
