"""When was each company of a portfolio last spoken with, and which steps of roadmaps are due?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, Min, Q
from django.db.models.functions import TruncDate

from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies import queries as companies
from grappe.apps.companies.enums import ContactState
from grappe.apps.companies.queries.records import clusters_by_company
from grappe.apps.roadmaps.models import Step
from grappe.apps.roadmaps.permissions import check_can_view_roadmaps
from grappe.engines.planning import add_months

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SOON = 14  # days
# Up to how many months ago the last contact was, the last two without an end.
SPANS: dict[str, int | None] = {"upto3": 3, "upto6": 6, "upto12": 12, "longer": None, "never": None}


@dataclass(frozen=True, slots=True)
class Kept:
    """A company of a portfolio: its clusters, the last contact held, the next one planned, and the span that is."""

    pk: int
    name: str
    url: str
    clusters: frozenset[str]
    last: date | None
    planned: date | None
    span: str


@dataclass(frozen=True, slots=True)
class DueStep:
    """An open step of an open roadmap that is due soon, or was."""

    pk: int
    title: str
    roadmap: int
    company: int
    company_name: str
    end: date
    owner: int | None


def portfolio(*, for_user: User, today: date, clusters: Collection[str] | None = None) -> list[Kept]:
    """Return the companies of some clusters (slugs), of all where None, the longest quiet first. Two queries."""
    check_can_view_roadmaps(for_user)
    of: dict[int, set[str]] = {}
    for company, cluster in clusters_by_company():
        of.setdefault(company, set()).add(cluster)
    held, planned = Q(contacts__state=ContactState.HELD), Q(contacts__state=ContactState.PLANNED)
    found = companies.companies(for_user=for_user).filter(archived_at=None)
    if clusters is not None:
        found = found.filter(pk__in=[pk for pk, slugs in of.items() if slugs & set(clusters)])
    found = found.annotate(
        last=Max(TruncDate("contacts__starts_at"), filter=held),
        planned=Min(
            TruncDate("contacts__starts_at"), filter=planned & Q(contacts__starts_at__date__gte=today)
        ),
    )
    plain = found.select_related(None).prefetch_related(None).only("name", "brand")
    rows = [
        Kept(
            each.pk, str(each), each.get_absolute_url(), frozenset(of.get(each.pk, ())), each.last,
            each.planned, span_of(each.last, today),
        )
        for each in plain
    ]  # fmt: skip
    return sorted(rows, key=lambda each: (each.last or date.min, each.name, each.pk))


def span_of(last: date | None, today: date) -> str:
    """Return under which span a last contact falls."""
    if last is None:
        return "never"
    for name, months in SPANS.items():
        if months is not None and last > add_months(today, -months):
            return name
    return "longer"


def steps_due(*, for_user: User, today: date, days: int = SOON) -> list[DueStep]:
    """Return the open steps that end within some days or are late, the latest first. One query.

    A cluster manager gets their own and those of companies in their clusters; everybody else all.
    """
    check_can_view_roadmaps(for_user)
    found = Step.objects.filter(
        companies.of_visible(for_user, "roadmap__company"),
        done_on__isnull=True, end__lte=today + timedelta(days=days), roadmap__closed_on__isnull=True,
        roadmap__company__archived_at__isnull=True,
    )  # fmt: skip
    if for_user.is_manager:
        inside = Step.objects.filter(roadmap__company__clusters__in=cluster_ids_of(for_user))
        found = found.filter(Q(owner=for_user) | Q(pk__in=inside.values("pk")))
    rows = found.select_related("roadmap__company").order_by("end", "pk")
    return [
        DueStep(
            step.pk, step.title, step.roadmap_id, step.roadmap.company_id, str(step.roadmap.company), step.end,
            step.owner_id,
        )
        for step in rows
    ]  # fmt: skip
