"""Which companies and owners hang together over ownership, in both directions and through chains?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection
from django.db.models import Q

from grappe.apps.companies.models import Company, Ownership
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.veils import veil

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

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
    """Return what hangs together with a company; four queries, however large the group is.

    Who does not see one of them is told its figures, which count, and not its name.
    """
    check_can_view_companies(for_user)
    with connection.cursor() as cursor:
        cursor.execute(_WALK, [company.pk, FURTHEST, largest + 1])
        found = [row[0] for row in cursor.fetchall()]
    kept = found[:largest]
    companies = _companies(company, kept)
    veil(companies, for_user=for_user)
    return OwnershipGroup(company, companies, _links(kept), len(found) > largest)


class Ties:
    """Who on file owns whom, all of it at once: thirty-two bytes a holding, for machines that read every company."""

    def __init__(self, pairs: np.ndarray) -> None:
        """`pairs` has a row for each holding: owner and owned, by id."""
        both = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
        self._from, self._to = both[:, 0], both[:, 1]

    def of(self, pk: int) -> np.ndarray:
        """Return whom a company is tied to directly, by id, each once and in their order."""
        first, last = np.searchsorted(self._from, (pk, pk + 1))
        return self._to[first:last]

    def near(self, pk: int, most: int) -> list[int]:
        """Return a company and those it hangs together with, as `ownership_group` walks: the nearest, then the least id.

        At most `most` of them. However many a holding owns, no more of them are looked at than can be among these.
        """
        seen, level = {pk: None}, [pk]
        for _step in range(FURTHEST):
            known = len(seen)
            further: set[int] = set()
            for each in level:
                further.update(self._unseen(each, seen, most - known))
            level = sorted(further)[: most - known]
            seen |= dict.fromkeys(level)
            if not level or len(seen) >= most:
                break
        return list(seen)

    def _unseen(self, pk: int, seen: Collection[int], most: int) -> Iterator[int]:
        tied = self.of(pk)[: most + len(seen)].tolist()
        return islice((other for other in tied if other not in seen), most)


def ownership_ties() -> Ties:
    """Return every holding of a company on file in another, for `ownership_groups`. One query; no person asks."""
    rows = Ownership.objects.filter(owner__isnull=False).values_list("owner_id", "owned_id")
    return Ties(np.array(list(rows.iterator()), dtype=np.int64).reshape(-1, 2))


def ownership_groups(
    companies: Sequence[Company], *, ties: Ties, for_user: User, largest: int = LARGEST
) -> dict[int, OwnershipGroup]:
    """Return the groups of many companies by their ids, each as `ownership_group` returns it. Three queries.

    The companies have their figures read ahead; groups share what is read.
    """
    check_can_view_companies(for_user)
    near = {company.pk: ties.near(company.pk, largest + 1) for company in companies}
    known = {company.pk: company for company in companies}
    others = {pk for found in near.values() for pk in found[:largest]} - known.keys()
    if others:
        known |= {each.pk: each for each in _with_figures(others)}
    into: dict[int, list[Ownership]] = defaultdict(list)
    for link in Ownership.objects.filter(owned_id__in=list(known)).order_by("owned_id", "pk"):
        into[link.owned_id].append(link)
    return {company.pk: _group(company, near[company.pk], known, into, largest) for company in companies}


def _group(
    company: Company,
    near: Sequence[int],
    known: dict[int, Company],
    into: dict[int, list[Ownership]],
    largest: int,
) -> OwnershipGroup:
    kept = [pk for pk in near[:largest] if pk in known]
    inside = set(kept)
    links = tuple(
        link
        for pk in sorted(kept)
        for link in into.get(pk, ())
        if link.owner_id is None or link.owner_id in inside
    )
    return OwnershipGroup(company, tuple(known[pk] for pk in kept), links, len(near) > largest)


def _with_figures(pks: Iterable[int]) -> Iterable[Company]:
    """Read companies with their figures, the long texts left aside."""
    read = Company.objects.filter(pk__in=list(pks)).prefetch_related("figures")
    return read.defer("activity", "search_text", "sort_name")


def _companies(subject: Company, kept: Collection[int]) -> tuple[Company, ...]:
    known = {each.pk: each for each in Company.objects.filter(pk__in=kept).prefetch_related("figures")}
    return tuple(known[pk] for pk in kept if pk in known)


def _links(kept: Collection[int]) -> tuple[Ownership, ...]:
    """Return the links into these companies, from each other or from owners known by name only."""
    inside = Q(owner__isnull=True) | Q(owner_id__in=kept)
    return tuple(Ownership.objects.filter(inside, owned_id__in=kept).order_by("owned_id", "pk"))
