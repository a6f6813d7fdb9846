"""What is known of a company on a day, as the document that the eligibility engine reads?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Max, Prefetch

from grappe.apps.companies.enums import OwnerKind
from grappe.apps.companies.models import Company, Ownership

FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur", "export_share_pct", "rd_spending_eur")


LINK = ("owner_id", "owned_id", "owner_name", "owner_kind", "capital_pct", "votes_pct", "control", "since")
LINKS = tuple(
    Prefetch(side, Ownership.objects.select_related(other).only(*LINK, f"{other}__name", f"{other}__country"))
    for side, other in (("owners", "owner"), ("holdings", "owned"))
)


def company_facts(company: Company, *, on: date) -> dict[str, Any]:
    """Return the company document of `grappe eligible` (docs/reference/commands.md) as known for day `on`.

    The figures are those of the latest closed year before `on`; all years stand under `figures`. Facts that
    were asked and are not known are left out. Owners and holdings are those on file: nobody says that there are
    no others. At most six queries, fewer where relations are prefetched.
    """
    years = sorted((row for row in company.figures.all() if row.year < on.year), key=lambda row: row.year)
    latest = years[-1] if years else None
    stated = {fact.field: fact.value for fact in company.facts.all() if fact.value is not None}
    if company.business_permit is not None:
        stated.setdefault("business_permit", company.business_permit)
    document: dict[str, Any] = {
        "name": company.name,
        "country": company.country,
        "commune": company.commune.name if company.commune else None,
        "nace": company.nace.code if company.nace else None,
        "legal_form": company.legal_form or None,
        "founded": company.founded.isoformat() if company.founded else None,
        "clusters": [cluster.slug for cluster in company.clusters.all()],
        "figures": {str(row.year): {name: _number(getattr(row, name)) for name in FIGURES} for row in years},
        "facts": stated,
    }
    for name in FIGURES:
        document[name] = _number(getattr(latest, name)) if latest else None
    owners, holdings = _links(company, "owners", "owner"), _links(company, "holdings", "owned")
    if owners:
        document["owners"] = [_link(row, row.owner) for row in owners]
    if holdings:
        document["holdings"] = [_link(row, row.owned) for row in holdings]
    return document


def _links(company: Company, side: str, other: str) -> list[Ownership]:
    """Return the rows of one side with the other company, out of what was prefetched or by one query."""
    rows = getattr(company, side).all()
    fetched = side in getattr(company, "_prefetched_objects_cache", {})
    return list(rows if fetched else rows.select_related(other))


def _link(row: Ownership, other: Company | None) -> dict[str, Any]:
    """Return one link to an owner or to a company that is held; of an owner off file only the name is known."""
    return {
        "name": other.name if other is not None else row.owner_name,
        "kind": row.owner_kind if other is None or other.pk == row.owner_id else OwnerKind.ENTERPRISE,
        "country": other.country if other is not None else None,
        "capital_pct": _number(row.capital_pct),
        "votes_pct": _number(row.votes_pct),
        "control": row.control,
        "since": row.since.isoformat() if row.since else None,
    }


def companies_after(pk: int, *, size: int, until: int) -> list[Company]:
    """Return the next `size` companies not archived, by id: those above `pk`, at most `until`, ready for `company_facts`.

    For machines that read every company (the nightly sweep): no person asks, so nobody's rights are looked at.
    Six queries a block however large it is.
    """
    found = Company.objects.filter(pk__gt=pk, pk__lte=until, archived_at=None).order_by("pk")
    read = found.select_related("commune", "nace").prefetch_related("figures", "facts", "clusters", *LINKS)
    return list(read.defer("activity", "search_text", "sort_name")[:size])


def companies_with_figures(pk: int, *, size: int) -> list[Company]:
    """Return the next `size` companies by id, archived ones too: those above `pk`, with their figures. Two queries."""
    found = Company.objects.filter(pk__gt=pk).order_by("pk").prefetch_related("figures")
    return list(found.defer("activity", "search_text", "sort_name")[:size])


def how_many() -> tuple[int, int]:
    """Return how many companies are not archived, and the highest id among them (0 for none)."""
    counted = Company.objects.filter(archived_at=None).aggregate(count=Count("pk"), last=Max("pk"))
    return counted["count"], counted["last"] or 0


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
