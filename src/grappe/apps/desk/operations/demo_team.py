"""Who signs in to the demonstration? One person of each role; managers in three languages with clusters of their own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grappe.apps.accounts import operations as accounts
from grappe.apps.accounts import queries as account_queries
from grappe.apps.accounts.enums import Language, Role
from grappe.apps.clusters import operations as cluster_operations
from grappe.apps.clusters import queries as cluster_queries

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.clusters.models import Cluster


@dataclass(frozen=True, slots=True)
class Login:
    """An account of the demonstration, and the clusters it looks after."""

    email: str
    name: str
    role: Role
    language: Language
    clusters: tuple[str, ...] = ()


TEAM = (
    Login("admin@demo.example", "Alex Muster", Role.ADMINISTRATOR, Language.ENGLISH),
    Login("second@demo.example", "Robin Modèle", Role.ADMINISTRATOR, Language.FRENCH),
    Login(
        "claire@demo.example",
        "Claire Exemple",
        Role.CLUSTER_MANAGER,
        Language.FRENCH,
        ("healthtech", "creative"),
    ),
    Login(
        "jonas@demo.example", "Jonas Beispiel", Role.CLUSTER_MANAGER, Language.GERMAN, ("materials", "wood")
    ),
    Login(
        "mia@demo.example",
        "Mia Sample",
        Role.CLUSTER_MANAGER,
        Language.ENGLISH,
        ("automobility", "cleantech", "digital"),
    ),
    Login("analyst@demo.example", "Noé Modèle", Role.MARKET_ANALYST, Language.FRENCH),
    Login("ministry@demo.example", "Marie Fictive", Role.MINISTRY, Language.FRENCH),
)


def is_loaded() -> bool:
    """Return whether the demonstration is in the database: its last account is there."""
    return account_queries.user_with_email(TEAM[-1].email) is not None


def make_team(password: str) -> dict[str, User]:
    """Create the accounts and give the managers their clusters; return the accounts by address."""
    known: dict[str, Cluster] = {cluster.slug: cluster for cluster in cluster_queries.clusters()}
    found = {}
    for login in TEAM:
        user = accounts.create_user(
            email=login.email,
            name=login.name,
            role=login.role,
            language=login.language,
            password=password,
            by=None,
            superuser=login.role == Role.ADMINISTRATOR,
        )
        if login.clusters:
            cluster_operations.set_clusters(
                user=user, clusters=[known[slug] for slug in login.clusters], by=None
            )
        found[login.email] = user
    return found


def new_password() -> str:
    """Return a password for this installation's demonstration, easy to type."""
    return "-".join(secrets.token_hex(2) for _place in range(3))


def write_logins(target: Path, password: str) -> None:
    """Write the accounts and their password as a small table, readable by this installation's owner only."""
    rows = [("Role", "E-mail", "Language", "Clusters")]
    rows += [
        (
            str(Role(login.role).name).replace("_", " ").lower(),
            login.email,
            login.language,
            ", ".join(login.clusters),
        )
        for login in TEAM
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    lines = [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600, exist_ok=True)
    target.write_text(
        "\n".join([*lines, "", f"  Password for all of them: {password}", ""]), encoding="utf-8"
    )
