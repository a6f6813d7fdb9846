"""Which working groups fit a few words, and in which does a company take part?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Value, When

from grappe.apps.companies.queries import of_visible
from grappe.apps.groups.enums import GroupState, MemberState
from grappe.apps.groups.models import Group, Member
from grappe.apps.groups.permissions import check_can_view_groups, check_can_view_work
from grappe.ui.trilingual_search import words_in

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 20
_TAKING_PART = (MemberState.ACTIVE, MemberState.INVITED, MemberState.ASKED, MemberState.LEFT)


def search(text: str, *, for_user: User, limit: int = 10) -> list[Group]:
    """Return the groups whose name or purpose holds every word in a language, accents aside; the running first. One query."""
    check_can_view_groups(for_user)
    found = Group.objects.alias(words=words_in("names", "purposes"))
    for word in text.replace("\x00", " ").split()[:8]:
        found = found.filter(words__unaccent__icontains=word)
    runs = Case(When(state__in=(GroupState.RUNNING, GroupState.PAUSED), then=Value(0)), default=Value(1))
    return list(found.order_by(runs, "-proposed_at", "-pk")[:limit])


def memberships_of(company_id: int, *, for_user: User) -> list[Member]:
    """Return who of a company takes part in a group or did, those who still do first, at most MOST. One query."""
    check_can_view_work(for_user)
    found = Member.objects.filter(
        of_visible(for_user), company_id=company_id, state__in=_TAKING_PART
    ).select_related("group")
    gone = Case(When(state=MemberState.LEFT, then=Value(1)), default=Value(0))
    return list(found.order_by(gone, "-joined_at", "-pk")[:MOST])
