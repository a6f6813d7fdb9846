"""What was decided on which solution, and why?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grappe.apps.matches.models import Match
from grappe.apps.matches.permissions import check_can_view_matches
from grappe.apps.needs.permissions import check_can_read_need
from grappe.apps.needs.queries.texts import readable

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def _detailed() -> QuerySet[Match]:
    return Match.objects.select_related(
        "need__company", "need__theme", "solution", "programme", "decided_by"
    ).defer("programme__content")


def matches_of(company_id: int, *, for_user: User) -> QuerySet[Match]:
    """Return the decisions on solutions for a company, the latest first, with their introductions."""
    check_can_view_matches(for_user)
    return (
        _detailed()
        .filter(readable(for_user, "need__"), need__company_id=company_id)
        .prefetch_related("introductions")
    )


def decisions_of_need(need_id: int, *, for_user: User) -> list[Match]:
    """Return the decisions on solutions for one need, the latest first, with their introductions."""
    check_can_view_matches(for_user)
    return list(
        _detailed().filter(readable(for_user, "need__"), need_id=need_id).prefetch_related("introductions")
    )


def match_for(pk: int, *, for_user: User) -> Match:
    """Return one decision. Raises Match.DoesNotExist, PermissionDenied."""
    check_can_view_matches(for_user)
    match = _detailed().prefetch_related("introductions__changes", "need__company__clusters").get(pk=pk)
    check_can_read_need(for_user, match.need)
    return match
