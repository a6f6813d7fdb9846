"""What do clusters and themes hold of people? Who belongs to which cluster, by keys."""

from __future__ import annotations

from grappe.apps.clusters.models import Cluster, Membership, Theme
from grappe.ui.personal import Why, nobody

TABLES = (
    nobody(Cluster, Why.REFERENCE, "name icon"),
    nobody(Theme, Why.REFERENCE, "name"),
    nobody(Membership, Why.KEYS),
)
