"""Who belongs to a company's group, as the engine reads it? Companies on file and owners known by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from grappe.apps.companies.enums import OwnerKind
from grappe.engines.eligibility.reading import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grappe.apps.companies.models import Company, Ownership
    from grappe.apps.companies.queries import OwnershipGroup

# Neither persons nor public bodies make a single undertaking of what they control (article 2(2)).
NOT_LINKING = frozenset({OwnerKind.NATURAL_PERSON.value, OwnerKind.PUBLIC_BODY.value})
FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur")


@dataclass(frozen=True)
class Node:
    """A company on file, or an owner known by name only; `key` names it in the engine's documents."""

    key: str
    name: str
    kind: str
    company: Company | None
    link: Ownership | None  # where a named owner stands, so that it can be changed there


def company_key(pk: int) -> str:
    """Return what stands for a company on file."""
    return f"c{pk}"


def owner_key(link: Ownership) -> str:
    """Return what stands for a link's owner: a named owner is the same wherever kind and name are."""
    if link.owner_id is not None:
        return company_key(link.owner_id)
    return f"o{link.owner_kind}:{fold(link.owner_name)}"


def nodes_of(group: OwnershipGroup) -> dict[str, Node]:
    """Return everybody in a group by key: the subject first, then companies, then owners by name."""
    kinds = {link.owner_id: link.owner_kind for link in group.links if link.owner_id is not None}
    found = {
        company_key(each.pk): Node(
            company_key(each.pk), each.name, kinds.get(each.pk, OwnerKind.ENTERPRISE.value), each, None
        )
        for each in group.companies
    }
    for link in group.links:
        if link.owner_id is None:
            key = owner_key(link)
            found.setdefault(key, Node(key, link.owner_name, link.owner_kind, None, link))
    return found


def links_on(group: OwnershipGroup, on: date) -> tuple[Ownership, ...]:
    """Return the links that stand on a day; one without a day of beginning has always stood."""
    return tuple(link for link in group.links if link.since is None or link.since <= on)


def holdings_of(links: tuple[Ownership, ...], names: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Return links as the holdings of an engine document; those of one owner in one company once.

    `names` puts other words in the place of the keys.
    """
    called = names or {}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for link in links:
        owner, owned = owner_key(link), company_key(link.owned_id)
        found.setdefault(
            (owner, owned),
            {
                "owner": called.get(owner, owner),
                "owned": called.get(owned, owned),
                "capital_pct": plain(link.capital_pct),
                "votes_pct": plain(link.votes_pct),
                "control": link.control,
            },
        )
    return list(found.values())


def plain(value: Any) -> float | int | None:
    """Return a stored number as a document holds it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def distinct_names(nodes: Mapping[str, Node]) -> dict[str, str]:
    """Return a name for each key, no two alike, as the engine's sentences will say it."""
    taken: dict[str, int] = {}
    found = {}
    for key, node in nodes.items():
        taken[node.name] = taken.get(node.name, 0) + 1
        found[key] = node.name if taken[node.name] == 1 else f"{node.name} ({taken[node.name]})"
    return found
