"""Which companies and owners hang together over ownership, in both directions and through chains?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from grappe.apps.companies.models import Company, Ownership
from grappe.apps.companies.permissions import check_can_view_companies

if TYPE_CHECKING:
    from collections.abc import Collection

    from grappe.apps.accounts.models import User

LARGEST = 60  # companies of one group that are looked at, the nearest first

# Walks from one company over what it owns and who owns it, each company once, the nearest first.
_WALK = """
WITH RECURSIVE ties (a, b) AS (
    SELECT owner_id, owned_id FROM companies_ownership WHERE owner_id IS NOT NULL
    UNION SELECT owned_id, owner_id FROM companies_ownership WHERE owner_id IS NOT NULL
), walk (id, far) AS (
    SELECT %s::bigint, 0
    UNION SELECT ties.b, walk.far + 1 FROM walk JOIN ties ON ties.a = walk.id WHERE walk.far < %s
)
SELECT id FROM walk GROUP BY id ORDER BY min(far), id LIMIT %s
"""
FURTHEST = 8  # steps of ownership


@dataclass(frozen=True)
class OwnershipGroup:
    """A company, everybody it hangs together with over ownership on file, and the links between them.

    `cut`: there are more companies than are looked at; what lies further is left out, and must be said.
    """

    subject: Company
    companies: tuple[Company, ...]  # the subject first
    links: tuple[Ownership, ...]
    cut: bool

    @cached_property
    def by_id(self) -> dict[int, Company]:
        return {company.pk: company for company in self.companies}

    def into(self, company_id: int) -> tuple[Ownership, ...]:
        """Return the links that say who owns a company."""
        return tuple(link for link in self.links if link.owned_id == company_id)


def ownership_group(company: Company, *, for_user: User, largest: int = LARGEST) -> OwnershipGroup:
    """Return what hangs together with a company; four queries, however large the group is."""
    check_can_view_companies(for_user)
    with connection.cursor() as cursor:
        cursor.execute(_WALK, [company.pk, FURTHEST, largest + 1])
        found = [row[0] for row in cursor.fetchall()]
    kept = found[:largest]
    return OwnershipGroup(company, _companies(company, kept), _links(kept), len(found) > largest)


def _companies(subject: Company, kept: Collection[int]) -> tuple[Company, ...]:
    known = {each.pk: each for each in Company.objects.filter(pk__in=kept).prefetch_related("figures")}
    return tuple(known[pk] for pk in kept if pk in known)


def _links(kept: Collection[int]) -> tuple[Ownership, ...]:
    """Return the links into these companies, from each other or from owners known by name only."""
    inside = Q(owner__isnull=True) | Q(owner_id__in=kept)
    return tuple(Ownership.objects.filter(inside, owned_id__in=kept).order_by("owned_id", "pk"))
