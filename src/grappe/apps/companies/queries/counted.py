"""Which companies of a scope are there to be counted, with their activity and size class?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.companies.models import Company, NaceCode
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.mailing import sizes_of
from grappe.ui.said import Said, said

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Counted:
    """A company as it is counted; "" where its section or division is not known."""

    pk: int
    section: str
    division: str
    size: str  # micro, small, medium, large, unknown


def companies_in_scope(
    *, for_user: User, clusters: Collection[str] = (), nace: Collection[str] = ()
) -> QuerySet[Company]:
    """Return the companies on file, not archived, of some clusters (slugs) and activities (codes of any level)."""
    check_can_view_companies(for_user)
    found = Company.objects.filter(archived_at__isnull=True)
    if clusters:
        within = Company.clusters.through.objects.filter(cluster__slug__in=list(clusters))
        found = found.filter(pk__in=within.values("company_id"))
    if nace:
        wanted = Q()
        for code in nace:
            wanted |= Q(nace__section=code) if code.isalpha() else Q(nace__code__startswith=code)
        found = found.filter(wanted)
    return found


def companies_counted(
    *, for_user: User, on: date, clusters: Collection[str] = (), nace: Collection[str] = ()
) -> list[Counted]:
    """Return the companies of a scope with section, division and size class by their latest closed year before `on`.

    Two queries. The size is that of the company's own figures (Recommendation 2003/361/EC), "unknown" where those on file
    leave more than one class open.
    """
    found = companies_in_scope(for_user=for_user, clusters=clusters, nace=nace)
    sizes = dict(sizes_of(found.order_by("pk"), on=on))
    rows = found.order_by("pk").values_list("pk", "nace__section", "nace__code")
    return [
        Counted(pk, section or "", division_of(code or ""), sizes.get(pk, "unknown"))
        for pk, section, code in rows
    ]


def division_of(code: str) -> str:
    """Return the division of a code of NACE ("25" of "25.11"); empty for a section."""
    return code[:2] if code[:2].isdigit() else ""


def nace_said(codes: Collection[str], language: str) -> dict[str, Said]:
    """Return what some codes are called in a language, with the code in front; in English, marked, where that says nothing.

    Of a class that NACE Rev. 2.1 changed the official labels on file are English only.
    """
    found = {}
    for each in NaceCode.objects.filter(code__in=list(codes)):
        words = said({code: label for code, label in each.words.items() if label}, language)
        found[each.code] = Said.of(f"{each.code} {words}", words.language)
    return found


def nace_words(codes: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the words of some codes in each language, with the code in front."""
    found = NaceCode.objects.filter(code__in=list(codes))
    return {
        each.code: {
            language: f"{each.code} {label or each.label_en}" for language, label in each.words.items()
        }
        for each in found
    }
