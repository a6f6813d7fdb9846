"""Which reference data and people does a test stand on?"""

from __future__ import annotations

from dataclasses import dataclass

import yaml
from django.conf import settings

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.models import User
from grappe.apps.clusters import operations
from grappe.apps.clusters.models import Cluster, Theme


def clusters() -> dict[str, Cluster]:
    """Load the shipped clusters and themes; return the clusters by slug."""
    read = {
        name: yaml.safe_load((settings.CATALOGUE / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("clusters", "themes")
    }
    operations.load(clusters=read["clusters"], themes=read["themes"])
    return {cluster.slug: cluster for cluster in Cluster.objects.all()}


def theme(slug: str = "digital") -> Theme:
    return Theme.objects.get(slug=slug)


@dataclass(frozen=True)
class People:
    administrator: User
    manager: User
    other_manager: User
    analyst: User
    ministry: User

    def by_role(self) -> dict[str, User]:
        return {
            "administrator": self.administrator,
            "manager": self.manager,
            "other_manager": self.other_manager,
            "analyst": self.analyst,
            "ministry": self.ministry,
        }


def user(name: str, role: str, language: str = "en", superuser: bool = False) -> User:
    return User.objects.create_user(
        f"{name}@cluster.example", "secret-pass-1", name=name.replace("_", " ").title(), role=role,
        language=language, is_superuser=superuser,
    )  # fmt: skip


def people(known: dict[str, Cluster]) -> People:
    found = People(
        administrator=user("administrator", Role.ADMINISTRATOR, superuser=True),
        manager=user("manager", Role.CLUSTER_MANAGER),
        other_manager=user("other_manager", Role.CLUSTER_MANAGER),
        analyst=user("analyst", Role.MARKET_ANALYST),
        ministry=user("ministry", Role.MINISTRY),
    )
    operations.set_clusters(user=found.manager, clusters=[known["healthtech"], known["digital"]], by=None)
    operations.set_clusters(user=found.other_manager, clusters=[known["wood"]], by=None)
    return found
