"""In which working groups does a company take part?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Value, When

from grappe.apps.companies.queries import of_visible
from grappe.apps.groups.enums import MemberState
from grappe.apps.groups.models import Member
from grappe.apps.groups.permissions import check_can_view_work

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 20
_TAKING_PART = (MemberState.ACTIVE, MemberState.INVITED, MemberState.ASKED, MemberState.LEFT)


def memberships_of(company_id: int, *, for_user: User) -> list[Member]:
    """Return who of a company takes part in a group or did, those who still do first, at most MOST. One query."""
    check_can_view_work(for_user)
    found = Member.objects.filter(
        of_visible(for_user), company_id=company_id, state__in=_TAKING_PART
    ).select_related("group")
    gone = Case(When(state=MemberState.LEFT, then=Value(1)), default=Value(0))
    return list(found.order_by(gone, "-joined_at", "-pk")[:MOST])
