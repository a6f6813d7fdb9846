"""Where are the companies that the sweep found? Counted by commune, for the map of `companies.queries.maps`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from grappe.apps.aids.models import SweptProgramme
from grappe.apps.aids.permissions import check_can_view_sweeps
from grappe.apps.aids.queries.sweeps import SweepFilters, filtered
from grappe.apps.companies.queries.maps import SHADES, CommuneMap, Step, map_of, scale_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

__all__ = ["SHADES", "CommuneMap", "Step", "commune_map", "scale_of"]


def commune_map(programme: SweptProgramme, asked: SweepFilters, *, for_user: User) -> CommuneMap:
    """Return the map of a filtered list. Two queries; a filter on commune or canton is left aside."""
    check_can_view_sweeps(for_user)
    found = filtered(programme, asked.with_(commune="", canton=""), for_user=for_user)
    rows = found.order_by().values_list("company__commune__name").annotate(count=Count("company_id"))
    return map_of({name or "": count for name, count in rows})
