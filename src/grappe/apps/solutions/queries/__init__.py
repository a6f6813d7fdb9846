"""Which services, providers and partners are there, and which speak to a need?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Q, QuerySet

from grappe.apps.solutions.models import Solution, SolutionVector
from grappe.apps.solutions.permissions import check_can_view_solutions
from grappe.engines.matching import Facets
from grappe.engines.matching.evidence import Asked
from grappe.ui import passages
from grappe.ui.passages import Evidence

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def solutions(
    *,
    for_user: User,
    kind: str = "",
    theme: str = "",
    cluster: str = "",
    text: str = "",
    ids: Collection[int] | None = None,
) -> QuerySet[Solution]:
    """Return the solutions on offer, with themes and clusters; filtered by slugs and by words in any language."""
    check_can_view_solutions(for_user)
    found = Solution.objects.filter(active=True).prefetch_related("themes", "clusters")
    if ids is not None:
        found = found.filter(pk__in=ids)
    if kind:
        found = found.filter(kind=kind)
    if theme:
        found = found.filter(themes__slug=theme)
    if cluster:
        # One without clusters is for all of them.
        found = found.filter(Q(clusters__slug=cluster) | Q(clusters=None))
    for word in text.split()[:10]:
        found = found.filter(Q(pk__in=_with_word(word)) | Q(name__icontains=word))
    return found.distinct().order_by("kind", "name", "id")


def _with_word(word: str) -> QuerySet[SolutionVector, Any]:
    """Return the solutions whose texts have a word, its endings and accents aside, in any language."""
    from django.contrib.postgres.search import SearchQuery

    matched = Q()
    for code in passages.LANGUAGES:
        matched |= Q(language=code, words=SearchQuery(word, config=f"grappe_{code}"))
    return SolutionVector.objects.filter(matched).values("solution_id")


def solution_for(pk: int, *, for_user: User) -> Solution:
    """Return one solution, also one that is no longer offered; raise Solution.DoesNotExist."""
    check_can_view_solutions(for_user)
    return Solution.objects.prefetch_related("themes", "clusters").get(pk=pk)


def offered_by(names: Collection[str], *, email: str = "") -> list[Solution]:
    """Return what is on offer under the name of a company, or with this address as its contact; at most five.

    For the company itself (an outsider with a signed link has no account): nothing of it is confidential.
    """
    mine = Q()
    for name in filter(None, names):
        mine |= Q(name__iexact=name)
    if email:
        mine |= Q(contact_email__iexact=email)
    return list(Solution.objects.filter(mine, active=True).order_by("kind", "name", "id")[:5]) if mine else []


def evidence(
    asked: Sequence[Asked], vector: np.ndarray, language: str, *, for_user: User
) -> dict[int, Evidence]:
    """Return what speaks for each solution on offer, by words and by meaning, by its id."""
    check_can_view_solutions(for_user)
    return passages.find(SolutionVector, "solution", asked, vector, language)


def facets_of(solution: Solution) -> Facets:
    """Return for whom a solution is meant, as the matching engine reads it."""
    return Facets(
        themes=frozenset(theme.slug for theme in solution.themes.all()),
        clusters=frozenset(cluster.slug for cluster in solution.clusters.all()),
        nace=frozenset(solution.nace),
        sizes=frozenset(solution.sizes),
        languages=frozenset(solution.languages),
    )
