"""What do the lists of many apps show and ask of the company that a row hangs on?"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.clusters.queries import cluster_ids_of, clusters
from grappe.apps.companies.models import Company
from grappe.ui.listing import Asked, Choices, Column, Filter, Op, Part, Relation, Takes
from grappe.ui.listing_conditions import whether


def company_address(row: Any) -> str:
    """Return the page of the company that a row hangs on."""
    return row.company.get_absolute_url()


def company_column(path: str = "company") -> Column:
    """Return the column with the company that a row hangs on; `path` leads to it."""
    steps = path.split("__")

    def of(row: Any) -> Any:
        for step in steps:
            row = getattr(row, step)
        return row

    return Column(
        "company", _("Company"), lambda row: str(of(row)), sort=F(f"{path}__sort_name"), filled=True,
        related=(path,), address=lambda row: of(row).get_absolute_url(),
    )  # fmt: skip


def cluster_choices() -> Choices:
    """Return the clusters as choices."""
    return [(cluster.slug, str(cluster)) for cluster in clusters()]


def in_clusters(outer: str = "pk") -> Filter:
    """Return the filter on the clusters of the company whose key is `outer`."""

    def condition(op: Op, value: Any) -> Q:
        links = Company.clusters.through.objects.filter(company=OuterRef(outer))
        if op in {Op.ANY_OF, Op.NONE_OF}:
            # By their keys: what stands in another table the planner cannot count.
            links = links.filter(cluster_id__in=[each.pk for each in clusters() if each.slug in value])
        found = Q(Exists(links))
        return ~found if op in {Op.NONE_OF, Op.UNKNOWN} else found

    return Filter("cluster", _("Cluster"), Takes.CHOICE, condition, choices=cluster_choices)


def in_mine(asked: Asked, outer: str = "pk") -> Filter:
    """Return the filter on the clusters that whoever asks looks after."""
    links = Company.clusters.through.objects.filter(
        company=OuterRef(outer), cluster_id__in=cluster_ids_of(asked.user)
    )
    return whether("mine", _("In my clusters"), Q(Exists(links)))


def of_company(asked: Asked, path: str = "company") -> Part:
    """Return what the rows of another kind show and ask of their company, and the way to all that is known of it."""
    outer = f"{path}_id"
    return Part(
        (company_column(path),),
        (in_clusters(outer), in_mine(asked, outer)),
        (Relation("company", _("Company"), "companies", "pk", outer),),
    )
