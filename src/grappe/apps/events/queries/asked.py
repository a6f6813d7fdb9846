"""Who asks whom for a meeting, and what may an organiser set on it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible, told_left_out
from grappe.apps.events.enums import RequestState
from grappe.apps.events.models import MeetingPlan, Request
from grappe.apps.events.permissions import check_can_view_registrations

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

REQUESTS_PAGE = 40
_COMPANIES = ("asker__registration__company", "asked__registration__company")
_WITH = (
    "asker__registration", "asked__registration", "fixed_slot", "fixed_table", "plan__event__organiser",
)  # fmt: skip


def requests_of(
    plan: MeetingPlan,
    *,
    for_user: User,
    state: str = "",
    person: int | None = None,
    text: str = "",
    settled: str = "",
) -> QuerySet[Request]:
    """Return the requests of a plan, those accepted first, narrowed. Raises PermissionDenied.

    `settled`: "must" or "fixed" or "order" shows only those on which the organiser set something.
    """
    check_can_view_registrations(for_user)
    sides = [of_visible(for_user, column) for column in _COMPANIES]
    found = (
        Request.objects.filter(*sides, plan=plan).select_related(*_WITH).prefetch_related("follows__first")
    )
    if state in RequestState.values:
        found = found.filter(state=state)
    if person is not None:
        found = found.filter(Q(asker=person) | Q(asked=person))
    if text:
        words = Q()
        for side in ("asker__registration", "asked__registration"):
            words |= Q(**{f"{side}__name__icontains": text}) | Q(**{f"{side}__organisation__icontains": text})
        found = found.filter(words)
    if settled == "must":
        found = found.filter(must=True)
    elif settled == "fixed":
        found = found.filter(fixed_slot__isnull=False)
    elif settled == "order":
        found = found.filter(Q(follows__isnull=False) | Q(followed_by__isnull=False)).distinct()
    return found.order_by("state", "id")  # accepted, asked, declined, withdrawn


def left_out(plan: MeetingPlan, *, for_user: User) -> str:
    """Return in words how many requests the list leaves out, "" for none. Raises PermissionDenied."""
    check_can_view_registrations(for_user)
    return told_left_out(Request.objects.filter(plan=plan), for_user=for_user, columns=_COMPANIES)


def request_for(pk: int, *, for_user: User) -> Request:
    """Return a request with both sides, its plan and event; raises Request.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    found = Request.objects.select_related(*_WITH).get(pk=pk)
    for side in (found.asker, found.asked):
        check_can_view_company_or_none(for_user, side.registration.company)
    return found


def before_it(request: Request) -> list[int]:
    """Return the ids of the meetings that must be over before this one begins."""
    return list(request.follows.values_list("first_id", flat=True))


def may_precede(request: Request) -> QuerySet[Request]:
    """Return the accepted meetings that could be asked to come before this one."""
    found = Request.objects.filter(plan_id=request.plan_id, state=RequestState.ACCEPTED).exclude(
        pk=request.pk
    )
    return found.select_related("asker__registration", "asked__registration").order_by(
        "asker__registration__organisation", "id"
    )
