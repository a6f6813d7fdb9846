"""Which reference data and people does a test stand on?"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.models import User
from grappe.apps.clusters import operations
from grappe.apps.clusters.models import Cluster, Membership, Theme

_LOADED: dict[
    Path, list[list[Any]]
] = {}  # clusters and themes as loading made them, by the catalogue's folder


def clusters() -> dict[str, Cluster]:
    """Load the shipped clusters and themes; return the clusters by slug.

    Nearly every test stands on them: what loading made the first time is written as it stands from then on.
    """
    if Cluster.objects.exists() or Theme.objects.exists():
        operations.load(**_shipped(settings.CATALOGUE))
    elif settings.CATALOGUE in _LOADED:
        for rows in _LOADED[settings.CATALOGUE]:
            type(rows[0]).objects.bulk_create([copy.deepcopy(row) for row in rows])
    else:
        operations.load(**_shipped(settings.CATALOGUE))
        _LOADED[settings.CATALOGUE] = [
            _as_new(Cluster.objects.all()),
            _as_new(Theme.objects.all()),
        ]
    return {cluster.slug: cluster for cluster in Cluster.objects.all()}


@cache
def _shipped(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        name: yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for name in ("clusters", "themes")
    }


def _as_new(rows: Iterable[Any]) -> list[Any]:
    """Return rows that can be written again under the same keys, which the sequences have passed: others point at them."""
    found = list(rows)
    for row in found:
        row._state.adding = True
    return found


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


TEAM = {
    "administrator": (Role.ADMINISTRATOR, ()),
    "manager": (Role.CLUSTER_MANAGER, ("healthtech", "digital")),
    "other_manager": (Role.CLUSTER_MANAGER, ("wood",)),
    "analyst": (Role.MARKET_ANALYST, ()),
    "ministry": (Role.MINISTRY, ()),
}


@cache
def _hashed(password: str, _by: str) -> str:
    return make_password(password)


def people(known: dict[str, Cluster]) -> People:
    """Return one user of each role. Written in two statements: nearly every test stands on them."""
    password = _hashed("secret-pass-1", settings.PASSWORD_HASHERS[0])
    made = User.objects.bulk_create(
        User(
            email=f"{name}@cluster.example", password=password, name=name.replace("_", " ").title(), role=role,
            language="en", is_superuser=role == Role.ADMINISTRATOR,
        )
        for name, (role, _clusters) in TEAM.items()
    )  # fmt: skip
    found = dict(zip(TEAM, made, strict=True))
    Membership.objects.bulk_create(
        Membership(user=found[name], cluster=known[slug])
        for name, (_role, slugs) in TEAM.items()
        for slug in slugs
    )
    return People(**found)
